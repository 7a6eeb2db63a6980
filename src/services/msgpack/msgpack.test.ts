import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { InputError } from '../../core/errors/errors.js';
import { JsonNumber } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import msgpack, { Extension, Timestamp } from './index.js';

const typed = { variable: () => undefined, stdin: () => process.stdin };
const hex = (text: string) => Buffer.from(text, 'hex');

/** As the command line calls it: text in, JSON out. */
async function asTyped(value: string, raw?: string): Promise<string> {
  const { definition } = msgpack.serializeData;
  const bytes = await definition.invoke({ value, raw }, { sources: typed, exact: true });
  return (bytes as Buffer).toString('hex');
}

async function asJson(bytes: string): Promise<string> {
  const { definition } = msgpack.deserializeData;
  return writeJson(await definition.invoke({ data: hex(bytes) }, { exact: true }));
}

describe('SerializeData', () => {
  it('converts what a program passes as it is', async () => {
    const bytes = await msgpack.serializeData({ value: '{"a":1}' });
    expect(bytes.toString('hex')).toBe('a77b2261223a317d');
    expect(await msgpack.deserializeData({ data: bytes })).toBe('{"a":1}');
  });

  it.each([
    [`{'a':18446744073709551615}`, undefined, '81a161cfffffffffffffffff'],
    ['[1]', undefined, '9101'],
    ['42', undefined, 'a23432'],
    ['42', 'true', '2a'],
    ['null', 'true', 'c0'],
    [`[{'$bytes':'data:;base64,3q0='}]`, undefined, '91c402dead'],
  ])('reads %s as a user types it (raw: %s)', async (value, raw, expected) => {
    expect(await asTyped(value, raw)).toBe(expected);
  });

  it('reads a file of JSON if it is told so', async () => {
    const path = join(await folder(), 'data.txt');
    await writeFile(path, '{"a":[1.10,9007199254740993]}');
    const bytes = await msgpack.serializeData({ value: path, raw: true });
    expect(bytes.toString('hex')).toBe('81a16192cb3ff199999999999acf0020000000000001');
    const error = await failure(msgpack.serializeData({ value: 'no.json', raw: true }), InputError);
    expect(error.message).toContain('value is neither JSON nor a file');
  });

  it('does not read a file that a program did not name', async () => {
    const value = { $bytes: '/etc/hostname' };
    const bytes = await msgpack.serializeData({ value });
    expect(await msgpack.deserializeData({ data: bytes })).toEqual(value);
  });

  it('says where a value is that cannot be converted', async () => {
    const value = { list: [1, { a: new Set() }] };
    const error = await failure(msgpack.serializeData({ value }), InputError);
    expect(error.message).toBe(
      'msgpack SerializeData: value.list[1].a cannot be converted: a Set has no form in MessagePack',
    );
  });

  it('saves a file', async () => {
    const saveTo = join(await folder(), 'data.msgpack');
    const saved = await msgpack.serializeData({ value: [1] }, { saveTo });
    expect(saved).toEqual({ path: saveTo, bytes: 2, type: undefined });
    expect(await msgpack.deserializeData({ data: saveTo })).toEqual([1]);
  });
});

describe('DeserializeData', () => {
  it('keeps all digits: as text for a program, as a number in JSON', async () => {
    expect(await msgpack.deserializeData({ data: hex('cfffffffffffffffff') })).toBe(
      '18446744073709551615',
    );
    expect(await asJson('93cfffffffffffffffff01cb3ff8000000000000')).toBe(
      '[18446744073709551615,1,1.5]',
    );
    expect(new JsonNumber('1')).toBeInstanceOf(Number);
  });

  it('has forms for times, extensions and maps', async () => {
    const data = hex('93d7ff0000000400000001d405078201a16102a162');
    expect(await msgpack.deserializeData({ data })).toEqual([
      new Timestamp(1n, 1),
      new Extension(5, Buffer.from([7])),
      new Map([
        [1, 'a'],
        [2, 'b'],
      ]),
    ]);
    expect(await asJson(data.toString('hex'))).toBe(
      '["1970-01-01T00:00:01.000000001Z",{"type":5,"data":"Bw=="},{"1":"a","2":"b"}]',
    );
    // Keys that would be the same string, and a key that is a list.
    expect(await asJson('8201a161a131a162')).toBe('[[1,"a"],["1","b"]]');
    expect(await asJson('819101c0')).toBe('[[[1],null]]');
  });

  it('says what is wrong, and where', async () => {
    const error = await failure(msgpack.deserializeData({ data: hex('9201') }), InputError);
    expect(error.message).toBe(
      'msgpack DeserializeData: data is not MessagePack: it ends inside an array or a map, at byte 2',
    );
  });
});
