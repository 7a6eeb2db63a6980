import { MissingPackageError } from '../errors/errors.js';
import { optionalPackage } from '../util/optional-package.js';
import type { OpenSqlite } from './driver.js';

/** The first whose own SQLite can all that is needed here. */
const NODE_WITH_SQLITE = 24;

let loaded: Promise<OpenSqlite> | undefined;

/**
 * Loads better-sqlite3, or where that is not installed, the SQLite of Node itself: once for a process.
 *
 * @throws {MissingPackageError} There is neither.
 */
export function loadSqlite(): Promise<OpenSqlite> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<OpenSqlite> {
  try {
    const Driver = await optionalPackage('better-sqlite3', async () => {
      const { default: Driver } = await import('better-sqlite3');
      // Only a database loads what was compiled for this version of Node, or for another one.
      new Driver(':memory:').close();
      return Driver;
    });
    return (path, options) => new Driver(path, options);
  } catch (error) {
    if (Number.parseInt(process.versions.node, 10) < NODE_WITH_SQLITE) {
      if (!(error instanceof MissingPackageError)) throw error;
      throw error.advises('Or use Node 24 or newer, which has SQLite itself.');
    }
    const { NodeSqlite } = await withoutWarning(() => import('./node-sqlite.js'));
    return (path, options) => new NodeSqlite(path, options);
  }
}

/** Node says at every start that it is experimental: nothing that a user could act upon. */
async function withoutWarning<T>(load: () => Promise<T>): Promise<T> {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return await load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
