import * as sql from '../../core/sql/methods.js';
import { database } from './database.js';

/**
 * Gets the columns of a table: names, types, defaults, and whether they are nullable.
 *
 * `schema.table` is a table in that schema; without a schema, the search path applies. Names are
 * case-sensitive.
 *
 * @returns `data` has the columns; it is empty if the table does not exist.
 * @see https://www.postgresql.org/docs/current/infoschema-columns.html
 */
export const getTableInformation = sql.getTableInformation(database);

/**
 * Creates a table.
 *
 * A type is SQL: `SERIAL PRIMARY KEY`, `TEXT NOT NULL DEFAULT ''`, `NUMERIC(15, 2)`,
 * `INT REFERENCES users(id)`. It must not have a semicolon, a comment or a second column. Names are
 * quoted; `schema.table` is two names.
 *
 * @throws {ServiceError} `42P07`: the table already exists. EnsureTable updates it.
 * @see https://www.postgresql.org/docs/current/sql-createtable.html
 */
export const createTable = sql.createTable(database);

/**
 * Adds a column to a table.
 *
 * @throws {ServiceError} `42701`: the column already exists.
 * @see https://www.postgresql.org/docs/current/sql-altertable.html
 */
export const addTableColumn = sql.addTableColumn(database);

/**
 * Deletes a column of a table and its values.
 *
 * @throws {ServiceError} `2BP01`: another object, such as a view, depends on the column.
 * @see https://www.postgresql.org/docs/current/sql-altertable.html
 */
export const deleteTableColumn = sql.deleteTableColumn(database);

/**
 * Creates a table, or changes the columns of an existing one: adds missing ones and deletes others.
 *
 * Remaining columns keep their values and types; columns that are not listed are deleted with their
 * values. All changes are made in one transaction.
 *
 * @see https://www.postgresql.org/docs/current/sql-altertable.html
 */
export const ensureTable = sql.ensureTable(database);

/**
 * Deletes all rows of a table, but not the table.
 *
 * @throws {ServiceError} `0A000`: another table references this one. Use DeleteRecords.
 * @see https://www.postgresql.org/docs/current/sql-truncate.html
 */
export const clearTable = sql.clearTable(database);

/**
 * Deletes a table and everything in it.
 *
 * @throws {ServiceError} `2BP01`: another object, such as a view, depends on the table.
 * @see https://www.postgresql.org/docs/current/sql-droptable.html
 */
export const deleteTable = sql.deleteTable(database);
