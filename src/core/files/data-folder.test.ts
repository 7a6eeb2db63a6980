import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { dataFolder } from './data-folder.js';

afterEach(() => vi.unstubAllEnvs());

it('is the folder in OINT_DATA', () => {
  vi.stubEnv('OINT_DATA', 'some/folder');
  expect(dataFolder()).toBe(resolve('some/folder'));
});

it.skipIf(process.platform !== 'linux')('is the usual folder of the platform', () => {
  vi.stubEnv('OINT_DATA', undefined);
  vi.stubEnv('XDG_DATA_HOME', '/somewhere');
  expect(dataFolder()).toBe('/somewhere/oint');
  vi.stubEnv('XDG_DATA_HOME', undefined);
  expect(dataFolder()).toBe(join(homedir(), '.local/share/oint'));
});
