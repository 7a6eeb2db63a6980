import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../../scripts/built-from.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Builds the package before the first test, unless dist/ is of the files as they are.
 * `OINT_TEST_BUILT=1` says that it may be used as it is.
 */
export default function setup(): void {
  if (process.env.OINT_TEST_BUILT || isBuilt(ROOT)) return;
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit', cwd: ROOT });
}
