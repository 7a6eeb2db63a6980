// Runs all tests, or those of some services (`npm test -- slack`). Other arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { serviceNames } from './services.mjs';

/** Tests of every service that are not in its folder. */
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
