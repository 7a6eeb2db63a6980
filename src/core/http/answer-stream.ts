import type { Call } from '../definition/call.js';
import type { Streaming } from '../definition/method.js';
import { InputError, OintError, ResponseError } from '../errors/errors.js';
import { type END, OneByOne } from '../util/one-by-one.js';
import { oneLine } from './server-words.js';

const LONGEST_SHOWN = 200;

/**
 * One streamed response, whatever its chunks are: events, lines, or a whole response instead. It
 * can be read once. Leaving the loop early closes the connection. An error while reading has what
 * arrived as its `partial`.
 */
export abstract class AnswerStream<Piece, Item extends object, R> implements Streaming<Item, R> {
  protected readonly call: Call;
  #begun = false;

  constructor(call: Call) {
    this.call = call;
  }

  /** Everything that arrived so far, in the form of a response that is not streamed. */
  abstract result(): R;

  /** The items, packet by packet. Throws if the stream ends early. */
  protected abstract pieces(): AsyncGenerator<readonly Piece[]>;

  /** The chunk for the reader. `undefined` skips it, `END` ends the stream. */
  protected abstract take(piece: Piece): Item | typeof END | undefined;

  [Symbol.asyncIterator](): AsyncIterableIterator<Item, void> {
    if (this.#begun) {
      const message = 'a stream can be read only once; what arrived is in its result()';
      throw new InputError({ method: this.call.method, message });
    }
    this.#begun = true;
    return new OneByOne(this.#batches(), (piece) => {
      try {
        return this.take(piece);
      } catch (error) {
        throw this.#withPartial(error);
      }
    });
  }

  async *#batches(): AsyncGenerator<readonly Piece[]> {
    try {
      yield* this.pieces();
    } catch (error) {
      throw this.#withPartial(error);
    }
  }

  #withPartial(error: unknown): unknown {
    if (error instanceof OintError && error.partial === undefined) {
      error.partial = this.call.redactor.deep(this.result());
    }
    return error;
  }

  protected error(message: string, hint?: string, cut = false): ResponseError {
    const { method, redactor } = this.call;
    return new ResponseError({ method, message: redactor.text(message), hint, cut });
  }

  /**
   * The error for a stream that ended early: `after` says how much arrived, `missing` what did not.
   */
  protected endedEarly(after: string, missing: string): ResponseError {
    return this.error(
      `the stream ended early, after ${after}: no ${missing}`,
      this.call.labels.partial,
      true,
    );
  }

  /** The beginning of what a server sent, masked before it is clipped. */
  protected shown(sent: unknown): string {
    const text = typeof sent === 'string' ? sent : JSON.stringify(sent);
    return oneLine(this.call.redactor.text(text), LONGEST_SHOWN);
  }
}

/** Reads a stream to its end, for callers that only need the whole response. */
export async function drained<R>(stream: Streaming<unknown, R>): Promise<R> {
  for await (const _ of stream);
  return stream.result();
}
