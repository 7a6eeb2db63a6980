import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cut, cutEnd } from './cut.js';
import { shownForConsent, spelledOut } from './spelled-out.js';

const HALF = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

it('a cut never goes through a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, length) => {
      for (const part of [cut(text, length), cutEnd(text, length)]) {
        expect(part.length).toBeLessThanOrEqual(length);
        expect(part).not.toMatch(HALF);
      }
      expect(text.startsWith(cut(text, length))).toBe(true);
      expect(text.endsWith(cutEnd(text, length))).toBe(true);
    }),
  );
  expect(cut('a😀', 2)).toBe('a');
  expect(cutEnd('😀a', 2)).toBe('a');
});

it('what is not seen is spelled out', () => {
  const text = 'a\u202eb\u001b[2Jc\nd\u200be\u0085\u2066f\u2028g';
  expect(spelledOut(text)).toBe('a\\u{202e}b\\u{1b}[2Jc\\nd\\u{200b}e\\u{85}\\u{2066}f\\u{2028}g');
});

it('a long value is shown by its ends, its length and its digest', () => {
  const value = `-- ${'harmless '.repeat(400)}\nDROP TABLE users`;
  const shown = shownForConsent(value);
  expect(shown).toMatch(/^-- harmless/);
  expect(shown).toMatch(/harmless \\nDROP TABLE users$/);
  const digest = createHash('sha256').update(value).digest('hex');
  expect(shown).toContain(`${value.length} characters, SHA-256 ${digest}`);
  expect(shown.length).toBeLessThan(2000);
  expect(shownForConsent('short\nDROP')).toBe('short\\nDROP');
});
