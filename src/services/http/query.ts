import { fieldText } from '../../core/json/write.js';
import { isRecord } from '../../core/util/is-record.js';

/** How lists are written in a query or a form. */
export interface Arrays {
  /** A field for each item. */
  split: boolean;
  /** With `[]` after the name, as PHP expects it. */
  brackets: boolean;
}

export type Pair = readonly [name: string, value: string];

/** The fields of a record, as names and values. */
export function pairsOf(fields: unknown, arrays: Arrays): Pair[] {
  if (!isRecord(fields)) return [];
  return Object.entries(fields).flatMap(([name, value]) => pairsOfField(name, value, arrays));
}

function pairsOfField(name: string, value: unknown, { split, brackets }: Arrays): Pair[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [[name, fieldText(value)]];
  if (!split) return [[name, `[${value.map(fieldText).join(',')}]`]];
  return value.map((item) => [brackets ? `${name}[]` : name, fieldText(item)]);
}

/** Names and values as they are in a query or a form. */
export function queryText(pairs: readonly Pair[], encode: boolean): string {
  const word = encode ? encodeURIComponent : (text: string) => text;
  return pairs.map(([name, value]) => `${word(name)}=${word(value)}`).join('&');
}

/** Adds a query to a URL; what it had stays. */
export function withQuery(url: URL, pairs: readonly Pair[], encode = true): URL {
  if (pairs.length === 0) return url;
  const found = new URL(url);
  found.search = [url.search.slice(1), queryText(pairs, encode)].filter(Boolean).join('&');
  return found;
}
