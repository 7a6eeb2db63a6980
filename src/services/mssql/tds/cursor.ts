/** Thrown if a token is not complete yet: reading begins again when more has arrived. */
export const MORE = Symbol('more');

/** A server that sends something that is not its protocol. */
export class ProtocolError extends Error {}

/** Reads numbers and text from bytes that arrive in pieces. */
export class Cursor {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  readonly #short: unknown;

  /** `short` is thrown if there are not enough bytes: an error if no more of them will arrive. */
  constructor(short: unknown = MORE) {
    this.#short = short;
  }

  /** Adds bytes behind those that have not been read. */
  add(more: Buffer): void {
    this.bytes = this.left === 0 ? more : Buffer.concat([this.bytes.subarray(this.at), more]);
    this.at = 0;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Moves on, and returns where the bytes begin. */
  skip(length: number): number {
    if (this.left < length) throw this.#short;
    const start = this.at;
    this.at += length;
    return start;
  }

  take(length: number): Buffer {
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  u8(): number {
    return this.bytes[this.skip(1)]!;
  }

  u16(): number {
    return this.bytes.readUInt16LE(this.skip(2));
  }

  i32(): number {
    return this.bytes.readInt32LE(this.skip(4));
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.skip(4));
  }

  u64(): bigint {
    return this.bytes.readBigUInt64LE(this.skip(8));
  }

  /** Text of so many UTF-16 units. */
  text(units: number): string {
    return this.take(units * 2).toString('utf16le');
  }

  /** Text with its length in a byte. */
  shortText(): string {
    return this.text(this.u8());
  }

  /** Text with its length in two bytes. */
  longText(): string {
    return this.text(this.u16());
  }
}
