import { type GlobalFunction, variadic } from '../run/machine.js';
import { RoundMode } from '../values/enumerations.js';
import { raise } from '../values/errors.js';
import { format } from '../values/format.js';
import { fromDouble, integer, power, roundNumber, toDouble, truncate } from '../values/numbers.js';
import { compare, toNumber } from '../values/operators.js';
import { toText } from '../values/text.js';

/** The digits of a result that are certain. */
function significant(value: number): number {
  return Number(value.toPrecision(15));
}

/** A function of real numbers, such as a sine. */
function real(call: (value: number) => number): GlobalFunction {
  return (value: unknown) => fromDouble(significant(call(toDouble(toNumber(value)))));
}

function most(order: 1 | -1): GlobalFunction {
  return variadic((first: unknown, ...others: unknown[]) => {
    let found = first;
    for (const other of others) if (compare(other, found) * order > 0) found = other;
    return found;
  });
}

function whole(value: unknown, argument: number): number {
  const number = integer(value, argument);
  if (number >= 0 && number <= 0xffffffff) return number;
  return raise({ ru: 'Число вне диапазона', en: 'The number is not between 0 and 4294967295' });
}

function shift(by: number): number {
  return by <= 31 ? by : raise({ ru: 'Сдвиг больше 31', en: 'The shift is more than 31' });
}

/** A function of the bits of two numbers. */
function bits(call: (a: number, b: number) => number): GlobalFunction {
  return (a: unknown, b: unknown) => call(whole(a, 1), whole(b, 2)) >>> 0;
}

export const numberFunctions: Readonly<Record<string, GlobalFunction>> = {
  'Цел Int': (value: unknown) => truncate(toNumber(value)),
  'Окр Round': (value: unknown, places?: unknown, mode?: unknown) => {
    const halfUp = mode !== RoundMode.value('Round15as10') && mode !== 0;
    return roundNumber(toNumber(value), places === undefined ? 0 : integer(places, 2), halfUp);
  },
  'Мин Min': most(-1),
  'Макс Max': most(1),
  Log: real(Math.log),
  Log10: real(Math.log10),
  Sin: real(Math.sin),
  Cos: real(Math.cos),
  Tan: real(Math.tan),
  ASin: real(Math.asin),
  ACos: real(Math.acos),
  ATan: real(Math.atan),
  Exp: real(Math.exp),
  Pow: (base: unknown, exponent: unknown) => power(toNumber(base), toNumber(exponent)),
  Sqrt: real(Math.sqrt),
  'Формат Format': (value: unknown, form?: unknown) => format(value, toText(form)),
  'ПобитовоеИ BitwiseAnd': bits((a, b) => a & b),
  'ПобитовоеИли BitwiseOr': bits((a, b) => a | b),
  'ПобитовоеИсключительноеИли BitwiseXor': bits((a, b) => a ^ b),
  'ПобитовоеИНе BitwiseAndNot': bits((a, b) => a & ~b),
  'ПобитовоеНе BitwiseNot': (a: unknown) => ~whole(a, 1) >>> 0,
  'ПобитовыйСдвигВлево BitwiseShiftLeft': bits((a, b) => a << shift(b)),
  'ПобитовыйСдвигВправо BitwiseShiftRight': bits((a, b) => a >>> shift(b)),
  'ПроверитьБит CheckBit': (a: unknown, bit: unknown) =>
    ((whole(a, 1) >>> integer(bit, 2)) & 1) === 1,
  'УстановитьБит SetBit': (a: unknown, bit: unknown, value: unknown) => {
    const mask = 1 << integer(bit, 2);
    return (value === true || value === 1 ? whole(a, 1) | mask : whole(a, 1) & ~mask) >>> 0;
  },
  'ПроверитьПоБитовойМаске CheckByBitMask': (a: unknown, mask: unknown) =>
    (whole(a, 1) & whole(mask, 2)) >>> 0 === mask,
};
