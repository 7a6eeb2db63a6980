import * as sql from '../../core/sql/methods.js';
import { database } from './database.js';

/**
 * Creates a table.
 *
 * A type is SQL: `INT IDENTITY PRIMARY KEY`, `NVARCHAR(20) NOT NULL DEFAULT ''`, `DECIMAL(15, 2)`. It
 * must not have a semicolon, a comment or a second column. Names are quoted; `sales.users` is two
 * names.
 *
 * @throws {ServiceError} `2714`: the table already exists. EnsureTable updates it.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/statements/create-table-transact-sql
 */
export const createTable = sql.createTable(database);

/**
 * Adds a column to a table.
 *
 * @throws {ServiceError} `2705`: the column already exists.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
 */
export const addTableColumn = sql.addTableColumn(database);

/**
 * Deletes a column of a table and its values.
 *
 * @throws {ServiceError} `4924`: the column does not exist. `5074`: a constraint, such as the one of
 * its default, needs it.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
 */
export const deleteTableColumn = sql.deleteTableColumn(database);

/**
 * Creates a table, or changes the columns of an existing one: adds missing ones and deletes others.
 *
 * Remaining columns keep their values and types; columns that are not listed are deleted with their
 * values. All changes are one transaction, so all of them or none.
 *
 * @see https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
 */
export const ensureTable = sql.ensureTable(database);

/**
 * Deletes all rows of a table, but not the table.
 *
 * IDENTITY begins again.
 *
 * @throws {ServiceError} `4712`: another table references this one. Use DeleteRecords.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/statements/truncate-table-transact-sql
 */
export const clearTable = sql.clearTable(database);

/**
 * Deletes a table and everything in it.
 *
 * @throws {ServiceError} `3701`: the table does not exist.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-table-transact-sql
 */
export const deleteTable = sql.deleteTable(database);

/**
 * Gets the columns of a table: names, types, lengths, defaults, and whether they are nullable.
 *
 * Without a schema, as in `sales.users`, the user's default schema is used.
 *
 * @returns `data` has the columns; it is empty if the table does not exist.
 * @see https://learn.microsoft.com/en-us/sql/relational-databases/system-information-schema-views/columns-transact-sql
 */
export const getTableInformation = sql.getTableInformation(database);
