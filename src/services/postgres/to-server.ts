import { refuse } from '../../core/definition/kinds/refuse.js';
import { type ParamContext, partContext } from '../../core/definition/param.js';
import { JsonNumber } from '../../core/json/number.js';
import { asBuffer, bytesValue, jsonValue } from '../../core/sql/typed-values.js';
import { checkNumber, JsonValue, toIsoText, toJsonText, VALUE } from '../../core/sql/values.js';
import { arrayText, quoted } from './array-text.js';
import { ListValue, TypedValue } from './pending.js';

/**
 * Values for the server: always bound, never part of the SQL. They are sent as text without a type,
 * so that the column or the position in the query decides the type: text from JSON is right for a
 * bigint, a numeric and a timestamp. See `pending.ts` for those whose text depends on the type.
 */

type ContextOf = () => ParamContext;

/** The types of the reference, and PostgreSQL's names for them. */
const PLAIN = new Set([
  ...['BOOL', 'BOOLEAN', 'SMALLINT', 'SMALLSERIAL', 'INT', 'INTEGER', 'SERIAL', 'OID', 'BIGINT'],
  ...['BIGSERIAL', 'INT2', 'INT4', 'INT8'],
  ...['NUMERIC', 'DECIMAL', 'MONEY', 'TEXT', 'VARCHAR', 'CHAR', 'BPCHAR'],
  ...['CITEXT', 'NAME', 'LTREE', 'LQUERY', 'LTXTQUERY', 'UUID', 'XML', 'BIT', 'VARBIT', 'INET'],
  ...['CIDR', 'MACADDR', 'DATE', 'TIME', 'TIMETZ', 'TIMESTAMP', 'TIMESTAMPTZ', 'INTERVAL'],
  ...['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_WITH_TIME_ZONE'],
]);

type ReadTyped = (value: unknown, context: ContextOf) => unknown;

/** Types that accept any number, however large. */
const REAL = ['REAL', 'FLOAT4', 'FLOAT8', 'DOUBLE PRECISION', 'DOUBLE_PRECISION'];

const TYPED: ReadonlyMap<string, ReadTyped> = new Map<string, ReadTyped>([
  ...[...PLAIN].map((name) => [name, toPlain] as const),
  ...REAL.map((name) => [name, toReal] as const),
  ['TIME', toTime],
  ['TIMETZ', toTime],
  ['OLDCHAR', toOldChar],
  ['"CHAR"', toOldChar],
  ['BYTEA', bytesValue],
  ['JSON', jsonValue],
  ['JSONB', jsonValue],
  ['HSTORE', toHstore],
]);

/** A value as the driver binds it; `{'TYPE': value}` sets its type. */
export function toServer(value: unknown, context: ContextOf): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return toText(value, context);
  // NaN and Infinity are valid here.
  if (typeof value === 'number')
    return Number.isFinite(value) ? checkNumber(value, context) : new JsonNumber(`${value}`);
  if (typeof value === 'bigint') return new JsonNumber(String(value));
  if (value instanceof Date) return toIsoText(value, context);
  if (value instanceof Uint8Array) return asBuffer(value);
  if (Array.isArray(value)) return toList(value, context);
  if (value instanceof JsonNumber) return value;
  if (typeof value !== 'object') throw refuse(value, context(), VALUE);
  const [entry, ...others] = Object.entries(value);
  const typed = entry && others.length === 0 ? typedBy(...entry) : undefined;
  if (!typed) return new JsonValue(toText(toJsonText(value, context), context));
  const [name, inner] = entry!;
  const read = typed(inner, () => partContext(context(), `.${name}`));
  const wrap = (found: unknown) =>
    found instanceof JsonValue ? found : new TypedValue(value, found);
  return read instanceof Promise ? read.then(wrap) : wrap(read);
}

/**
 * `INT[]` is an array of INT. Only uppercase names are types, and only with a value that they can have;
 * others are fields of JSON objects.
 */
function typedBy(name: string, value: unknown): ReadTyped | undefined {
  if (PLAIN.has(name) && !isPlain(value)) return undefined;
  if (!name.endsWith('[]')) return TYPED.get(name);
  const item = TYPED.get(name.slice(0, -2));
  return item && ((value, context) => toArray(value, context, item));
}

/** The time of a date and time: 1C has no type for a time alone. */
function toTime(value: unknown, context: ContextOf): unknown {
  const plain = toPlain(value, context);
  return typeof plain === 'string' ? plain.replace(/^\d{4}-\d\d-\d\d[T ](?=\d)/, '') : plain;
}

function toText(text: string, context: ContextOf): string {
  if (!text.includes('\0')) return text;
  throw refuse(text, context(), 'text without NUL characters, which PostgreSQL does not support');
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return value instanceof Date || value instanceof JsonNumber;
}

function toPlain(value: unknown, context: ContextOf): unknown {
  if (isPlain(value)) return toServer(value, context);
  throw refuse(value, context(), 'text, a number, true or false, null or a date');
}

function toReal(value: unknown, context: ContextOf): unknown {
  return typeof value === 'number' ? String(value) : toPlain(value, context);
}

/** The one-byte type: a character, or its code as in the reference. */
function toOldChar(value: unknown, context: ContextOf): unknown {
  if (typeof value !== 'number') return toPlain(value, context);
  if (Number.isInteger(value) && value >= 0 && value < 128) {
    return value === 0 ? '' : String.fromCharCode(value);
  }
  throw refuse(value, context(), 'a character, or its code from 0 to 127');
}

function toHstore(value: unknown, context: ContextOf): unknown {
  if (value === null || typeof value === 'string') return toServer(value, context);
  const isPlain = Object.prototype.toString.call(value) === '[object Object]';
  if (!isPlain) throw refuse(value, context(), 'an object with text values');
  const pairs = Object.entries(value as object).map(([key, item]) => {
    const shown = item === null ? 'NULL' : quoted(String(item));
    return `${quoted(key)}=>${shown}`;
  });
  return toText(pairs.join(','), context);
}

async function toArray(value: unknown, context: ContextOf, item: ReadTyped): Promise<unknown> {
  if (value === null) return null;
  if (!Array.isArray(value)) throw refuse(value, context(), 'a list');
  return arrayText(await itemsOf(value, context, item));
}

function itemsOf(
  list: readonly unknown[],
  context: ContextOf,
  item: ReadTyped,
): Promise<unknown[]> {
  return Promise.all(
    list.map((one) => (Array.isArray(one) ? itemsOf(one, context, item) : item(one, context))),
  );
}

function toList(value: readonly unknown[], context: ContextOf): ListValue {
  toText(arrayText(value), context);
  return new ListValue(value);
}
