import { execFileSync } from 'node:child_process';

/** Builds the package before the first test; `OINT_TEST_BUILT=1` says that it is built already. */
export default function setup(): void {
  if (process.env.OINT_TEST_BUILT) return;
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
