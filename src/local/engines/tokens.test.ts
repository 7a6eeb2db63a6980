import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countTokens, tokensOf } from './tokens.js';

it('counts words, numbers and symbols', () => {
  expect(tokensOf('How do I upload 2 files?')).toEqual([
    'How',
    ' do',
    ' I',
    ' upload',
    ' 2',
    ' files',
    '?',
  ]);
  expect(countTokens('')).toBe(0);
  expect(countTokens('Как дела — хорошо')).toBe(4);
});

it('loses nothing of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(tokensOf(text).join('')).toBe(text);
    }),
  );
});
