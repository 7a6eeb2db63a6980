import type { Call } from '../../core/definition/call.js';
import type { Peer } from '../../core/zmtp/peer.js';
import { Endpoint } from './endpoint.js';
import { sentWithin } from './sending.js';

/** How long a subscriber may be slow before it misses messages, in milliseconds. */
const PATIENCE = 100;

/** Sends each message to all subscribers that want it. */
export class Publisher extends Endpoint {
  readonly type = 'PUB';
  /** Subscribers that do not read: nothing waits for them until they do again. */
  readonly #slow = new WeakSet<Peer>();
  #missed = 0;

  /** The number of messages that slow subscribers have missed. @internal */
  get missed(): number {
    return this.#missed;
  }

  /** The number of peers that have subscribed to anything. @internal */
  get subscribers(): number {
    let count = 0;
    for (const { subscriptions } of this.peers) if (subscriptions.size > 0) count++;
    return count;
  }

  /** Sends a message; returns how many get it. Waits a moment for those that are slow. @internal */
  send(
    parts: readonly Uint8Array[],
    _: number,
    call: Call,
    patience = PATIENCE,
  ): number | Promise<number> {
    const to = this.#wanting(parts[0]!);
    const isWaiting = to.some((peer) => peer.isFull && !this.#slow.has(peer));
    return isWaiting ? this.#sendPatiently(to, parts, patience, call) : this.#sendNow(to, parts);
  }

  #wanting(first: Uint8Array): Peer[] {
    const found: Peer[] = [];
    for (const peer of this.peers) if (peer.subscriptions.match(first)) found.push(peer);
    return found;
  }

  async #sendPatiently(
    to: readonly Peer[],
    parts: readonly Uint8Array[],
    patience: number,
    call: Call,
  ): Promise<number> {
    const latest = Date.now() + patience;
    const isFull = (peer: Peer) => peer.isReady && peer.isFull && !this.#slow.has(peer);
    while (to.some(isFull)) {
      const left = latest - Date.now();
      if (left > 0) await this.room.next(call, left);
      else for (const peer of to.filter(isFull)) this.#isSlow(peer);
    }
    return this.#sendNow(to, parts);
  }

  #isSlow(peer: Peer): void {
    this.#slow.add(peer);
    this.log?.add(`${peer.address} does not read, and misses messages`);
  }

  #sendNow(to: readonly Peer[], parts: readonly Uint8Array[]): number {
    let count = 0;
    for (const peer of to) {
      if (!peer.isReady) continue;
      if (peer.isFull) {
        this.#missed++;
        continue;
      }
      this.#slow.delete(peer);
      peer.send(parts);
      count++;
    }
    return count;
  }

  /** Waits until so many have subscribed. @internal */
  async subscribed(count: number, call: Call): Promise<void> {
    await sentWithin(this, () => (this.subscribers >= count ? true : undefined), 0, call);
  }
}
