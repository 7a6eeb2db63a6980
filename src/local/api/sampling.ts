import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { Sampling } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import { field, numberWithin, wholeNumber } from './checks.js';

const MOST = Number.POSITIVE_INFINITY;

/** How an answer is made, as chat and plain completions ask for it. */
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
    throw badRequest("'stop' takes a text, or a list of up to four.", 'stop');
  }
  return texts.filter((text) => text !== '');
}

/** What a caller relies on and no model here can do: refused, not passed over. */
const CANNOT: Readonly<Record<string, { unless: (value: unknown) => boolean; what: string }>> = {
  logprobs: { unless: (value) => value === false, what: 'give probabilities' },
  top_logprobs: { unless: (value) => value === 0, what: 'give probabilities' },
  logit_bias: { unless: isEmpty, what: 'weigh single tokens' },
  frequency_penalty: { unless: (value) => value === 0, what: 'punish repetition' },
  presence_penalty: { unless: (value) => value === 0, what: 'punish repetition' },
  modalities: { unless: isTextOnly, what: 'answer with anything but text' },
  audio: { unless: isEmpty, what: 'answer with sound: POST /v1/audio/speech makes it of a text' },
  web_search_options: { unless: () => false, what: 'search the web' },
  moderation: { unless: () => false, what: 'judge texts' },
  reasoning_effort: { unless: (value) => value === 'none', what: 'reason before they answer' },
  reasoning: { unless: hasNoEffort, what: 'reason before they answer' },
  verbosity: { unless: (value) => value === 'medium', what: 'be made brief or wordy' },
  functions: { unless: isEmpty, what: "take the former 'functions': give them as 'tools'" },
  function_call: {
    unless: (value) => value === 'none' || value === 'auto',
    what: "take the former 'function_call': it is 'tool_choice' now",
  },
  best_of: { unless: (value) => value === 1, what: 'choose the best of several answers' },
  suffix: { unless: (value) => value === '', what: 'write what comes before another text' },
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
