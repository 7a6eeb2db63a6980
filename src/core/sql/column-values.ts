import { JsonNumber } from '../json/number.js';
import { isPending, JsonValue } from './values.js';

/** What the values of a column are, if one type is to hold all of them. */
type ColumnKind = 'integer' | 'decimal' | 'boolean' | 'date' | 'json' | 'bytes' | 'text';

/** What is known of the values of a column; its type is chosen by it. */
export interface ColumnValues {
  readonly kind: ColumnKind;
  /** The most digits before and after the point. */
  readonly whole: number;
  readonly scale: number;
  /** True if a number has more digits than an integer of 64 bits or a double holds. */
  readonly isLong: boolean;
  /** True if `true` or `false` is written as text, as in CSV. */
  readonly isWord: boolean;
  /** The length of the longest text, in UTF-16 units. */
  readonly length: number;
}

/** Looks at the values of a column, one after another. */
export class SeenValues implements ColumnValues {
  whole = 1;
  scale = 0;
  isLong = false;
  isWord = false;
  length = 0;
  #kind: ColumnKind | undefined;

  /** Text, if there was no value: anything can be added later. */
  get kind(): ColumnKind {
    return this.#kind ?? 'text';
  }

  add(given: unknown): void {
    if (given === null || given === undefined) return;
    if (typeof given === 'string') this.length = Math.max(this.length, given.length);
    if (this.#kind === 'text') return;
    const kind = this.#kindOf(given);
    this.#kind = this.#kind === undefined ? kind : together(this.#kind, kind);
  }

  #kindOf(value: unknown): ColumnKind {
    if (typeof value === 'string') return this.#ofText(value);
    if (typeof value === 'boolean') return 'boolean';
    if (typeof value === 'bigint') return this.#ofNumber(String(value));
    if (typeof value === 'number') return this.#ofDouble(value);
    if (value instanceof JsonNumber) return this.#ofNumber(value.text);
    if (value instanceof Uint8Array) return 'bytes';
    if (value instanceof JsonValue || Array.isArray(value)) return 'json';
    return isPending(value) ? this.#kindOf(value.shown) : 'text';
  }

  #ofText(text: string): ColumnKind {
    if (/^(?:true|false)$/i.test(text)) {
      this.isWord = true;
      return 'boolean';
    }
    if (isDate(text)) return 'date';
    // An exponent in a text is more likely a code: 1E5.
    return /^-?\d[\d.]*$/.test(text) ? this.#ofNumber(text) : 'text';
  }

  #ofDouble(value: number): ColumnKind {
    const wasLong = this.isLong;
    const kind = this.#ofNumber(String(value));
    // It has no more digits than a double.
    this.isLong = wasLong;
    return kind === 'integer' && !Number.isSafeInteger(value) ? 'decimal' : kind;
  }

  #ofNumber(text: string): ColumnKind {
    const found = text.length <= MOST_DIGITS ? NUMBER.exec(text) : null;
    if (!found || text === '-0') return 'text';
    const [, whole = '', fraction = '', exponent] = found;
    const shift = Number(exponent ?? 0);
    if (Math.abs(shift) > MOST_DIGITS) return 'text';
    this.whole = Math.max(this.whole, whole.length + shift);
    this.scale = Math.max(this.scale, fraction.length - shift);
    const isWhole = fraction === '' && exponent === undefined;
    this.isLong ||= isWhole
      ? whole.length > 18 && BigInt.asIntN(64, BigInt(text)) !== BigInt(text)
      : whole.length + fraction.length > DOUBLE_DIGITS;
    return isWhole ? 'integer' : 'decimal';
  }
}

/** A number as JSON writes it: with a zero in front it is a code, such as 007. */
const NUMBER = /^-?(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Longer numbers are text: no database has a type for them that all tools read. */
const MOST_DIGITS = 400;

/** So many digits of a decimal are the same after it was a double. */
const DOUBLE_DIGITS = 15;

function together(one: ColumnKind, other: ColumnKind): ColumnKind {
  if (one === other) return one;
  const isNumbers = [one, other].every((kind) => kind === 'integer' || kind === 'decimal');
  return isNumbers ? 'decimal' : 'text';
}

/** True for a day of the calendar: `2026-02-29` is text. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text.startsWith('0000')) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
