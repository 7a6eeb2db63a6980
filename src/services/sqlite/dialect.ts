import { existsHere } from '../../core/access/files.js';
import { isBase64 } from '../../core/definition/kinds/base64.js';
import { bytesKind } from '../../core/definition/kinds/bytes.js';
import { clip, inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { mayNameFile, type ParamContext, partContext } from '../../core/definition/param.js';
import { JsonNumber, numberOrText } from '../../core/json/number.js';
import type { ColumnValues } from '../../core/sql/column-values.js';
import type { Dialect } from '../../core/sql/dialect.js';
import {
  checkNumber,
  isPending,
  type PendingValue,
  toIsoText,
  toJsonText,
  VALUE,
} from '../../core/sql/values.js';

/** SQLite's SQL. */
export const dialect: Dialect = {
  title: 'SQLite',
  quotes: [
    ['"', '"'],
    ['[', ']'],
    ['`', '`'],
  ],
  placeholder: () => '?',
  maxParams: 32_766,
  // More rows per statement are not faster, and its text takes longer to build.
  maxRows: 100,
  comparisons: ['==', 'GLOB', 'NOT GLOB', 'REGEXP', 'NOT REGEXP', 'MATCH'],
  same: ['IS', 'IS NOT'],
  limit: 'limit',
  addColumn: 'ADD COLUMN',
  columnType,
  // SQLite ignores the case of ASCII letters only.
  foldName: (name) => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  clear: (table) => `DELETE FROM ${table}`,
  upsert({ table, columns, values, keys, others }) {
    const target = keys.length > 0 ? ` (${keys.join(', ')})` : '';
    const pairs = others.map((name) => `${name} = excluded.${name}`);
    const action = pairs.length > 0 ? `DO UPDATE SET ${pairs.join(', ')}` : 'DO NOTHING';
    return `INSERT INTO ${table} (${columns.join(', ')}) ${values} ON CONFLICT${target} ${action}`;
  },
};

function columnType({ kind, isLong, isWord }: ColumnValues): string {
  if (kind === 'integer' || kind === 'decimal') {
    // NUMERIC would round them.
    if (isLong) return 'TEXT';
    return kind === 'integer' ? 'INTEGER' : 'NUMERIC';
  }
  // The texts true and false would not become 1 and 0.
  if (kind === 'boolean') return isWord ? 'TEXT' : 'BOOLEAN';
  return kind === 'bytes' ? 'BLOB' : 'TEXT';
}

/** A value that can be bound. */
type Bindable = null | string | number | bigint | boolean | Uint8Array | WrittenNumber;

/**
 * A number of JSON whose text is not that of the number: `1.10`, `1e3`. A text column stores the
 * text, as PostgreSQL does; everything else gets the number.
 */
export class WrittenNumber implements PendingValue {
  readonly text: string;
  readonly number: number;

  constructor(text: string, number: number) {
    this.text = text;
    this.number = number;
  }

  get shown(): number {
    return this.number;
  }
}

/** Converts a value to one that can be bound: a date to ISO 8601, an object or a list to JSON. */
export function readValue(
  value: unknown,
  context: () => ParamContext,
): Bindable | Promise<Bindable> {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return checkNumber(value, context);
    case 'boolean':
      return value;
    case 'bigint':
      if (BigInt.asIntN(64, value) === value) return value;
      throw refuse(`${value}`, context(), 'an integer of up to 64 bits');
    case 'object':
      return value === null ? null : readObject(value, context);
    default:
      throw refuse(value, context(), VALUE);
  }
}

/**
 * Values as the driver binds them: booleans as 1 and 0, and whole numbers as `bigint`. The driver
 * would bind numbers as reals, and 25 in a text column would be 25.0. Converted late, because a
 * `bigint` is an object, and a hundred thousand rows would keep them alive.
 */
export function toDriver(values: readonly unknown[]): unknown[] {
  return values.map((given) => {
    const value = isPending(given) ? given.shown : given;
    // A larger whole number can only be a real, and so can -0.
    if (typeof value === 'number') {
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
    }
    return typeof value === 'boolean' ? BigInt(value) : value;
  });
}

function readObject(value: object, context: () => ParamContext): Bindable | Promise<Bindable> {
  if (value instanceof Date) return toIsoText(value, context);
  if (value instanceof JsonNumber) return readNumber(value, context);
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === 'blob')
    return readBlob((value as { blob: unknown }).blob, context());
  return toJsonText(value, context);
}

/** A number with all of its digits: an integer of 64 bits, or a decimal that a real holds. */
function readNumber(value: JsonNumber, context: () => ParamContext): bigint | WrittenNumber {
  const { text } = value;
  if (/^-?\d+$/.test(text) && text !== '-0') {
    const whole = BigInt(text);
    if (BigInt.asIntN(64, whole) === whole) return whole;
  } else {
    const number = numberOrText(value);
    if (typeof number === 'number') return new WrittenNumber(text, number);
  }
  const what = `: SQLite cannot store all digits of the number ${clip(text)}`;
  throw inputError(context(), what, { hint: 'Put it in quotes to store it as text.' });
}

/** `{blob: …}`: bytes or Base64 text; if typed or in a script, also the path or URL of a file. */
function readBlob(blob: unknown, at: ParamContext): Bindable | Promise<Bindable> {
  const context = partContext(at, '.blob');
  if (blob instanceof Uint8Array) return blob;
  if (blob instanceof ArrayBuffer) return new Uint8Array(blob);
  if (typeof blob !== 'string') throw refuse(blob, context, 'bytes or Base64 text');
  if (blob === '') return new Uint8Array();
  const mayBeFile = mayNameFile(context);
  const isFile = mayBeFile && existsHere(blob);
  // What a user typed is more often a mistyped path than short Base64.
  if (!context.sources && !isFile && isBase64(blob)) return Buffer.from(blob, 'base64');
  if (!mayBeFile) throw refuse(blob, context, 'bytes or Base64 text');
  return Promise.resolve(bytesKind.parse(blob, context)).then((bytes) => bytes.buffer());
}
