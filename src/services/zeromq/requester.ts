import type { Call } from '../../core/definition/call.js';
import { OintError, ServiceError } from '../../core/errors/errors.js';
import { withinCall } from '../../core/http/wait.js';
import type { Message } from '../../core/zmtp/frames.js';
import type { Peer } from '../../core/zmtp/peer.js';
import { Endpoint } from './endpoint.js';
import { lostReply } from './failure.js';
import { noReply, sentWithin } from './sending.js';

const EMPTY = Buffer.alloc(0);

/** Sends requests, each of which gets one reply. */
export class Requester extends Endpoint {
  readonly type = 'REQ';
  /** The peer that has to reply. */
  #asked: Peer | undefined;
  #lost: { problem: Error | undefined } | undefined;
  /** Resolves when the last request in the queue is done. */
  #last: Promise<unknown> = Promise.resolve();

  /** Sends a request. One that has no reply yet is given up. @internal */
  send(parts: readonly Uint8Array[], longest: number, call: Call): number | Promise<number> {
    this.#giveUp();
    return this.#sendNow(parts) ?? sentWithin(this, () => this.#sendNow(parts), longest, call);
  }

  #sendNow(parts: readonly Uint8Array[]): number | undefined {
    for (const peer of this.peers) {
      if (peer.isFull || !peer.isReady) continue;
      peer.send([EMPTY, ...parts]);
      this.#asked = peer;
      return 1;
    }
    return undefined;
  }

  /** A late reply must not be taken for that of the next request: its connection is closed. */
  #giveUp(): void {
    while (this.inbox.take());
    this.#lost = undefined;
    if (!this.#asked) return;
    this.log?.add('A request without a reply was given up');
    this.peers.delete(this.#asked);
    this.#asked.destroy();
    this.#asked = undefined;
  }

  protected override arrived(peer: Peer, parts: Message): void {
    // Anything else is not a reply to this request.
    if (peer !== this.#asked || parts.length < 2 || parts[0]!.length > 0) return;
    this.#asked = undefined;
    super.arrived(peer, parts.slice(1));
  }

  protected override left(peer: Peer, problem: Error | undefined): void {
    if (peer !== this.#asked) return;
    this.#asked = undefined;
    this.#lost = { problem };
  }

  /** @throws {ConnectionError} The connection was lost before the reply. @internal */
  override async next(longest: number, call: Call): Promise<Message | undefined> {
    for (;;) {
      const found = this.take();
      if (found) return found;
      if (this.#lost) throw lostReply(call, this.address, this.#lost.problem);
      if (!this.#asked && this.isOpen) throw noRequest(call);
      if (!this.isOpen) return super.next(longest, call);
      if (!(await this.changes.next(call, longest))) return undefined;
    }
  }

  /** Sends a request and waits for its reply. Requests of several calls wait for each other. @internal */
  async request(
    parts: readonly Uint8Array[],
    { sending, receiving }: { sending: number; receiving: number },
    call: Call,
  ): Promise<Message> {
    const before = this.#last;
    let done!: () => void;
    this.#last = new Promise<void>((resolve) => {
      done = resolve;
    });
    try {
      await withinCall(before, call);
      await this.send(parts, sending, call);
      const reply = await this.next(receiving, call);
      if (!reply) throw noReply(this, receiving, call);
      return reply;
    } catch (error) {
      if (error instanceof OintError) this.log?.add(`Error: ${error.message}`);
      throw error;
    } finally {
      // One that gave up waiting passes its turn on only after those before it.
      void before.then(done);
    }
  }
}

function noRequest({ method }: Call): ServiceError {
  const message = 'a REQ socket receives a reply only after it has sent a request (EFSM)';
  return new ServiceError({ method, reason: 'EFSM', message, hint: 'Send a request first.' });
}
