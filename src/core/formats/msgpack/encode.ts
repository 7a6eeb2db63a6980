import { JsonNumber, numberOrText } from '../../json/number.js';
import { MOST_LEVELS, TOO_DEEP } from '../../util/depth.js';
import type { RawBuffer } from './raw-buffer.js';
import { Extension, NotEncodable, TIMESTAMP, Timestamp } from './values.js';

/** How many values are written between two pauses: some milliseconds. */
const SLICE = 20_000;
const BYTES_PER_VALUE = 256;
const FIRST_SIZE = 4096;
const LARGEST = 2 ** 32 - 1;

/** Thrown, and caught again, when a slice is over. */
const ENOUGH = new Error('the slice is over');

/**
 * The MessagePack of a value. A field that is `undefined` is left out, as in JSON.
 *
 * @throws {NotEncodable} A value in it has no form in MessagePack.
 */
export async function encode(value: unknown, pause: () => Promise<unknown>): Promise<Buffer> {
  const writer = new MsgpackWriter(pause);
  await writer.whole(value, 0);
  return writer.done();
}

type Pair = readonly [key: unknown, value: unknown];

class MsgpackWriter {
  readonly #pause: () => Promise<unknown>;
  #bytes = newBuffer(FIRST_SIZE);
  #at = 0;
  #left = SLICE;

  constructor(pause: () => Promise<unknown>) {
    this.#pause = pause;
  }

  done(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Writes a value of any size: see `decode`. */
  async whole(value: unknown, depth: number): Promise<void> {
    const start = this.#at;
    this.#left = SLICE;
    if (this.#fits(value, depth)) return;
    this.#at = start;
    if (Array.isArray(value)) {
      this.#head(value.length, 0x90, 0xdc);
      return this.#parts(value, depth, (index) => index);
    }
    const pairs = pairsOf(value as object);
    this.#head(pairs.length, 0x80, 0xde);
    return this.#parts(pairs.flat(), depth, (index) => String(pairs[index >> 1]![0]));
  }

  async #parts(
    parts: readonly unknown[],
    depth: number,
    keyOf: (index: number) => string | number,
  ): Promise<void> {
    await this.#rest();
    for (let index = 0; index < parts.length; ) {
      const start = this.#at;
      const isFresh = this.#left === SLICE;
      try {
        if (this.#fits(parts[index], depth + 1)) index++;
        else {
          this.#at = start;
          await this.#rest();
          if (!isFresh) continue;
          await this.whole(parts[index], depth + 1);
          index++;
          await this.#rest();
        }
      } catch (error) {
        throw error instanceof NotEncodable ? error.in(keyOf(index)) : error;
      }
    }
  }

  /** Writes a value, unless the slice is over before its end. */
  #fits(value: unknown, depth: number): boolean {
    try {
      this.#value(value, depth);
      return true;
    } catch (error) {
      if (error === ENOUGH) return false;
      throw error;
    }
  }

  async #rest(): Promise<void> {
    await this.#pause();
    this.#left = SLICE;
  }

  #value(value: unknown, depth: number) {
    if (--this.#left < 0) throw ENOUGH;
    switch (typeof value) {
      case 'string':
        return this.#string(value);
      case 'number':
        return this.#number(value);
      case 'boolean':
        return this.#byte(value ? 0xc3 : 0xc2);
      case 'undefined':
        return this.#byte(0xc0);
      case 'bigint':
        return this.#bigint(value);
      case 'object':
        if (value === null) return this.#byte(0xc0);
        if (Array.isArray(value)) return this.#array(value, depth);
        return isPlain(value) ? this.#record(value, depth) : this.#object(value, depth);
      default:
        throw new NotEncodable(`a ${typeof value} is not data`);
    }
  }

