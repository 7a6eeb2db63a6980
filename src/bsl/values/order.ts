import { BslDate } from './date.js';
import { isNumber } from './numbers.js';
import { compare } from './operators.js';
import { toText } from './text.js';

export interface SortKey<T> {
  by(item: T): unknown;
  /** 1, or -1 for the largest first. */
  order: 1 | -1;
}

const collator = new Intl.Collator('ru');

/** A sorted copy. Values of different types are ordered by their types. */
export function sorted<T>(items: readonly T[], keys: readonly SortKey<T>[]): T[] {
  return [...items].sort((a, b) => {
    for (const { by, order } of keys) {
      const result = compareAny(by(a), by(b));
      if (result !== 0) return result * order;
    }
    return 0;
  });
}

function compareAny(a: unknown, b: unknown): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (typeof a === 'string') return compareTexts(a, b as string);
  if (typeof a === 'boolean' || isNumber(a) || a instanceof BslDate) return compare(a, b);
  return compareTexts(toText(a), toText(b));
}

export function compareTexts(a: string, b: string): number {
  return collator.compare(a, b);
}

function rankOf(value: unknown): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  if (typeof value === 'boolean') return 2;
  if (isNumber(value)) return 3;
  if (value instanceof BslDate) return 4;
  return typeof value === 'string' ? 5 : 6;
}
