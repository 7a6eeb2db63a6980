import { expect, it } from 'vitest';
import { longestStop } from '../../../test/support/longest-stop.js';
import { bounded, TookTooLong } from './bounded.js';

it('returns what the work returns, and throws what it throws', () => {
  expect(bounded({ timeout: 1_000 }, () => bounded({ timeout: 1_000 }, () => 'a'))).toBe('a');
  const error = new RangeError('mine');
  expect(() =>
    bounded({ timeout: 1_000 }, () => {
      throw error;
    }),
  ).toThrow(error);
});

it.each([
  [
    'a loop',
    () => {
      for (;;);
    },
  ],
  ['a pattern', () => /^(a+)+$/.test(`${'a'.repeat(60)}!`)],
])('stops %s without end', async (_, work) => {
  const stop = await longestStop(() => {
    expect(() => bounded({ timeout: 50 }, work)).toThrow(TookTooLong);
  });
  expect(stop).toBeLessThan(1_000);
});
