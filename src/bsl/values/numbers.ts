import { Decimal } from 'decimal.js-light';
import { badArgument, raise } from './errors.js';

/**
 * Numbers are exact decimals. A safe integer is a JavaScript number, every other number is a `Decimal`.
 * A value has one form only, so that `===` compares integers.
 */
export type BslNumber = number | Decimal;

Decimal.set({ precision: 80, toExpNeg: -1000, toExpPos: 1000 });

/** Digits after the point that a division or a multiplication keeps. */
const PLACES = 28;

export function isNumber(value: unknown): value is BslNumber {
  return typeof value === 'number' || value instanceof Decimal;
}

/** The one form of a number. */
export function exact(value: Decimal): BslNumber {
  if (!value.isInteger()) return value;
  const plain = value.toNumber();
  return Number.isSafeInteger(plain) ? plain + 0 : value;
}

/** A number from JavaScript: its shortest decimal digits. */
export function fromDouble(value: number): BslNumber {
  if (Number.isSafeInteger(value)) return value + 0;
  if (!Number.isFinite(value))
    return raise({ ru: 'Переполнение числа', en: 'The number is too large' });
  return exact(new Decimal(value));
}

export function fromText(text: string): BslNumber {
  return exact(new Decimal(text));
}

export function toDouble(value: BslNumber): number {
  return typeof value === 'number' ? value : value.toNumber();
}

function decimal(value: BslNumber): Decimal {
  return typeof value === 'number' ? new Decimal(value) : value;
}

export function addNumbers(a: BslNumber, b: BslNumber): BslNumber {
  return exact(decimal(a).plus(b));
}

export function subtractNumbers(a: BslNumber, b: BslNumber): BslNumber {
  return exact(decimal(a).minus(b));
}

export function multiplyNumbers(a: BslNumber, b: BslNumber): BslNumber {
  return exact(decimal(a).times(b).toDecimalPlaces(PLACES));
}

export function divideNumbers(a: BslNumber, b: BslNumber): BslNumber {
  if (isZero(b)) return raise({ ru: 'Деление на ноль', en: 'Division by zero' });
  if (typeof a === 'number' && typeof b === 'number') {
    const quotient = a / b;
    if (Number.isSafeInteger(quotient) && quotient * b === a) return quotient + 0;
  }
  return exact(decimal(a).dividedBy(b).toDecimalPlaces(PLACES));
}

export function remainder(a: BslNumber, b: BslNumber): BslNumber {
  if (isZero(b)) return raise({ ru: 'Деление на ноль', en: 'Division by zero' });
  return exact(decimal(a).modulo(b));
}

function isZero(value: BslNumber): boolean {
  return value === 0;
}

/** Less than 0, 0 or more than 0. */
export function compareNumbers(a: BslNumber, b: BslNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return decimal(a).comparedTo(b);
}

/** The integer part. */
export function truncate(value: BslNumber): BslNumber {
  return typeof value === 'number' ? value : exact(value.toDecimalPlaces(0, Decimal.ROUND_DOWN));
}

export function roundNumber(value: BslNumber, places: number, halfUp: boolean): BslNumber {
  const mode = halfUp ? Decimal.ROUND_HALF_UP : Decimal.ROUND_HALF_DOWN;
  if (places >= 0) return exact(decimal(value).toDecimalPlaces(places, mode));
  const unit = new Decimal(10).pow(-places);
  return exact(decimal(value).dividedBy(unit).toDecimalPlaces(0, mode).times(unit));
}

export function power(base: BslNumber, exponent: BslNumber): BslNumber {
  if (typeof exponent === 'number' && exponent >= 0 && exponent <= 1000)
    return exact(decimal(base).pow(exponent));
  return fromDouble(Number((toDouble(base) ** toDouble(exponent)).toPrecision(15)));
}

/** The digits with a point, as in code: `1000.5`. */
export function digits(value: BslNumber): string {
  return typeof value === 'number' ? String(value) : value.toFixed();
}

const SPACE = '\u00a0';

/** The text of a number: groups of three digits, with no-break spaces. */
export function numberText(value: BslNumber, point: string): string {
  if (typeof value === 'number' && value < 1000 && value > -1000) return String(value);
  const [signed = '', fraction] = digits(value).split('.');
  const whole = signed.replace('-', '');
  let grouped = whole.slice(-3);
  for (let at = whole.length - 3; at > 0; at -= 3)
    grouped = whole.slice(Math.max(0, at - 3), at) + SPACE + grouped;
  if (signed !== whole) grouped = `-${grouped}`;
  return fraction === undefined ? grouped : grouped + point + fraction;
}

/** A whole number in JavaScript's range, such as an index. */
export function integer(value: unknown, argument: number): number {
  if (typeof value === 'number') return value;
  if (value instanceof Decimal) return Math.trunc(value.toNumber());
  if (value === true) return 1;
  if (value === false) return 0;
  if (typeof value === 'string' && /^\s*-?\d+\s*$/.test(value)) return Number(value);
  return badArgument(argument);
}
