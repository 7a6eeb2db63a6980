import type { Connection } from '../../core/connection/connection.js';
import type { QueriedRows, SelectedRows } from '../../core/sql/results.js';

/** An open database, for many calls. */
export interface SqliteConnection extends Connection {
  /** The file's absolute path; empty for a database in memory. */
  readonly path: string;
}

/**
 * A value out of SQLite. Integers beyond ±2^53, which no number holds exactly, are text; bytes are
 * Base64, and the same object may be given as a value.
 */
export type SqliteValue = null | string | number | { blob: string };

export type SqliteRow = Record<string, SqliteValue>;

/** What a query gave: rows in `data`, where it gives some. */
export type QueryResult = QueriedRows<SqliteRow>;

/** Rows of a table. */
export type Records = SelectedRows<SqliteRow>;

/** A column of a table, as SQLite describes it. */
export type ColumnInformation = {
  cid: number;
  name: string;
  type: string;
  /** 1 where it cannot be NULL. */
  notnull: 0 | 1;
  /** Its default, as SQL. */
  dflt_value: string | null;
  /** Its place in the primary key, from 1; 0 where it is none of it. */
  pk: number;
};

/** Its `data` is empty where there is no such table. */
export type TableInformation = SelectedRows<ColumnInformation>;
