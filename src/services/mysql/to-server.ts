import { refuse } from '../../core/definition/kinds/refuse.js';
import { type ParamContext, partContext } from '../../core/definition/param.js';
import { JsonNumber } from '../../core/json/number.js';
import { asBuffer, bytesValue, jsonValue } from '../../core/sql/typed-values.js';
import { checkNumber, JsonValue, toIsoText, toJsonText, VALUE } from '../../core/sql/values.js';
import { TypedValue } from './typed-value.js';
import { utcTimeIn } from './utc-time.js';

/**
 * Values for the server: always bound, never part of the SQL. `forms.ts` gives them the form of their
 * column, `bound.ts` the driver's.
 */

type ContextOf = () => ParamContext;
type ReadTyped = (value: unknown, context: ContextOf) => unknown;

/** The types of the reference, and MySQL's names for them. */
const PLAIN = [
  ...['BOOL', 'BOOLEAN', 'TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'INTEGER', 'BIGINT', 'UINT'],
  ...['DECIMAL', 'NUMERIC', 'FLOAT', 'DOUBLE', 'REAL', 'YEAR', 'BIT'],
  ...['TEXT', 'CHAR', 'VARCHAR', 'ENUM', 'SET'],
];
const TIMES = ['DATE', 'TIME', 'DATETIME', 'TIMESTAMP'];
const BYTES = ['BYTES', 'BLOB', 'BINARY', 'VARBINARY'];

const TYPED: ReadonlyMap<string, ReadTyped> = new Map<string, ReadTyped>([
  ...PLAIN.map((name) => [name, toPlain] as const),
  ...TIMES.map((name) => [name, toTime] as const),
  ...BYTES.map((name) => [name, bytesValue] as const),
  ['JSON', jsonValue],
]);

/** A value that can be bound; `{'TYPE': value}` sets its type. */
export function toServer(value: unknown, context: ContextOf): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return checkNumber(value, context);
  if (typeof value === 'bigint') return new JsonNumber(String(value));
  if (value instanceof Date) return utcTimeIn(toIsoText(value, context)) ?? value.toISOString();
  if (value instanceof Uint8Array) return asBuffer(value);
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (value instanceof JsonNumber) return value;
  if (typeof value !== 'object') throw refuse(value, context(), VALUE);
  const [entry, ...others] = Array.isArray(value) ? [] : Object.entries(value);
  const typed = entry && others.length === 0 ? typedBy(...entry) : undefined;
  if (!typed) return new JsonValue(toJsonText(value, context));
  const [name, inner] = entry!;
  const read = typed(inner, () => partContext(context(), `.${name}`));
  const wrap = (found: unknown) =>
    found instanceof JsonValue ? found : new TypedValue(value, found);
  return read instanceof Promise ? read.then(wrap) : wrap(read);
}

/**
 * Only uppercase names are types, and only with a value that they can have; others are fields of JSON
 * objects.
 */
function typedBy(name: string, value: unknown): ReadTyped | undefined {
  const found = TYPED.get(name);
  return found && (found === jsonValue || found === bytesValue || isPlain(value))
    ? found
    : undefined;
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return value instanceof Date || value instanceof JsonNumber;
}

function toPlain(value: unknown, context: ContextOf): unknown {
  if (isPlain(value)) return toServer(value, context);
  throw refuse(value, context(), 'text, a number, true or false, null or a date');
}

function toTime(value: unknown, context: ContextOf): unknown {
  return typeof value === 'string' ? (utcTimeIn(value) ?? value) : toPlain(value, context);
}
