import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reach } from './reach.mjs';

export const root = new URL('..', import.meta.url).pathname;

export async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** The sets of packages that services need, each once: see `PackageSet`. Needs dist/. */
export async function serviceSets() {
  const { services } = await readJson(join(root, 'dist', 'manifest', 'index.json'));
  const sets = services.map(({ needs }) => needs).filter(Boolean);
  return [...new Map(sets.map((set) => [set.name, set])).values()];
}

/** The packages of a set with all dependencies, from the lock file. Needs dist/. */
export async function packagesOf(set) {
  const { packages } = await readJson(join(root, 'dist', 'packages', `${set}.json`));
  const found = Object.entries(packages).map(async ([folder, { version, license }]) => ({
    name: folder.replace(/^.*node_modules\//, ''),
    version,
    folder,
    license: license ?? (await olderLicense(folder)),
  }));
  return Promise.all(found);
}

/** The same without unused packages, and without what only those need. Needs dist/. */
export async function usedPackagesOf({ name, packages, unused = [] }) {
  const { packages: locked } = await readJson(join(root, 'dist', 'packages', `${name}.json`));
  const used = reach(Object.keys(packages), locked, unused);
  return (await packagesOf(name)).filter(({ folder }) => used.has(folder));
}

/** The license in an old format of package.json, a list that lock files leave out. */
async function olderLicense(folder) {
  const { licenses = [] } = await readJson(join(root, folder, 'package.json'));
  return licenses.map(({ type }) => type).join(' OR ') || 'none';
}
