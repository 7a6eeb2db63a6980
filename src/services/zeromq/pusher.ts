import type { Call } from '../../core/definition/call.js';
import type { Batch } from '../../core/zmtp/outbox.js';
import type { Peer } from '../../core/zmtp/peer.js';
import { Endpoint } from './endpoint.js';
import { sentWithin } from './sending.js';

/** Sends each message to one of its peers, to all of them in turn. */
export class Pusher extends Endpoint {
  readonly type = 'PUSH';
  /** Messages of peers that have left. */
  #orphans: Batch[] = [];

  /** Sends a message. Waits only if no peer has room. @internal */
  send(parts: readonly Uint8Array[], longest: number, call: Call): number | Promise<number> {
    return this.#sendNow(parts) ?? sentWithin(this, () => this.#sendNow(parts), longest, call);
  }

  #sendNow(parts: readonly Uint8Array[]): number | undefined {
    for (const peer of this.peers) {
      if (peer.isFull || !peer.isReady) continue;
      peer.send(parts);
      this.#servedLast(peer);
      return 1;
    }
    return undefined;
  }

  /** The next message is for another one. */
  #servedLast(peer: Peer): void {
    if (this.peers.size < 2) return;
    this.peers.delete(peer);
    this.peers.add(peer);
  }

  protected override joined(peer: Peer): void {
    for (const batch of this.#orphans) peer.sendBatch(batch);
    this.#orphans = [];
  }

  protected override left(peer: Peer): void {
    const batches = [...peer.unsentBatches()];
    const [other] = this.peers;
    for (const batch of batches) {
      if (other) other.sendBatch(batch);
      else this.#orphans.push(batch);
    }
  }

  protected override get unsent(): number {
    return this.#orphans.reduce((count, batch) => count + batch.count, super.unsent);
  }

  protected override get mustDeliver(): boolean {
    return true;
  }
}
