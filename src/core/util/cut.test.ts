import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cut, cutEnd } from './cut.js';

const WHOLE = ['a', 'é', 'e\u0301', '😀', '👩‍👩‍👧‍👦', '🇳🇴', '👍🏽', '\r\n', '\ud55c'];
const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

it.each(WHOLE)('never goes through %j', (character) => {
  const text = `x${character.repeat(10)}y`;
  const places = Array.from({ length: 11 }, (_, count) => 1 + count * character.length);
  for (let length = 1; length < text.length; length++) {
    const head = cut(text, length);
    expect(head.length).toBeLessThanOrEqual(length);
    expect(text.startsWith(head)).toBe(true);
    expect(places).toContain(head.length);
    const tail = cutEnd(text, length);
    expect(tail.length).toBeLessThanOrEqual(length);
    expect(text.endsWith(tail)).toBe(true);
    expect(places).toContain(text.length - tail.length);
  }
});

it('cuts any text near the place, and no pair in half', () => {
  const text = fc.string({ unit: fc.constantFrom(...WHOLE, '\u0301', '\u200d'), maxLength: 300 });
  fc.assert(
    fc.property(text, fc.nat({ max: 400 }), (whole, length) => {
      for (const part of [cut(whole, length), cutEnd(whole, length)]) {
        expect(part.length).toBeLessThanOrEqual(length);
        expect(part.length).toBeGreaterThanOrEqual(Math.min(whole.length, length) - 64);
        expect(part).not.toMatch(LONE);
      }
    }),
  );
});

it('cuts inside a cluster that is longer than any real one', () => {
  const text = `a${'\u0301'.repeat(10_000)}`;
  expect(cut(text, 5_000)).toHaveLength(5_000);
  expect(cutEnd(text, 5_000)).toHaveLength(5_000);
  const emoji = '\ud83d\ude00'.repeat(5_000);
  expect(cut(`x${emoji}`, 2_000)).toHaveLength(1_999);
});
