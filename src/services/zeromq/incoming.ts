import type { Call } from '../../core/definition/call.js';
import type { Streaming } from '../../core/definition/method.js';
import { Newest } from '../../core/util/newest.js';
import { END, OneByOne } from '../../core/util/one-by-one.js';
import type { Message } from '../../core/zmtp/frames.js';
import type { Endpoint } from './endpoint.js';
import { toReceived } from './text.js';
import type { AllReceived, Received } from './types.js';

/** When a command stops receiving. */
export interface Until {
  /** After this many messages; 0 for any. */
  count: number;
  /** After this many milliseconds without one; 0 for any. */
  silence: number;
}

/** The messages that arrive at an endpoint, which is closed at the end. */
export class Incoming implements Streaming<Received, AllReceived> {
  readonly #endpoint: Endpoint;
  readonly #until: Until;
  readonly #call: Call;
  readonly #messages = new Newest<Received>();

  constructor(endpoint: Endpoint, until: Until, call: Call) {
    this.#endpoint = endpoint;
    this.#until = until;
    this.#call = call;
  }

  /** All messages at once. */
  static async all(incoming: Incoming): Promise<AllReceived> {
    const messages: Received[] = [];
    for await (const message of incoming) messages.push(message);
    return { result: true, messages };
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Received, void> {
    const { count } = this.#until;
    return new OneByOne(this.#batches(), (parts) => {
      if (count > 0 && this.#messages.count >= count) return END;
      const message = toReceived(parts);
      this.#messages.add(message);
      return message;
    });
  }

  /** What has arrived, each time something has. */
  async *#batches(): AsyncGenerator<readonly Message[]> {
    const { count, silence } = this.#until;
    let left = count > 0 ? count : Number.POSITIVE_INFINITY;
    try {
      while (left > 0) {
        const first = await this.#endpoint.next(silence, this.#call);
        if (!first) return;
        const batch = [first];
        for (let more: Message | undefined; batch.length < left; batch.push(more)) {
          more = this.#endpoint.take();
          if (!more) break;
        }
        left -= batch.length;
        yield batch;
      }
    } finally {
      await this.#endpoint.close();
    }
  }

  result(): AllReceived {
    return { result: true, messages: this.#messages.items };
  }
}
