import type { Connection } from '../../core/connection/connection.js';
import type { QueriedRows, SelectedRows } from '../../core/sql/results.js';

/** An open database, for many calls. */
export interface SqliteConnection extends Connection {
  /** The file's absolute path; empty for a database in memory. */
  readonly path: string;
}

/**
 * A value from SQLite. Integers beyond ±2^53, which a number cannot hold exactly, and infinity are
 * text; bytes are Base64, in an object that is also accepted as a value.
 */
export type SqliteValue = null | string | number | { blob: string };

export type SqliteRow = Record<string, SqliteValue>;

/** The result of a query: `data` is present if it returns rows. */
export type QueryResult = QueriedRows<SqliteRow>;

/** Rows of a table. */
export type Records = SelectedRows<SqliteRow>;

/** A column of a table, as SQLite describes it. */
export type ColumnInformation = {
  cid: number;
  name: string;
  type: string;
  /** 1 if it cannot be NULL. */
  notnull: 0 | 1;
  /** Its default, as SQL. */
  dflt_value: string | null;
  /** Its position in the primary key, from 1; 0 if it is not part of it. */
  pk: number;
};

/** Its `data` is empty if the table does not exist. */
export type TableInformation = SelectedRows<ColumnInformation>;
