import { resolve } from 'node:path';
import { runnerImport } from 'vite';

/** Imports a file of src/ from its source. */
export async function importSource(root, path) {
  const options = { configFile: false, root, logLevel: 'error' };
  const { module } = await runnerImport(resolve(root, path), options);
  return module;
}
