import type { Message } from '../../core/zmtp/frames.js';
import type { Peer } from '../../core/zmtp/peer.js';
import { Subscriptions } from '../../core/zmtp/subscriptions.js';
import { Endpoint } from './endpoint.js';

/** Receives the messages that begin with one of its prefixes. */
export class Subscriber extends Endpoint {
  readonly type = 'SUB';
  readonly #subscriptions = new Subscriptions();

  /** @throws {ZmtpProblem} There are too many. @internal */
  subscribe(prefix: Buffer): void {
    const { size } = this.#subscriptions;
    this.#subscriptions.add(prefix);
    // The other side counts them, too.
    if (this.#subscriptions.size === size) return;
    for (const peer of this.peers) peer.subscribe(prefix);
  }

  protected override joined(peer: Peer): void {
    for (const prefix of this.#subscriptions) peer.subscribe(prefix);
  }

  protected override arrived(peer: Peer, parts: Message): void {
    // What an old publisher does not filter, or sent before it heard of the subscriptions.
    if (this.#subscriptions.match(parts[0]!)) super.arrived(peer, parts);
  }
}
