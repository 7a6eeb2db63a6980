import type { Call } from '../../core/definition/call.js';
import { AnswerStream } from '../../core/http/answer-stream.js';
import type { LinesOrWhole } from '../../core/http/lines.js';
import { serverWords } from '../../core/http/server-words.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** Assembles the lines of a stream. */
export interface Gathering<Line, R> {
  add(line: Line): void;
  /** True once the server has said that the stream is complete. */
  readonly finished: boolean;
  /** A copy of the response so far, as if it had not been streamed. */
  whole(): R;
  /** The same for users: `3 chunks (17 characters)`. */
  readonly progress: string;
  /** What the last line of a complete stream says. */
  readonly ending: string;
}

/** Yields the lines of a response as they arrive. */
export class LineStream<Line extends object, R> extends AnswerStream<unknown, Line, R> {
  readonly #source: LinesOrWhole;
  readonly #gathering: Gathering<Line, R>;
  readonly #hint: string | undefined;

  /** `hint` is what to do if the server reports an error in the middle. */
  constructor(source: LinesOrWhole, gathering: Gathering<Line, R>, call: Call, hint?: string) {
    super(call);
    this.#source = source;
    this.#gathering = gathering;
    this.#hint = hint;
  }

  result(): R {
    return this.#gathering.whole();
  }

  /** Until the server says that it is complete: it need not close the connection then. */
  protected async *pieces(): AsyncGenerator<readonly unknown[]> {
    if ('whole' in this.#source) return yield [this.#source.whole];
    for await (const batch of this.#source.lines) {
      yield batch;
      if (this.#gathering.finished) return;
    }
    throw this.endedEarly(this.#gathering.progress, this.#gathering.ending);
  }

  protected take(line: unknown): Line {
    const found = this.#check(line) as Line;
    this.#gathering.add(found);
    return found;
  }

  /** A line of another form may report an error. */
  #check(line: unknown): JsonRecord {
    if (!isRecord(line))
      throw this.error(`the server sent ${this.shown(JSON.stringify(line))} instead of a response`);
    if (!line.error) return line;
    const words = serverWords(this.call.redactor.deep(line)) || this.shown(JSON.stringify(line));
    throw this.error(`the server reported an error: ${words}`, this.#hint);
  }
}
