import { expect, test } from 'vitest';
import { hintTable } from './hints.js';

const hintOf = hintTable({ not_authed: 'Check the token.' });

test('a code of the table has its hint', () => {
  expect(hintOf('not_authed')).toBe('Check the token.');
});

test.each(['unknown', '', 'constructor', 'toString', '__proto__'])('%j has none', (code) => {
  expect(hintOf(code)).toBeUndefined();
});
