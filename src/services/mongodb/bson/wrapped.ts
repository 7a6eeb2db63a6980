import type { BSON } from 'mongodb';
import { isBase64 } from '../../../core/definition/kinds/base64.js';
import { JsonNumber } from '../../../core/json/number.js';
import { isRecord, type JsonRecord } from '../../../core/util/is-record.js';
import { type Bson, decimal } from './numbers.js';
import { BsonProblem, mustBe } from './problem.js';

/** A value that says its own type. */
type Read = (bson: Bson, value: unknown, place: string) => unknown;

const UUID = /^[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}$/i;

/**
 * Values with their type, in Extended JSON: `{'$oid': '…'}`. In a filter, `$regex` and `$type` are
 * operators, so they are not in this list.
 * https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md
 */
const EXTENDED: Readonly<Record<string, Read>> = {
  $oid: objectId,
  $numberInt: int32,
  $numberLong: int64,
  $numberDouble: double,
  $numberDecimal: (bson, value, place) => decimal(bson, textOf(value, place, 'a number'), place),
  $date: date,
  $uuid(bson, value, place) {
    const text = stringOf(value, place, 'a UUID');
    if (!UUID.test(text)) throw mustBe(place, 'a UUID', value);
    const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
    return new bson.Binary(bytes, bson.Binary.SUBTYPE_UUID);
  },
  $symbol: (bson, value, place) => new bson.BSONSymbol(stringOf(value, place, 'text')),
  $minKey: (bson, value, place) => new (one(bson.MinKey, value, place))(),
  $maxKey: (bson, value, place) => new (one(bson.MaxKey, value, place))(),
  // BSON has this type only for old documents.
  $undefined: () => null,
  $timestamp(bson, value, place) {
    only(value, ['t', 'i'], place, "{'t': seconds, 'i': a number}");
    return new bson.Timestamp({ t: uint32(value.t, place), i: uint32(value.i, place) });
  },
  $regularExpression(bson, value, place) {
    only(value, ['pattern', 'options'], place, "{'pattern': '…', 'options': 'i'}");
    return regExp(bson, value, place);
  },
};

/** Refuses other fields than these. */
function only(
  value: unknown,
  names: readonly string[],
  place: string,
  takes: string,
): asserts value is JsonRecord {
  const isKnown = isRecord(value) && Object.keys(value).every((name) => names.includes(name));
  if (!isKnown) throw mustBe(place, takes, value);
}

/** The class, if the value is 1. */
function one<T>(type: T, value: unknown, place: string): T {
  if (Number(value) !== 1 || value === true) throw mustBe(place, '1', value);
  return type;
}

function objectId(bson: Bson, value: unknown, place: string): BSON.ObjectId {
  const hex = stringOf(value, place, 'an ObjectId');
  if (!/^[\da-f]{24}$/i.test(hex)) throw mustBe(place, 'an ObjectId of 24 hexadecimal digits', hex);
  return new bson.ObjectId(hex);
}

function int32(bson: Bson, value: unknown, place: string): BSON.Int32 {
  const number = Number(integer(value, place, 'an int32'));
  if (number !== (number | 0)) throw mustBe(place, 'an int32', String(number));
  return new bson.Int32(number);
}

function int64(bson: Bson, value: unknown, place: string): BSON.Long {
  const number = integer(value, place, 'an int64');
  if (BigInt.asIntN(64, number) !== number) throw mustBe(place, 'an int64', String(number));
  return bson.Long.fromBigInt(number);
}

function integer(value: unknown, place: string, takes: string): bigint {
  const text = textOf(value, place, takes);
  if (!/^-?\d{1,40}$/.test(text)) throw mustBe(place, takes, value);
  return BigInt(text);
}

function double(bson: Bson, value: unknown, place: string): BSON.Double {
  const text = textOf(value, place, 'a double');
  const number = Number(text);
  const isNumber = text.trim() !== '' && (!Number.isNaN(number) || text === 'NaN');
  if (!isNumber) throw mustBe(place, 'a double', value);
  return new bson.Double(number);
}

/** ISO 8601, or milliseconds since 1970. */
function date(bson: Bson, value: unknown, place: string): Date {
  const takes = 'a date: ISO 8601, or milliseconds since 1970';
  if (isRecord(value)) only(value, ['$numberLong'], place, takes);
  const inner = isRecord(value) ? value.$numberLong : undefined;
  if (inner !== undefined || typeof value === 'number') {
    return checkedDate(Number(int64(bson, inner ?? value, place).toBigInt()), place, value);
  }
  const text = textOf(value, place, takes);
  if (!/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d))?$/i.test(text)) {
    throw mustBe(place, `${takes}, with its zone`, value);
  }
  return checkedDate(Date.parse(text), place, value);
}

function checkedDate(time: number, place: string, value: unknown): Date {
  const found = new Date(time);
  if (Number.isNaN(found.getTime())) throw mustBe(place, 'a date that exists', value);
  return found;
}

function uint32(value: unknown, place: string): number {
  if (typeof value === 'number' && value === value >>> 0) return value;
  throw mustBe(place, 'a number from 0 to 4294967295', value);
}

