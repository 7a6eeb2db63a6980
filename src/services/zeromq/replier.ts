import type { Call } from '../../core/definition/call.js';
import { ServiceError } from '../../core/errors/errors.js';
import type { Message } from '../../core/zmtp/frames.js';
import type { Peer } from '../../core/zmtp/peer.js';
import { Endpoint } from './endpoint.js';

/** Receives requests, and replies to each. */
export class Replier extends Endpoint {
  readonly type = 'REP';
  /** Who waits for a reply, and the parts of the request that a reply repeats. */
  #asking: { peer: Peer; envelope: Message } | undefined;

  protected override arrived(peer: Peer, parts: Message): void {
    const end = parts.findIndex(({ length }) => length === 0);
    // Without an end of its envelope and something behind it, it is not a request.
    if (end < 0 || end === parts.length - 1) return;
    super.arrived(peer, parts);
  }

  /** The next request. One that was not answered is given up. @internal */
  override take(): Message | undefined {
    const found = this.inbox.take();
    if (!found) return undefined;
    const { peer, parts } = found;
    const end = parts.findIndex(({ length }) => length === 0) + 1;
    if (this.#asking) this.log?.add(`No reply to ${this.#asking.peer.address}`);
    this.#asking = { peer, envelope: parts.slice(0, end) };
    return parts.slice(end);
  }

  /** Replies to the last request. 0 if its sender has left, or does not read. @internal */
  send(parts: readonly Uint8Array[], _: number, { method }: Call): number {
    const asking = this.#asking;
    if (!asking) {
      const message = 'a REP socket sends a reply only after it has received a request (EFSM)';
      const hint = 'Receive a request first.';
      throw new ServiceError({ method, reason: 'EFSM', message, hint });
    }
    this.#asking = undefined;
    const { peer, envelope } = asking;
    if (!peer.isReady || peer.isFull) return 0;
    peer.send([...envelope, ...parts]);
    return 1;
  }
}
