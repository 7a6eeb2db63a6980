import { describe, expect, it } from 'vitest';
import { JsonNumber } from '../json/number.js';
import { SeenValues } from './column-values.js';
import { JsonValue } from './values.js';

function seen(...values: unknown[]): SeenValues {
  const found = new SeenValues();
  for (const value of values) found.add(value);
  return found;
}

describe('the values of a column', () => {
  it.each([
    ['integer', ['0', '-17', '9007199254740993', 5, 6n, null]],
    ['integer', [new JsonNumber('12345678901234567890')]],
    ['decimal', ['1', '2.50', 0.1, new JsonNumber('1e3'), 1e21]],
    ['boolean', [true, 'FALSE', null]],
    ['date', ['2024-02-29', '0001-01-01']],
    ['json', [new JsonValue('{}'), [1]]],
    ['bytes', [Buffer.from('x')]],
  ])('are of kind %s, whatever form they have: %#', (kind, values) => {
    expect(seen(...values).kind).toBe(kind);
  });

  it.each([
    ['without a value', [null, undefined]],
    ['empty', ['']],
    ['with a zero in front', ['007']],
    ['of several kinds', ['1', 'true']],
    ['of days that do not exist', ['2026-02-29']],
    ['of year 0', ['0000-01-01']],
    ['times', ['2026-03-25T18:10:17Z']],
    ['codes like a number', ['1E5']],
    ['with a sign', ['+5']],
    ['negative zeros', ['-0']],
    ['versions', ['1.2.3']],
    ['half a number', ['5.', '.5']],
    ['not a number', [new JsonNumber('NaN')]],
    ['with spaces', [' 5']],
    ['endless', ['1'.repeat(100_000)]],
    ['of an endless exponent', [new JsonNumber('1e999999999')]],
  ])('are text: %s', (_what, values) => {
    expect(seen(...values).kind).toBe('text');
  });

  it('have a number of digits before and after the point', () => {
    expect(seen('-123.4', '0.125', new JsonNumber('1.5e-4'))).toMatchObject({ whole: 3, scale: 5 });
    expect(seen(new JsonNumber('1.5e+4'))).toMatchObject({ whole: 5, scale: 0 });
  });

  it('are long if neither 64 bits nor a double hold them', () => {
    expect(seen('9223372036854775807', '-9223372036854775808').isLong).toBe(false);
    expect(seen('9223372036854775808').isLong).toBe(true);
    expect(seen('0.123456789012345').isLong).toBe(true);
    expect(seen('1.23456789012345').isLong).toBe(false);
    expect(seen(0.1 + 0.2).isLong).toBe(false);
  });

  it('have the length of the longest text, also after another value made them text', () => {
    expect(seen('x', 5, 'x'.repeat(20)).length).toBe(20);
  });
});
