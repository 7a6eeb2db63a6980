import fc from 'fast-check';
import { expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { InputError } from '../../core/errors/errors.js';
import { writeJson } from '../../core/json/write.js';
import janx from './index.js';

const hex = (text: string) => Buffer.from(text, 'hex');

/** A file of Janx by its parts, as the description of the format has them. */
function made(json: string, blocks: Buffer, count: number, version = 1): Buffer {
  const header = Buffer.alloc(10);
  header.writeUInt16BE(version, 0);
  header.writeUInt32BE(Buffer.byteLength(json), 2);
  header.writeUInt32BE(count, 6);
  return Buffer.concat([header, Buffer.from(json), blocks]);
}

/** The values of the examples that the reference publishes, and what they are by its description. */
const SAMPLES: readonly (readonly [unknown, string, string, number])[] = [
  ['Hello', '"Hello"', '', 0],
  [42, '42', '', 0],
  [hex(''), '{"__JANXB__":{"s":0,"l":0}}', '', 1],
  [hex('010203'), '{"__JANXB__":{"s":0,"l":3}}', '010203', 1],
  [
    { name: 'test', body: hex('deadbeef') },
    '{"name":"test","body":{"__JANXB__":{"s":0,"l":4}}}',
    'deadbeef',
    1,
  ],
  [[1, hex('0a0b')], '[1,{"__JANXB__":{"s":0,"l":2}}]', '0a0b', 1],
  [
    {
      title: 'Example',
      payload: hex('deadbeef'),
      nested: { inner: hex('010203') },
      items: ['tag', false, null, hex('0a0b')],
    },
    '{"title":"Example","payload":{"__JANXB__":{"s":0,"l":4}},"nested":{"inner":{"__JANXB__":{"s":4,"l":3}}},"items":["tag",false,null,{"__JANXB__":{"s":7,"l":2}}]}',
    'deadbeef0102030a0b',
    3,
  ],
];

it.each(SAMPLES)('%j is converted, and back', async (value, json, blocks, count) => {
  const bytes = await janx.serializeData({ value });
  expect(bytes).toEqual(made(json, hex(blocks), count));
  expect(await janx.deserializeData({ data: bytes })).toEqual(value);
});

it('keeps the digits of numbers', async () => {
  const data = made('[18446744073709551615,1.10]', hex(''), 0);
  expect(await janx.deserializeData({ data })).toEqual(['18446744073709551615', 1.1]);
  const exact = await janx.deserializeData.definition.invoke({ data }, { exact: true });
  expect(writeJson(exact)).toBe('[18446744073709551615,1.10]');
  expect(await janx.serializeData({ value: exact })).toEqual(data);
});

it('brings any data back', async () => {
  const bytes = fc.uint8Array().map((found) => Buffer.from(found));
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true),
      fc.integer(),
      fc.string(),
      bytes,
      fc.array(tie('value')),
      fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(value, async (one) => {
      const data = await janx.serializeData({ value: [one] });
      expect(await janx.deserializeData({ data })).toEqual([one]);
    }),
    { numRuns: 200 },
  );
});

const marker = (start: number, length: number) => `{"__JANXB__":{"s":${start},"l":${length}}}`;

it.each([
  [hex('0001'), 'it has 2 bytes, less than a header'],
  [made('1', hex(''), 0, 2), 'its version is 2, not 1'],
  [hex('0001ffffffff00000000'), 'its JSON ends after its last byte 10'],
  [made('{', hex(''), 0), 'its JSON is not valid: '],
  [made('1', hex(''), 5), 'it has 0 blocks of bytes, not 5'],
  [made(marker(0, 5), hex('00'), 1), 'a block of bytes is outside of its 1 bytes'],
  [made(marker(-1, 1), hex('00'), 1), 'a marker of bytes is not valid'],
  [made('{"__JANXB__":null}', hex('00'), 1), 'a marker of bytes is not valid'],
  // Much from little: the same byte a hundred times.
  [made(`[${new Array(100).fill(marker(0, 1)).join()}]`, hex('00'), 100), 'outside of its 1 bytes'],
  [made('['.repeat(300), hex(''), 0), 'it is nested deeper than 200 levels'],
])('refuses %s', async (data, message) => {
  const error = await failure(janx.deserializeData({ data }), InputError);
  expect(error.message).toContain(`janx DeserializeData: data is not Janx: `);
  expect(error.message).toContain(message);
});

it.each([
  [Number.NaN, 'NaN has no form in JSON'],
  [{ a: [() => 1] }, 'a function is not data'],
  [new Set(), 'a Set has no form in JSON'],
  [{ __JANXB__: 1 }, 'the key __JANXB__ stands for bytes in Janx'],
])('%s cannot be converted', async (value, message) => {
  const error = await failure(janx.serializeData({ value }), InputError);
  expect(error.message).toBe(`janx SerializeData: value cannot be converted: ${message}`);
});
