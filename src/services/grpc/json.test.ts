import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Call } from '../../core/definition/call.js';
import { callContext } from '../../core/definition/param.js';
import { schemaOfFiles } from '../../core/grpc/proto-files.js';
import { JsonNumber } from '../../core/json/number.js';
import { builtIn } from '../../core/protobuf/built-in.js';
import { decode } from '../../core/protobuf/decode.js';
import { addFile, readFiles } from '../../core/protobuf/descriptors.js';
import { encode, FieldProblem } from '../../core/protobuf/encode.js';
import { Schema } from '../../core/protobuf/schema.js';
import { compiled, HERE, noGreeter, pythonJson } from './testing/greeter.js';

const why = noGreeter ? ` (skipped: ${noGreeter})` : '';

/** One JSON for each rule of the specification. */
const SAMPLES: readonly Record<string, unknown>[] = [
  {},
  { f_double: 0.1, f_float: 0.1, r_double: [1e300, 5e-324], r_float: [3.4e38, 123.22] },
  { f_double: 'NaN', f_float: '-Infinity', r_double: ['Infinity', '-Infinity'] },
  { f_int32: -2147483648, f_uint32: 4294967295, f_sint32: -2147483648, f_sfixed32: -1 },
  { f_int64: '-9223372036854775808', f_uint64: '18446744073709551615', f_fixed32: 4294967295 },
  { f_sint64: '-9223372036854775808', f_fixed64: '18446744073709551615', f_sfixed64: '-5' },
  { f_sint64: '9223372036854775807', f_sfixed64: '9223372036854775807', f_int64: '1' },
  { f_bool: true, f_string: 'Привет 👋', f_bytes: '+/8=', f_color: 'BLUE' },
  { f_color: 77, r_color: ['RED', 'COLOR_UNKNOWN', 'BLUE'] },
  { f_all: { f_all: { f_string: 'deep' } }, r_all: [{ f_int32: 1 }, {}] },
  { r_int64: ['1', '-1', '9007199254740993'], r_string: ['', 'a'], r_sint32: [1, -1, 300] },
  { m_int64: { a: '1', '': '-9007199254740993' }, m_all: { '-5': { f_bool: true } } },
  { m_color: { true: 'RED', false: 'COLOR_UNKNOWN' } },
  { o_int32: 0, o_string: '' },
  { c_string: '' },
  { c_int64: '0' },
  { c_all: {} },
  { timestamp: '2026-01-31T12:00:00.500Z', duration: '-1.000000001s' },
  { timestamp: '0001-01-01T00:00:00Z', duration: '315576000000s' },
  { timestamp: '9999-12-31T23:59:59.999999999Z', duration: '0.010s' },
  { mask: 'user.displayName,photo' },
  { struct: { a: null, b: [1, 'x', true, { c: {} }], d: 1.5 } },
  { value: null },
  { value: { a: [] } },
  { value: 'text', list: [null, 1, 'a', [true]] },
  { values: [null, 0, '', false, {}, []], m_value: { a: null, b: 1 } },
  { any: { '@type': 'type.googleapis.com/demo.All', f_int64: '5' } },
  { any: { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '1.5s' } },
  { empty: {}, w_int64: '0', w_uint64: '18446744073709551615', w_string: '', w_bool: false },
  { w_bytes: 'AAE=', w_double: 0, odd_name: 'x' },
];

