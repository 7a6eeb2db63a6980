import * as sql from '../../core/sql/methods.js';
import { database, onDb } from './database.js';

/**
 * Adds rows to a table, many by one statement.
 *
 * A value is text, a number, true or false, null, a date, an object (JSON), a list (an array, or
 * JSON in a JSON column) or bytes; its type may be with it, as `{'INT': 1}`, `{'BYTEA': Base64}` (on
 * a command line a path too), `{'JSONB': null}`. The column decides what becomes of it: text is right
 * for a bigint, a numeric and a timestamp. Fields that a row does not have get their defaults.
 *
 * @returns How many rows were added.
 * @throws {ServiceError} A row was refused, `details.row` is its index. In a transaction none was
 * added; without one the others were, as its `partial` tells.
 * @see https://www.postgresql.org/docs/current/sql-insert.html
 */
export const addRecords = sql.addRecords(database);

/**
 * Sets fields of the rows that filters choose; without filters, of all rows.
 *
 * @returns `rows` tells how many were changed.
 * @see https://www.postgresql.org/docs/current/sql-update.html
 */
export const updateRecords = sql.updateRecords(database);

/**
 * Adds rows to a table, or updates those that are there with the same key fields.
 *
 * The key fields are those of a PRIMARY KEY, a UNIQUE column or a unique index; without them it is
 * the PRIMARY KEY of the table. Of rows with the same key the last one stays.
 *
 * @returns How many rows were written.
 * @throws {ServiceError} `42P10`: no PRIMARY KEY or UNIQUE has just these fields.
 * @see https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
 */
export const ensureRecords = sql.ensureRecords(database, onDb);

/**
 * Gets the rows of a table that filters choose; without filters, all of them.
 *
 * With `--out rows.csv` (or `.jsonl`), or as a stream, any number of rows has room.
 *
 * @returns `data` holds the rows. Nothing of a value is lost: bigint beyond ±2^53, numeric, dates and
 * times are text (ISO 8601), bytes are a Buffer, in JSON `{'BYTEA': Base64}`.
 * @see https://www.postgresql.org/docs/current/sql-select.html
 */
export const getRecords = sql.getRecords(database);

/**
 * Deletes the rows of a table that filters choose; without filters, all of them.
 *
 * @returns `rows` tells how many there were.
 * @see https://www.postgresql.org/docs/current/sql-delete.html
 */
export const deleteRecords = sql.deleteRecords(database);

/**
 * Shows what a filter looks like: a field, a comparison, a value, and what joins it to the next.
 *
 * @returns A filter with descriptions in place of values, or with empty values.
 */
export const getRecordsFilterStructure = sql.getRecordsFilterStructure(database);
