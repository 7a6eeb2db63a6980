import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { remoteHash } from './hash-thread.js';

const md5 = (data: Uint8Array) => createHash('md5').update(data).digest('hex');

test.each([0, 1, 65_536, 512 * 1024, 512 * 1024 + 1, 9 * 1024 * 1024 + 7])(
  'the hash of %i bytes is the same in another thread',
  async (size) => {
    const data = randomBytes(size);
    const [whole, pieces] = [await remoteHash('md5'), await remoteHash('md5')];
    await whole.update(data);
    for (let at = 0; at < size; at += 70_001) await pieces.update(data.subarray(at, at + 70_001));
    expect(await whole.digest()).toBe(md5(data));
    expect(await pieces.digest()).toBe(md5(data));
  },
);

test('a buffer can be reused at once', async () => {
  const hash = await remoteHash('sha256');
  const buffer = Buffer.alloc(1024 * 1024, 'a');
  await hash.update(buffer);
  buffer.fill('b');
  const expected = createHash('sha256')
    .update(Buffer.alloc(1024 * 1024, 'a'))
    .digest('hex');
  expect(await hash.digest()).toBe(expected);
});

test('hashes that are dropped in the middle block no others', async () => {
  const data = randomBytes(100_000);
  for (let round = 0; round < 20; round++) {
    const hash = await remoteHash('md5');
    await hash.update(data);
    hash.drop();
    hash.drop();
  }
  const hashes = await Promise.all(Array.from({ length: 20 }, () => remoteHash('md5')));
  const sums = hashes.map(async (hash) => {
    for (let at = 0; at < 20; at++) await hash.update(data);
    return hash.digest();
  });
  const all = Buffer.concat(Array.from({ length: 20 }, () => data));
  expect(new Set(await Promise.all(sums))).toEqual(new Set([md5(all)]));
});
