// Runs the tests: all of them, or those of some services (`npm test -- slack`), or vitest's own words.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { serviceNames } from './services.mjs';

/** What is tested of every service, beside the tests in its folder. */
const OF_EVERY_SERVICE = ['contract', 'catalogue', 'requests', 'records'];

const args = process.argv.slice(2);
const known = await serviceNames();
const chosen = args.filter((arg) => known.includes(arg));
const files = chosen.length
  ? [
      ...chosen.map((name) => `src/services/${name}/`),
      ...OF_EVERY_SERVICE.map((name) => `test/${name}.test.ts`),
    ]
  : [];
const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', ...files, ...args.filter((arg) => !chosen.includes(arg))],
  {
    stdio: 'inherit',
    env: { ...process.env, ...(chosen.length && { OINT_TEST_SERVICES: chosen.join(',') }) },
  },
);
process.exitCode = status ?? 1;
