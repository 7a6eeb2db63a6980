import type { TargetFile } from './file.js';

/** A write to disk costs much the same for a packet as for many. */
const BATCH = 1024 * 1024;
/** A file that is larger than it was said to be needs no more writes than these. */
const SMALLEST = 64 * 1024;

/** Writes packets to a file in batches: one is written while the next is copied together. */
export class Batch {
  readonly #target: TargetFile;
  #size = 0;
  #writing: Promise<void> = Promise.resolve();
  /** Two that take turns. Their memory is that of all packets, however many there are. */
  #filling: Buffer;
  #written: Buffer | undefined;
  #filled = 0;

  /** With the number of bytes, if it is known: a small file needs less memory. */
  constructor(target: TargetFile, expected = BATCH) {
    this.#target = target;
    this.#filling = Buffer.allocUnsafeSlow(Math.min(Math.max(expected, SMALLEST), BATCH));
  }

  /** All bytes that were added. */
  get size(): number {
    return this.#size;
  }

  /** Copies a packet. Resolves when more can be added. */
  async add(packet: Uint8Array): Promise<void> {
    this.#size += packet.length;
    for (let at = 0; at < packet.length; ) {
      const part = packet.subarray(at, at + this.#filling.length - this.#filled);
      this.#filling.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#filling.length) await this.#flush();
    }
  }

  /** Writes the rest. */
  async end(): Promise<void> {
    await this.#writing;
    const rest = this.#filling.subarray(0, this.#filled);
    this.#filled = 0;
    if (rest.length > 0) await this.#target.writeAll([rest]);
  }

  /** Resolves when nothing is being written, also after a failure. */
  async settled(): Promise<void> {
    await this.#writing.catch(() => {});
  }

  async #flush(): Promise<void> {
    const packets = [this.#filling.subarray(0, this.#filled)];
    await this.#writing;
    const next = this.#written ?? Buffer.allocUnsafeSlow(this.#filling.length);
    this.#written = this.#filling;
    this.#filling = next;
    this.#filled = 0;
    this.#writing = this.#target.writeAll(packets);
    // Its failure is thrown by the next call.
    this.#writing.catch(() => {});
  }
}
