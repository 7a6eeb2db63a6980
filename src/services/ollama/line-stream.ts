import type { Call } from '../../core/call.js';
import { InputError, OintError, ResponseError } from '../../core/errors.js';
import type { LinesOrWhole } from '../../core/http/lines.js';
import { serverWords } from '../../core/http/server-words.js';
import { isRecord, type JsonRecord } from '../../core/is-record.js';
import type { Streaming } from '../../core/method.js';
import { OneByOne } from '../../core/one-by-one.js';

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

/**
 * The lines of one answer as they come. Leaving the loop early closes the connection; an error on
 * the way carries what had come as its `partial`.
 */
export class LineStream<Line extends object, R> implements Streaming<Line, R> {
  readonly #source: LinesOrWhole;
  readonly #gathering: Gathering<Line, R>;
  readonly #call: Call;
  readonly #hint: string | undefined;
  #begun = false;

  /** `hint` is what to do where the server breaks off with an error of its own. */
  constructor(source: LinesOrWhole, gathering: Gathering<Line, R>, call: Call, hint?: string) {
    this.#source = source;
    this.#gathering = gathering;
    this.#call = call;
    this.#hint = hint;
  }

  result(): R {
    return this.#gathering.whole();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Line, void> {
    if (this.#begun) throw this.#readTwice();
    this.#begun = true;
    return new OneByOne(this.#batches(), (line) => this.#take(line));
  }

  /** What comes, packet by packet, until the server says that it is all: it need not hang up then. */
  async *#batches(): AsyncGenerator<readonly unknown[]> {
    try {
      if ('whole' in this.#source) return yield [this.#source.whole];
      for await (const batch of this.#source.lines) {
        yield batch;
        if (this.#gathering.finished) return;
      }
      throw this.#endedEarly();
    } catch (error) {
      throw this.#withPartial(error);
    }
  }

  #take(line: unknown): Line {
    try {
      const found = this.#check(line) as Line;
      this.#gathering.add(found);
      return found;
    } catch (error) {
      throw this.#withPartial(error);
    }
  }

  #withPartial(error: unknown): unknown {
    if (error instanceof OintError) error.partial ??= this.#call.redactor.deep(this.result());
    return error;
  }

  /** What came in place of a line may be the news of a failure. */
  #check(line: unknown): JsonRecord {
    if (!isRecord(line)) throw this.#error(`the server sent ${this.#shown(line)} and no answer`);
    if (!line.error) return line;
    const words = serverWords(this.#call.redactor.deep(line)) || this.#shown(line);
    throw this.#error(`the server broke off its answer: ${words}`, this.#hint);
  }

  /** The beginning of what a server sent, secrets masked before it is cut. */
  #shown(line: unknown): string {
    return this.#call.redactor.text(JSON.stringify(line)).slice(0, 200);
  }

  #endedEarly(): ResponseError {
    const { progress, ending } = this.#gathering;
    return this.#error(
      `the stream ended early, after ${progress}: no ${ending}`,
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

/** The whole of an answer, once it has come. */
export async function drained<R>(stream: Streaming<object, R>): Promise<R> {
  for await (const _ of stream);
  return stream.result();
}
