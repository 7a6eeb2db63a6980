// The package for npm. Tests and publishing must use the same file: `.ci/run` packs it once, and sets
// OINT_TARBALL to its path.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readJson, root } from './packages.mjs';

/** The path of the tarball. Unless OINT_TARBALL is set, packs it from the current dist/ into the folder. */
export async function tarballOf(folder) {
  const given = process.env.OINT_TARBALL;
  if (given) return given;
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  execFileSync('npm', pack, { cwd: root, shell: process.platform === 'win32' });
  const { version } = await readJson(join(root, 'package.json'));
  return join(folder, `oint-${version}.tgz`);
}
