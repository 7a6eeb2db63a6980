import * as sql from '../../core/sql/methods.js';
import { sqlParams } from '../../core/sql/params.js';
import { clearTable as clearing } from '../../core/sql/statements.js';
import { database } from './database.js';
import { dialect } from './dialect.js';

const { table } = sqlParams;

/**
 * Gets the columns of a table: their names, types, defaults and keys.
 *
 * @returns `data` holds the columns, as `PRAGMA table_info` gives them; of no such table there are none.
 * @see https://sqlite.org/pragma.html#pragma_table_info
 */
export const getTableInformation = sql.getTableInformation(database);

/**
 * Creates a table.
 *
 * A type is SQL: `INTEGER PRIMARY KEY`, `TEXT NOT NULL DEFAULT ''`, `NUMERIC(15, 2)`,
 * `INTEGER REFERENCES users(id)`. It must be of one piece: no semicolon, comment or second column.
 * A name is taken as it is, whatever is in it; quotes around it (`[my column]`) are taken off.
 *
 * @throws {ServiceError} There is such a table already. EnsureTable takes it as it is.
 * @see https://sqlite.org/lang_createtable.html
 */
export const createTable = sql.createTable(database);

/**
 * Adds a column to a table.
 *
 * SQLite adds no PRIMARY KEY or UNIQUE column to a table that is there, and a NOT NULL one only with
 * a default.
 *
 * @see https://sqlite.org/lang_altertable.html#altertabaddcol
 */
export const addTableColumn = sql.addTableColumn(database);

/**
 * Deletes a column of a table, with its values.
 *
 * @throws {ServiceError} The column is a key, or an index or a trigger uses it.
 * @see https://sqlite.org/lang_altertable.html#altertabdropcol
 */
export const deleteTableColumn = sql.deleteTableColumn(database);

/**
 * Creates a table, or gives an existing one these columns: adds missing ones and deletes others.
 *
 * Columns that stay keep their values and their types; those that are not named are deleted with
 * all that is in them. All of it happens, or nothing.
 *
 * @see https://sqlite.org/lang_altertable.html
 */
export const ensureTable = sql.ensureTable(database);

/**
 * Deletes a table with all that is in it.
 *
 * @see https://sqlite.org/lang_droptable.html
 */
export const deleteTable = sql.deleteTable(database);

/**
 * Deletes all rows of a table. The table itself stays.
 *
 * @returns `rows` tells how many there were.
 * @see https://sqlite.org/lang_delete.html#the_truncate_optimization
 */
export const clearTable = sql.countedStatement(database, 'ClearTable', {
  effect: 'delete',
  params: { table },
  write: ({ table }) => clearing(dialect, table),
});
