import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import type { ParamContext } from '../../core/definition/param.js';
import { JsonNumber } from '../../core/json/number.js';
import { checkNumber, exactInteger } from '../../core/sql/values.js';
import { MOST_BYTES, type Value } from './worker/protocol.js';

const TAKES =
  'a string, a number, a boolean, null, a date or bytes: components have no other values';

const SMALLEST = -(2n ** 63n);
const LARGEST = 2n ** 64n - 1n;

/** A value for a component. */
export function toNative(value: unknown, context: ParamContext): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return bounded(value, value.length * 2, context);
  if (typeof value === 'number') {
    if (!context.call?.isTyped) checkNumber(value, () => context);
    return value;
  }
  if (typeof value === 'bigint') return integer(value, context);
  if (value instanceof JsonNumber) return written(value.text, context);
  if (value instanceof Date) return { moment: localTime(value, context) };
  if (value instanceof ArrayBuffer) return toNative(new Uint8Array(value), context);
  if (value instanceof Uint8Array) return bounded(value, value.length, context);
  throw refuse(value, context, TAKES);
}

function bounded<T>(value: T, bytes: number, context: ParamContext): T {
  if (bytes <= MOST_BYTES) return value;
  throw inputError(context, ` has ${bytes} bytes; the maximum is ${MOST_BYTES}`);
}

function written(text: string, context: ParamContext): number | bigint {
  return /^-?\d+$/.test(text) ? integer(BigInt(text), context) : Number(text);
}

/** 64 bits only if a number would round it: components know few types of numbers. */
function integer(value: bigint, context: ParamContext): number | bigint {
  if (Number.isSafeInteger(Number(value))) return Number(value);
  if (value >= SMALLEST && value <= LARGEST) return value;
  throw inputError(context, `: ${value} is not a 64-bit integer`, { hint: 'Write it as text.' });
}

/** As on the clock: a component knows no time zones. */
function localTime(date: Date, context: ParamContext): string {
  if (Number.isNaN(date.getTime())) throw refuse(date, context, 'a valid date');
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** A value of a component, for a program. */
export function fromNative(value: Value): unknown {
  if (typeof value === 'bigint') return exactInteger(value);
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}

export function fieldsFromNative(values: Record<string, Value>): Record<string, unknown> {
  const entries = Object.entries(values).map(([name, value]) => [name, fromNative(value)]);
  return Object.fromEntries(entries);
}
