import { JsonNumber } from './number.js';
import { newMark } from './parse.js';

/** A name that JavaScript puts first in an object, whatever its place was. */
const NUMERIC_NAME = /(["'])(0|[1-9]\d{0,9})\1(\s*:)/g;

/**
 * Reads JSON with any parser, and keeps the order of names that look like numbers: an object that has
 * one is a `Map`. The names pass through the parser with a mark that no text can contain.
 */
export function inOrder(text: string, parse: (text: string) => unknown): unknown {
  const mark = newMark();
  const marked = text.replace(NUMERIC_NAME, `$1${mark}$2$1$3`);
  return marked === text ? parse(text) : withoutMarks(parse(marked), mark);
}

/** What looks like a name may also be inside a string. */
function withoutMarks(value: unknown, mark: string): unknown {
  if (typeof value === 'string') return value.replaceAll(mark, '');
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return value;
  if (Array.isArray(value)) return value.map((item) => withoutMarks(item, mark));
  const entries = Object.entries(value).map(
    ([name, item]) => [name.replaceAll(mark, ''), withoutMarks(item, mark)] as const,
  );
  const hasMark = Object.keys(value).some((name) => name.startsWith(mark));
  return hasMark ? new Map(entries) : Object.fromEntries(entries);
}
