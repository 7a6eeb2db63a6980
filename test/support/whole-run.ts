import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../../scripts/built-from.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Before the first test: builds the package, unless dist/ is of the files as they are
 * (`OINT_TEST_BUILT=1` says that it may be used as it is), and makes a folder for what lasts. After
 * the last test: removes it.
 */
export default function setup(): () => void {
  if (!process.env.OINT_TEST_BUILT && !isBuilt(ROOT)) {
    execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit', cwd: ROOT });
  }
  const folder = mkdtempSync(join(tmpdir(), 'oint-tests-'));
  process.env.OINT_TEST_FOLDER = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
