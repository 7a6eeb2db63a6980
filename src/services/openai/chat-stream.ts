import type { Call } from '../../core/call.js';
import { InputError, OintError, ResponseError } from '../../core/errors.js';
import { serverWords } from '../../core/http/server-words.js';
import type { EventsOrWhole } from '../../core/http/sse.js';
import { isRecord, type JsonRecord } from '../../core/is-record.js';
import type { Streaming } from '../../core/method.js';
import { END, OneByOne } from '../../core/one-by-one.js';
import { Assembly } from './assembly.js';
import { result } from './endpoint.js';
import type { ChatChunk, ChatCompletion } from './types.js';

/** An event of the stream, or the whole answer in its place. */
type Piece = { data: string; event?: string | undefined } | { whole: unknown };

/**
 * The chunks of one answer as they come. Leaving the loop early closes the connection; an error on
 * the way carries what had come as its `partial`.
 */
export class ChatStream implements Streaming<ChatChunk, ChatCompletion> {
  readonly #source: EventsOrWhole;
  readonly #call: Call;
  readonly #assembly = new Assembly();
  #begun = false;

  constructor(source: EventsOrWhole, call: Call) {
    this.#source = source;
    this.#call = call;
  }

  /** All that has come so far, in the form of an answer that was not streamed. */
  result(): ChatCompletion {
    return result(this.#assembly.completion());
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<ChatChunk, void> {
    if (this.#begun) throw this.#readTwice();
    this.#begun = true;
    return new OneByOne(this.#batches(), (piece) => this.#take(piece));
  }

  /** What comes, packet by packet. Comes to its end here only where the server sent no `[DONE]`. */
  async *#batches(): AsyncGenerator<readonly Piece[]> {
    try {
      if ('whole' in this.#source) yield [this.#source];
      else yield* this.#source.events;
      if (!('whole' in this.#source) && !this.#assembly.finished) throw this.#endedEarly();
    } catch (error) {
      throw this.#withPartial(error);
    }
  }

  #take(piece: Piece): ChatChunk | typeof END {
    try {
      if ('whole' in piece) return this.#assembly.addWhole(this.#check(piece.whole));
      if (piece.data === '[DONE]') return END;
      const chunk = this.#parse(piece.data, piece.event);
      this.#assembly.add(chunk);
      return chunk;
    } catch (error) {
      throw this.#withPartial(error);
    }
  }

  #withPartial(error: unknown): unknown {
    if (error instanceof OintError) error.partial = this.#call.redactor.deep(this.result());
    return error;
  }

  #parse(data: string, event: string | undefined): ChatChunk {
    let chunk: unknown;
    try {
      chunk = JSON.parse(data);
    } catch {
      throw this.#error(`the stream holds something that is no JSON: ${this.#shown(data)}`);
    }
    const found = this.#check(chunk, event === 'error');
    // Some leave the list out where it would be empty; readers count on it.
    return (Array.isArray(found.choices) ? found : { ...found, choices: [] }) as ChatChunk;
  }

  /** What came in place of a chunk or of a whole answer may be the news of a failure. */
  #check(answer: unknown, isError = false): JsonRecord {
    if (!isRecord(answer)) {
      throw this.#error(`the server sent no answer but ${this.#shown(JSON.stringify(answer))}`);
    }
    if (!answer.error && !isError) return answer;
    const words = serverWords(this.#call.redactor.deep(answer));
    throw this.#error(
      `the server broke off its answer: ${words || this.#shown(JSON.stringify(answer))}`,
    );
  }

  /** The beginning of what a server sent, secrets masked before it is cut. */
  #shown(text: string): string {
    return this.#call.redactor.text(text).slice(0, 200);
  }

  #endedEarly(): ResponseError {
    const { chunks, characters } = this.#assembly;
    return this.#error(
      `the stream ended early, after ${chunks} chunks (${characters} characters): no [DONE], no finish_reason`,
      'What came is kept: it is the `partial` of this error, and is printed by --stream.',
      true,
    );
  }

  #readTwice(): InputError {
    const message = 'a stream is read once; what it brought is in its result()';
    return new InputError({ method: this.#call.method, message });
  }

  #error(message: string, hint?: string, cut = false): ResponseError {
    const { method, redactor } = this.#call;
    return new ResponseError({ method, message: redactor.text(message), hint, cut });
  }
}
