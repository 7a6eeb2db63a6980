/** What OInt needs from a SQLite database. Values are bound in order, as an array or by name. */
export interface SqliteDatabase {
  readonly open: boolean;
  readonly inTransaction: boolean;
  /** Throws a `RangeError` for no statement, and for more than one. */
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  pragma(text: string): unknown;
  /** Returns a function that runs the work in a transaction. */
  transaction<R>(work: () => R): () => R;
  loadExtension(path: string, entryPoint?: string): unknown;
  /** Allows statements while the rows of another one are read. */
  unsafeMode(on: boolean): unknown;
  close(): unknown;
}

export interface SqliteStatement {
  readonly source: string;
  /** True if it returns rows. */
  readonly reader: boolean;
  /** True if it changes nothing. */
  readonly readonly: boolean;
  run(...values: unknown[]): { changes: number };
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
  iterate(...values: unknown[]): IterableIterator<unknown>;
  columns(): { name: string }[];
  /** Rows as arrays instead of objects. */
  raw(on: boolean): this;
  /** Integers as `bigint`. */
  safeIntegers(on: boolean): this;
}

export interface SqliteOptions {
  /** How long a statement waits for another connection that is writing, in milliseconds. */
  timeout: number;
  readonly?: boolean;
  /** Whether extensions can be loaded; by default they can. */
  extensions?: boolean;
}

/** An error of SQLite itself: `code` is its name, such as `SQLITE_BUSY`. */
export interface SqliteError extends Error {
  code: string;
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && error.name === 'SqliteError' && 'code' in error;
}

/** Opens a database. An empty path means one in memory. */
export type OpenSqlite = (path: string, options: SqliteOptions) => SqliteDatabase;
