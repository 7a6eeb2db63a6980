import { join, resolve } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { folderOf, isBuiltIn, npmLine } from './package-set.js';

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['20.19.0', false],
  ['22.22.0', false],
  ['24.0.0', true],
  ['26.10.0', true],
])('Node %s has it built in: %s', (node, expected) => {
  expect(isBuiltIn({ name: 'thing', packages: {}, builtIn: 24 }, node)).toBe(expected);
  expect(isBuiltIn({ name: 'thing', packages: {} }, node)).toBe(false);
});

it('has its own folder, or the one in its variable', () => {
  vi.stubEnv('OINT_DATA', 'data');
  const set = { name: 'thing', packages: {}, variable: 'OINT_THING' };
  expect(folderOf(set)).toBe(join(resolve('data'), 'packages', 'thing'));
  vi.stubEnv('OINT_THING', 'elsewhere');
  expect(folderOf(set)).toBe(resolve('elsewhere'));
});

it('is one npm command', () => {
  expect(npmLine({ name: 'x', packages: { a: '^1', '@b/c': '^2' } })).toBe('npm install a @b/c');
});
