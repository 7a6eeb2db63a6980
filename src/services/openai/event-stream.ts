import type { Call } from '../../core/call.js';
import { InputError, OintError, ResponseError } from '../../core/errors.js';
import { serverWords } from '../../core/http/server-words.js';
import type { EventsOrWhole, ServerEvent } from '../../core/http/sse.js';
import { isRecord, type JsonRecord } from '../../core/is-record.js';
import type { Streaming } from '../../core/method.js';
import { END, OneByOne } from '../../core/one-by-one.js';

/** What the events of a stream come to. */
export interface Gathering<Event, R> {
  /** Takes an event in and gives it as readers see it. Throws where it is the news of a failure. */
  add(event: JsonRecord): Event;
  /** The same for the answer of a server that does not stream. */
  addWhole(whole: JsonRecord): Event;
  /** True once the server said that this was all. */
  readonly finished: boolean;
  /** What has come so far, as an answer that was not streamed: a copy. */
  whole(): R;
  /** True where `[DONE]` is what an answer ends with, so that it is an end without more. */
  readonly endsByDone: boolean;
  /** What the last event would have said, for people. */
  readonly ending: string;
}

/** An event of the stream, or the whole answer in its place. */
type Piece = ServerEvent | { whole: unknown };

/**
 * The events of one answer as they come. Leaving the loop early closes the connection; an error on
 * the way carries what had come as its `partial`.
 */
export class EventStream<Event extends object, R> implements Streaming<Event, R> {
  readonly #source: EventsOrWhole;
  readonly #gathering: Gathering<Event, R>;
  readonly #call: Call;
  #begun = false;
  #count = 0;

  constructor(source: EventsOrWhole, gathering: Gathering<Event, R>, call: Call) {
    this.#source = source;
    this.#gathering = gathering;
    this.#call = call;
  }

  /** All that has come so far, in the form of an answer that was not streamed. */
  result(): R {
    return this.#gathering.whole();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Event, void> {
    if (this.#begun) throw this.#readTwice();
    this.#begun = true;
    return new OneByOne(this.#batches(), (piece) => this.#take(piece));
  }

  /** What comes, packet by packet. Comes to its end here only where the server sent no `[DONE]`. */
  async *#batches(): AsyncGenerator<readonly Piece[]> {
    try {
      if ('whole' in this.#source) return yield [this.#source];
      yield* this.#source.events;
      if (!this.#gathering.finished) throw this.#endedEarly();
    } catch (error) {
      throw this.#withPartial(error);
    }
  }

  #take(piece: Piece): Event | typeof END {
    try {
      if ('whole' in piece) return this.#gathering.addWhole(this.#check(piece.whole));
      if (piece.data.trim() === '[DONE]') return this.#end();
      const event = this.#gathering.add(this.#check(this.#parse(piece.data), piece.event));
      this.#count++;
      return event;
    } catch (error) {
      throw this.#withPartial(error);
    }
  }

  #end(): typeof END {
    if (this.#gathering.endsByDone || this.#gathering.finished) return END;
    throw this.#endedEarly();
  }

  #withPartial(error: unknown): unknown {
    if (error instanceof OintError) error.partial ??= this.#call.redactor.deep(this.result());
    return error;
  }

  #parse(data: string): unknown {
    try {
      return JSON.parse(data);
    } catch {
      throw this.#error(`the stream holds something that is no JSON: ${this.#shown(data)}`);
    }
  }

  /** What came in place of an event or of a whole answer may be the news of a failure. */
  #check(answer: unknown, event?: string): JsonRecord {
    if (!isRecord(answer)) {
      throw this.#error(`the server sent no answer but ${this.#shown(JSON.stringify(answer))}`);
    }
    // Events tell their type in themselves; some servers tell it beside them only.
    const type = answer.type ?? event;
    if (type === 'error' || type === 'response.failed' || isFailure(answer)) {
      throw this.#brokenOff(answer);
    }
    return answer.type === undefined && event !== undefined ? { ...answer, type: event } : answer;
  }

  #brokenOff(answer: JsonRecord): ResponseError {
    // A response that failed tells what had come of it.
    if (answer.object === 'response') this.#gathering.addWhole(answer);
    if (isRecord(answer.response)) this.#gathering.add(answer);
    const told = isRecord(answer.response) ? { error: answer.response.error } : answer;
    const words = serverWords(this.#call.redactor.deep(told));
    return this.#error(
      `the server broke off its answer: ${words || this.#shown(JSON.stringify(answer))}`,
    );
  }

  /** The beginning of what a server sent, secrets masked before it is cut. */
  #shown(text: string): string {
    return this.#call.redactor.text(text).slice(0, 200);
  }

  #endedEarly(): ResponseError {
    return this.#error(
      `the stream ended early, after ${this.#count} events: no ${this.#gathering.ending}`,
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

/** True for `{error: …}`, and for a whole answer that says of itself that it failed. */
function isFailure(answer: JsonRecord): boolean {
  return Boolean(answer.error) || (answer.object === 'response' && answer.status === 'failed');
}

/** Reads a stream to its end, for who wants the whole answer only. */
export async function drained<R>(stream: Streaming<unknown, R>): Promise<R> {
  for await (const _ of stream);
  return stream.result();
}
