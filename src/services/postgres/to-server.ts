import { existsHere } from '../../core/access/files.js';
import { isBase64 } from '../../core/definition/kinds/base64.js';
import { bytesKind } from '../../core/definition/kinds/bytes.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { type ParamContext, partContext } from '../../core/definition/param.js';
import { JsonNumber } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import { checkNumber, toIsoText, toJsonText, VALUE } from '../../core/sql/values.js';
import { isJson } from '../../core/util/is-json.js';

/**
 * Values for the server: always bound, never part of the SQL. They are sent as text without a type,
 * so that the column or the position in the query decides the type: text from JSON is right for a
 * bigint, a numeric and a timestamp.
 */

/**
 * A list whose type is not known yet: an array is written `{1,2}`, JSON is written `[1,2]`. The server
 * tells the type before the value is sent: see `forType`.
 */
export class ListValue {
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }

  toPostgres(): string {
    return arrayText(this.items);
  }

  toJSON(): readonly unknown[] {
    return this.items;
  }
}

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
  ['OLDCHAR', toOldChar],
  ['"CHAR"', toOldChar],
  ['BYTEA', toBytes],
  ['JSON', toJson],
  ['JSONB', toJson],
  ['HSTORE', toHstore],
]);

/** A value as the driver binds it; `{'TYPE': value}` sets its type. */
export function toServer(value: unknown, context: ContextOf): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return toText(value, context);
  // NaN and Infinity are valid here.
  if (typeof value === 'number')
    return Number.isFinite(value) ? checkNumber(value, context) : `${value}`;
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return toIsoText(value, context);
  if (value instanceof Uint8Array) return asBuffer(value);
  if (Array.isArray(value)) return toList(value, context);
  if (value instanceof JsonNumber) return toNumber(value);
  if (typeof value !== 'object') throw refuse(value, context(), VALUE);
  const [name, ...others] = Object.keys(value);
  const typed = name !== undefined && others.length === 0 ? typedBy(name) : undefined;
  if (!typed) return toText(toJsonText(value, context), context);
  return typed((value as Record<string, unknown>)[name!], () => {
    const at = context();
    return partContext(at, `.${name}`);
  });
}

/**
 * The digits as they were written. Only a whole number with a fraction (`1.0`) waits for its type: an
 * integer has no fraction.
 */
function toNumber(value: JsonNumber): string | JsonNumber {
  return WHOLE.test(value.text) ? value : value.text;
}

const WHOLE = /^(-?\d+)\.0+$/;

export function numberText({ text }: JsonNumber, isInteger: boolean): string {
  return isInteger ? text.replace(WHOLE, '$1') : text;
}

/** `INT[]` is an array of INT. Only uppercase names are types; others are fields of JSON objects. */
function typedBy(name: string): ReadTyped | undefined {
  if (!name.endsWith('[]')) return TYPED.get(name);
  const item = TYPED.get(name.slice(0, -2));
  return item && ((value, context) => toArray(value, context, item));
}

function toText(text: string, context: ContextOf): string {
  if (!text.includes('\0')) return text;
  throw refuse(text, context(), 'text without NUL characters, which PostgreSQL does not support');
}

function toPlain(value: unknown, context: ContextOf): unknown {
  const isPlain =
    typeof value !== 'object' ||
    value === null ||
    value instanceof Date ||
    value instanceof JsonNumber;
  if (isPlain) return toServer(value, context);
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

function toJson(value: unknown, context: ContextOf): unknown {
  if (typeof value === 'string')
    return toText(isJson(value) ? value : JSON.stringify(value), context);
  if (value instanceof JsonNumber) return value.text;
  if (typeof value === 'object' && value !== null)
    return toText(toJsonText(value, context), context);
  if (value === null || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') return String(checkNumber(value, context));
  throw refuse(value, context(), 'a JSON value');
}

/** A path only if typed; text from a program is always Base64. */
function toBytes(value: unknown, context: ContextOf): unknown {
  if (value === null) return null;
  if (value instanceof Uint8Array) return asBuffer(value);
  if (typeof value !== 'string') throw refuse(value, context(), 'bytes, as Base64');
  const at = context();
  const isFile = at.sources !== undefined && existsHere(value);
  if (isBase64(value) && !isFile) return Buffer.from(value, 'base64');
  if (at.sources) return readBytes(value, at);
  throw refuse(value, at, 'bytes, as Base64');
}

async function readBytes(value: string, at: ParamContext): Promise<Buffer> {
  return (await bytesKind.parse(value, at)).buffer();
}

function asBuffer(value: Uint8Array): Buffer {
  return Buffer.isBuffer(value)
    ? value
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
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

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** `{1,"a,b",NULL,{…}}`: PostgreSQL's text form of an array. */
function arrayText(items: readonly unknown[]): string {
  return `{${items.map(arrayItem).join(',')}}`;
}

function arrayItem(item: unknown): string {
  if (item === null || item === undefined) return 'NULL';
  if (Array.isArray(item)) return arrayText(item);
  if (typeof item === 'string') return quoted(item);
  if (item instanceof Uint8Array) return quoted(`\\x${asBuffer(item).toString('hex')}`);
  if (item instanceof Date) return quoted(item.toISOString());
  if (typeof item !== 'object' || item instanceof JsonNumber) return quoted(String(item));
  return quoted(bytesText(item) ?? writeJson(item));
}

/** Bytes in the form that they have in JSON. */
function bytesText(item: object): string | undefined {
  const { BYTEA: base64, ...others } = item as { BYTEA?: unknown };
  if (typeof base64 !== 'string' || Object.keys(others).length > 0) return undefined;
  return isBase64(base64) ? `\\x${Buffer.from(base64, 'base64').toString('hex')}` : undefined;
}
