import { expect, it } from 'vitest';
import { Newest } from './newest.js';

it('keeps the newest items, and counts all of them', () => {
  const newest = new Newest<number>();
  for (let item = 0; item < 45_000; item++) newest.add(item);
  expect(newest.count).toBe(45_000);
  expect(newest.items.length).toBe(10_000);
  expect(newest.items[0]).toBe(35_000);
  expect(newest.items.at(-1)).toBe(44_999);
});
