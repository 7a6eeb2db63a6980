// Writes the lock files of `oint install`: for each set of packages, the exact versions and checksums
// from package-lock.json.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from './packages.mjs';
import { reach } from './reach.mjs';

/** Writes `dist/packages/NAME.json` for each set. */
export async function writePackageLocks(root, dist, sets) {
  const folder = join(dist, 'packages');
  await mkdir(folder, { recursive: true });
  for (const set of sets) {
    const lock = lockOf(set, await readJson(lockFileOf(root, set)));
    await writeFile(join(folder, `${set.name}.json`), JSON.stringify(lock));
  }
}

/** Packages too large to install for the tests have their own lock file. */
function lockFileOf(root, { name }) {
  const own = join(root, 'scripts', 'locks', name, 'package-lock.json');
  return existsSync(own) ? own : join(root, 'package-lock.json');
}

/**
 * The packages of a set with their dependencies, from npm's lock file. The optional dependencies of
 * the set's own packages are listed separately, in `optional`.
 */
function lockOf({ packages }, { packages: locked }) {
  const names = Object.keys(packages);
  const own = names.map((one) => locked[`node_modules/${one}`]);
  const dependencies = Object.fromEntries(names.map((one, at) => [one, own[at].version]));
  const entries = [...reach(names, locked)].sort().map((path) => [path, bare(locked, path)]);
  const liked = Object.assign({}, ...own.map((one) => one.optionalDependencies));
  const optional = Object.keys(liked).map((one) => [one, bare(locked, `node_modules/${one}`)]);
  return {
    dependencies,
    packages: Object.fromEntries(entries),
    optional: Object.fromEntries(optional),
  };
}

/** The fields that npm needs to install a package, among them its checksum. */
function bare(locked, path) {
  const { dev, peer, devOptional, optional, funding, optionalDependencies, ...entry } =
    locked[path] ?? {};
  if (!entry.integrity) throw new Error(`the lock file has no checksum of ${path}`);
  return entry;
}
