import { inputError, refuse } from '../definition/kinds/refuse.js';
import type { ParamContext } from '../definition/param.js';
import { writeJson } from '../json/write.js';

/**
 * Converts a caller's value for binding by a driver. `place` names it in errors; if it has
 * `sources`, a user typed it, and paths are looked up.
 */
export type ReadValue = (value: unknown, context: () => ParamContext) => unknown;

/** A finite number without loss of precision. */
export function checkNumber(value: number, context: () => ParamContext): number {
  if (!Number.isFinite(value)) throw refuse(value, context(), 'a finite number');
  // Between the largest exact integer and the largest integer of a database, digits may already be
  // lost; above that it can only be a real number.
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 64) {
    const what = `: ${value} is too large for an exact number, so its last digits may be wrong`;
    const hint = 'Pass it as a string of digits (or as a bigint in a program).';
    throw inputError(context(), what, { hint });
  }
  return value;
}

/** An object or an array as JSON text with all of its digits, as databases expect it. */
export function toJsonText(value: object, context: () => ParamContext): string {
  const plain = Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
  if (!plain) throw refuse(value, context(), VALUE);
  try {
    return writeJson(value, refuseBigint);
  } catch {
    throw refuse(value, context(), 'an object that can be converted to JSON');
  }
}

/** As `JSON.stringify`: how large its reader's integers are is not known. */
function refuseBigint(_key: string, item: unknown): unknown {
  if (typeof item === 'bigint') throw new TypeError('a bigint is not JSON');
  return item;
}

/** The accepted types of a value, for errors. */
export const VALUE = 'a string, a number, a boolean, null, a date, bytes, an object or an array';

/** A date as ISO 8601 text; an invalid date is refused. */
export function toIsoText(date: Date, context: () => ParamContext): string {
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw refuse(date, context(), 'a valid date');
}

/** An integer from a database: a number if that is exact, otherwise its digits as text. */
export function exactInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** A value whose text depends on the type that the database expects. */
export interface PendingValue {
  /** What a dry run, which does not ask the database, shows instead. */
  readonly shown: unknown;
}

export function isPending(value: unknown): value is PendingValue {
  return typeof value === 'object' && value !== null && 'shown' in value;
}

/** JSON, whatever the type of the column is: an object, or a value of `{'JSON': …}`. */
export class JsonValue implements PendingValue {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get shown(): string {
    return this.text;
  }
}

/** The function that gives a value the form of a column; undefined if values need none there. */
export type FormOf = (column: string) => ((value: unknown) => unknown) | undefined;
