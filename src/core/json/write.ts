import { randomHex } from '../util/random.js';
import { JsonNumber, timesMet } from './number.js';

/** A value as text in a query, a form or a header: JSON for an object or an array. */
export function fieldText(value: unknown): string {
  const isNested = typeof value === 'object' && !(value instanceof JsonNumber);
  return isNested ? writeJson(value) : String(value);
}

type Replacer = (this: unknown, key: string, value: unknown) => unknown;

/**
 * Writes JSON with every digit of its numbers: a `JsonNumber` as its original text, a bigint as its
 * digits. Otherwise like `JSON.stringify`, which writes values without either.
 */
export function writeJson(value: unknown, replacer?: Replacer, space?: number): string {
  const before = timesMet();
  try {
    const text = JSON.stringify(value, replacer, space);
    if (timesMet() === before) return text;
  } catch (error) {
    // It refuses a bigint. Anything else it refuses, it refuses again.
    if (!(error instanceof TypeError)) throw error;
  }
  return writeMarked(value, replacer, space);
}

function writeMarked(value: unknown, replacer: Replacer | undefined, space?: number): string {
  const mark = `\u{e000}${randomHex(12)}:`;
  const text = JSON.stringify(
    value,
    function (this: Record<string, unknown>, key, item) {
      const own = this[key] instanceof JsonNumber ? this[key] : item;
      const found = replacer ? replacer.call(this, key, own) : own;
      const isExact = found instanceof JsonNumber || typeof found === 'bigint';
      return isExact ? `${mark}${found}` : found;
    },
    space,
  );
  return text.replaceAll(new RegExp(`"${mark}([^"]*)"`, 'g'), '$1');
}
