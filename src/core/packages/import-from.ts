import { constants, Script } from 'node:vm';
import { withoutWarnings } from '../util/without-warnings.js';

/**
 * Imports a package as a module in that file would: from a `node_modules` next to it or further up.
 * The file need not exist.
 */
export async function importFrom(file: string, name: string): Promise<unknown> {
  const script = new Script('(name) => import(name)', {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const load = script.runInThisContext() as (name: string) => Promise<unknown>;
  return withoutWarnings(() => load(name));
}
