import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const root = new URL('..', import.meta.url).pathname;

export async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'));
}

/**
 * The packages that npm installs beside OInt, as the lock file has them: what OInt depends on, and
 * what that depends on. Optional ones are marked: they are left out where they cannot be built.
 */
export async function installedPackages() {
  const { packages } = await readJson(join(root, 'package-lock.json'));
  return Object.entries(packages)
    .filter(([folder, entry]) => folder !== '' && !entry.dev)
    .map(([folder, entry]) => ({
      name: folder.replace(/^.*node_modules\//, ''),
      version: entry.version,
      folder,
      optional: Boolean(entry.optional || entry.devOptional),
    }));
}
