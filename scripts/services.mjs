import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';

/** The services there are: the folders of src/services/ that have a service.ts. */
export async function serviceNames() {
  const folder = new URL('../src/services/', import.meta.url);
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => existsSync(new URL(`${name}/service.ts`, folder)))
    .sort();
}
