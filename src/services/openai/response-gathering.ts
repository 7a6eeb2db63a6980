import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { result } from './endpoint.js';
import type { Gathering } from './event-stream.js';
import type { ModelResponse, ResponseEvent } from './types.js';

type Open = { [key: string]: unknown };

/** The events that end a stream, besides failures. */
const LAST = new Set(['response.completed', 'response.incomplete']);

/** The texts that grow with `…delta` events and are repeated in full by `…done` ones. */
const GROWING: Readonly<Record<string, { list?: string; index?: string; key: string }>> = {
  'response.output_text': { list: 'content', index: 'content_index', key: 'text' },
  'response.refusal': { list: 'content', index: 'content_index', key: 'refusal' },
  'response.reasoning_text': { list: 'content', index: 'content_index', key: 'text' },
  'response.reasoning_summary_text': { list: 'summary', index: 'summary_index', key: 'text' },
  'response.function_call_arguments': { key: 'arguments' },
  'response.custom_tool_call_input': { key: 'input' },
};

/** Assembles the events of a response into the response. */
export class ResponseGathering implements Gathering<ResponseEvent, ModelResponse> {
  readonly endsByDone = false;
  readonly ending = 'response.completed';
  finished = false;
  #head: JsonRecord = {};
  readonly #items = new Map<number, Open>();

  add(event: JsonRecord): ResponseEvent {
    const type = typeof event.type === 'string' ? event.type : '';
    if (isRecord(event.response)) this.#head = event.response;
    if (LAST.has(type)) this.finished = true;
    // Copies: they grow here, but the reader's event must not change.
    if (isRecord(event.item)) {
      this.#items.set(indexOf(event.output_index), structuredClone(event.item));
    }
    const [, base = '', step] = /^(.*)\.(delta|done|added)$/.exec(type) ?? [];
    if (base === 'response.content_part') this.#setPart(event, 'content', 'content_index');
    if (base === 'response.reasoning_summary_part')
      this.#setPart(event, 'summary', 'summary_index');
    const growing = Object.hasOwn(GROWING, base) ? GROWING[base] : undefined;
    if (growing) this.#grow(event, growing, step === 'delta');
    return event as ResponseEvent;
  }

  /** A server that does not stream sends the complete response: its text is one delta. */
  addWhole(whole: JsonRecord): ResponseEvent {
    const event = this.add({ type: 'response.completed', response: whole });
    const { output_text } = modelResponse(whole);
    if (!output_text) return event;
    const place = { output_index: 0, content_index: 0 };
    return { type: 'response.output_text.delta', ...place, delta: output_text };
  }

  /** The response as the server last sent it; if it has not, what is known from the events. */
  whole(): ModelResponse {
    const said = this.#head.output;
    const isSaid = this.finished && Array.isArray(said) && said.length > 0;
    const inOrder = [...this.#items].sort(([a], [b]) => a - b).map(([, item]) => item);
    const output = isSaid || inOrder.length === 0 ? (said ?? []) : inOrder;
    return modelResponse(structuredClone({ ...this.#head, output }));
  }

  #item(event: JsonRecord): Open {
    const index = indexOf(event.output_index);
    const known = this.#items.get(index) ?? { type: 'message', role: 'assistant', content: [] };
    this.#items.set(index, known);
    return known;
  }

  /** The part of an item that an event is about; lists grow by one. */
  #part(event: JsonRecord, list: string, index: string): Open {
    const item = this.#item(event);
    const parts: unknown[] = Array.isArray(item[list]) ? item[list] : [];
    item[list] = parts;
    const at = Math.min(indexOf(event[index]), parts.length);
    const part: Open = isRecord(parts[at]) ? parts[at] : {};
    parts[at] = part;
    return part;
  }

  #setPart(event: JsonRecord, list: string, index: string): void {
    if (!isRecord(event.part)) return;
    Object.assign(this.#part(event, list, index), structuredClone(event.part));
  }

  #grow(event: JsonRecord, { list, index, key }: (typeof GROWING)[string], isPiece: boolean): void {
    const on = list && index ? this.#part(event, list, index) : this.#item(event);
    if (key === 'text' && list === 'content') on.type ??= 'output_text';
    const piece = isPiece ? event.delta : event[key];
    if (typeof piece !== 'string') return;
    on[key] = isPiece && typeof on[key] === 'string' ? on[key] + piece : piece;
  }
}

function indexOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : 0;
}

/** The server's response with its text as `output_text`, which few servers include. */
export function modelResponse(answer: unknown): ModelResponse {
  const response = result<ModelResponse>(answer);
  if (!isRecord(response) || typeof response.output_text === 'string') return response;
  const text = outputText(response.output);
  return text === undefined ? response : { ...(response as ModelResponse), output_text: text };
}

/** The text of a response's output; `undefined` if there is none. */
function outputText(output: unknown): string | undefined {
  const items = Array.isArray(output) ? output.filter(isRecord) : [];
  const parts = items.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const texts = parts.flatMap((part) =>
    isRecord(part) && part.type === 'output_text' && typeof part.text === 'string'
      ? [part.text]
      : [],
  );
  return texts.length > 0 ? texts.join('') : undefined;
}
