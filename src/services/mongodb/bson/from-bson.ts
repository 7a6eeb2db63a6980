import type { BSON } from 'mongodb';
import { MOST_LEVELS, TOO_DEEP } from '../../../core/util/depth.js';

/** A value of BSON that cannot be shown without changing it. */
export class NotShowable extends Error {}

/**
 * A value from the server as JSON has it. Strings, booleans, `null`, and numbers that a JavaScript
 * number holds exactly, are themselves. Everything else is canonical Extended JSON, which all methods
 * accept: `{'$oid': '…'}`, `{'$numberLong': '9007199254740993'}`.
 *
 * The driver must not have promoted anything: its own classes say the types.
 *
 * @see https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md
 */
export function fromBson(value: unknown): unknown {
  return shown(value, 0);
}

function shown(value: unknown, level: number): unknown {
  if (value === undefined) return { $undefined: true };
  if (typeof value === 'bigint') return ofLong(value);
  if (typeof value === 'number') return ofDouble(value);
  if (typeof value !== 'object' || value === null) return value;
  if (level > MOST_LEVELS) throw new NotShowable(`it is ${TOO_DEEP}`);
  const inner = (item: unknown) => shown(item, level + 1);
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Date) return ofDate(value);
  if (value instanceof RegExp) {
    return { $regularExpression: { pattern: value.source, options: value.flags } };
  }
  if (value instanceof Uint8Array) return ofBytes(value, 0);
  const type = (value as { _bsontype?: string })._bsontype;
  if (type !== undefined && Object.hasOwn(OF_TYPE, type))
    return OF_TYPE[type]!(value as never, inner);
  // Names come from the server: one such as __proto__ is only a name.
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inner(item)]));
}

/** How a value inside is shown. */
type Inner = (value: unknown) => unknown;

const OF_TYPE: Readonly<Record<string, (value: never, inner: Inner) => unknown>> = {
  Int32: ({ value }: BSON.Int32) => value,
  Double: ({ value }: BSON.Double) => ofDouble(value),
  Long: (value: BSON.Long) => ofLong(value.toBigInt()),
  Decimal128: (value: BSON.Decimal128) => ({ $numberDecimal: value.toString() }),
  ObjectId: (value: BSON.ObjectId) => ({ $oid: value.toHexString() }),
  Binary: (value: BSON.Binary) => ofBytes(value.buffer.subarray(0, value.position), value.sub_type),
  Timestamp: (value: BSON.Timestamp) => ({ $timestamp: { t: value.t, i: value.i } }),
  BSONRegExp: ({ pattern, options }: BSON.BSONRegExp) => ({
    $regularExpression: { pattern, options },
  }),
  BSONSymbol: (value: BSON.BSONSymbol) => ({ $symbol: value.valueOf() }),
  Code: ({ code, scope }: BSON.Code, inner) => ({
    $code: code,
    ...(scope && { $scope: inner(scope) }),
  }),
  DBRef: ({ collection, oid, db, fields }: BSON.DBRef, inner) => ({
    $ref: collection,
    $id: inner(oid),
    ...(db !== undefined && { $db: db }),
    ...(inner(fields) as object),
  }),
  MinKey: () => ({ $minKey: 1 }),
  MaxKey: () => ({ $maxKey: 1 }),
};

/** A double that JSON has. */
function ofDouble(value: number): unknown {
  if (Object.is(value, -0)) return { $numberDouble: '-0.0' };
  return Number.isFinite(value) ? value : { $numberDouble: String(value) };
}

function ofLong(value: bigint): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : { $numberLong: String(value) };
}

function ofDate(value: Date): unknown {
  const time = value.getTime();
  if (Number.isNaN(time)) throw new NotShowable('it has a date that is out of range');
  return { $date: { $numberLong: String(time) } };
}

function ofBytes(bytes: Uint8Array, type: number): unknown {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return { $binary: { base64, subType: type.toString(16).padStart(2, '0') } };
}
