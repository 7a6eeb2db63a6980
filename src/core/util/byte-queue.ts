const SMALLEST = 4096;

/**
 * Bytes that have arrived and were not read yet. Adding, searching and taking cost linear time in
 * total, however small the pieces are.
 */
export class ByteQueue {
  #data = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  add(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#data.length) this.#grow(chunk.length);
    this.#data.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The position of these bytes, at or after a position; -1 if they have not arrived. */
  indexOf(marker: Uint8Array, from = 0): number {
    const found = this.#data
      .subarray(0, this.#end)
      .indexOf(marker, this.#start + Math.max(0, from));
    return found < 0 ? -1 : found - this.#start;
  }

  /** Removes the first bytes and returns them. */
  take(length = this.length): Buffer {
    const taken = Buffer.from(
      this.#data.subarray(this.#start, this.#start + Math.min(length, this.length)),
    );
    this.#start += taken.length;
    if (this.length === 0) this.#release();
    return taken;
  }

  /** The first bytes, which stay. Valid until the next change. */
  peek(length = this.length): Buffer {
    return this.#data.subarray(this.#start, this.#start + Math.min(length, this.length));
  }

  #grow(more: number): void {
    const needed = this.length + more;
    // Only if at least half is free do the bytes move to the beginning: that keeps it linear.
    const size = needed * 2 <= this.#data.length ? this.#data.length : needed * 2;
    const data = Buffer.allocUnsafeSlow(Math.max(size, SMALLEST));
    this.#data.copy(data, 0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    this.#data = data;
  }

  #release(): void {
    this.#start = 0;
    this.#end = 0;
    // A single large message must not occupy its memory for as long as the connection lives.
    if (this.#data.length > 1024 * 1024) this.#data = Buffer.alloc(0);
  }
}
