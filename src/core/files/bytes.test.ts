import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { Bytes } from './bytes.js';

test('bytes in memory are opened again each time', () =>
  fc.assert(
    fc.asyncProperty(fc.uint8Array(), async (data) => {
      const bytes = Bytes.of(data);
      expect(bytes).toMatchObject({ size: data.length, replayable: true, path: undefined });
      expect(await bytes.buffer()).toEqual(Buffer.from(data));
      expect(await bytes.buffer()).toEqual(Buffer.from(data));
    }),
  ));

test('a file is opened again each time, and only on demand', async () => {
  const path = join(await folder(), 'a.txt');
  const bytes = Bytes.file(path, { size: 3, name: 'a.txt', type: 'text/plain' });
  await writeFile(path, 'one');
  expect(String(await bytes.buffer())).toBe('one');
  await writeFile(path, 'two');
  expect(String(await bytes.buffer())).toBe('two');
  expect(bytes).toMatchObject({ path, from: path, replayable: true, size: 3 });
});

test('the same bytes with another name and type; what is not given stays', () => {
  const bytes = Bytes.of(Buffer.from('hi'), { name: 'a.txt', type: 'text/plain' });
  expect(bytes.as('b.md')).toMatchObject({ name: 'b.md', type: 'text/plain', size: 2 });
  expect(bytes.as(undefined, 'text/html')).toMatchObject({ name: 'a.txt', type: 'text/html' });
  expect(bytes).toMatchObject({ name: 'a.txt', type: 'text/plain' });
});

test('their source is described for messages', () => {
  expect(Bytes.of(Buffer.from('hi')).from).toBe('2 bytes');
  expect(Bytes.of(Buffer.from('hi'), { from: 'a test' }).from).toBe('a test');
});

test('a source that opens late, in chunks of bytes and text', async () => {
  const open = () => Promise.resolve(Readable.from(['a', Buffer.from('b'), new Uint8Array([99])]));
  const bytes = new Bytes({ open, replayable: false, from: 'a test' });
  expect(bytes.size).toBeUndefined();
  expect(String(await bytes.buffer())).toBe('abc');
});
