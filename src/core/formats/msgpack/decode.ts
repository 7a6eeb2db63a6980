import { isUtf8 } from 'node:buffer';
import { MOST_LEVELS, TOO_DEEP } from '../../util/depth.js';
import { KeyCache } from './key-cache.js';
import type { RawBuffer } from './raw-buffer.js';
import { Extension, isInCalendar, NotMsgpack, TIMESTAMP, Timestamp } from './values.js';

/** What values become that JavaScript has no plain form for. */
export interface Decoding {
  /** An integer that a number cannot hold exactly. */
  integer(value: bigint): unknown;
  /** A map with keys other than strings. */
  map(pairs: [unknown, unknown][]): unknown;
  /** Lets other work run between the parts of a large value. */
  pause(): Promise<unknown>;
}

/** How many values are read between two pauses: some milliseconds. */
const SLICE = 20_000;
/** A string costs as much as a value for each part of this size. */
const BYTES_PER_VALUE = 256;

/** Thrown, and caught again, when a slice is over. */
const ENOUGH = new Error('the slice is over');

/**
 * Reads one value.
 *
 * Most values are read by plain recursion. When a slice is over, the part that was begun is
 * forgotten, and read again in the next one; a part that is too large for a whole slice is read
 * element by element.
 *
 * @throws {NotMsgpack} It is not one, or there is more after it.
 */
export async function decode(bytes: Uint8Array, options: Decoding): Promise<unknown> {
  const reader = new MsgpackReader(bytes, options);
  const value = await reader.whole(0);
  reader.end();
  return value;
}

class MsgpackReader {
  readonly #bytes: RawBuffer;
  readonly #options: Decoding;
  readonly #keys = new KeyCache();
  #at = 0;
  /** How many more values fit into the slice. */
  #left = SLICE;

  constructor(bytes: Uint8Array, options: Decoding) {
    const { buffer, byteOffset, byteLength } = bytes;
    this.#bytes = Buffer.from(buffer, byteOffset, byteLength) as unknown as RawBuffer;
    this.#options = options;
  }

  end(): void {
    const more = this.#bytes.length - this.#at;
    if (more > 0) throw this.#wrong(`${more} more bytes follow the value`);
  }

  async whole(depth: number): Promise<unknown> {
    const start = this.#at;
    this.#left = SLICE;
    try {
      return this.#value(depth);
    } catch (error) {
      if (error !== ENOUGH) throw error;
    }
    this.#at = start;
    const head = this.#bytes[this.#at++]!;
    // Only these can be larger than a slice.
    const { isMap, count } = this.#container(head)!;
    const parts: unknown[] = [];
    await this.#parts(parts, isMap ? count * 2 : count, depth + 1);
    return isMap ? this.#mapOf(parts) : parts;
  }

  async #parts(parts: unknown[], count: number, depth: number): Promise<void> {
    await this.#rest();
    while (parts.length < count) {
      const start = this.#at;
      const isFresh = this.#left === SLICE;
      try {
        parts.push(this.#value(depth));
      } catch (error) {
        if (error !== ENOUGH) throw error;
        this.#at = start;
        await this.#rest();
        if (!isFresh) continue;
        parts.push(await this.whole(depth));
        await this.#rest();
      }
    }
  }

