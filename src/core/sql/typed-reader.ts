import { refuse } from '../definition/kinds/refuse.js';
import { type ParamContext, partContext } from '../definition/param.js';
import { JsonNumber } from '../json/number.js';
import { TypedValue } from './typed-value.js';
import { asBuffer, bytesValue, jsonValue } from './typed-values.js';
import { utcTimeIn } from './utc-time.js';
import { checkNumber, JsonValue, type ReadValue, toIsoText, toJsonText, VALUE } from './values.js';

type ContextOf = () => ParamContext;
type ReadTyped = (value: unknown, context: ContextOf) => unknown;

/** The types that a value can name, as in `{'INT': 5}`, all in capitals. */
interface TypeNames {
  /** Numbers and text. */
  plain: readonly string[];
  times: readonly string[];
  bytes: readonly string[];
  json: readonly string[];
  /** The digits after the point of a second that the database has. */
  digits: number;
}

/**
 * Reads the values of a caller for a database whose columns decide their form: numbers keep all of
 * their digits, and a value can have its type.
 */
export function typedReader({ plain, times, bytes, json, digits }: TypeNames): ReadValue {
  const typed: ReadonlyMap<string, ReadTyped> = new Map<string, ReadTyped>([
    ...plain.map((name) => [name, toPlain] as const),
    ...times.map((name) => [name, toTime] as const),
    ...bytes.map((name) => [name, bytesValue] as const),
    ...json.map((name) => [name, jsonValue] as const),
  ]);

  /** A value that can be bound; `{'TYPE': value}` sets its type. */
  function toServer(value: unknown, context: ContextOf): unknown {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'number') return checkNumber(value, context);
    if (typeof value === 'bigint') return new JsonNumber(String(value));
    if (value instanceof Date) {
      return utcTimeIn(toIsoText(value, context), digits) ?? value.toISOString();
    }
    if (value instanceof Uint8Array) return asBuffer(value);
    if (value instanceof ArrayBuffer) return Buffer.from(value);
    if (value instanceof JsonNumber) return value;
    if (typeof value !== 'object') throw refuse(value, context(), VALUE);
    const [entry, ...others] = Array.isArray(value) ? [] : Object.entries(value);
    const readTyped = entry && others.length === 0 ? typedBy(...entry) : undefined;
    if (!readTyped) return new JsonValue(toJsonText(value, context));
    const [name, inner] = entry!;
    const read = readTyped(inner, () => partContext(context(), `.${name}`));
    const wrap = (found: unknown) =>
      found instanceof JsonValue ? found : new TypedValue(value, found);
    return read instanceof Promise ? read.then(wrap) : wrap(read);
  }

  /**
   * Only uppercase names are types, and only with a value that they can have; others are fields of
   * JSON objects.
   */
  function typedBy(name: string, value: unknown): ReadTyped | undefined {
    const found = typed.get(name);
    return found && (found === jsonValue || found === bytesValue || isPlain(value))
      ? found
      : undefined;
  }

  function toPlain(value: unknown, context: ContextOf): unknown {
    if (isPlain(value)) return toServer(value, context);
    throw refuse(value, context(), 'text, a number, true or false, null or a date');
  }

  function toTime(value: unknown, context: ContextOf): unknown {
    return typeof value === 'string'
      ? (utcTimeIn(value, digits) ?? value)
      : toPlain(value, context);
  }

  return toServer;
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return value instanceof Date || value instanceof JsonNumber;
}
