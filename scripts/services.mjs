import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { importSource } from './import-source.mjs';

/** The names of all services: the folders in src/services/ with a service.ts. */
export async function serviceNames() {
  const folder = new URL('../src/services/', import.meta.url);
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => existsSync(new URL(`${name}/service.ts`, folder)))
    .sort();
}

export async function serviceFolders(root) {
  return (await serviceNames()).map((name) => join(root, 'src/services', name));
}

/** A service as described by its `service.ts`, which is imported from source. */
export async function readService(root, folder) {
  return (await importSource(root, join(folder, 'service.ts'))).default;
}

/** The categories of services, in the order of lists. */
export async function readCategories(root) {
  return (await importSource(root, join(root, 'src/core/definition/category.ts'))).categories;
}
