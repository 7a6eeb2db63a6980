import { JsonNumber, numberOrText } from './number.js';

/**
 * A value for code that only supports plain numbers, such as a query, with a way back: each
 * `JsonNumber` becomes the nearest number that is not yet used, and `restore` returns its digits.
 */
export function asNumbers(exact: unknown): {
  plain: unknown;
  restore: (value: unknown) => unknown;
} {
  const taken = new Map<number, JsonNumber | undefined>();
  const found: JsonNumber[] = [];
  visit(exact, (number) => {
    if (number instanceof JsonNumber) found.push(number);
    else taken.set(number, undefined);
  });
  if (found.length === 0) return { plain: exact, restore: (value) => value };
  const standIns = new Map<string, number>();
  for (const number of found) {
    if (!standIns.has(number.text)) standIns.set(number.text, standInFor(number, taken));
  }
  return {
    plain: mapped(exact, (item) => (item instanceof JsonNumber ? standIns.get(item.text) : item)),
    restore: (value) =>
      mapped(value, (item) => (typeof item === 'number' ? (taken.get(item) ?? item) : item)),
  };
}

function standInFor(number: JsonNumber, taken: Map<number, JsonNumber | undefined>): number {
  const value = numberOrText(number);
  // 1.10 has the value of 1.1: if both occur, both are shown as 1.1.
  if (typeof value === 'number') {
    const other = taken.has(value);
    taken.set(value, other ? undefined : number);
    return value;
  }
  const nearest = Number(number.text);
  let free = Math.min(Math.max(nearest, -Number.MAX_VALUE), Number.MAX_VALUE);
  while (taken.has(free)) free = towardsZero(free);
  taken.set(free, number);
  return free;
}

/** The next number towards zero; from zero, the smallest one. */
function towardsZero(number: number): number {
  if (number === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  view.setBigInt64(0, view.getBigInt64(0) - 1n);
  return view.getFloat64(0);
}

function visit(value: unknown, see: (number: number | JsonNumber) => void): void {
  if (typeof value === 'number' || value instanceof JsonNumber) see(value);
  else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) visit(item, see);
  }
}

/** A copy with each value in it replaced, except objects and arrays. */
export function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) {
    return change(value);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapped(item, change)]),
  );
}
