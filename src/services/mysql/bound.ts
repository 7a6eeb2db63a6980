import { JsonNumber } from '../../core/json/number.js';
import { TypedValue } from '../../core/sql/typed-value.js';
import { UtcTime } from '../../core/sql/utc-time.js';
import { JsonValue } from '../../core/sql/values.js';

/** The driver's makers of values with a type of the protocol. */
export interface TypedParameters {
  BIGINT: { (value: string | number): unknown; unsigned(value: string): unknown };
  NEWDECIMAL(value: string): unknown;
}

/** The digits of a DECIMAL. */
const MOST_DIGITS = 65;
const MOST_AFTER_POINT = 30;

/**
 * A value as the driver binds it. Numbers are whole numbers or decimals with all of their digits: the
 * driver's own form for them is a DOUBLE, which the server does not accept after LIMIT and compares
 * with rounding.
 */
export function toDriver(value: unknown, types: TypedParameters): unknown {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number') return toNumber(value, types);
  if (value instanceof JsonNumber) return toDigits(value.text, types);
  if (value instanceof UtcTime) return value.sql;
  if (value instanceof JsonValue) return value.text;
  if (value instanceof TypedValue) return toDriver(value.value, types);
  return value;
}

function toNumber(value: number, types: TypedParameters): unknown {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    return types.BIGINT(value);
  }
  const text = String(value);
  return isDecimal(text) ? types.NEWDECIMAL(text) : value;
}

function toDigits(text: string, types: TypedParameters): unknown {
  if (/^-?\d+$/.test(text)) {
    const whole = BigInt(text);
    if (BigInt.asIntN(64, whole) === whole) return types.BIGINT(text);
    if (BigInt.asUintN(64, whole) === whole) return types.BIGINT.unsigned(text);
  }
  // The server reads other texts as the column needs it, or refuses them.
  return isDecimal(text) ? types.NEWDECIMAL(text) : text;
}

function isDecimal(text: string): boolean {
  const [, whole, part = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return (
    whole !== undefined &&
    whole.length + part.length <= MOST_DIGITS &&
    part.length <= MOST_AFTER_POINT
  );
}

/** About how many bytes a value has on the wire. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 9;
  return Buffer.isBuffer(value) ? value.length + 9 : 16;
}
