import type { BSON } from 'mongodb';
import { type JsonNumber, numberOrText } from '../../../core/json/number.js';
import { BsonProblem } from './problem.js';

/** The classes of the driver for BSON's types. */
export type Bson = typeof BSON;

const INT32 = 2 ** 31;
const LONGEST = 2n ** 63n;

/**
 * A number in the smallest type that has all of it: int32, int64 or double; and a number with a
 * fraction, or beyond the exact integers, is a double.
 */
export function fromNumber(bson: Bson, number: number): BSON.Int32 | BSON.Long | BSON.Double {
  const isInteger = Number.isSafeInteger(number) && !Object.is(number, -0);
  if (!isInteger) return new bson.Double(number);
  const isShort = number >= -INT32 && number < INT32;
  return isShort ? new bson.Int32(number) : bson.Long.fromNumber(number);
}

export function fromBigInt(bson: Bson, number: bigint): BSON.Long | BSON.Decimal128 {
  const isLong = number >= -LONGEST && number < LONGEST;
  return isLong ? bson.Long.fromBigInt(number) : decimal(bson, String(number), '');
}

/**
 * A number that was typed with more digits than a double has. An integer is an int64 if it fits;
 * anything else is a Decimal128. A fraction that only ends in zeros, such as 5.0, is a double.
 */
export function fromTyped(
  bson: Bson,
  number: JsonNumber,
  place: string,
): BSON.Long | BSON.Double | BSON.Decimal128 {
  const known = numberOrText(number);
  if (typeof known === 'number') return new bson.Double(known);
  if (/^-?\d+$/.test(number.text)) {
    const integer = BigInt(number.text);
    if (integer >= -LONGEST && integer < LONGEST) return bson.Long.fromBigInt(integer);
  }
  return decimal(bson, number.text, place);
}

/** A Decimal128, which has 34 digits: more of them are refused, and not rounded. */
export function decimal(bson: Bson, text: string, place: string): BSON.Decimal128 {
  try {
    return bson.Decimal128.fromString(text);
  } catch {
    throw new BsonProblem(place, 'has more than the 34 digits that a number of MongoDB can have');
  }
}
