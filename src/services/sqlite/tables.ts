import * as sql from '../../core/sql/methods.js';
import { sqlParams } from '../../core/sql/params.js';
import { clearTable as clearing } from '../../core/sql/statements.js';
import { database } from './database.js';
import { dialect } from './dialect.js';

const { table } = sqlParams;

/**
 * Gets the columns of a table: names, types, defaults and keys; generated and hidden ones, too.
 *
 * @returns `data` has the columns as in `PRAGMA table_xinfo`; it is empty if the table does not exist.
 * @see https://sqlite.org/pragma.html#pragma_table_xinfo
 */
export const getTableInformation = sql.getTableInformation(database);

/**
 * Creates a table.
 *
 * A type is SQL: `INTEGER PRIMARY KEY`, `TEXT NOT NULL DEFAULT ''`, `NUMERIC(15, 2)`,
 * `INTEGER REFERENCES users(id)`. It must not have a semicolon, a comment or a second column. Names
 * are quoted; quotes around a name (`[my column]`) are removed first.
 *
 * @throws {ServiceError} The table already exists. EnsureTable updates it.
 * @see https://sqlite.org/lang_createtable.html
 */
export const createTable = sql.createTable(database);

/**
 * Adds a column to a table.
 *
 * SQLite cannot add a PRIMARY KEY or UNIQUE column to an existing table. A NOT NULL column needs a
 * default.
 *
 * @see https://sqlite.org/lang_altertable.html#altertabaddcol
 */
export const addTableColumn = sql.addTableColumn(database);

/**
 * Deletes a column of a table and its values.
 *
 * @throws {ServiceError} The column is a key, or an index or trigger uses it.
 * @see https://sqlite.org/lang_altertable.html#altertabdropcol
 */
export const deleteTableColumn = sql.deleteTableColumn(database);

/**
 * Creates a table, or changes the columns of an existing one: adds missing ones and deletes others.
 *
 * Remaining columns keep their values and types; columns that are not listed are deleted with their
 * values. All changes are made in one transaction.
 *
 * @see https://sqlite.org/lang_altertable.html
 */
export const ensureTable = sql.ensureTable(database);

/**
 * Deletes a table and everything in it.
 *
 * @see https://sqlite.org/lang_droptable.html
 */
export const deleteTable = sql.deleteTable(database);

/**
 * Deletes all rows of a table, but not the table.
 *
 * @returns `rows` is the number of deleted rows.
 * @see https://sqlite.org/lang_delete.html#the_truncate_optimization
 */
export const clearTable = sql.countedStatement(database, 'ClearTable', {
  effect: 'delete',
  params: { table },
  write: ({ table }) => clearing(dialect, table),
});
