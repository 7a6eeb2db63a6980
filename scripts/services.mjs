import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runnerImport } from 'vite';

/** The services there are: the folders of src/services/. */
export async function serviceNames() {
  const folder = new URL('../src/services/', import.meta.url);
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Every service as its `service.ts` describes it, run from its source. */
export async function readServices(root) {
  const paths = (await serviceNames()).map((name) => `src/services/${name}/service.ts`);
  return Promise.all(paths.map(async (path) => (await load(root, path)).default));
}

/** The categories of services, in the order of lists. */
export async function readCategories(root) {
  return (await load(root, 'src/core/definition/category.ts')).categories;
}

async function load(root, path) {
  const options = { configFile: false, root, logLevel: 'error' };
  return (await runnerImport(join(root, path), options)).module;
}
