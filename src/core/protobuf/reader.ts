import { ProtobufProblem } from './schema.js';

const strict = new TextDecoder('utf-8', { fatal: true });

/** Reads the parts of a message from its bytes. */
export class Reader {
  readonly #bytes: Buffer;
  at: number;
  readonly end: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get isDone(): boolean {
    return this.at >= this.end;
  }

  /** A number of at most 32 bits; the bits above them are left out. */
  varint32(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new ProtobufProblem('a number has more than 10 bytes');
  }

  /** A number of 64 bits, without a sign. */
  varint64(): bigint {
    let low = 0;
    let value = 0n;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      // Most numbers are short, and a bigint is slow.
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else value |= BigInt(byte & 0x7f) << BigInt(shift);
      if (byte < 0x80) return BigInt.asUintN(64, value | BigInt(low));
    }
    throw new ProtobufProblem('a number has more than 10 bytes');
  }

  #byte(): number {
    if (this.at >= this.end) throw cutOff();
    return this.#bytes[this.at++]!;
  }

  #skip(length: number): number {
    const at = this.at;
    if (length > this.end - at) throw cutOff();
    this.at += length;
    return at;
  }

  fixed32 = (): number => this.#bytes.readUInt32LE(this.#skip(4));
  sfixed32 = (): number => this.#bytes.readInt32LE(this.#skip(4));
  fixed64 = (): bigint => this.#bytes.readBigUInt64LE(this.#skip(8));
  sfixed64 = (): bigint => this.#bytes.readBigInt64LE(this.#skip(8));
  float = (): number => this.#bytes.readFloatLE(this.#skip(4));
  double = (): number => this.#bytes.readDoubleLE(this.#skip(8));

  /** A part with its length in front: a nested message, or a block of numbers. */
  part(): Reader {
    const length = this.varint32();
    const start = this.#skip(length);
    return new Reader(this.#bytes, start, start + length);
  }

  bytes(): Buffer {
    const { at, end } = this.part();
    return this.#bytes.subarray(at, end);
  }

  string(): string {
    const bytes = this.bytes();
    const text = bytes.toString();
    if (!text.includes('\ufffd')) return text;
    try {
      return strict.decode(bytes);
    } catch {
      throw new ProtobufProblem('a string is not UTF-8');
    }
  }

  /** Leaves out a field that the schema does not know. */
  skip(wireType: number, depth: number): void {
    if (wireType === 0) this.varint64();
    else if (wireType === 1) this.#skip(8);
    else if (wireType === 2) this.part();
    else if (wireType === 5) this.#skip(4);
    else if (wireType === 3) this.#skipGroup(depth);
    else throw new ProtobufProblem(`a field has the wire type ${wireType}`);
  }

  #skipGroup(depth: number): void {
    if (depth <= 0) throw tooDeep();
    for (;;) {
      const wireType = this.varint32() & 7;
      if (wireType === 4) return;
      this.skip(wireType, depth - 1);
    }
  }
}

function cutOff(): ProtobufProblem {
  return new ProtobufProblem('the message ends in the middle of a field');
}

export function tooDeep(): ProtobufProblem {
  return new ProtobufProblem('messages are nested too deep');
}
