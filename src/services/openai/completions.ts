import type { Call } from '../../core/definition/call.js';
import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { drained } from '../../core/http/answer-stream.js';
import { request } from '../../core/http/request.js';
import { requestEvents } from '../../core/http/sse.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { endpoint, headers, model, options, result, token, url } from './endpoint.js';
import { EventStream, type Gathering } from './event-stream.js';
import type { Completion } from './types.js';

interface Asked {
  url: string;
  token: string;
  model: string;
  prompt: string;
  options: JsonRecord | undefined;
  headers: JsonRecord | undefined;
}

function completionRequest({ url, token, model, prompt, options, headers }: Asked) {
  const to = endpoint(url, '/completions');
  return { to, spec: { ...to, token, headers }, json: { model, prompt, ...options } };
}

async function streamed(asked: Asked, call: Call) {
  const { to, spec, json } = completionRequest(asked);
  const sent = { ...spec, json: { ...json, stream: true } };
  const events = await requestEvents(call, 'POST', to.url, sent);
  return new EventStream<Completion, Completion>(events, new CompletionGathering(), call);
}

/**
 * Continues a plain text, without a chat.
 *
 * This is the legacy API, for models without chat and for code completion. `options` accepts
 * `max_tokens`, `stop`, `suffix` and more, and several prompts as `prompt`.
 *
 * @returns `choices[0].text` is the completion.
 * @see https://platform.openai.com/docs/api-reference/completions/create
 */
export const createCompletion = method('openai', 'CreateCompletion', {
  effect: 'read',
  params: {
    url,
    token,
    model: model('gpt-3.5-turbo-instruct'),
    prompt: text('Text to continue', { example: 'Once upon a time' }),
    options,
    headers,
  },
  async run(asked, call): Promise<Completion> {
    if (asked.options?.stream === true) return drained(await streamed(asked, call));
    const { to, spec, json } = completionRequest(asked);
    return result(await request(call, 'POST', to.url, { ...spec, json }));
  },
  stream: (asked, call) => streamed(asked, call),
  text: (completion: Completion) => firstText(completion),
  textOf: (chunk: Completion) => firstText(chunk),
});

function firstText(from: Completion): string | undefined {
  const text = from?.choices?.[0]?.text;
  return typeof text === 'string' ? text : undefined;
}

type OpenChoice = { index: number; text: string; [key: string]: unknown };

/** Assembles the chunks of a text. */
class CompletionGathering implements Gathering<Completion, Completion> {
  readonly endsByDone = true;
  readonly ending = '[DONE], no finish_reason';
  finished = false;
  #head: { [key: string]: unknown } = {};
  readonly #choices = new Map<number, OpenChoice>();

  add(chunk: JsonRecord): Completion {
    const { choices, ...head } = chunk;
    const said = Object.entries(head).filter(([, value]) => value !== null);
    this.#head = { ...this.#head, ...Object.fromEntries(said) };
    const found = Array.isArray(choices) ? choices : [];
    for (const choice of found) if (isRecord(choice)) this.#addChoice(choice);
    return { ...chunk, choices: found };
  }

  addWhole(whole: JsonRecord): Completion {
    this.finished = true;
    return this.add(whole);
  }

  whole(): Completion {
    const choices = [...this.#choices].sort(([a], [b]) => a - b).map(([, choice]) => choice);
    return result(structuredClone({ ...this.#head, choices }));
  }

  #addChoice({ text, logprobs, ...rest }: JsonRecord): void {
    const index = typeof rest.index === 'number' ? rest.index : 0;
    const known = this.#choices.get(index) ?? { index, text: '' };
    this.#choices.set(index, known);
    if (typeof text === 'string') known.text += text;
    if (isRecord(logprobs)) known.logprobs = joined(known.logprobs, logprobs);
    for (const [key, value] of Object.entries(rest)) if (value !== null) known[key] = value;
    if (rest.finish_reason) this.finished = true;
  }
}

/** The log probabilities of the tokens: lists that grow with each chunk. */
function joined(before: unknown, more: JsonRecord): JsonRecord {
  const known = isRecord(before) ? before : {};
  const lists = Object.entries(more).map(([key, value]) => {
    const list = known[key];
    return [key, Array.isArray(list) && Array.isArray(value) ? [...list, ...value] : value];
  });
  return { ...known, ...Object.fromEntries(lists) };
}
