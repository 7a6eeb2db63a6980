import type { Call } from '../../core/definition/call.js';
import type { ResponseError } from '../../core/errors/errors.js';
import { AnswerStream } from '../../core/http/answer-stream.js';
import { serverWords } from '../../core/http/server-words.js';
import type { EventsOrWhole, ServerEvent } from '../../core/http/sse.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { END } from '../../core/util/one-by-one.js';

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

/** The events of one answer as they come. */
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

  /** Comes to its end here only where the server sent no `[DONE]`. */
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
      return JSON.parse(data);
    } catch {
      throw this.error(`the stream holds something that is no JSON: ${this.shown(data)}`);
    }
  }

  /** What came in place of an event or of a whole answer may be the news of a failure. */
  #check(answer: unknown, event?: string): JsonRecord {
    if (!isRecord(answer)) {
      throw this.error(`the server sent no answer but ${this.shown(answer)}`);
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
    const words = serverWords(this.call.redactor.deep(told));
    return this.error(`the server broke off its answer: ${words || this.shown(answer)}`);
  }
}

/** True for `{error: …}`, and for a whole answer that says of itself that it failed. */
function isFailure(answer: JsonRecord): boolean {
  return Boolean(answer.error) || (answer.object === 'response' && answer.status === 'failed');
}
