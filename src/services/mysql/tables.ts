import * as sql from '../../core/sql/methods.js';
import { database } from './database.js';

/**
 * Creates a table.
 *
 * A type is SQL: `INT AUTO_INCREMENT PRIMARY KEY`, `VARCHAR(20) NOT NULL DEFAULT ''`,
 * `DECIMAL(15, 2)`. It must not have a semicolon, a comment or a second column. Names are quoted;
 * `shop.users` is two names.
 *
 * @throws {ServiceError} `ER_TABLE_EXISTS_ERROR`: the table already exists. EnsureTable updates it.
 * @see https://dev.mysql.com/doc/refman/8.4/en/create-table.html
 */
export const createTable = sql.createTable(database);

/**
 * Adds a column to a table.
 *
 * @throws {ServiceError} `ER_DUP_FIELDNAME`: the column already exists.
 * @see https://dev.mysql.com/doc/refman/8.4/en/alter-table.html
 */
export const addTableColumn = sql.addTableColumn(database);

/**
 * Deletes a column of a table and its values.
 *
 * @throws {ServiceError} `ER_CANT_DROP_FIELD_OR_KEY`: the column does not exist.
 * @see https://dev.mysql.com/doc/refman/8.4/en/alter-table.html
 */
export const deleteTableColumn = sql.deleteTableColumn(database);

/**
 * Creates a table, or changes the columns of an existing one: adds missing ones and deletes others.
 *
 * Remaining columns keep their values and types; columns that are not listed are deleted with their
 * values. All changes are made by one statement, so all of them or none. As any statement that
 * changes a table, it commits a transaction that is open on the connection.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/alter-table.html
 */
export const ensureTable = sql.ensureTable(database);

/**
 * Deletes all rows of a table, but not the table.
 *
 * It cannot be rolled back, and AUTO_INCREMENT begins again.
 *
 * @throws {ServiceError} `ER_TRUNCATE_ILLEGAL_FK`: another table references this one. Use
 * DeleteRecords.
 * @see https://dev.mysql.com/doc/refman/8.4/en/truncate-table.html
 */
export const clearTable = sql.clearTable(database);

/**
 * Deletes a table and everything in it.
 *
 * @throws {ServiceError} `ER_BAD_TABLE_ERROR`: the table does not exist.
 * @see https://dev.mysql.com/doc/refman/8.4/en/drop-table.html
 */
export const deleteTable = sql.deleteTable(database);

/**
 * Gets the columns of a table: names, types, defaults, keys, and whether they are nullable.
 *
 * `shop.users` is a table of the database `shop`; without it, the database of the connection is used.
 *
 * @returns `data` has the columns; it is empty if the table does not exist.
 * @see https://dev.mysql.com/doc/refman/8.4/en/information-schema-columns-table.html
 */
export const getTableInformation = sql.getTableInformation(database);
