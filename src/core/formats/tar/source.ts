import { TarProblem } from './problem.js';

type Chunks = AsyncIterable<Uint8Array | string>;

/** Opens the archive at a position, if it can be read from anywhere. */
export type Reopen = (at: number) => Promise<Chunks>;

/** Smaller gaps are read: opening the file again costs more. */
const FAR = 4 * 1024 * 1024;

/** The bytes of an archive, in the order in which they come. */
export class TarSource {
  #chunks: AsyncIterator<Uint8Array | string>;
  readonly #reopen: Reopen | undefined;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Where the next byte is in the archive. */
  position = 0;

  constructor(chunks: Chunks, reopen?: Reopen) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#reopen = reopen;
  }

  /**
   * The next bytes, at most as many, without a copy: they are valid until more is read. `undefined` at the
   * end.
   */
  some(most: number): Buffer | undefined | Promise<Buffer | undefined> {
    if (this.#at < this.#chunk.length) return this.#take(most);
    return this.#more().then((isThere) => (isThere ? this.#take(most) : undefined));
  }

  /** A copy of exactly this number of bytes; `undefined` if the archive ends before the first of them. */
  async exactly(size: number, what: string): Promise<Buffer | undefined> {
    const bytes = Buffer.allocUnsafe(size);
    for (let at = 0; at < size; ) {
      const next = await this.some(size - at);
      if (!next && at === 0) return undefined;
      if (!next) throw new TarProblem(`it ends inside ${what}, at byte ${this.position}`);
      bytes.set(next, at);
      at += next.length;
    }
    return bytes;
  }

  async skip(size: number, what: string): Promise<void> {
    let left = size - this.#pass(size);
    if (left > FAR && this.#reopen) {
      // The last byte is read: it shows that the archive does not end before.
      await this.#jump(left - 1);
      left = 1;
    }
    while (left > 0) {
      const next = await this.some(left);
      if (!next) throw new TarProblem(`it ends inside ${what}, at byte ${this.position}`);
      left -= next.length;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #pass(most: number): number {
    const passed = Math.min(most, this.#chunk.length - this.#at);
    this.#at += passed;
    this.position += passed;
    return passed;
  }

  async #jump(size: number): Promise<void> {
    await this.#chunks.return?.();
    this.position += size;
    this.#chunks = (await this.#reopen!(this.position))[Symbol.asyncIterator]();
    this.#chunk = Buffer.alloc(0);
    this.#at = 0;
  }

  #take(most: number): Buffer {
    const end = Math.min(this.#chunk.length, this.#at + most);
    const found = this.#chunk.subarray(this.#at, end);
    this.position += end - this.#at;
    this.#at = end;
    return found;
  }

  async #more(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#chunks.next();
      if (done) return false;
      const chunk = typeof value === 'string' ? Buffer.from(value) : value;
      if (chunk.length === 0) continue;
      this.#chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.#at = 0;
      return true;
    }
  }
}