  #object(value: object, depth: number) {
    if (value instanceof Uint8Array) return this.#binary(value);
    if (value instanceof ArrayBuffer) return this.#binary(new Uint8Array(value));
    if (value instanceof JsonNumber) return this.#jsonNumber(value);
    if (value instanceof Timestamp) return this.#time(value.seconds, value.nanoseconds);
    if (value instanceof Date) return this.#date(value);
    if (value instanceof Extension) return this.#extension(value.type, value.data);
    if (value instanceof Map) return this.#pairs([...value], depth);
    const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
    if (name !== 'Object') throw new NotEncodable(`a ${name} has no form in MessagePack`);
    return this.#record(value as Record<string, unknown>, depth);
  }

  #array(items: readonly unknown[], depth: number): void {
    this.#mayContain(items.length, depth);
    this.#head(items.length, 0x90, 0xdc);
    let index = 0;
    try {
      for (; index < items.length; index++) this.#value(items[index], depth + 1);
    } catch (error) {
      throw error instanceof NotEncodable ? error.in(index) : error;
    }
  }

  #record(record: Record<string, unknown>, depth: number): void {
    const keys = Object.keys(record);
    let count = keys.length;
    for (const key of keys) if (record[key] === undefined) count--;
    this.#mayContain(count, depth);
    this.#head(count, 0x80, 0xde);
    let key = '';
    try {
      for (key of keys) {
        const value = record[key];
        if (value === undefined) continue;
        this.#left--;
        this.#string(key);
        this.#value(value, depth + 1);
      }
    } catch (error) {
      throw error instanceof NotEncodable ? error.in(key) : error;
    }
  }

  #pairs(pairs: readonly Pair[], depth: number): void {
    this.#mayContain(pairs.length, depth);
    this.#head(pairs.length, 0x80, 0xde);
    for (const [key, value] of pairs) {
      try {
        this.#value(key, depth + 1);
        this.#value(value, depth + 1);
      } catch (error) {
        throw error instanceof NotEncodable ? error.in(String(key)) : error;
      }
    }
  }

  #mayContain(parts: number, depth: number): void {
    if (depth >= MOST_LEVELS) throw new NotEncodable(`it is ${TOO_DEEP}, or contains itself`);
    if (parts > LARGEST) throw new NotEncodable('it has too many elements');
  }

  /** The head of an array or a map: `short` for up to 15 elements, `long` for more. */
  #head(count: number, short: number, long: number): void {
    this.#room(5);
    if (count < 16) this.#bytes[this.#at++] = short | count;
    else this.#sized(long - 1, count, true);
  }

  /** A length after its type: `first` with 1 byte, the next types with 2 and 4. */
  #sized(first: number, length: number, isWide = false): void {
    const bytes = this.#bytes;
    if (length < 0x100 && !isWide) {
      bytes[this.#at++] = first;
      bytes[this.#at++] = length;
    } else if (length < 0x10000) {
      bytes[this.#at++] = first + 1;
      bytes[this.#at++] = length >> 8;
      bytes[this.#at++] = length & 0xff;
    } else {
      bytes[this.#at++] = first + 2;
      this.#at = bytes.writeUInt32BE(length, this.#at);
    }
  }

  #string(text: string): void {
    const { length } = text;
    if (length > BYTES_PER_VALUE) this.#left -= Math.floor(length / BYTES_PER_VALUE);
    if (length < 32) {
      this.#room(length + 1);
      const bytes = this.#bytes;
      let at = this.#at + 1;
      let index = 0;
      for (; index < length; index++) {
        const code = text.charCodeAt(index);
        if (code >= 0x80) break;
        bytes[at++] = code;
      }
      if (index === length) {
        bytes[this.#at] = 0xa0 | length;
        this.#at = at;
        return;
      }
    }
    this.#longString(text);
  }

  #longString(text: string): void {
    const size = Buffer.byteLength(text);
    if (size > LARGEST) throw new NotEncodable('a string is too long');
    // Half of a character of two parts would silently become another one.
    if (size > text.length && !isWellFormed(text)) {
      throw new NotEncodable('a string contains half of a character (a lone surrogate)');
    }
    this.#room(size + 5);
    if (size < 32) this.#bytes[this.#at++] = 0xa0 | size;
    else this.#sized(0xd9, size);
    this.#at += this.#bytes.utf8Write(text, this.#at);
  }

  #number(value: number) {
    this.#room(9);
    const bytes = this.#bytes;
    if (!Number.isInteger(value) || Object.is(value, -0)) return this.#double(value);
    if (value >= 0) {
      if (value < 0x80) bytes[this.#at++] = value;
      else if (value < 0x100) {
        bytes[this.#at++] = 0xcc;
        bytes[this.#at++] = value;
      } else if (value < 0x10000) {
        bytes[this.#at++] = 0xcd;
        bytes[this.#at++] = value >> 8;
        bytes[this.#at++] = value & 0xff;
      } else if (value < 0x1_0000_0000) {
        bytes[this.#at++] = 0xce;
        this.#at = bytes.writeUInt32BE(value, this.#at);
      } else if (value < 2 ** 64) this.#long(BigInt(value));
      else this.#double(value);
      return;
    }
    if (value >= -0x20) bytes[this.#at++] = value + 0x100;
    else if (value >= -0x80) {
      bytes[this.#at++] = 0xd0;
      bytes[this.#at++] = value + 0x100;
    } else if (value >= -0x8000) {
      bytes[this.#at++] = 0xd1;
      this.#at = bytes.writeInt16BE(value, this.#at);
    } else if (value >= -0x8000_0000) {
      bytes[this.#at++] = 0xd2;
      this.#at = bytes.writeInt32BE(value, this.#at);
    } else if (value >= -(2 ** 63)) this.#long(BigInt(value));
    else this.#double(value);
  }

  #double(value: number): void {
    this.#bytes[this.#at++] = 0xcb;
    this.#at = this.#bytes.writeDoubleBE(value, this.#at);
  }

  #long(value: bigint): void {
    const isSigned = value < 0n;
    this.#bytes[this.#at++] = isSigned ? 0xd3 : 0xcf;
    this.#at = isSigned
      ? this.#bytes.writeBigInt64BE(value, this.#at)
      : this.#bytes.writeBigUInt64BE(value, this.#at);
  }

  #bigint(value: bigint) {
    if (value >= 2n ** 64n || value < -(2n ** 63n)) {
      throw new NotEncodable(`the integer ${value} does not fit into 64 bits`);
    }
    if (Number.isSafeInteger(Number(value))) return this.#number(Number(value));
    this.#room(9);
    this.#long(value);
  }

  /** A number of JSON text. One that 64 bits cannot hold exactly is refused. */
  #jsonNumber(number: JsonNumber) {
    if (/^-?\d+$/.test(number.text)) return this.#bigint(BigInt(number.text));
    const exact = numberOrText(number);
    if (typeof exact === 'number') return this.#number(exact);
    throw new NotEncodable(`the number ${number.text.slice(0, 60)} would lose digits`);
  }

  #binary(data: Uint8Array): void {
    if (data.length > LARGEST) throw new NotEncodable('binary data is too long');
    this.#room(data.length + 5);
    this.#sized(0xc4, data.length);
    this.#bytes.set(data, this.#at);
    this.#at += data.length;
  }

  #extension(type: number, data: Uint8Array): void {
    if (!Number.isInteger(type) || type < -128 || type > 127) {
      throw new NotEncodable(`the type of an extension is from -128 to 127, not ${type}`);
    }
    this.#room(data.length + 6);
    const fixed = [1, 2, 4, 8, 16].indexOf(data.length);
    if (fixed >= 0) this.#bytes[this.#at++] = 0xd4 + fixed;
    else this.#sized(0xc7, data.length);
    this.#at = this.#bytes.writeInt8(type, this.#at);
    this.#bytes.set(data, this.#at);
    this.#at += data.length;
  }

  #date(date: Date): void {
    const time = date.getTime();
    if (Number.isNaN(time)) throw new NotEncodable('a date is invalid');
    const seconds = Math.floor(time / 1000);
    this.#time(BigInt(seconds), (time - seconds * 1000) * 1_000_000);
  }

  /** In the shortest of the three forms. */
  #time(seconds: bigint, nanoseconds: number): void {
    let data = Buffer.alloc(12);
    if (seconds < 0n || seconds >= 2n ** 34n) {
      data.writeUInt32BE(nanoseconds);
      data.writeBigInt64BE(seconds, 4);
    } else if (nanoseconds > 0 || seconds >= 2n ** 32n) {
      data = data.subarray(0, 8);
      data.writeBigUInt64BE((BigInt(nanoseconds) << 34n) | seconds);
    } else {
      data = data.subarray(0, 4);
      data.writeUInt32BE(Number(seconds));
    }
    this.#extension(TIMESTAMP, data);
  }

  #byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = value;
  }

  #room(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = newBuffer(Math.max(this.#bytes.length * 2, this.#at + size));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

function newBuffer(size: number): RawBuffer {
  return Buffer.allocUnsafeSlow(size) as unknown as RawBuffer;
}

/** A method that newer versions of TypeScript's libraries know. */
function isWellFormed(text: string): boolean {
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed();
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function pairsOf(value: object): readonly Pair[] {
  if (value instanceof Map) return [...value];
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
