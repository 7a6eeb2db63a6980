import * as sql from '../../core/sql/methods.js';
import { database } from './database.js';

/**
 * Gets the columns of a table: their names, types, defaults and whether they may be empty.
 *
 * `schema.table` is a table of that schema; without a schema it is looked for as in a query. Names
 * are taken as they are written, small and capital letters too.
 *
 * @returns `data` holds the columns; of no such table there are none.
 * @see https://www.postgresql.org/docs/current/infoschema-columns.html
 */
export const getTableInformation = sql.getTableInformation(database);

/**
 * Creates a table.
 *
 * A type is SQL: `SERIAL PRIMARY KEY`, `TEXT NOT NULL DEFAULT ''`, `NUMERIC(15, 2)`,
 * `INT REFERENCES users(id)`. It must be of one piece: no semicolon, comment or second column. A name
 * is taken as it is, whatever is in it; `schema.table` are two names.
 *
 * @throws {ServiceError} `42P07`: there is such a table already. EnsureTable takes it as it is.
 * @see https://www.postgresql.org/docs/current/sql-createtable.html
 */
export const createTable = sql.createTable(database);

/**
 * Adds a column to a table.
 *
 * @throws {ServiceError} `42701`: there is such a column already.
 * @see https://www.postgresql.org/docs/current/sql-altertable.html
 */
export const addTableColumn = sql.addTableColumn(database);

/**
 * Deletes a column of a table, with its values.
 *
 * @throws {ServiceError} `2BP01`: something else, a view perhaps, uses the column.
 * @see https://www.postgresql.org/docs/current/sql-altertable.html
 */
export const deleteTableColumn = sql.deleteTableColumn(database);

/**
 * Creates a table, or gives an existing one these columns: adds missing ones and deletes others.
 *
 * Columns that stay keep their values and their types; those that are not named are deleted with
 * all that is in them. All of it happens, or nothing.
 *
 * @see https://www.postgresql.org/docs/current/sql-altertable.html
 */
export const ensureTable = sql.ensureTable(database);

/**
 * Deletes all rows of a table. The table itself stays.
 *
 * @throws {ServiceError} `0A000`: another table refers to this one. DeleteRecords can do it then.
 * @see https://www.postgresql.org/docs/current/sql-truncate.html
 */
export const clearTable = sql.clearTable(database);

/**
 * Deletes a table with all that is in it.
 *
 * @throws {ServiceError} `2BP01`: something else, a view perhaps, uses the table.
 * @see https://www.postgresql.org/docs/current/sql-droptable.html
 */
export const deleteTable = sql.deleteTable(database);
