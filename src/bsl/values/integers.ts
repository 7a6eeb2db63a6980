import { EnumValue } from './enumeration.js';
import { badArgument, badValue } from './errors.js';
import { type BslNumber, digits, fromText, isNumber, truncate } from './numbers.js';

/** How many bytes a number has. */
export type IntegerSize = 1 | 2 | 4 | 8;

/** True if the highest byte comes first: what `ByteOrder` says, if it is given. */
export function isBigEndian(order: unknown, otherwise: boolean): boolean {
  return order instanceof EnumValue ? order.en === 'BigEndian' : otherwise;
}

/** The number that bytes are: never negative, as in 1C. */
export function integerOf(bytes: Uint8Array, big: boolean): BslNumber {
  const ordered = big ? Buffer.from(bytes) : Buffer.from(bytes).reverse();
  return fromText(String(BigInt(`0x${ordered.toString('hex')}`)));
}

/** The bytes of a number. A negative one is its two's complement. */
export function integerBytes(
  value: unknown,
  size: IntegerSize,
  big: boolean,
  argument: number,
): Buffer {
  if (!isNumber(value)) return badArgument(argument);
  const bits = BigInt(size * 8);
  const whole = BigInt(digits(truncate(value)));
  if (whole >= 1n << bits || whole < -(1n << (bits - 1n))) return badValue(argument);
  const hex = BigInt.asUintN(size * 8, whole).toString(16);
  const bytes = Buffer.from(hex.padStart(size * 2, '0'), 'hex');
  return big ? bytes : bytes.reverse();
}
