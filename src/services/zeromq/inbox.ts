import type { Message } from '../../core/zmtp/frames.js';
import type { Peer } from '../../core/zmtp/peer.js';

/** A message, and who sent it. */
export interface Arrived {
  peer: Peer;
  parts: Message;
}

/** Unread messages, and their bytes, after which the other sides have to wait. */
const MOST_MESSAGES = 1000;
const MOST_BYTES = 8 * 1024 * 1024;

/** The messages that were not read yet, of all peers, in the order in which they arrived. */
export class Inbox {
  /** Each message after its peer: an object for both would have to be made and cleared away. */
  #items: (Arrived | undefined)[] = [];
  #first = 0;
  #bytes = 0;
  #isFull = false;
  readonly #onFull: (isFull: boolean) => void;

  /** `onFull` is called when it is full, and when there is room again. */
  constructor(onFull: (isFull: boolean) => void) {
    this.#onFull = onFull;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  get count(): number {
    return this.#items.length - this.#first;
  }

  add(peer: Peer, parts: Message): void {
    this.#items.push({ peer, parts });
    for (const part of parts) this.#bytes += part.length;
    if (!this.#isFull && (this.count >= MOST_MESSAGES || this.#bytes >= MOST_BYTES)) {
      this.#isFull = true;
      this.#onFull(true);
    }
  }

  /** Removes the first message. `undefined` if there is none. */
  take(): Arrived | undefined {
    const item = this.#items[this.#first];
    if (!item) return undefined;
    this.#items[this.#first++] = undefined;
    for (const part of item.parts) this.#bytes -= part.length;
    if (this.#first === this.#items.length) {
      this.#items = [];
      this.#first = 0;
    }
    if (this.#isFull && this.count <= MOST_MESSAGES / 2 && this.#bytes <= MOST_BYTES / 2) {
      this.#isFull = false;
      this.#onFull(false);
    }
    return item;
  }

  /** Removes the messages of one peer. */
  forget(peer: Peer): void {
    const others = this.#items.slice(this.#first).filter((item) => item!.peer !== peer);
    this.#items = [];
    this.#first = 0;
    this.#bytes = 0;
    for (const item of others) this.add(item!.peer, item!.parts);
  }
}
