import type { Call } from '../definition/call.js';
import type { Streaming } from '../definition/method.js';
import { InputError, OintError, ResponseError } from '../errors/errors.js';
import { type END, OneByOne } from '../util/one-by-one.js';
import { oneLine } from './server-words.js';

const LONGEST_SHOWN = 200;

/**
 * One answer of a server as it comes, whatever its pieces are: events, lines, a whole answer in
 * their place. It is read once; leaving the loop early closes the connection; an error on the way
 * carries what had come as its `partial`.
 */
export abstract class AnswerStream<Piece, Item extends object, R> implements Streaming<Item, R> {
  protected readonly call: Call;
  #begun = false;

  constructor(call: Call) {
    this.call = call;
  }

  /** All that has come so far, in the form of an answer that was not streamed. */
  abstract result(): R;

  /** What comes, packet by packet. Throws where it ends too early. */
  protected abstract pieces(): AsyncGenerator<readonly Piece[]>;

  /** A piece as readers see it; `undefined` leaves it out, `END` ends. */
  protected abstract take(piece: Piece): Item | typeof END | undefined;

  [Symbol.asyncIterator](): AsyncIterableIterator<Item, void> {
    if (this.#begun) {
      const message = 'a stream is read once; what it brought is in its result()';
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

  /** The error of an answer that broke off: `after` tells how much came, `missing` what did not. */
  protected endedEarly(after: string, missing: string): ResponseError {
    return this.error(
      `the stream ended early, after ${after}: no ${missing}`,
      this.call.labels.partial,
      true,
    );
  }

  /** The beginning of what a server sent, secrets masked before it is cut. */
  protected shown(sent: unknown): string {
    const text = typeof sent === 'string' ? sent : JSON.stringify(sent);
    return oneLine(this.call.redactor.text(text), LONGEST_SHOWN);
  }
}

/** Reads a stream to its end, for who wants the whole answer only. */
export async function drained<R>(stream: Streaming<unknown, R>): Promise<R> {
  for await (const _ of stream);
  return stream.result();
}
