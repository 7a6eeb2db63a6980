import { ZmtpProblem } from './problem.js';

/** The longest prefix, and the most bytes in all prefixes of a subscriber. */
const LONGEST = 1024;
const MOST_BYTES = 256 * 1024;

/** The prefixes that a subscriber wants. It gets a message once, however many of them match. */
export class Subscriptions {
  /** How often each was subscribed to: it has to be canceled as often. */
  readonly #counts = new Map<string, number>();
  /** How many prefixes have each length. A search looks at each length once. */
  readonly #lengths = new Map<number, number>();
  #bytes = 0;

  get size(): number {
    return this.#counts.size;
  }

  /** @throws {ZmtpProblem} There are too many. */
  add(prefix: Buffer): void {
    const key = prefix.toString('latin1');
    const count = this.#counts.get(key) ?? 0;
    if (count === 0) {
      // Each costs memory besides its bytes.
      this.#bytes += key.length + 8;
      if (key.length > LONGEST || this.#bytes > MOST_BYTES) {
        throw new ZmtpProblem('TOO_LARGE', 'a subscriber has too many subscriptions');
      }
      this.#lengths.set(key.length, (this.#lengths.get(key.length) ?? 0) + 1);
    }
    this.#counts.set(key, count + 1);
  }

  remove(prefix: Buffer): void {
    const key = prefix.toString('latin1');
    const count = this.#counts.get(key);
    if (count === undefined) return;
    if (count > 1) {
      this.#counts.set(key, count - 1);
      return;
    }
    this.#counts.delete(key);
    this.#bytes -= key.length + 8;
    const left = this.#lengths.get(key.length)! - 1;
    if (left > 0) this.#lengths.set(key.length, left);
    else this.#lengths.delete(key.length);
  }

  /** True if a message whose first part is this one is wanted. */
  match(first: Uint8Array): boolean {
    if (this.#lengths.size === 0) return false;
    if (this.#counts.has('')) return true;
    const bytes = Buffer.from(first.buffer, first.byteOffset, first.byteLength);
    for (const length of this.#lengths.keys()) {
      if (length > bytes.length) continue;
      if (this.#counts.has(bytes.toString('latin1', 0, length))) return true;
    }
    return false;
  }

  /** The prefixes, each once. */
  *[Symbol.iterator](): Iterator<Buffer> {
    for (const key of this.#counts.keys()) yield Buffer.from(key, 'latin1');
  }
}
