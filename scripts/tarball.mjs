// The package as npm gets it. What tests it and what publishes it must have the same one: `.ci/run`
// packs it once, and says by OINT_TARBALL where it is.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readJson, root } from './packages.mjs';

/** The path of the tarball; one is packed into the folder, from dist/ as it is, unless there is one. */
export async function tarballOf(folder) {
  const given = process.env.OINT_TARBALL;
  if (given) return given;
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  execFileSync('npm', pack, { cwd: root, shell: process.platform === 'win32' });
  const { version } = await readJson(join(root, 'package.json'));
  return join(folder, `oint-${version}.tgz`);
}
