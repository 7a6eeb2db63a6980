import { elsewhere } from '../packages/optional-package.js';
import { isBuiltIn } from '../packages/package-set.js';
import { driver } from './packages.js';

/** What OInt needs of a SQLite database. Values are bound in their order, as a list or by name. */
export interface SqliteDatabase {
  readonly open: boolean;
  readonly inTransaction: boolean;
  /** Throws a `RangeError` for no statement, and for more than one. */
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  pragma(text: string): unknown;
  /** Gives a function that does the work whole or not at all. */
  transaction<R>(work: () => R): () => R;
  loadExtension(path: string, entryPoint?: string): unknown;
  /** Lets statements run while the rows of another are being read. */
  unsafeMode(on: boolean): unknown;
  close(): unknown;
}

export interface SqliteStatement {
  readonly source: string;
  /** True where it has rows to give. */
  readonly reader: boolean;
  /** True where it changes nothing. */
  readonly readonly: boolean;
  run(...values: unknown[]): { changes: number };
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
  iterate(...values: unknown[]): IterableIterator<unknown>;
  columns(): { name: string }[];
  /** Rows as lists instead of objects. */
  raw(on: boolean): this;
  /** Integers as `bigint`. */
  safeIntegers(on: boolean): this;
}

export interface SqliteOptions {
  /** How long a statement waits for another connection that is writing, in milliseconds. */
  timeout: number;
  readonly?: boolean;
}

/** An error of SQLite itself: `code` is its name for it, as `SQLITE_BUSY`. */
export interface SqliteError extends Error {
  code: string;
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && error.name === 'SqliteError' && 'code' in error;
}

/** Opens a database; an empty path is one in memory. */
export type OpenSqlite = (path: string, options: SqliteOptions) => SqliteDatabase;

let loaded: Promise<OpenSqlite> | undefined;

/**
 * Loads better-sqlite3, or where that is not installed, the SQLite of Node itself: once for a process.
 *
 * @throws {MissingPackageError} There is neither.
 */
export function loadSqlite(): Promise<OpenSqlite> {
  loaded ??= load().catch((error) => {
    // It may be installed while this process goes on.
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

/** Only a database loads what was compiled for this version of Node, or for another one. */
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
