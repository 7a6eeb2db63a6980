import type { Call } from '../../core/definition/call.js';
import type { ResponseError } from '../../core/errors/errors.js';
import { AnswerStream } from '../../core/http/answer-stream.js';
import { serverWords } from '../../core/http/server-words.js';
import type { EventsOrWhole, ServerEvent } from '../../core/http/sse.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { END } from '../../core/util/one-by-one.js';

/** Interprets the events of a stream. */
export interface Gathering<Event, R> {
  /** Processes an event and returns it for readers. Throws if it reports an error. */
  add(event: JsonRecord): Event;
  /** The same for the response of a server that does not stream. */
  addWhole(whole: JsonRecord): Event;
  /** True once the server has said that the stream is complete. */
  readonly finished: boolean;
  /** A copy of the response so far, as if it had not been streamed. */
  whole(): R;
  /** True if streams end with `[DONE]`, so that it alone is a complete end. */
  readonly endsByDone: boolean;
  /** The expected last event, for users. */
  readonly ending: string;
}

/** An event of the stream, or a complete response instead. */
type Piece = ServerEvent | { whole: unknown };

/** Yields the events of a response as they arrive. */
export class EventStream<Event extends object, R> extends AnswerStream<Piece, Event, R> {
  readonly #source: EventsOrWhole;
  readonly #gathering: Gathering<Event, R>;
  #count = 0;

  constructor(source: EventsOrWhole, gathering: Gathering<Event, R>, call: Call) {
    super(call);
    this.#source = source;
    this.#gathering = gathering;
  }

  result(): R {
    return this.#gathering.whole();
  }

  /** Only ends here if the server sent no `[DONE]`. */
  protected async *pieces(): AsyncGenerator<readonly Piece[]> {
    if ('whole' in this.#source) return yield [this.#source];
    yield* this.#source.events;
    if (!this.#gathering.finished) throw this.#cut();
  }

  protected take(piece: Piece): Event | typeof END {
    if ('whole' in piece) return this.#gathering.addWhole(this.#check(piece.whole));
    if (piece.data.trim() === '[DONE]') return this.#end();
    const event = this.#gathering.add(this.#check(this.#parse(piece.data), piece.event));
    this.#count++;
    return event;
  }

  #end(): typeof END {
    if (this.#gathering.endsByDone || this.#gathering.finished) return END;
    throw this.#cut();
  }

  #cut(): ResponseError {
    return this.endedEarly(`${this.#count} events`, this.#gathering.ending);
  }

  #parse(data: string): unknown {
    try {
      return this.call.parseJson(data);
    } catch {
      throw this.error(`the stream contains data that is not valid JSON: ${this.shown(data)}`);
    }
  }

  /** Anything but an event or a complete response may report an error. */
  #check(answer: unknown, event?: string): JsonRecord {
    if (!isRecord(answer)) {
      throw this.error(`the server sent ${this.shown(answer)} instead of a response`);
    }
    // Events have their type in their data; some servers only have it outside.
    const type = answer.type ?? event;
    if (type === 'error' || type === 'response.failed' || isFailure(answer)) {
      throw this.#brokenOff(answer);
    }
    return answer.type === undefined && event !== undefined ? { ...answer, type: event } : answer;
  }

  #brokenOff(answer: JsonRecord): ResponseError {
    // A failed response contains its output so far.
    if (answer.object === 'response') this.#gathering.addWhole(answer);
    if (isRecord(answer.response)) this.#gathering.add(answer);
    const told = isRecord(answer.response) ? { error: answer.response.error } : answer;
    const words = serverWords(this.call.redactor.deep(told));
    return this.error(`the server reported an error: ${words || this.shown(answer)}`);
  }
}

/** True for `{error: …}`, and for a response with the status failed. */
function isFailure(answer: JsonRecord): boolean {
  return Boolean(answer.error) || (answer.object === 'response' && answer.status === 'failed');
}
