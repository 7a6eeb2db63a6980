import type { Call } from '../../core/definition/call.js';
import { JsonNumber } from '../../core/json/number.js';
import { exactInteger } from '../../core/sql/values.js';

type Pairs = [unknown, unknown][];

/** What a face that writes JSON, or a program, gets for values without a plain form. */
export function formsFor({ exact }: Call) {
  return exact
    ? { integer: (value: bigint) => new JsonNumber(String(value)), map: jsonMap }
    : { integer: exactInteger, map: (pairs: Pairs) => new Map(pairs) };
}

/** An object, if every key can be a different string; otherwise the pairs themselves. */
function jsonMap(pairs: Pairs): unknown {
  const isKey = (key: unknown) => ['string', 'number'].includes(typeof key) || isNumber(key);
  const keys = new Set(pairs.map(([key]) => String(key)));
  if (keys.size < pairs.length || !pairs.every(([key]) => isKey(key))) return pairs;
  return Object.fromEntries(pairs.map(([key, value]) => [String(key), value]));
}

function isNumber(key: unknown): boolean {
  return key instanceof JsonNumber;
}