function regExp(bson: Bson, { pattern, options = '' }: JsonRecord, place: string) {
  const [source, flags] = [
    stringOf(pattern, place, 'a pattern'),
    stringOf(options, place, 'options'),
  ];
  if (`${source}${flags}`.includes('\0')) throw mustBe(place, 'a pattern without NUL', source);
  return new bson.BSONRegExp(source, [...flags].sort().join(''));
}

function bytes(bson: Bson, value: unknown, place: string, type = 0): BSON.Binary {
  if (value instanceof Uint8Array) return new bson.Binary(Buffer.from(value), type);
  const text = stringOf(value, place, 'bytes, as Base64');
  if (!isBase64(text)) throw mustBe(place, 'bytes, as Base64', value);
  return new bson.Binary(Buffer.from(text, 'base64'), type);
}

function stringOf(value: unknown, place: string, takes: string): string {
  if (typeof value === 'string') return value;
  throw mustBe(place, takes, value);
}

/** Text that may also be written as a number. */
function textOf(value: unknown, place: string, takes: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof JsonNumber) return value.text;
  throw mustBe(place, takes, value);
}

/** Seconds since 1970, or ISO 8601. */
function referenceDate(bson: Bson, value: unknown, place: string): Date {
  if (value instanceof Date) return value;
  const text = textOf(value, place, 'a date');
  if (!/^-?\d{1,12}$/.test(text)) return date(bson, text, place);
  return checkedDate(Number(text) * 1000, place, value);
}

/** The names of the reference: `{'__OPI_INT64__': 1000}`. */
const OF_REFERENCE: Readonly<Record<string, Read>> = {
  __OPI_STRING__: (_bson, value, place) => stringOf(value, place, 'text'),
  __OPI_OBJECTID__: objectId,
  __OPI_JS__: (bson, value, place) => new bson.Code(stringOf(value, place, 'code')),
  __OPI_SYMBOL__: (bson, value, place) => new bson.BSONSymbol(stringOf(value, place, 'text')),
  __OPI_INT32__: int32,
  __OPI_INT64__: int64,
  __OPI_DOUBLE__: double,
  __OPI_BOOLEAN__: (_bson, value, place) => {
    const word = String(value).toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    throw mustBe(place, 'true or false', value);
  },
  __OPI_DATETIME__: referenceDate,
  __OPI_TIMESTAMP__: (bson, value, place) =>
    new bson.Timestamp({ t: Math.floor(referenceDate(bson, value, place).getTime() / 1000), i: 0 }),
  __OPI_REGEXP__: (bson, value, place) => {
    if (isRecord(value)) return regExp(bson, value, place);
    return regExp(bson, { pattern: value }, place);
  },
  __OPI_BINARY__: (bson, value, place) => {
    const inner = isRecord(value) && '__B64_BINARY__' in value ? value.__B64_BINARY__ : value;
    return bytes(bson, inner, place);
  },
  __B64_BINARY__: (bson, value, place) => bytes(bson, value, place),
  __OPI_NULL__: () => null,
  __OPI_MINKEY__: (bson) => new bson.MinKey(),
  __OPI_MAXKEY__: (bson) => new bson.MaxKey(),
};

/** What an object with its type stands for; `undefined` if it is an ordinary object. */
export function wrapped(
  bson: Bson,
  value: JsonRecord,
  place: string,
  inner: (value: unknown, part: string) => unknown,
): { value: unknown } | undefined {
  const keys = Object.keys(value);
  const [key = ''] = keys;
  const within = `${place}.${key}`;
  if (keys.length === 1) {
    const read = Object.hasOwn(EXTENDED, key) ? EXTENDED[key] : OF_REFERENCE[key];
    if (read) return { value: read(bson, value[key], within) };
  }
  if (Object.hasOwn(value, '$code')) {
    only(value, ['$code', '$scope'], place, "{'$code': '…', '$scope': {…}}");
    const { $scope } = value;
    if ($scope !== undefined && !isRecord($scope)) throw mustBe(place, 'a scope', $scope);
    const scope = $scope && inner($scope, '.$scope');
    const code = stringOf(value.$code, `${place}.$code`, 'code');
    return { value: new bson.Code(code, scope as BSON.Document | undefined) };
  }
  if (Object.hasOwn(value, '$binary')) {
    return { value: binary(bson, value, `${place}.$binary`) };
  }
  const other = keys.find((name) => Object.hasOwn(EXTENDED, name));
  if (other === undefined) return undefined;
  throw new BsonProblem(place, `has ${other}, which is a value with its type, and other fields`);
}

/** `{'$binary': {'base64': '…', 'subType': '04'}}`, or the older `{'$binary': '…', '$type': '04'}`. */
function binary(bson: Bson, value: JsonRecord, place: string): BSON.Binary {
  const takes = "{'base64': '…', 'subType': '00'}";
  only(value, ['$binary', '$type'], place, takes);
  const { $binary: inner, $type: old = '00' } = value;
  if (isRecord(inner)) only(inner, ['base64', 'subType'], place, takes);
  const { base64, subType } = isRecord(inner) ? inner : { base64: inner, subType: old };
  if (typeof subType !== 'string' || !/^[\da-f]{1,2}$/i.test(subType)) {
    throw mustBe(place, 'a binary subtype, such as 04', subType);
  }
  return bytes(bson, base64, place, Number.parseInt(subType, 16));
}
