import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { pool } from './pool.js';

/** Work that the test ends. */
function held() {
  const begun: number[] = [];
  const ends = new Map<number, { resolve(): void; reject(error: Error): void }>();
  const work = (item: number) =>
    new Promise<void>((resolve, reject) => {
      begun.push(item);
      ends.set(item, { resolve, reject });
    });
  return { begun, work, end: (item: number) => ends.get(item)!, settled: () => turn() };
}

/** Waits until everything that needs no outside event has happened. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('runs up to the limit at a time, and the next as soon as one is done', async () => {
  const { begun, work, end, settled } = held();
  const done = pool([1, 2, 3, 4], { limit: 2 }, work);
  await settled();
  expect(begun).toEqual([1, 2]);
  end(2).resolve();
  await settled();
  expect(begun).toEqual([1, 2, 3]);
  end(1).resolve();
  end(3).resolve();
  await settled();
  end(4).resolve();
  await done;
  expect(begun).toEqual([1, 2, 3, 4]);
});

test('runs nothing for an empty list, and no more than the items', async () => {
  const seen: number[] = [];
  await pool<number>([], { limit: 3 }, async (item) => void seen.push(item));
  expect(seen).toEqual([]);
  await pool([1], { limit: 3 }, async (item) => void seen.push(item));
  expect(seen).toEqual([1]);
});

test('starts nothing after a failure, and throws it when all running work is done', async () => {
  const { begun, work, end, settled } = held();
  const told: unknown[] = [];
  let over = false;
  const done = pool([1, 2, 3], { limit: 2, onFailure: (error) => told.push(error) }, work);
  const failed = failure(done, Error).finally(() => {
    over = true;
  });
  await settled();
  const first = new Error('the first');
  end(1).reject(first);
  await settled();
  expect(told).toEqual([first]);
  expect(over).toBe(false);
  end(2).reject(new Error('a later one, from being aborted'));
  expect(await failed).toBe(first);
  expect(told).toEqual([first]);
  expect(begun).toEqual([1, 2]);
});

test('takes items from an async source only as needed', async () => {
  const { begun, work, end, settled } = held();
  const made: number[] = [];
  async function* source() {
    for (let item = 1; item <= 3; item++) {
      made.push(item);
      yield item;
    }
  }
  const done = pool(source(), { limit: 2 }, work);
  await settled();
  expect(made).toEqual([1, 2]);
  for (const item of [1, 2, 3]) {
    end(item).resolve();
    await settled();
  }
  await done;
  expect(begun).toEqual([1, 2, 3]);
});

test('a failure of the source is a failure', async () => {
  const broken = new Error('broken');
  const seen: number[] = [];
  async function* source() {
    yield 1;
    throw broken;
  }
  expect(
    await failure(
      pool(source(), { limit: 2 }, async (item) => void seen.push(item)),
      Error,
    ),
  ).toBe(broken);
  expect(seen).toEqual([1]);
});
