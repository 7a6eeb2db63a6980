import * as sql from '../../core/sql/methods.js';
import { database, onDb } from './database.js';

/**
 * Adds rows to a table, with many rows in one statement.
 *
 * A value is text, a number, true or false (1 or 0), null, a date, an object or a list (JSON) or
 * bytes. It can have its type, such as `{'INT': 1}` or `{'BYTES': Base64}` (on the command line also
 * a path). Numbers in JSON text keep all of their digits; a program passes them as text for BIGINT
 * and DECIMAL. Missing fields get their defaults. What a column does not hold is refused.
 *
 * Times are in UTC: a time with its zone (`2026-03-25T18:10:00+03:00`) is converted to UTC for
 * DATETIME and TIMESTAMP columns; one without a zone is stored as it is.
 *
 * In a JSON column, a value is the JSON value itself: the text `[1]` is a string there. Null is SQL's
 * NULL, `{'JSON': null}` is JSON's. What GetRecords returns can be added again as it is.
 *
 * @returns The number of added rows.
 * @throws {ServiceError} A row was rejected; `details.row` is its index. In a transaction no row was
 * added; without one, `partial` has the number of the others.
 * @throws {InputError} The storage engine of the table, such as MyISAM, has no transactions.
 * @see https://dev.mysql.com/doc/refman/8.4/en/insert.html
 */
export const addRecords = sql.addRecords(database);

/**
 * Updates the rows that match the filters; with `all` instead of them, all rows.
 *
 * @returns `rows` is the number of matching rows.
 * @see https://dev.mysql.com/doc/refman/8.4/en/update.html
 */
export const updateRecords = sql.updateRecords(database);

/**
 * Adds rows to a table, or updates existing rows with the same key.
 *
 * The PRIMARY KEY and every UNIQUE key of the table count: a row that has one of them is updated. If
 * several rows have the same key, the last one wins.
 *
 * @returns The number of written rows.
 * @throws {InputError} The table has neither a PRIMARY KEY nor a UNIQUE key.
 * @see https://dev.mysql.com/doc/refman/8.4/en/insert-on-duplicate.html
 */
export const ensureRecords = sql.ensureRecordsByKey(database, onDb);

/**
 * Gets the rows of a table that match the filters; without filters, all rows.
 *
 * With `--out rows.csv` (or `.jsonl`), or as a stream, the result can be of any size.
 *
 * @returns `data` has the rows. No precision is lost: BIGINT beyond ±2^53, DECIMAL, dates and times
 * are text (ISO 8601). A TIMESTAMP is in UTC and ends with `Z`; a DATETIME has no zone. A zero date
 * is text as the server writes it. Bytes are a Buffer, in JSON `{'BYTES': Base64}`. JSON's own null
 * is `{'JSON': null}`.
 * @see https://dev.mysql.com/doc/refman/8.4/en/select.html
 */
export const getRecords = sql.getRecords(database);

/**
 * Deletes the rows of a table that match the filters; with `all` instead of them, all rows.
 *
 * @returns `rows` is the number of deleted rows.
 * @see https://dev.mysql.com/doc/refman/8.4/en/delete.html
 */
export const deleteRecords = sql.deleteRecords(database);

/**
 * Returns the structure of a filter: field, comparison, value, and the operator before the next one.
 *
 * @returns A filter with descriptions as values, or with empty values.
 */
export const getRecordsFilterStructure = sql.getRecordsFilterStructure(database);
