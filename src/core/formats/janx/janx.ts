import { JsonNumber } from '../../json/number.js';
import { writeJson } from '../../json/write.js';
import { isTooDeepJson, MOST_LEVELS, TOO_DEEP } from '../../util/depth.js';

/*
 * Janx: JSON with bytes. A header of 10 bytes has the version (2 bytes), the length of the JSON and the
 * number of blocks of bytes (4 each), all big-endian. The JSON follows, then the blocks, one after the
 * other. In the JSON, `{"__JANXB__":{"s":0,"l":4}}` stands for the block of 4 bytes at position 0.
 */

/** What is not Janx, or data that it has no form for. The message says why. */
export class JanxProblem extends Error {}

const VERSION = 1;
const HEADER = 10;
const MARK = '__JANXB__';
/** The reference reads the lengths as signed numbers. */
const LARGEST = 2 ** 31 - 1;

/**
 * The Janx of data.
 *
 * @throws {JanxProblem} A value in it has no form in JSON, and is not bytes.
 */
export function toJanx(data: unknown): Buffer {
  const blocks = new Blocks();
  const json = Buffer.from(writeJson(blocks.prepared(data, 0)) ?? 'null');
  if (json.length > LARGEST) throw new JanxProblem('its JSON is too long');
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(VERSION, 0);
  header.writeUInt32BE(json.length, 2);
  header.writeUInt32BE(blocks.all.length, 6);
  return Buffer.concat([header, json, ...blocks.all]);
}

class Blocks {
  readonly all: Uint8Array[] = [];
  #size = 0;

  /** A copy for JSON, with a marker for each block of bytes. */
  prepared(value: unknown, depth: number): unknown {
    if (value instanceof Uint8Array) return this.#marker(value);
    if (value instanceof ArrayBuffer) return this.#marker(new Uint8Array(value));
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new JanxProblem(`${value} has no form in JSON`);
    }
    if (typeof value === 'function' || typeof value === 'symbol') {
      throw new JanxProblem(`a ${typeof value} is not data`);
    }
    if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return value;
    if (value instanceof Date) return this.#date(value);
    if (depth >= MOST_LEVELS - 1) throw new JanxProblem(`it is ${TOO_DEEP}, or contains itself`);
    if (Array.isArray(value)) return value.map((item) => this.prepared(item, depth + 1));
    return this.#record(value, depth);
  }

  #record(value: object, depth: number): object {
    const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
    if (name !== 'Object' && name !== 'Map') throw new JanxProblem(`a ${name} has no form in JSON`);
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => {
        if (typeof key !== 'string') throw new JanxProblem('a key of a map is not a string');
        if (key === MARK) throw new JanxProblem(`the key ${MARK} stands for bytes in Janx`);
        return [key, this.prepared(item, depth + 1)];
      }),
    );
  }

  #date(date: Date): Date {
    if (Number.isNaN(date.getTime())) throw new JanxProblem('a date is invalid');
    return date;
  }

  #marker(bytes: Uint8Array): object {
    const marker = { [MARK]: { s: this.#size, l: bytes.length } };
    this.all.push(bytes);
    this.#size += bytes.length;
    if (this.#size > LARGEST) throw new JanxProblem('its bytes are too many');
    return marker;
  }
}

/**
 * The data in Janx. `parse` reads its JSON.
 *
 * @throws {JanxProblem}
 */
export function fromJanx(bytes: Buffer, parse: (json: string) => unknown): unknown {
  if (bytes.length < HEADER)
    throw new JanxProblem(`it has ${bytes.length} bytes, less than a header`);
  const version = bytes.readUInt16BE(0);
  if (version !== VERSION) throw new JanxProblem(`its version is ${version}, not ${VERSION}`);
  const length = bytes.readUInt32BE(2);
  const end = HEADER + length;
  if (end > bytes.length)
    throw new JanxProblem(`its JSON ends after its last byte ${bytes.length}`);
  const data = dataIn(bytes.subarray(HEADER, end), parse);
  const restoring = new Restoring(bytes.subarray(end), bytes.readUInt32BE(6));
  const found = restoring.restored(data);
  restoring.checkAll();
  return found;
}

function dataIn(bytes: Buffer, parse: (json: string) => unknown): unknown {
  let json: string;
  try {
    json = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new JanxProblem('its JSON is not valid UTF-8');
  }
  if (isTooDeepJson(json)) throw new JanxProblem(`it is ${TOO_DEEP}`);
  try {
    return parse(json);
  } catch (error) {
    throw new JanxProblem(`its JSON is not valid: ${(error as Error).message}`);
  }
}

class Restoring {
  readonly #blocks: Buffer;
  /** As the header says. */
  readonly #count: number;
  #restored = 0;
  #size = 0;

  constructor(blocks: Buffer, count: number) {
    this.#blocks = blocks;
    this.#count = count;
  }

  restored(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return value;
    if (Array.isArray(value)) return value.map((item) => this.restored(item));
    if (this.#restored < this.#count && Object.hasOwn(value, MARK)) {
      return this.#block((value as Record<string, unknown>)[MARK]);
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, this.restored(item)]),
    );
  }

  checkAll(): void {
    if (this.#restored < this.#count) {
      throw new JanxProblem(`it has ${this.#restored} blocks of bytes, not ${this.#count}`);
    }
  }

  #block(marker: unknown): Buffer {
    const { s: start, l: length } = (marker ?? {}) as { s?: unknown; l?: unknown };
    if (!isCount(start) || !isCount(length))
      throw new JanxProblem('a marker of bytes is not valid');
    this.#restored++;
    this.#size += length;
    // Blocks that overlap would make much of little.
    if (start + length > this.#blocks.length || this.#size > this.#blocks.length) {
      throw new JanxProblem(`a block of bytes is outside of its ${this.#blocks.length} bytes`);
    }
    return Buffer.from(this.#blocks.subarray(start, start + length));
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
