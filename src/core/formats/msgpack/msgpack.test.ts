import { setImmediate } from 'node:timers/promises';
import * as other from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../../test/support/failure.js';
import { LONGEST_STOP, longestStop } from '../../../../test/support/longest-stop.js';
import { pythonWith, runPython } from '../../../../test/support/python.js';
import { JsonNumber } from '../../json/number.js';
import { decode } from './decode.js';
import { encode } from './encode.js';
import { Extension, NotEncodable, NotMsgpack, Timestamp } from './values.js';

const pause = () => setImmediate();
const to = (value: unknown) => encode(value, pause);
const from = (bytes: Uint8Array) =>
  decode(bytes, { integer: (value) => value, map: (pairs) => new Map(pairs), pause });
const hex = async (value: unknown) => (await to(value)).toString('hex');
const fromHex = (text: string) => from(Buffer.from(text, 'hex'));

/** From the tables of the specification: the shortest form of each value. */
const FORMS: readonly (readonly [unknown, string])[] = [
  [null, 'c0'],
  [false, 'c2'],
  [true, 'c3'],
  [0, '00'],
  [127, '7f'],
  [128, 'cc80'],
  [255, 'ccff'],
  [256, 'cd0100'],
  [65_535, 'cdffff'],
  [65_536, 'ce00010000'],
  [4_294_967_295, 'ceffffffff'],
  [4_294_967_296, 'cf0000000100000000'],
  [18_446_744_073_709_551_615n, 'cfffffffffffffffff'],
  [-1, 'ff'],
  [-32, 'e0'],
  [-33, 'd0df'],
  [-128, 'd080'],
  [-129, 'd1ff7f'],
  [-32_768, 'd18000'],
  [-32_769, 'd2ffff7fff'],
  [-2_147_483_648, 'd280000000'],
  [-2_147_483_649, 'd3ffffffff7fffffff'],
  [-9_223_372_036_854_775_808n, 'd38000000000000000'],
  [1.5, 'cb3ff8000000000000'],
  [-0, 'cb8000000000000000'],
  [Number.POSITIVE_INFINITY, 'cb7ff0000000000000'],
  ['', 'a0'],
  ['é', 'a2c3a9'],
  ['a'.repeat(32), `d920${'61'.repeat(32)}`],
  ['a'.repeat(256), `da0100${'61'.repeat(256)}`],
  [Buffer.from([1]), 'c40101'],
  [Buffer.alloc(256), `c50100${'00'.repeat(256)}`],
  [[], '90'],
  [new Array(16).fill(0), `dc0010${'00'.repeat(16)}`],
  [{}, '80'],
  [{ a: 1 }, '81a16101'],
  [new Map([[1, 2]]), '810102'],
  [new Extension(5, Buffer.from([7])), 'd40507'],
  [new Extension(-128, Buffer.from([1, 2, 3])), 'c70380010203'],
  [new Timestamp(1n, 0), 'd6ff00000001'],
  [new Timestamp(1n, 1), 'd7ff0000000400000001'],
  [new Timestamp(-1n, 999_999_999), 'c70cff3b9ac9ffffffffffffffffff'],
];

describe('MessagePack', () => {
  it.each(FORMS)('of %s is %s, and back', async (value, expected) => {
    expect(await hex(value)).toBe(expected);
    expect(await fromHex(expected)).toEqual(value);
  });

  it('keeps the digits of numbers from JSON', async () => {
    expect(await hex(new JsonNumber('18446744073709551615'))).toBe('cfffffffffffffffff');
    expect(await hex(new JsonNumber('1.50'))).toBe('cb3ff8000000000000');
    for (const text of ['18446744073709551616', '0.1234567890123456789', '1e400']) {
      await failure(to([new JsonNumber(text)]), NotEncodable);
    }
  });

  it('writes a whole number beyond the safe ones as an integer', async () => {
    expect(await hex(2 ** 60)).toBe('cf1000000000000000');
    expect(await hex(-(2 ** 63))).toBe('d38000000000000000');
    expect(await hex(2 ** 64)).toBe('cb43f0000000000000');
  });

  it('keeps nanoseconds, and years before 1970', async () => {
    const time = (await fromHex('c70cff3b9ac9ffffffffffffffffff')) as Timestamp;
    expect(time.toJSON()).toBe('1969-12-31T23:59:59.999999999Z');
    expect(time.getTime()).toBe(-1);
    expect(await from(await to(new Date(-1)))).toEqual(new Timestamp(-1n, 999_000_000));
    expect((await fromHex('d6ff00000001')) as Date).toEqual(new Date(1000));
  });

  it('leaves a time beyond the calendar an extension', async () => {
    const found = await fromHex('c70cff000000007fffffffffffffff');
    expect(found).toBeInstanceOf(Extension);
    expect(await hex(found)).toBe('c70cff000000007fffffffffffffff');
  });

  it('does not let a key change the prototype', async () => {
    const found = (await fromHex('81a95f5f70726f746f5f5f81a16101')) as Record<string, unknown>;
    expect(Object.keys(found)).toEqual(['__proto__']);
    expect(found.a).toBeUndefined();
    expect(await hex(found)).toBe('81a95f5f70726f746f5f5f81a16101');
  });

  it.each([
    ['', 'it ends inside a value, at byte 0'],
    ['c1', '0xc1 is not the beginning of a value, at byte 0'],
    ['9301', 'it ends inside an array or a map, at byte 2'],
    ['ddffffffff', 'it ends inside an array or a map, at byte 5'],
    ['dfffffffff00', 'it ends inside an array or a map, at byte 6'],
    ['dbffffffff61', 'it ends inside a string, at byte 6'],
    ['c6ffffffff', 'it ends inside binary data, at byte 5'],
    ['a2c328', 'a string is not valid UTF-8, at byte 1'],
    ['a3eda080', 'a string is not valid UTF-8, at byte 1'],
    ['d6ff', 'it ends inside binary data, at byte 2'],
    ['c702ff0000', 'a time has 2 bytes, not 4, 8 or 12, at byte 3'],
    ['d7ffffffffff00000000', 'a time has 1073741823 nanoseconds, at byte 2'],
    ['0102', '1 more bytes follow the value, at byte 1'],
    [`${'91'.repeat(300)}00`, 'it is nested deeper than 200 levels, at byte 201'],
  ])('%s is refused', async (bytes, message) => {
    expect((await failure(fromHex(bytes), NotMsgpack)).message).toBe(message);
  });

  it.each([
    [{ a: [1, () => 1] }, '.a[1]', 'a function is not data'],
    [{ a: new Set() }, '.a', 'a Set has no form in MessagePack'],
    ['\ud800', '', 'a string contains half of a character (a lone surrogate)'],
    [2n ** 64n, '', 'the integer 18446744073709551616 does not fit into 64 bits'],
    [new Date(Number.NaN), '', 'a date is invalid'],
    [
      new Extension(128, Buffer.alloc(1)),
      '',
      'the type of an extension is from -128 to 127, not 128',
    ],
  ])('%s cannot be converted', async (value, path, message) => {
    expect(await failure(to(value), NotEncodable)).toMatchObject({ path, message });
  });

  it('refuses what contains itself', async () => {
    const ring: unknown[] = [];
    ring.push(ring);
    expect((await failure(to(ring), NotEncodable)).message).toContain('contains itself');
  });

  it('names the place of a problem in a large value too', async () => {
    const many: unknown[] = new Array(50_000).fill({ a: 1 });
    many[49_999] = { a: new Set() };
    expect((await failure(to({ many }), NotEncodable)).path).toBe('.many[49999].a');
  });
});

