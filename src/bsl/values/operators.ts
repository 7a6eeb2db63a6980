import { Decimal } from 'decimal.js-light';
import { BslDate } from './date.js';
import { raise } from './errors.js';
import {
  addNumbers,
  type BslNumber,
  compareNumbers,
  divideNumbers,
  exact,
  fromText,
  isNumber,
  multiplyNumbers,
  remainder,
  subtractNumbers,
  toDouble,
} from './numbers.js';
import { BslObject } from './object.js';
import { toText } from './text.js';

// The generated code itself handles two integers, and calls these for everything else. They accept all
// values nevertheless.

export function add(a: unknown, b: unknown): unknown {
  if (typeof a === 'string') return a + toText(b);
  if (a instanceof BslDate) return a.plusSeconds(toDouble(toNumber(b)));
  return addNumbers(toNumber(a), toNumber(b));
}

export function subtract(a: unknown, b: unknown): unknown {
  if (a instanceof BslDate) {
    if (b instanceof BslDate) return (a.time - b.time) / 1000;
    return a.plusSeconds(-toDouble(toNumber(b)));
  }
  return subtractNumbers(toNumber(a), toNumber(b));
}

export function multiply(a: unknown, b: unknown): unknown {
  return multiplyNumbers(toNumber(a), toNumber(b));
}

export function divide(a: unknown, b: unknown): unknown {
  return divideNumbers(toNumber(a), toNumber(b));
}

export function modulo(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number' && b !== 0) return (a % b) + 0;
  return remainder(toNumber(a), toNumber(b));
}

export function negate(a: unknown): unknown {
  if (typeof a === 'number') return 0 - a;
  return exact(new Decimal(0).minus(toNumber(a)));
}

export function plus(a: unknown): unknown {
  return toNumber(a);
}

export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return typeof a === 'object' && typeof b === 'object' && equalObjects(a, b);
}

function equalObjects(a: object | null, b: object | null): boolean {
  if (a instanceof BslDate) return b instanceof BslDate && a.time === b.time;
  if (a instanceof Decimal) return b instanceof Decimal && a.equals(b);
  return a instanceof BslObject && a.equals(b);
}

export function notEqual(a: unknown, b: unknown): boolean {
  return !equal(a, b);
}

export function less(a: unknown, b: unknown): boolean {
  return compare(a, b) < 0;
}

export function lessOrEqual(a: unknown, b: unknown): boolean {
  return compare(a, b) <= 0;
}

export function greater(a: unknown, b: unknown): boolean {
  return compare(a, b) > 0;
}

export function greaterOrEqual(a: unknown, b: unknown): boolean {
  return compare(a, b) >= 0;
}

/** The order of two values of one type: numbers, strings, dates, booleans. */
export function compare(a: unknown, b: unknown): number {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (a instanceof BslDate && b instanceof BslDate) return a.time - b.time;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if ((typeof a === 'boolean' || isNumber(a)) && (typeof b === 'boolean' || isNumber(b)))
    return compareNumbers(toNumber(a), toNumber(b));
  return raise({
    ru: 'Сравнение на больше/меньше для данного типа не поддерживается',
    en: 'Values of these types cannot be compared with < or >',
  });
}

/** The value of a condition. */
export function truth(value: unknown): boolean {
  if (value === true || value === false) return value;
  return toBoolean(value);
}

export function toBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (isNumber(value)) return value !== 0;
  if (value instanceof BslDate) return true;
  if (typeof value === 'string') {
    const word = value.trim().toLowerCase();
    if (['истина', 'true', 'да', 'yes'].includes(word)) return true;
    if (['ложь', 'false', 'нет', 'no'].includes(word)) return false;
  }
  return raise({
    ru: 'Преобразование к типу «Булево» не поддерживается',
    en: 'The value is not a Boolean',
  });
}

const NUMBER = /^[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)$/;

export function toNumber(value: unknown): BslNumber {
  if (isNumber(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') {
    const text = value.replace(/[\s\u00a0]/g, '');
    if (NUMBER.test(text)) return fromText(text.replace(',', '.').replace(/^\+/, ''));
  }
  return raise({
    ru: 'Преобразование к типу «Число» не поддерживается',
    en: 'The value is not a Number',
  });
}
