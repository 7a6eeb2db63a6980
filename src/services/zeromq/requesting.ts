import type { HostPort } from '../../core/connection/host-port.js';
import type { Call } from '../../core/definition/call.js';
import type { Streaming } from '../../core/definition/method.js';
import { Newest } from '../../core/util/newest.js';
import { connected } from './open.js';
import { type Outgoing, type OutgoingMessages, outgoing } from './outgoing.js';
import { Requester } from './requester.js';
import { toReceived } from './text.js';
import type { AllReceived, Received } from './types.js';

interface Given extends Outgoing {
  address: HostPort;
  wait: number;
}

/** Requests that are sent one after the other, and their replies. */
export class Requesting implements Streaming<Received, AllReceived> {
  readonly #requester: Requester;
  readonly #requests: OutgoingMessages;
  readonly #call: Call;
  readonly #replies = new Newest<Received>();

  private constructor(requester: Requester, given: Given, call: Call) {
    this.#requester = requester;
    this.#requests = outgoing(given);
    this.#call = call;
  }

  static async start(given: Given, call: Call): Promise<Requesting> {
    const requester = new Requester({ log: undefined, linger: 0 });
    await connected(requester, { to: given.address, wait: given.wait }, call);
    return new Requesting(requester, given, call);
  }

  /** All replies at once. */
  static async all(requesting: Requesting): Promise<AllReceived> {
    const messages: Received[] = [];
    for await (const reply of requesting) messages.push(reply);
    return { result: true, messages };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Received, void> {
    const receiving = this.#call.limit('firstByteTimeout');
    try {
      for await (const request of this.#requests.messages) {
        const within = { sending: receiving, receiving };
        const reply = toReceived(await this.#requester.request(request, within, this.#call));
        this.#replies.add(reply);
        yield reply;
      }
    } finally {
      this.#requests.stop();
      await this.#requester.close();
    }
  }

  result(): AllReceived {
    return { result: true, messages: this.#replies.items };
  }
}
