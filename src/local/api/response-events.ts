import type { JsonRecord } from '../../core/util/is-record.js';
import type { ChatPiece, End, ToolCall } from '../engines/engine.js';
import { tokensOf } from '../engines/tokens.js';
import { seconds } from '../seconds.js';
import { type Item, type ResponseObject, shownUsage } from './response-object.js';
import { itemId } from './stored-responses.js';

export type ResponseEvent = JsonRecord & { type: string; sequence_number: number };

/** A message that is being written. */
interface Open {
  item: Item;
  kind: 'output_text' | 'refusal';
  text: string;
}

/** How the events of a message's text and of a refusal differ. */
const WORDS = {
  output_text: { key: 'text', more: { annotations: [], logprobs: [] }, told: { logprobs: [] } },
  refusal: { key: 'refusal', more: {}, told: {} },
} as const;

/**
 * Writes a response: makes of the pieces that come from a model the events that tell of them, and
 * the response that they come to.
 */
export class ResponseWriter {
  response: ResponseObject;
  #sequence = 0;
  #open: Open | undefined;

  constructor(response: ResponseObject) {
    this.response = response;
  }

  *begin(): Generator<ResponseEvent> {
    this.response = { ...this.response, status: 'in_progress' };
    yield this.#told('response.created');
    yield this.#told('response.in_progress');
  }

  *add(piece: ChatPiece): Generator<ResponseEvent> {
    if (piece.type === 'text') yield* this.#write('output_text', piece.text);
    else if (piece.type === 'refusal') yield* this.#write('refusal', piece.text);
    else if (piece.type === 'tool_call') yield* this.#call(piece.call);
    else yield* this.#finish(piece);
  }

  /** The last event, once the response is as it will be kept. */
  last(): ResponseEvent {
    return this.#told(`response.${this.response.status}`);
  }

  /** What went wrong, instead of an end. What was written by then stays. */
  fail(message: string): void {
    if (this.#open) this.#keep(this.#item('incomplete'));
    this.#open = undefined;
    const error = { code: 'server_error', message };
    this.response = { ...this.response, status: 'failed', error };
  }

  error(fields: JsonRecord): ResponseEvent {
    return this.#event('error', fields);
  }

  #event(type: string, fields: JsonRecord): ResponseEvent {
    return { type, sequence_number: this.#sequence++, ...fields };
  }

  #told(type: string): ResponseEvent {
    return this.#event(type, { response: this.response });
  }

  get #place() {
    return { output_index: this.response.output.length };
  }

  #keep(item: Item): void {
    this.response = { ...this.response, output: [...this.response.output, item] };
  }

  *#write(kind: Open['kind'], text: string): Generator<ResponseEvent> {
    if (this.#open?.kind !== kind) {
      yield* this.#close('completed');
      yield* this.#openMessage(kind);
    }
    const open = this.#open!;
    open.text += text;
    const told = { ...WORDS[kind].told, delta: text };
    yield this.#event(`response.${kind}.delta`, { ...this.#partPlace(open), ...told });
  }

  *#openMessage(kind: Open['kind']): Generator<ResponseEvent> {
    const id = itemId('msg_', this.response.id, `b${this.response.output.length}`);
    const message = { type: 'message', id, status: 'in_progress', role: 'assistant', content: [] };
    this.#open = { item: message, kind, text: '' };
    yield this.#event('response.output_item.added', { ...this.#place, item: message });
    const place = this.#partPlace(this.#open);
    yield this.#event('response.content_part.added', { ...place, part: partOf(this.#open) });
  }

  #partPlace({ item }: Open) {
    return { item_id: item.id, ...this.#place, content_index: 0 };
  }

  *#close(status: 'completed' | 'incomplete'): Generator<ResponseEvent> {
    const open = this.#open;
    if (!open) return;
    const place = this.#partPlace(open);
    const { key, told } = WORDS[open.kind];
    yield this.#event(`response.${open.kind}.done`, { ...place, ...told, [key]: open.text });
    yield this.#event('response.content_part.done', { ...place, part: partOf(open) });
    const item = this.#item(status);
    yield this.#event('response.output_item.done', { ...this.#place, item });
    this.#keep(item);
    this.#open = undefined;
  }

  #item(status: 'completed' | 'incomplete'): Item {
    const open = this.#open!;
    return { ...open.item, status, content: [partOf(open)] };
  }

  *#call(call: ToolCall): Generator<ResponseEvent> {
    yield* this.#close('completed');
    const id = itemId('fc_', this.response.id, `b${this.response.output.length}`);
    const { name } = call;
    const item = { type: 'function_call', id, call_id: call.id, name };
    const place = { item_id: id, ...this.#place };
    yield this.#event('response.output_item.added', {
      ...this.#place,
      item: { ...item, status: 'in_progress', arguments: '' },
    });
    for (const delta of tokensOf(call.arguments)) {
      yield this.#event('response.function_call_arguments.delta', { ...place, delta });
    }
    const whole = { ...item, status: 'completed', arguments: call.arguments };
    const done = { ...place, name, arguments: call.arguments };
    yield this.#event('response.function_call_arguments.done', done);
    yield this.#event('response.output_item.done', { ...this.#place, item: whole });
    this.#keep(whole);
  }

  *#finish({ finish, usage }: End): Generator<ResponseEvent> {
    const isCut = finish === 'length';
    yield* this.#close(isCut ? 'incomplete' : 'completed');
    this.response = {
      ...this.response,
      status: isCut ? 'incomplete' : 'completed',
      completed_at: isCut ? null : seconds(),
      incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
      usage: shownUsage(usage),
    };
  }
}

function partOf({ kind, text }: Open) {
  const { key, more } = WORDS[kind];
  return { type: kind, [key]: text, ...more };
}
