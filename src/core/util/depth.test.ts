import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTooDeep, isTooDeepJson, MOST_LEVELS } from './depth.js';

const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const records = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

test.each([
  ['lists', lists],
  ['records', records],
])('%s are too deep one level below the last', (_, nested) => {
  for (const [json, expected] of [
    [nested(MOST_LEVELS), false],
    [nested(MOST_LEVELS + 1), true],
    [`{"a":[1,null,"x",${nested(MOST_LEVELS - 2)}]}`, false],
    [`{"a":[1,null,"x",${nested(MOST_LEVELS - 1)}]}`, true],
  ] as const) {
    expect(isTooDeep(JSON.parse(json))).toBe(expected);
    expect(isTooDeepJson(json)).toBe(expected);
  }
});

test('however deep, it is only found to be so', () => {
  expect(isTooDeep(JSON.parse(lists(100_000)))).toBe(true);
  expect(isTooDeep(JSON.parse(records(100_000)))).toBe(true);
  expect(isTooDeepJson('['.repeat(10_000_000))).toBe(true);
});

test('what is no JSON of several levels is not', () => {
  for (const value of [undefined, null, 1, 'text', [], {}]) expect(isTooDeep(value)).toBe(false);
  for (const text of ['', 'null', '"["', '"', '\\', ']]]]'])
    expect(isTooDeepJson(text)).toBe(false);
});

test('the text and what it says are as deep', () => {
  fc.assert(
    fc.property(
      fc.json({ stringUnit: fc.constantFrom('[', '{', '"', '\\', ']', 'a') }),
      fc.nat(4),
      (json, levels) => isTooDeepJson(json, levels) === isTooDeep(JSON.parse(json), levels),
    ),
    { numRuns: 1_000 },
  );
});

test('a string of backslashes is read once', () => {
  const text = `["${'\\\\'.repeat(1_000_000)}\\"[[["]`;
  expect(isTooDeepJson(text, 1)).toBe(false);
  expect(isTooDeepJson(text, 0)).toBe(true);
});
