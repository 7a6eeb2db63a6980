/** Collects the bytes of a message. */
export class Writer {
  #bytes = Buffer.allocUnsafe(128);
  #length = 0;

  #room(more: number): number {
    const at = this.#length;
    const needed = at + more;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#length = needed;
    return at;
  }

  // Making room may replace the bytes: it comes first.
  #byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  /** A number of at most 32 bits, without a sign. */
  varint32(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#byte(rest);
  }

  /** A number of 64 bits; a negative one as its complement. */
  varint64(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  fixed32(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeInt32LE(value | 0, at);
  }

  fixed64(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), at);
  }

  float(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeFloatLE(value, at);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  /** Bytes with their length in front. */
  part(bytes: Uint8Array): void {
    this.varint32(bytes.length);
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
