import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the lists of services are what the folders say', () => {
  const run = () =>
    execFileSync(process.execPath, ['scripts/generate.mjs', '--check'], { stdio: 'pipe' });
  expect(run).not.toThrow();
});
