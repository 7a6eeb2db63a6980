import type { BSON } from 'mongodb';
import { JsonNumber } from '../../../core/json/number.js';
import type { JsonRecord } from '../../../core/util/is-record.js';
import { fieldName } from './keys.js';
import { type Bson, fromBigInt, fromNumber, fromTyped } from './numbers.js';
import { BsonProblem, mustBe } from './problem.js';
import { wrapped } from './wrapped.js';

/** Documents of MongoDB are nested 100 levels at most. */
const MOST_LEVELS = 150;

/** Where a value is, for errors: `.price`, `[0].name`; and how deep. */
interface At {
  place: string;
  level: number;
}

/**
 * A caller's value as the driver sends it. Values with a type are in Extended JSON, such as
 * `{'$oid': '…'}`; numbers have the type that keeps all of their digits.
 *
 * @throws {BsonProblem} It is something that BSON does not have.
 */
export function toBson(bson: Bson, value: unknown, place = ''): unknown {
  return converted(bson, value, { place, level: 0 });
}

/** The same for what must be a document. */
export function toDocument(bson: Bson, value: unknown, place = ''): BSON.Document {
  const found = toBson(bson, value, place);
  const isDocument = typeof found === 'object' && found !== null && !Array.isArray(found);
  if (isDocument && !isOfBson(found) && !(found instanceof Date)) return found;
  throw mustBe(place, 'a document', value);
}

function converted(bson: Bson, value: unknown, at: At): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return fromNumber(bson, value);
    case 'bigint':
      return fromBigInt(bson, value);
    case 'object':
      return value === null ? null : ofObject(bson, value, at);
    default:
      throw mustBe(at.place, 'a value of JSON or BSON', value);
  }
}

function ofObject(bson: Bson, value: object, at: At): unknown {
  const { place, level } = at;
  if (level > MOST_LEVELS)
    throw new BsonProblem(place, `is nested deeper than ${MOST_LEVELS} levels`);
  const inner = (item: unknown, part: string) =>
    converted(bson, item, { place: `${place}${part}`, level: level + 1 });
  if (value instanceof JsonNumber) return fromTyped(bson, value, place);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw mustBe(place, 'a valid Date', value);
    return value;
  }
  if (value instanceof Uint8Array) return new bson.Binary(Buffer.from(value));
  if (value instanceof RegExp || isOfBson(value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => inner(item ?? null, `[${index}]`));
  // A `Map` keeps the order of names that look like numbers, which an object does not.
  if (value instanceof Map) return new Map(fields(value, at, inner));
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    throw mustBe(place, 'a value of JSON or BSON', value);
  }
  const record = value as JsonRecord;
  const typed = wrapped(bson, record, place, inner);
  return typed ? typed.value : Object.fromEntries(fields(Object.entries(record), at, inner));
}

type Field = [name: string, value: unknown];

function fields(
  entries: Iterable<readonly unknown[]>,
  { place }: At,
  inner: (item: unknown, part: string) => unknown,
): Field[] {
  const found: Field[] = [];
  for (const [key, item] of entries) {
    const name = String(key);
    if (item === undefined) continue;
    if (name.includes('\0')) throw new BsonProblem(place, 'has a field whose name contains NUL');
    found.push([fieldName(name), inner(item, `.${name}`)]);
  }
  return found;
}

/** A value of the driver's own classes, from a program. */
function isOfBson(value: object): boolean {
  return '_bsontype' in value;
}
