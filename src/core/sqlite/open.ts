import { elsewhere } from '../packages/optional-package.js';
import { isBuiltIn } from '../packages/package-set.js';
import type { OpenSqlite, SqliteDatabase, SqliteOptions } from './driver.js';
import { driver } from './packages.js';

let loaded: Promise<OpenSqlite> | undefined;

/**
 * Loads better-sqlite3 or, if that is not installed, Node's own SQLite: once per process.
 *
 * @throws {MissingPackageError} Neither is available.
 */
export function loadSqlite(): Promise<OpenSqlite> {
  loaded ??= load().catch((error) => {
    // It may be installed while this process runs.
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(): Promise<OpenSqlite> {
  const otherwise = isBuiltIn(driver) ? ofNode : elsewhere(driver, 'better-sqlite3', usable);
  const { default: Driver } = await import('better-sqlite3').then(usable).catch(otherwise);
  return (path, options) => new Driver(path, options);
}

/** Opens a database to load the compiled code, which may be for another version of Node. */
function usable<Module extends Driver<{ close(): unknown }>>(module: Module): Module {
  new module.default(':memory:').close();
  return module;
}

async function ofNode(): Promise<Driver<SqliteDatabase, [SqliteOptions]>> {
  const { NodeSqlite } = await import('./node-sqlite.js');
  return { default: NodeSqlite };
}

interface Driver<Database, Options extends unknown[] = []> {
  default: new (path: string, ...options: Options) => Database;
}
