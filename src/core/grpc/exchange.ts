import type { Call } from '../definition/call.js';
import type { Streaming } from '../definition/method.js';
import type { FoundMethod, GrpcConnection } from './connection.js';
import { OpenStream } from './open-stream.js';

/** All responses of a call. */
export interface Messages {
  result: true;
  data: unknown[];
}

interface Exchanging {
  /** The messages to send; those that are not there yet are sent as they come. */
  data: readonly unknown[] | AsyncIterable<unknown>;
  timeout: number;
  /** The most messages to receive; all of them if it is not given. */
  count?: number | undefined;
  /** False for responses that `result` does not need: very many would fill the memory. */
  keep?: boolean;
  /** Closes what was opened for this exchange. */
  after?: () => Promise<void>;
}

/** One call of any kind: sends all messages, and receives at the same time. */
export class Exchange implements Streaming<unknown, Messages> {
  readonly #call: Call;
  readonly #stream: OpenStream;
  readonly #given: Exchanging;
  readonly #messages: unknown[] = [];
  #failure: unknown;
  /** The number of messages sent. */
  sent = 0;

  constructor(call: Call, connection: GrpcConnection, method: FoundMethod, given: Exchanging) {
    this.#call = call;
    this.#given = given;
    this.#stream = new OpenStream(call, connection, method, given.timeout);
  }

  /** All messages at once. */
  static async all(exchange: Exchange): Promise<Messages> {
    for await (const _ of exchange);
    return exchange.result();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void> {
    const { count = 0, keep = true, after } = this.#given;
    let received = 0;
    try {
      void this.#send();
      for (;;) {
        const found = await this.#next();
        if (!found) return;
        if (keep) this.#messages.push(found.message);
        yield found.message;
        if (++received === count) return;
      }
    } finally {
      this.#stream.cancel();
      await after?.();
    }
  }

  async #next(): Promise<{ message: unknown } | undefined> {
    try {
      const found = await this.#stream.nextInTime(this.#call);
      if (found) return found;
    } catch (error) {
      throw this.#failure ?? error;
    }
    // A message that could not be sent ends the call here.
    if (this.#failure) throw this.#failure;
    return undefined;
  }

  async #send(): Promise<void> {
    const { data } = this.#given;
    const isList = Array.isArray(data) && data.length !== 1;
    try {
      for await (const one of data) {
        const param = isList ? `data[${this.sent}]` : 'data';
        await this.#stream.sendInTime(this.#call, one, param);
        this.sent++;
      }
      this.#stream.finish();
    } catch (error) {
      // A server that answered early has its own end.
      if (this.#stream.isClosed) return;
      this.#failure = error;
      this.#stream.cancel();
    }
  }

  result(): Messages {
    return { result: true, data: this.#messages };
  }
}
