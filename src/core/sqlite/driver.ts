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