const isRounded = (n: number) => Number.isInteger(n) && !Number.isSafeInteger(n);
const isMinusZero = (n: number) => Object.is(n, -0);

const dataWith = (keys: fc.Arbitrary<string>): fc.Arbitrary<unknown> =>
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, true, false),
      fc.integer(),
      fc.maxSafeInteger(),
      // An integer that a number could round comes back as a bigint; another codec writes -0 as 0.
      fc.double({ noNaN: true }).filter((n) => !isRounded(n) && !isMinusZero(n)),
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.array(tie('value')),
      fc.dictionary(keys, tie('value'), { noNullPrototype: true }),
    ),
  })).value;

const anyData = dataWith(fc.string());

/** Large enough for many slices, in depth and in breadth. */
function large(breadth: number, depth: number): unknown {
  if (depth === 0) return { name: 'Ада', n: breadth, list: ['a', 1.5, null] };
  return Array.from({ length: breadth }, () => large(breadth, depth - 1));
}

describe('any data', () => {
  it('comes back the same', async () => {
    await fc.assert(
      fc.asyncProperty(anyData, async (value) => {
        expect(await from(await to(value))).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for another codec, both ways', async () => {
    // The other codec refuses this one key.
    const keys = fc.string().filter((key) => key !== '__proto__');
    await fc.assert(
      fc.asyncProperty(dataWith(keys), async (value) => {
        const bytes = await to(value);
        expect(await to(other.decode(bytes))).toEqual(bytes);
        expect(await to(await from(other.encode(value)))).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['wide', large(60_000, 1)],
    ['deep', large(14, 4)],
    [
      'in a map',
      { first: large(40, 3), last: Object.fromEntries(Object.entries(large(30_000, 1)!)) },
    ],
    [
      'in a map with other keys',
      new Map([
        [1, large(40, 3)],
        [2, 'x'],
      ]),
    ],
  ])('comes back the same if it is large: %s', async (_, value) => {
    const bytes = await to(value);
    expect(Buffer.compare(bytes, await to(await from(bytes)))).toBe(0);
    if (!(value instanceof Map)) expect(Buffer.compare(bytes, other.encode(value))).toBe(0);
  });

  it('does not block the event loop for long', { timeout: 60_000 }, async () => {
    const rows = large(300_000, 1);
    const stop = await longestStop(async () => from(await to(rows)));
    expect(stop).toBeLessThan(LONGEST_STOP);
  });
});

const python = pythonWith('msgpack');
const noPython = python ? '' : ' (skipped: python3-msgpack is not installed)';

it.skipIf(!python)(`is read and written by Python's codec${noPython}`, async () => {
  const program = `
import msgpack, sys
options = dict(strict_map_key=False)
value = msgpack.unpackb(sys.stdin.buffer.read(), **options)
sys.stdout.buffer.write(msgpack.packb(value))`;
  const value = {
    text: 'Ада 😀',
    numbers: [0, -1, 2 ** 53, 2n ** 64n - 1n, -(2n ** 63n), 0.1, -0],
    bytes: Buffer.from([0, 255]),
    long: 'x'.repeat(70_000),
    many: Array.from({ length: 70_000 }, (_, index) => index),
    map: new Map<unknown, unknown>([
      [1, 'one'],
      [-5, { a: null }],
    ]),
  };
  const bytes = await to(value);
  expect(Buffer.compare(runPython(python!, program, bytes), bytes)).toBe(0);
});
