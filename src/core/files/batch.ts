import type { TargetFile } from './file.js';

/** A write to disk costs much the same for a packet as for many. */
const BATCH = 1024 * 1024;

/** Writes packets to a file in batches: one is written while the next arrives. */
export class Batch {
  readonly #target: TargetFile;
  #packets: Uint8Array[] = [];
  #waiting = 0;
  #size = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(target: TargetFile) {
    this.#target = target;
  }

  /** All bytes that were added. */
  get size(): number {
    return this.#size;
  }

  /** Resolves when more can be added. The packet must not be changed afterwards. */
  async add(packet: Uint8Array): Promise<void> {
    this.#packets.push(packet);
    this.#waiting += packet.length;
    this.#size += packet.length;
    if (this.#waiting >= BATCH) await this.#flush();
  }

  /** Writes the rest. */
  async end(): Promise<void> {
    await this.#flush();
    await this.#writing;
  }

  /** Resolves when nothing is being written, also after a failure. */
  async settled(): Promise<void> {
    await this.#writing.catch(() => {});
  }

  async #flush(): Promise<void> {
    const packets = this.#packets;
    this.#packets = [];
    this.#waiting = 0;
    await this.#writing;
    this.#writing = this.#target.writeAll(packets);
    // Its failure is thrown by the next call.
    this.#writing.catch(() => {});
  }
}
