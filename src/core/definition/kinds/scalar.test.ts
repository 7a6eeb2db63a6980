import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inProgram, read, refusal, typed } from '../../../../test/support/context.js';
import { date, duration, flag, number } from './scalar.js';

/** Values that no scalar kind accepts. */
const noScalar = fc.oneof(
  fc.constantFrom(null, undefined, [], {}, () => 1, Symbol('s'), 10n, Number.NaN, Infinity),
  fc.array(fc.integer()),
  fc.dictionary(fc.string(), fc.integer()),
);

describe('number', () => {
  const param = number('A number');

  test('any finite number is read from its text, in a program and typed', () =>
    fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
        for (const context of [inProgram(), typed()]) {
          expect(await read(param, value, context)).toBe(value);
          // `String(-0)` is "0": text does not keep the sign of zero.
          expect(await read(param, String(value), context)).toBe(value + 0);
        }
      }),
    ));

  test.each([
    ['20', 20],
    [' 0.7 ', 0.7],
    ['.5', 0.5],
    ['5.', 5],
    ['-3', -3],
    ['+3', 3],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['007', 7],
    ['0,5', 0.5],
    ['1,5', 1.5],
    ['-,5', -0.5],
    ['1,2345', 1.2345],
    ['0,125', 0.125],
    ['1 000', 1000],
    ['12\u00a0345\u202f678,25', 12345678.25],
    ['-1\u2009000.5', -1000.5],
  ])('%j is %d', async (text, value) => {
    expect(await read(param, text)).toBe(value);
  });

  test.each([
    ['1,000', '"1,000"'],
    ['1,000,000', '"1,000,000"'],
    ['1,000.5', '"1,000.5"'],
    ['1.000,5', '"1.000,5"'],
    ['1 00', '"1 00"'],
    ['1000 000', '"1000 000"'],
    ['1_000', '"1_000"'],
    ['0x10', '"0x10"'],
    ['', '""'],
    [' ', '" "'],
    ['Infinity', '"Infinity"'],
    ['NaN', '"NaN"'],
    ['1e999', '"1e999"'],
    ['٣', '"٣"'],
    ['--5', '"--5"'],
    [Number.NaN, 'NaN'],
    [true, 'a boolean'],
    [10n, 'a bigint'],
    [[1], 'an array'],
    [{}, 'an object'],
    [null, 'null'],
    [new Date(), 'a Date'],
  ])('%s is refused, and the error shows it', async (value, shown) => {
    const { message } = await refusal(param, value);
    expect(message).toBe(`test Method: --value must be a number such as 20 or 0.5, not ${shown}`);
  });

  test('text that is not a number is refused', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }).filter((text) => !/\d/.test(text)),
        async (text) => {
          await refusal(param, text);
        },
      ),
    ));

  test('values of other types are refused', () =>
    fc.assert(
      fc.asyncProperty(noScalar, async (value) => {
        await refusal(param, value);
      }),
    ));
});

describe('flag', () => {
  const param = flag('A flag');
  const words: [string, boolean][] = [
    ['true', true],
    ['yes', true],
    ['on', true],
    ['1', true],
    ['да', true],
    ['истина', true],
    ['false', false],
    ['no', false],
    ['off', false],
    ['0', false],
    ['нет', false],
    ['ложь', false],
  ];

  test('every word is read in any case and with spaces around it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...words),
        fc.func(fc.boolean()),
        async ([word, value], upper) => {
          const mixed = [...word].map((l, at) => (upper(at) ? l.toUpperCase() : l)).join('');
          expect(await read(param, ` ${mixed}\n`)).toBe(value);
        },
      ),
    ));

  test('booleans, 1 and 0 are accepted', async () => {
    expect(await read(param, true, inProgram())).toBe(true);
    expect(await read(param, false, inProgram())).toBe(false);
    expect(await read(param, 1, inProgram())).toBe(true);
    expect(await read(param, 0, inProgram())).toBe(false);
  });

  test.each(['y', 'д', '2', '-1', '', 'truee', 'constructor', '__proto__', 'toString'])(
    '%j is refused',
    async (text) => {
      const { message } = await refusal(param, text);
      expect(message).toContain(`must be true or false (yes/no, 1/0), not "${text}"`);
    },
  );

  test('other text and other types are refused', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), noScalar, fc.integer({ min: 2 })), async (value) => {
        const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
        fc.pre(!words.some(([word]) => word === text));
        await refusal(param, value);
      }),
    ));
});