  async #rest(): Promise<void> {
    await this.#options.pause();
    this.#left = SLICE;
  }

  #value(depth: number): unknown {
    if (--this.#left < 0) throw ENOUGH;
    const head = this.#bytes[this.#at++];
    if (head === undefined) throw this.#cut('a value');
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 0x100;
    if (head >= 0xa0 && head < 0xc0) return this.#string(head & 0x1f);
    if (head < 0x90) return this.#map(head & 0x0f, depth);
    if (head < 0xa0) return this.#array(head & 0x0f, depth);
    return this.#longer(head, depth);
  }

  #longer(head: number, depth: number): unknown {
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#binary(this.#length(head - 0xc4));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#length(head - 0xc7));
      case 0xca:
        return this.#bytes.readFloatBE(this.#skip(4, 'a number'));
      case 0xcb:
        return this.#bytes.readDoubleBE(this.#skip(8, 'a number'));
      case 0xcc:
        return this.#bytes[this.#skip(1, 'a number')];
      case 0xcd:
        return this.#bytes.readUInt16BE(this.#skip(2, 'a number'));
      case 0xce:
        return this.#bytes.readUInt32BE(this.#skip(4, 'a number'));
      case 0xcf:
        return this.#integer(this.#bytes.readBigUInt64BE(this.#skip(8, 'a number')));
      case 0xd0:
        return this.#bytes.readInt8(this.#skip(1, 'a number'));
      case 0xd1:
        return this.#bytes.readInt16BE(this.#skip(2, 'a number'));
      case 0xd2:
        return this.#bytes.readInt32BE(this.#skip(4, 'a number'));
      case 0xd3:
        return this.#integer(this.#bytes.readBigInt64BE(this.#skip(8, 'a number')));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (head - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#string(this.#length(head - 0xd9));
      case 0xc1:
        this.#at--;
        throw this.#wrong('0xc1 is not the beginning of a value');
      default: {
        const { isMap, count } = this.#container(head)!;
        return isMap ? this.#map(count, depth) : this.#array(count, depth);
      }
    }
  }

  /** The kind and the size of an array or a map; `undefined` for any other value. */
  #container(head: number): { isMap: boolean; count: number } | undefined {
    if (head >= 0x80 && head < 0x90) return { isMap: true, count: head & 0x0f };
    if (head >= 0x90 && head < 0xa0) return { isMap: false, count: head & 0x0f };
    if (head >= 0xdc && head <= 0xdf) {
      return { isMap: head >= 0xde, count: this.#length(head & 1 ? 2 : 1) };
    }
    return undefined;
  }

  /** A length in 1, 2 or 4 bytes. */
  #length(size: number): number {
    if (size === 0) return this.#bytes[this.#skip(1, 'a length')]!;
    if (size === 1) return this.#bytes.readUInt16BE(this.#skip(2, 'a length'));
    return this.#bytes.readUInt32BE(this.#skip(4, 'a length'));
  }

  /** Moves past a number of bytes, and returns where they begin. */
  #skip(size: number, what: string): number {
    const start = this.#at;
    if (size > this.#bytes.length - start) throw this.#cut(what);
    this.#at = start + size;
    return start;
  }

  #integer(value: bigint): unknown {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : this.#options.integer(value);
  }

  #string(length: number): string {
    const start = this.#skip(length, 'a string');
    if (length > BYTES_PER_VALUE) this.#left -= Math.floor(length / BYTES_PER_VALUE);
    const bytes = this.#bytes;
    const end = start + length;
    if (length < SHORT) {
      let at = start;
      while (at < end && bytes[at]! < 0x80) at++;
      if (at === end) return bytes.latin1Slice(start, end);
    }
    return this.#unicode(start, end);
  }

  #unicode(start: number, end: number): string {
    const bytes = this.#bytes;
    let text: string;
    try {
      text = bytes.utf8Slice(start, end);
    } catch {
      throw this.#wrong('a string is longer than JavaScript allows', start);
    }
    // The replacement character may also be in the text itself.
    if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end))) {
      throw this.#wrong('a string is not valid UTF-8', start);
    }
    return text;
  }

  /** A copy: a view would keep all of the input in memory. */
  #binary(length: number): Buffer {
    const start = this.#skip(length, 'binary data');
    return Buffer.from(this.#bytes.subarray(start, start + length));
  }

  #extension(length: number): unknown {
    const type = this.#bytes.readInt8(this.#skip(1, 'an extension'));
    const data = this.#binary(length);
    return (type === TIMESTAMP && this.#timestamp(data)) || new Extension(type, data);
  }

  /** A time that no `Date` can have stays an extension. */
  #timestamp(data: Buffer): Timestamp | undefined {
    const [seconds, nanoseconds] = this.#timeParts(data);
    if (nanoseconds > 999_999_999) {
      throw this.#wrong(`a time has ${nanoseconds} nanoseconds`, this.#at - data.length);
    }
    return isInCalendar(seconds) ? new Timestamp(seconds, nanoseconds) : undefined;
  }

  #timeParts(data: Buffer): [bigint, number] {
    if (data.length === 4) return [BigInt(data.readUInt32BE()), 0];
    if (data.length === 8) {
      const both = data.readBigUInt64BE();
      return [both & 0x3_ffff_ffffn, Number(both >> 34n)];
    }
    if (data.length === 12) return [data.readBigInt64BE(4), data.readUInt32BE()];
    throw this.#wrong(`a time has ${data.length} bytes, not 4, 8 or 12`, this.#at - data.length);
  }

  #array(count: number, depth: number): unknown[] {
    this.#mayHave(count, depth);
    const items: unknown[] = [];
    for (let index = 0; index < count; index++) items.push(this.#value(depth + 1));
    return items;
  }

  #map(count: number, depth: number): unknown {
    this.#mayHave(count * 2, depth);
    const found: Record<string, unknown> = {};
    for (let index = 0; index < count; index++) {
      const key = this.#key(depth + 1);
      if (typeof key !== 'string') return this.#mixedMap(found, key, count - index, depth);
      put(found, key, this.#value(depth + 1));
    }
    return found;
  }

  /** Most keys are short, and most were there before. */
  #key(depth: number): unknown {
    const head = this.#bytes[this.#at];
    if (head === undefined || head < 0xa0 || head > 0xbf) return this.#value(depth);
    if (--this.#left < 0) throw ENOUGH;
    this.#at++;
    const length = head & 0x1f;
    const start = this.#at;
    const known = this.#keys.find(this.#bytes, start, length);
    if (known !== undefined) {
      this.#at = start + length;
      return known;
    }
    const key = this.#string(length);
    this.#keys.add(this.#bytes, start, length, key);
    return key;
  }

  #mixedMap(found: Record<string, unknown>, key: unknown, count: number, depth: number): unknown {
    const pairs: [unknown, unknown][] = Object.entries(found);
    pairs.push([key, this.#value(depth + 1)]);
    for (let index = 1; index < count; index++) {
      pairs.push([this.#value(depth + 1), this.#value(depth + 1)]);
    }
    return this.#options.map(pairs);
  }

  #mapOf(parts: readonly unknown[]): unknown {
    const found: Record<string, unknown> = {};
    const pairs: [unknown, unknown][] = [];
    let isPlain = true;
    for (let at = 0; at < parts.length; at += 2) {
      const [key, value] = [parts[at], parts[at + 1]];
      pairs.push([key, value]);
      if (typeof key === 'string') put(found, key, value);
      else isPlain = false;
    }
    return isPlain ? found : this.#options.map(pairs);
  }

  /** A length that lies is noticed before memory is used for it: each part has at least one byte. */
  #mayHave(parts: number, depth: number): void {
    if (depth >= MOST_LEVELS) throw this.#wrong(`it is ${TOO_DEEP}`);
    if (parts > this.#bytes.length - this.#at) throw this.#cut('an array or a map');
  }

  #cut(what: string): NotMsgpack {
    return new NotMsgpack(`it ends inside ${what}, at byte ${this.#bytes.length}`);
  }

  #wrong(what: string, at = this.#at): NotMsgpack {
    return new NotMsgpack(`${what}, at byte ${at}`);
  }
}

/** Up to this length, it pays to look whether a string is ASCII. */
const SHORT = 48;

function put(into: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') into[key] = value;
  else {
    Object.defineProperty(into, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}
