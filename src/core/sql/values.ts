import { inputError, refuse } from '../definition/kinds/refuse.js';
import type { ParamContext } from '../definition/param.js';

/**
 * Makes what a driver binds of a value that a caller gives. `place` names it in errors; where it has
 * `sources`, a person typed it, and what reaches outside (a path) works.
 */
export type ReadValue = (value: unknown, context: () => ParamContext) => unknown;

/** A finite number that says exactly what was meant. */
export function checkNumber(value: number, context: () => ParamContext): number {
  if (!Number.isFinite(value)) throw refuse(value, context(), 'a finite number');
  // Between the largest exact integer and the largest that a database has, digits may be lost
  // already; above that it can only be meant as a real number.
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 64) {
    const what = `: ${value} is larger than a number holds exactly, so its last digits may be wrong`;
    const hint = 'Give it as text with its digits in quotes (or as a bigint in a program).';
    throw inputError(context(), what, { hint });
  }
  return value;
}

/** An object or a list as JSON text, which is how a database takes them. */
export function toJsonText(value: object, context: () => ParamContext): string {
  const plain = Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
  if (!plain) throw refuse(value, context(), VALUE);
  try {
    return JSON.stringify(value);
  } catch {
    throw refuse(value, context(), 'an object that JSON can hold');
  }
}

/** What a value may be, for errors. */
export const VALUE = 'text, a number, true or false, null, a date, bytes, an object or a list';

/** A date as ISO 8601 text; one that is no date is refused. */
export function toIsoText(date: Date, context: () => ParamContext): string {
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw refuse(date, context(), 'a date that there is');
}

/** An integer of a database: a number where that holds it exactly, else its digits as text. */
export function exactInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
