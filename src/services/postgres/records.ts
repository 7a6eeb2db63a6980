import * as sql from '../../core/sql/methods.js';
import { database, onDb } from './database.js';

/**
 * Adds rows to a table, with many rows in one statement.
 *
 * A value is text, a number, true or false, null, a date, an object (JSON), a list (an array) or bytes.
 * It can have its type, such as `{'INT': 1}` or `{'BYTEA': Base64}` (on the command line also a path).
 * The server converts it to the column's type. Numbers in JSON text keep all of their digits; a program
 * passes them as text for bigint and numeric. Missing fields get their defaults.
 *
 * In a JSON column, a value is the JSON value itself: the text `[1]` is a string there. Null is SQL's
 * NULL, `{'JSONB': null}` is JSON's. What GetRecords returns can be added again as it is.
 *
 * @returns The number of added rows.
 * @throws {ServiceError} A row was rejected; `details.row` is its index. In a transaction no row was
 * added; without one, `partial` has the number of the others.
 * @see https://www.postgresql.org/docs/current/sql-insert.html
 */
export const addRecords = sql.addRecords(database);

/**
 * Updates the rows that match the filters; with `all` instead of them, all rows.
 *
 * @returns `rows` is the number of updated rows.
 * @see https://www.postgresql.org/docs/current/sql-update.html
 */
export const updateRecords = sql.updateRecords(database);

/**
 * Adds rows to a table, or updates existing rows with the same key fields.
 *
 * The key fields must be those of a PRIMARY KEY, a UNIQUE column or a unique index; by default, the
 * PRIMARY KEY of the table. If several rows have the same key, the last one wins.
 *
 * @returns The number of written rows.
 * @throws {ServiceError} `42P10`: no PRIMARY KEY or UNIQUE constraint has exactly these fields.
 * @see https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
 */
export const ensureRecords = sql.ensureRecords(database, onDb);

/**
 * Gets the rows of a table that match the filters; without filters, all rows.
 *
 * With `--out rows.csv` (or `.jsonl`), or as a stream, the result can be of any size.
 *
 * @returns `data` has the rows. No precision is lost: bigint beyond ±2^53, numeric, dates and times
 * are text (ISO 8601), bytes are a Buffer, in JSON `{'BYTEA': Base64}`. JSON's own null is
 * `{'JSONB': null}`, and so is marked what would go back as something else.
 * @see https://www.postgresql.org/docs/current/sql-select.html
 */
export const getRecords = sql.getRecords(database);

/**
 * Deletes the rows of a table that match the filters; with `all` instead of them, all rows.
 *
 * @returns `rows` is the number of deleted rows.
 * @see https://www.postgresql.org/docs/current/sql-delete.html
 */
export const deleteRecords = sql.deleteRecords(database);

/**
 * Returns the structure of a filter: field, comparison, value, and the operator before the next one.
 *
 * @returns A filter with descriptions as values, or with empty values.
 */
export const getRecordsFilterStructure = sql.getRecordsFilterStructure(database);
