import type { Call } from '../../core/definition/call.js';
import { AnswerStream } from '../../core/http/answer-stream.js';
import type { LinesOrWhole } from '../../core/http/lines.js';
import { serverWords } from '../../core/http/server-words.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** What the lines of a stream come to. */
export interface Gathering<Line, R> {
  add(line: Line): void;
  /** True once the server said that this was all. */
  readonly finished: boolean;
  /** What has come so far, as an answer that was not streamed: a copy. */
  whole(): R;
  /** The same for people: `3 chunks (17 characters)`. */
  readonly progress: string;
  /** What the last line would have said. */
  readonly ending: string;
}

/** The lines of one answer as they come. */
export class LineStream<Line extends object, R> extends AnswerStream<unknown, Line, R> {
  readonly #source: LinesOrWhole;
  readonly #gathering: Gathering<Line, R>;
  readonly #hint: string | undefined;

  /** `hint` is what to do where the server breaks off with an error of its own. */
  constructor(source: LinesOrWhole, gathering: Gathering<Line, R>, call: Call, hint?: string) {
    super(call);
    this.#source = source;
    this.#gathering = gathering;
    this.#hint = hint;
  }

  result(): R {
    return this.#gathering.whole();
  }

  /** Until the server says that it is all: it need not hang up then. */
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

  /** What came in place of a line may be the news of a failure. */
  #check(line: unknown): JsonRecord {
    if (!isRecord(line))
      throw this.error(`the server sent ${this.shown(JSON.stringify(line))} and no answer`);
    if (!line.error) return line;
    const words = serverWords(this.call.redactor.deep(line)) || this.shown(JSON.stringify(line));
    throw this.error(`the server broke off its answer: ${words}`, this.#hint);
  }
}
