import { type Column, fixedLength, isOldLarge, isPartial, TYPE } from './column.js';
import { type Cursor, ProtocolError } from './cursor.js';
import type { Decode } from './decode.js';
import { readerOf } from './variant.js';

/** A larger value cannot become text in JavaScript. */
const MOST_BYTES = 512 * 1024 * 1024;

const NULL_LENGTH = 0xffff_ffff_ffff_ffffn;
const UNKNOWN_LENGTH = 0xffff_ffff_ffff_fffen;

/** A value that comes in parts, as far as it has arrived. */
interface Partial {
  parts: Buffer[];
  size: number;
  /** Bytes of the current part that have not arrived. */
  left: number;
  /** True if there is only one part. */
  isSingle: boolean;
}

/**
 * Reads rows. If a row is not complete yet, reading continues where it stopped: a value of many megabytes is
 * not read again with each packet.
 */
export class RowReader {
  readonly #columns: readonly { take(cursor: Cursor): Buffer | null; decode: Decode }[];
  #values: unknown[] = [];
  #nulls: Buffer | undefined;
  #partial: Partial | undefined;

  constructor(columns: readonly Column[]) {
    this.#columns = columns.map((column) => ({
      take: this.#takerOf(column),
      decode: readerOf(column),
    }));
  }

  /** The values of a row. With `hasBitmap`, the bits of its NULLs come first. */
  read(cursor: Cursor, hasBitmap: boolean): unknown[] {
    const columns = this.#columns;
    if (hasBitmap) this.#nulls ??= Buffer.from(cursor.take((columns.length + 7) >> 3));
    const nulls = this.#nulls;
    const values = this.#values;
    let start = cursor.at;
    try {
      // By index: an iterator would be slow for millions of rows.
      for (let at = values.length; at < columns.length; at++) {
        start = cursor.at;
        const isNull = nulls !== undefined && ((nulls[at >> 3]! >> (at & 7)) & 1) === 1;
        const column = columns[at]!;
        const bytes = isNull ? null : column.take(cursor);
        values.push(bytes === null ? null : column.decode(bytes));
      }
    } catch (error) {
      if (!this.#partial) cursor.at = start;
      throw error;
    }
    this.#values = [];
    this.#nulls = undefined;
    return values;
  }

  /** The function that takes the bytes of a column's value; null for NULL. */
  #takerOf(column: Column): (cursor: Cursor) => Buffer | null {
    if (isPartial(column)) return (cursor) => this.#partsOf(cursor, () => this.#begin(cursor));
    if (isOldLarge(column)) {
      return (cursor) => this.#partsOf(cursor, () => this.#beginOldLarge(cursor));
    }
    const { type } = column;
    const fixed = fixedLength(type);
    if (type === TYPE.null) return () => null;
    if (fixed !== undefined) return (cursor) => cursor.take(fixed);
    if (type === TYPE.variant) return takeVariant;
    return TWO_BYTES.has(type) ? takeLong : takeShort;
  }

  /** A value of any length; its parts end with an empty one. */
  #begin(cursor: Cursor): Partial | null {
    const length = cursor.u64();
    if (length === NULL_LENGTH) return null;
    if (length !== UNKNOWN_LENGTH) checkSize(Number(length));
    return { parts: [], size: 0, left: 0, isSingle: false };
  }

  /** A pointer and a time, which say nothing any more, and the length. */
  #beginOldLarge(cursor: Cursor): Partial | null {
    const pointer = cursor.u8();
    if (pointer === 0) return null;
    cursor.skip(pointer + 8);
    const left = checkSize(cursor.u32());
    return { parts: [], size: left, left, isSingle: true };
  }

  #partsOf(cursor: Cursor, begin: () => Partial | null): Buffer | null {
    if (!this.#partial) {
      const begun = begin();
      if (!begun) return null;
      this.#partial = begun;
    }
    const partial = this.#partial;
    for (;;) {
      if (partial.left === 0) {
        const left = partial.isSingle ? 0 : cursor.u32();
        if (left === 0) break;
        partial.left = left;
        partial.size = checkSize(partial.size + left);
      }
      // At least one byte: otherwise more must arrive.
      const some = cursor.take(Math.max(1, Math.min(partial.left, cursor.left)));
      partial.parts.push(some);
      partial.left -= some.length;
    }
    this.#partial = undefined;
    return partial.parts.length === 1 ? partial.parts[0]! : Buffer.concat(partial.parts);
  }
}

const TWO_BYTES: ReadonlySet<number> = new Set([
  ...[TYPE.varbinary, TYPE.varchar, TYPE.binary, TYPE.char, TYPE.nvarchar, TYPE.nchar],
]);

function takeVariant(cursor: Cursor): Buffer | null {
  const length = cursor.u32();
  if (length > 8016) throw new ProtocolError(`a variant of ${length} bytes`);
  return length === 0 ? null : cursor.take(length);
}

function takeLong(cursor: Cursor): Buffer | null {
  const length = cursor.u16();
  return length === 0xffff ? null : cursor.take(length);
}

function takeShort(cursor: Cursor): Buffer | null {
  const length = cursor.u8();
  return length === 0 ? null : cursor.take(length);
}

function checkSize(size: number): number {
  if (size <= MOST_BYTES) return size;
  throw new ProtocolError(`a value of ${size} bytes, and at most ${MOST_BYTES} are read`);
}