describe.skipIf(noGreeter)(`messages as JSON, as Python writes them${why}`, async () => {
  let set = '';
  const schema = new Schema(builtIn);
  beforeAll(async () => {
    set = await compiled('schema.proto');
    for (const file of readFiles(readFileSync(set))) addFile(schema, file);
  });

  it('reads what Python has written, and the reverse', () => {
    const theirs = pythonJson(
      set,
      SAMPLES.map((json) => ({ json })),
    ) as string[];
    const shown = pythonJson(
      set,
      theirs.map((bytes) => ({ bytes })),
    );
    for (const [at, json] of SAMPLES.entries()) {
      const bytes = Buffer.from(theirs[at]!, 'base64');
      expect(decode(schema, 'demo.All', bytes), JSON.stringify(json)).toEqual(shown[at]);
    }
    const ours = SAMPLES.map((json) => encode(schema, 'demo.All', json).toString('base64'));
    const read = pythonJson(
      set,
      ours.map((bytes) => ({ bytes })),
    );
    expect(read).toEqual(shown);
  });

  it('has the same types from .proto files', async () => {
    const call = new Call('grpc Test', 'read');
    const context = callContext(call, 'proto');
    const own = await schemaOfFiles({ 'main.proto': `${HERE}schema.proto` }, context);
    for (const json of SAMPLES) {
      const bytes = encode(schema, 'demo.All', json);
      expect(encode(own, 'demo.All', json)).toEqual(bytes);
      expect(decode(own, 'demo.All', bytes)).toEqual(decode(schema, 'demo.All', bytes));
    }
  });

  it('loses nothing on the way to the bytes and back', () => {
    const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
    const json = fc.record(
      {
        f_int64: integer,
        f_sint64: integer,
        f_sfixed64: integer,
        r_int64: fc.array(integer),
        f_double: fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
        f_string: fc.string({ unit: 'grapheme' }),
        m_int64: fc.dictionary(fc.string(), integer),
        f_bytes: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(json, (one) => {
        const found = decode(schema, 'demo.All', encode(schema, 'demo.All', one));
        expect(found).toMatchObject(one);
      }),
    );
  });

  it('accepts other ways to write the same', () => {
    const bytes = (json: unknown) => encode(schema, 'demo.All', json).toString('hex');
    const exact = new JsonNumber('9223372036854775807');
    expect(bytes({ fInt64: exact })).toBe(bytes({ f_int64: '9223372036854775807' }));
    expect(bytes({ f_int64: 5n, f_int32: '1e2' })).toBe(bytes({ f_int64: '5', f_int32: 100 }));
    expect(bytes({ odd: 'x' })).toBe(bytes({ odd_name: 'x' }));
    expect(bytes({ f_bytes: Buffer.from([251]) })).toBe(bytes({ f_bytes: '-w' }));
    expect(bytes({ f_bytes: { BYTES: '+w==' } })).toBe(bytes({ f_bytes: '+w==' }));
    expect(bytes({ f_string: null, r_int64: null })).toBe('');
    expect(bytes({ timestamp: '2026-01-01T03:00:00+03:00' })).toBe(
      bytes({ timestamp: '2026-01-01T00:00:00Z' }),
    );
  });

  it.each([
    [{ f_int32: 2147483648 }, /^f_int32 must be a whole number from -2147483648 to 2147483647$/],
    [{ f_uint64: '-1' }, /^f_uint64 must be a whole number from 0 to 18446744073709551615$/],
    [{ r_int64: ['1', 'x'] }, /^r_int64\[1\] must be a whole number/],
    [{ f_all: { f_bool: 1 } }, /^f_all\.f_bool must be true or false$/],
    [{ f_color: 'GREEN' }, /^f_color must be a value of demo\.Color: COLOR_UNKNOWN, RED, BLUE$/],
    [{ nope: 1 }, /^nope is not a field of demo\.All$/],
    [{ c_string: 'a', c_int64: 1 }, /^c_int64 and c_string cannot be set together$/],
    [{ timestamp: 'yesterday' }, /^timestamp must be a time such as/],
    [{ duration: '5' }, /^duration must be a duration in seconds/],
    [{ r_string: 'a' }, /^r_string must be a JSON array$/],
    [{ f_bytes: 'ü' }, /^f_bytes must be bytes as Base64$/],
    [{ f_string: '\ud800' }, /^f_string must be valid Unicode$/],
    [{ any: { '@type': 'x/demo.None' } }, /^any has the unknown type demo\.None$/],
  ])('refuses %j', (json, says) => {
    expect(() => encode(schema, 'demo.All', json)).toThrow(FieldProblem);
    expect(() => encode(schema, 'demo.All', json)).toThrow(says);
  });

  it('refuses a message whose few bytes stand for very many values', () => {
    // 500,000 empty messages, each of which has dozens of fields.
    const bytes = Buffer.alloc(1_500_000);
    for (let at = 0; at < bytes.length; at += 3) bytes.set([0xaa, 0x01, 0x00], at);
    expect(() => decode(schema, 'demo.All', bytes)).toThrow(/more than 500000 values/);
  });

  it('refuses messages that are nested too deep', () => {
    let json: object = {};
    for (let level = 0; level < 150; level++) json = { f_all: json };
    expect(() => encode(schema, 'demo.All', json)).toThrow(/nested too deep/);
  });
});
