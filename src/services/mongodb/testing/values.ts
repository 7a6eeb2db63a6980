import { BSON } from 'mongodb';

/** Values of documents: how they compare, and which of them a filter matches. */

/** The order of types, as far as the stand-in needs it. */
function rankOf(value: unknown): number {
  if (value === undefined || value === null) return 1;
  if (isNumber(value)) return 2;
  if (typeof value === 'string') return 3;
  if (value instanceof BSON.ObjectId) return 6;
  if (typeof value === 'boolean') return 7;
  if (value instanceof Date) return 8;
  return Array.isArray(value) ? 5 : 4;
}

function isNumber(value: unknown): boolean {
  const { Int32, Double, Long, Decimal128 } = BSON;
  return [Int32, Double, Long, Decimal128].some((type) => value instanceof type);
}

function plain(value: unknown): number | string | bigint {
  if (value instanceof BSON.Long) return value.toBigInt();
  if (value instanceof BSON.Decimal128) return Number(value.toString());
  if (isNumber(value)) return Number(value);
  if (value instanceof BSON.ObjectId) return value.toHexString();
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'string') return value;
  return BSON.EJSON.stringify(value as object, { relaxed: false });
}

export function compare(one: unknown, other: unknown): number {
  const ranks = rankOf(one) - rankOf(other);
  if (ranks !== 0 || rankOf(one) === 1) return ranks;
  const [a, b] = [plain(one), plain(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The value at a path such as `address.city`. */
export function valueAt(document: BSON.Document, path: string): unknown {
  let found: unknown = document;
  for (const name of path.split('.')) {
    found = (found as BSON.Document | undefined)?.[name];
    if (found === undefined || found === null) break;
  }
  return found;
}

type Operator = (value: unknown, wanted: unknown) => boolean;

const sameType = (test: (order: number) => boolean): Operator => {
  return (value, wanted) => rankOf(value) === rankOf(wanted) && test(compare(value, wanted));
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  $eq: (value, wanted) => isSame(value, wanted),
  $ne: (value, wanted) => !isSame(value, wanted),
  $gt: sameType((order) => order > 0),
  $gte: sameType((order) => order >= 0),
  $lt: sameType((order) => order < 0),
  $lte: sameType((order) => order <= 0),
  $in: (value, wanted) => (wanted as unknown[]).some((one) => isSame(value, one)),
  $nin: (value, wanted) => !(wanted as unknown[]).some((one) => isSame(value, one)),
  $exists: (value, wanted) => (value !== undefined) === (wanted === true || Number(wanted) === 1),
  $regex: (value, wanted) => typeof value === 'string' && new RegExp(String(wanted)).test(value),
};

function isSame(value: unknown, wanted: unknown): boolean {
  if (wanted instanceof BSON.BSONRegExp) {
    return typeof value === 'string' && new RegExp(wanted.pattern, wanted.options).test(value);
  }
  if (Array.isArray(value) && value.some((one) => compare(one, wanted) === 0)) return true;
  return compare(value, wanted) === 0;
}

/** A filter that the server does not understand. */
export class BadFilter extends Error {}

export function matches(document: BSON.Document, filter: BSON.Document): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    if (name === '$and') return (wanted as BSON.Document[]).every((one) => matches(document, one));
    if (name === '$or') return (wanted as BSON.Document[]).some((one) => matches(document, one));
    if (name.startsWith('$')) throw new BadFilter(`unknown top level operator: ${name}.`);
    const value = valueAt(document, name);
    const operators = operatorsIn(wanted);
    return operators
      ? operators.every(([operator, of]) => operation(operator)(value, of))
      : isSame(value, wanted);
  });
}

function operation(name: string): Operator {
  const found = OPERATORS[name];
  if (!found) throw new BadFilter(`unknown operator: ${name}`);
  return found;
}

function operatorsIn(wanted: unknown): [string, unknown][] | undefined {
  if (Object.prototype.toString.call(wanted) !== '[object Object]') return undefined;
  if ((wanted as { _bsontype?: unknown })._bsontype !== undefined) return undefined;
  const entries = Object.entries(wanted as object);
  return entries.length > 0 && entries.every(([name]) => name.startsWith('$'))
    ? entries
    : undefined;
}

export function sorted(documents: BSON.Document[], sort: BSON.Document): BSON.Document[] {
  const keys = Object.entries(sort);
  return [...documents].sort((one, other) => {
    for (const [path, way] of keys) {
      const order = compare(valueAt(one, path), valueAt(other, path)) * Number(way);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** A document with only the fields that a projection includes, or without those that it excludes. */
export function projected(document: BSON.Document, projection: BSON.Document): BSON.Document {
  const entries = Object.entries(projection);
  if (entries.length === 0) return document;
  const isOn = (value: unknown) => value === true || Number(value) === 1;
  const includes = entries.some(([name, value]) => name !== '_id' && isOn(value));
  return Object.fromEntries(
    Object.entries(document).filter(([name]) => {
      const given = projection[name];
      if (given !== undefined) return isOn(given);
      return includes ? name === '_id' : true;
    }),
  );
}
