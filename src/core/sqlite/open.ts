import { MissingPackageError } from '../errors/errors.js';
import { optionalPackage } from '../util/optional-package.js';

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

/** The first whose own SQLite can all that is needed here. */
const NODE_WITH_SQLITE = 24;

/** Opens a database; an empty path is one in memory. */
export type OpenSqlite = (path: string, options: SqliteOptions) => SqliteDatabase;

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
