import * as sql from '../../core/sql/methods.js';
import { database, onDb } from './database.js';

/**
 * Adds rows to a table, with many rows in one statement.
 *
 * A value is text, a number, true or false (1 or 0), null, a date, an object or a list (JSON text) or
 * bytes. It can have its type, such as `{'INT': 1}` or `{'BYTES': Base64}` (on the command line also
 * a path). It is sent with the type of its column. Numbers in JSON text keep all of their digits; a
 * program passes them as text for bigint and decimal. Missing fields get their defaults.
 *
 * Times are in UTC: a time with its zone (`2026-03-25T18:10:00+03:00`) is converted to UTC for date,
 * datetime and datetime2 columns, and stored as it is in datetimeoffset columns; one without a zone is
 * stored as it is.
 *
 * @returns The number of added rows.
 * @throws {ServiceError} A row was rejected; `details.row` is its index. In a transaction no row was
 * added; without one, `partial` has the number of the others.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/statements/insert-transact-sql
 */
export const addRecords = sql.addRecords(database);

/**
 * Updates the rows that match the filters; with `all` instead of them, all rows.
 *
 * @returns `rows` is the number of updated rows.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/queries/update-transact-sql
 */
export const updateRecords = sql.updateRecords(database);

/**
 * Adds rows to a table, or updates existing rows with the same key fields.
 *
 * By default, the key fields are those of the PRIMARY KEY. If several rows have the same key, the last
 * one wins. Each row is an UPDATE and, if it found nothing, an INSERT; a lock keeps other clients from
 * adding the same key in between. They are one transaction, or without `transaction` one for every
 * batch of rows.
 *
 * @returns The number of written rows.
 * @throws {InputError} The table has no PRIMARY KEY, and no key fields are given.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/queries/hints-transact-sql-table
 */
export const ensureRecords = sql.ensureRecords(database, onDb);

/**
 * Gets the rows of a table that match the filters; without filters, all rows.
 *
 * With `--out rows.csv` (or `.jsonl`), or as a stream, the result can be of any size.
 *
 * @returns `data` has the rows. No precision is lost: bigint beyond ±2^53, decimal, money, dates and
 * times are text (ISO 8601, with all digits of the column). Only datetimeoffset has a zone. Bytes are
 * a Buffer, in JSON `{'BYTES': Base64}`; hierarchyid, geometry and geography are bytes, too.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/queries/select-transact-sql
 */
export const getRecords = sql.getRecords(database);

/**
 * Deletes the rows of a table that match the filters; with `all` instead of them, all rows.
 *
 * @returns `rows` is the number of deleted rows.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/statements/delete-transact-sql
 */
export const deleteRecords = sql.deleteRecords(database);

/**
 * Returns the structure of a filter: field, comparison, value, and the operator before the next one.
 *
 * @returns A filter with descriptions as values, or with empty values.
 */
export const getRecordsFilterStructure = sql.getRecordsFilterStructure(database);
