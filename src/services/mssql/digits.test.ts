import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digitsIn } from './digits.js';

it.each([
  ['-1.25e3', '-1250', 4, 0],
  ['1e-3', '0.001', 3, 3],
  ['0.10', '0.10', 2, 2],
  ['.5', '0.5', 1, 1],
  ['000', '0', 1, 0],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678', 38, 0],
])('%s', (text, plain, precision, scale) => {
  expect(digitsIn(text)).toEqual({ text: plain, precision, scale });
});

it.each(['', '-', '.', '1e999', 'x', '0x10', '1'.repeat(39), `${'1'.repeat(500)}`])(
  '%s has no digits that a DECIMAL can have',
  (text) => {
    expect(digitsIn(text)).toBe(undefined);
  },
);

it('the digits of a number are the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const digits = digitsIn(String(number));
      if (digits) expect(Number(digits.text)).toBe(number === 0 ? Number(digits.text) : number);
    }),
  );
});
