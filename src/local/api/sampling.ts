import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { Sampling } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import { field, numberWithin, wholeNumber } from './checks.js';

const MOST = Number.POSITIVE_INFINITY;

/** The options that chat completions and completions share. */
export function readSampling(body: JsonRecord): Omit<Sampling, 'mostTokens'> {
  return {
    stop: readStop(field(body, 'stop')),
    seed: wholeNumber(body, 'seed', { least: -MOST, most: MOST }),
    ...readHeat(body),
  };
}

export function readHeat(body: JsonRecord): Pick<Sampling, 'temperature' | 'topP'> {
  return {
    temperature: numberWithin(body, 'temperature', { least: 0, most: 2 }),
    topP: numberWithin(body, 'top_p', { least: 0, most: 1 }),
  };
}

function readStop(stop: unknown): readonly string[] {
  if (stop === undefined) return [];
  const texts = Array.isArray(stop) ? stop : [stop];
  if (texts.length > 4 || !texts.every((text) => typeof text === 'string')) {
    throw badRequest("'stop' must be a string or an array of up to four.", 'stop');
  }
  return texts.filter((text) => text !== '');
}

/** What no model here supports: refused rather than ignored, because callers rely on it. */
const CANNOT: Readonly<Record<string, { unless: (value: unknown) => boolean; what: string }>> = {
  logprobs: { unless: (value) => value === false, what: 'return log probabilities' },
  top_logprobs: { unless: (value) => value === 0, what: 'return log probabilities' },
  logit_bias: { unless: isEmpty, what: 'bias single tokens' },
  frequency_penalty: { unless: (value) => value === 0, what: 'apply repetition penalties' },
  presence_penalty: { unless: (value) => value === 0, what: 'apply repetition penalties' },
  modalities: { unless: isTextOnly, what: 'reply with anything but text' },
  audio: {
    unless: isEmpty,
    what: 'reply with audio. Use POST /v1/audio/speech to convert text to speech',
  },
  web_search_options: { unless: () => false, what: 'search the web' },
  moderation: { unless: () => false, what: 'moderate texts' },
  reasoning_effort: { unless: (value) => value === 'none', what: 'reason before they reply' },
  reasoning: { unless: hasNoEffort, what: 'reason before they reply' },
  verbosity: { unless: (value) => value === 'medium', what: 'change their verbosity' },
  functions: { unless: isEmpty, what: "use the deprecated 'functions'. Use 'tools' instead" },
  function_call: {
    unless: (value) => value === 'none' || value === 'auto',
    what: "use the deprecated 'function_call'. Use 'tool_choice' instead",
  },
  best_of: { unless: (value) => value === 1, what: 'pick the best of several replies' },
  suffix: { unless: (value) => value === '', what: 'write text that precedes a suffix' },
};

export function refuseWhatCannotBe(body: JsonRecord): void {
  for (const [name, { unless, what }] of Object.entries(CANNOT)) {
    const value = field(body, name);
    if (value === undefined || unless(value)) continue;
    const message = `The models of this server cannot ${what}.`;
    throw badRequest(message, name, 'unsupported_parameter');
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function isTextOnly(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => name === 'text');
}

function hasNoEffort(value: unknown): boolean {
  return isRecord(value) && [undefined, null, 'none'].includes(value.effort as string | null);
}
