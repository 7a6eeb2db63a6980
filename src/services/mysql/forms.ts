import { JsonNumber } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import { unquote } from '../../core/sql/dialect.js';
import { TypedValue } from '../../core/sql/typed-value.js';
import { UtcTime, utcTimeIn } from '../../core/sql/utc-time.js';
import { type FormOf, JsonValue } from '../../core/sql/values.js';
import { dialect } from './dialect.js';
import { type Field, isJson, TYPE } from './field-types.js';

/** The forms of values for the columns of a table. */
export function formsFor(fields: readonly Field[], use: 'stored' | 'compared'): FormOf {
  const forms = new Map(fields.map((field) => [dialect.foldName(field.name), formOf(field, use)]));
  return (column) => {
    const name = dialect.foldName(unquote(dialect, column));
    return forms.has(name) ? forms.get(name) : forms.get(dialect.foldName(column));
  };
}

function formOf(field: Field, use: 'stored' | 'compared'): ReturnType<FormOf> {
  if (isJson(field)) return forJson;
  const { columnType } = field;
  if (TIMES.has(columnType)) return (value) => forTime(value, columnType);
  if (columnType === TYPE.bit) return forBits;
  if (use === 'stored' && columnType === TYPE.tiny) return forSmall;
  if (use === 'stored' && NUMBERS.has(columnType)) return forNumber;
  // What a time column gets in UTC, another gets as it was written.
  return forText;
}

const TIMES: ReadonlySet<number> = new Set([TYPE.timestamp, TYPE.datetime, TYPE.date, TYPE.time]);

const NUMBERS: ReadonlySet<number> = new Set([
  ...[TYPE.short, TYPE.int24, TYPE.long, TYPE.longlong],
  ...[TYPE.decimal, TYPE.newDecimal, TYPE.float, TYPE.double],
]);

/** The server reads the digits of a number exactly, and they are bound several times faster. */
function forNumber(value: unknown): unknown {
  const plain = plainOf(value);
  if (typeof plain === 'number') return String(plain);
  return plain instanceof JsonNumber ? plain.text : forText(plain);
}

/** BOOLEAN is a small number here, and refuses the words that CSV has for it. */
function forSmall(value: unknown): unknown {
  const word = typeof value === 'string' ? value.toLowerCase() : undefined;
  return word === 'true' || word === 'false' ? word === 'true' : forNumber(value);
}

/** In a JSON column every value is the JSON value itself: the text "1" is a string there. */
function forJson(value: unknown): unknown {
  if (value === null || Buffer.isBuffer(value)) return value;
  if (value instanceof JsonValue) return value.text;
  if (value instanceof TypedValue) return writeJson(value.given);
  if (value instanceof UtcTime) return JSON.stringify(value.text);
  return value instanceof JsonNumber ? value.text : JSON.stringify(value);
}

function forTime(value: unknown, columnType: number): unknown {
  const plain = plainOf(value);
  const time = plain instanceof UtcTime ? plain : typeof plain === 'string' && utcTimeIn(plain);
  if (!time) return plain;
  if (columnType === TYPE.date) return time.sql.slice(0, 10);
  return columnType === TYPE.time ? time.sql.slice(11) : time.sql;
}

/** Digits as text would be the bytes of the text. */
function forBits(value: unknown): unknown {
  const plain = plainOf(value);
  return typeof plain === 'string' && /^\d+$/.test(plain) ? new JsonNumber(plain) : plain;
}

function forText(value: unknown): unknown {
  const plain = plainOf(value);
  return plain instanceof UtcTime ? plain.text : plain;
}

function plainOf(value: unknown): unknown {
  return value instanceof TypedValue ? value.value : value;
}