describe('date', () => {
  const param = date('A date');
  const anyDate = fc.date({
    noInvalidDate: true,
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
  });
  const pad = (value: number, length: number) => String(value).padStart(length, '0');

  test('any point in time is read from its ISO 8601 text', () =>
    fc.assert(
      fc.asyncProperty(anyDate, async (value) => {
        expect(await read(param, value.toISOString())).toEqual(value);
        expect(await read(param, value, inProgram())).toEqual(value);
      }),
    ));

  test('the text of a date in OneScript is local, in both languages', async () => {
    const local = new Date(2026, 5, 15, 8, 14, 24);
    for (const text of [
      '06/15/2026 08:14:24',
      '06/15/2026 8:14:24',
      '15.06.2026 8:14:24',
      '6/15/2026 8:14:24 AM',
    ]) {
      expect(await read(param, text)).toEqual(local);
    }
    for (const text of [
      '15/06/2026 08:14:24',
      '02/30/2026 08:14:24',
      '06/15/2026',
      '31.02.2026 8:14:24',
    ]) {
      await refusal(param, text);
    }
    expect(await read(param, '6/5/2026 12:14:24 PM')).toEqual(new Date(2026, 5, 5, 12, 14, 24));
    expect(await read(param, '6/5/2026 12:14:24 AM')).toEqual(new Date(2026, 5, 5, 0, 14, 24));
  });

  test('a time in any zone is the same point in time', () =>
    fc.assert(
      fc.asyncProperty(
        fc.date({ noInvalidDate: true, min: new Date('1970-01-02'), max: new Date('2100-01-01') }),
        fc.integer({ min: -12 * 60, max: 14 * 60 }),
        fc.constantFrom(':', ''),
        async (value, zone, colon) => {
          const local = new Date(value.getTime() + zone * 60_000).toISOString().slice(0, -1);
          const minutes = Math.abs(zone);
          const sign = zone < 0 ? '-' : '+';
          const offset = `${pad(Math.floor(minutes / 60), 2)}${colon}${pad(minutes % 60, 2)}`;
          expect(await read(param, `${local}${sign}${offset}`)).toEqual(value);
        },
      ),
    ));

  test('a bare date is accepted if the day exists, and refused otherwise', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        async (year, month, day) => {
          const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
          const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
          const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
          if (day >= 1 && day <= (days[month - 1] ?? 0)) {
            expect((await read(param, text)).toISOString()).toBe(`${text}T00:00:00.000Z`);
          } else {
            await refusal(param, text);
          }
        },
      ),
      { numRuns: 1000 },
    ));

  test.each([
    ['2026-01-31T18:30:00Z', '2026-01-31T18:30:00.000Z'],
    ['2026-01-31t18:30:00z', '2026-01-31T18:30:00.000Z'],
    ['2026-01-31 18:30Z', '2026-01-31T18:30:00.000Z'],
    ['2026-01-31T18:30:00.123456789Z', '2026-01-31T18:30:00.123Z'],
    ['2026-01-31T18:30:00,5Z', '2026-01-31T18:30:00.500Z'],
    ['2026-01-31T18:30+03', '2026-01-31T15:30:00.000Z'],
    ['2026-01-31T18:30:15-0330', '2026-01-31T22:00:15.000Z'],
    ['2026-01-31T24:00:00Z', '2026-02-01T00:00:00.000Z'],
    [' 0000-02-29 ', '0000-02-29T00:00:00.000Z'],
  ])('%s is %s', async (text, iso) => {
    expect((await read(param, text)).toISOString()).toBe(iso);
  });

  test('a time without a zone is local', async () => {
    expect(await read(param, '2026-01-31T18:30')).toEqual(new Date(2026, 0, 31, 18, 30));
  });

  test.each([
    '31.01.2026',
    '01/31/2026',
    '2026-1-31',
    '2026-02-29',
    '2026-02-31T10:00:00Z',
    '2026-01-31T25:00Z',
    '2026-01-31T10:60Z',
    '2026-01-31T10:00:61Z',
    '2026-01-31T10Z',
    '2026-01-31T10:00:00+99:99',
    '2026-01-31Z',
    '20260131',
    '+012026-01-31',
    '1767225600',
    'today',
    '',
    new Date(Number.NaN),
    1767225600,
  ])('%s is refused', async (value) => {
    const { message } = await refusal(param, value);
    expect(message).toContain(
      'must be an ISO 8601 date such as 2026-01-31 or 2026-01-31T18:30:00Z, not',
    );
  });

  test('other text and other types are refused', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), noScalar), async (value) => {
        await refusal(param, value);
      }),
    ));
});

describe('duration', () => {
  const param = duration('A length of time');

  test('a number is seconds if typed, and milliseconds in a program', async () => {
    expect(await read(param, '30')).toBe(30_000);
    expect(await read(param, 30)).toBe(30_000);
    expect(await read(param, 30, inProgram())).toBe(30);
    expect(await read(param, '30', inProgram())).toBe(30);
  });

  test('a number with its unit is the same everywhere', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 100_000 }),
        fc.constantFrom(['ms', 1], ['s', 1000], ['m', 60_000], ['h', 3_600_000] as const),
        fc.constantFrom('', ' '),
        async (value, [unit, factor], blank) => {
          for (const context of [typed(), inProgram()]) {
            const text = `${value}${blank}${unit}`;
            expect(await read(param, text, context)).toBe(value * Number(factor));
            expect(await read(param, text.toUpperCase(), context)).toBe(value * Number(factor));
          }
        },
      ),
    ));

  test('decimals use a point', async () => {
    expect(await read(param, '1.5h')).toBe(5_400_000);
    expect(await read(param, '0.25')).toBe(250);
  });

  test.each([
    '-1',
    -1,
    '-5s',
    '1,5,5s',
    '5d',
    's',
    '1.2.3s',
    '',
    '1e308h',
    1e308,
    Number.NaN,
    null,
  ])('%s is refused', async (value) => {
    const { message } = await refusal(param, value);
    expect(message).toContain(
      'must be a number of seconds, or a time such as 500ms, 30s, 5m, 1h, not',
    );
  });

  test('text without a digit, and other types, are refused', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary' }).filter((text) => !/\d/.test(text)),
          noScalar,
        ),
        async (value) => {
          await refusal(param, value);
        },
      ),
    ));
});
