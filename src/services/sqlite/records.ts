import * as sql from '../../core/sql/methods.js';
import { database } from './database.js';

/**
 * Adds rows to a table.
 *
 * A value is text, a number, true or false (1 or 0), null, a date (ISO 8601 text), bytes, or an
 * object or a list (JSON text). Bytes are `{'blob': …}` with Base64, on the command line also with
 * the path of a file. A number in JSON text that SQLite cannot store with all of its digits is refused.
 * A program passes an integer beyond ±2^53 as text or a bigint.
 *
 * @returns `rows` is the number of added rows.
 * @throws {ServiceError} A row failed; the message names it. In a transaction no row was added;
 * without one, `partial` has the number of the others.
 * @see https://sqlite.org/lang_insert.html
 */
export const addRecords = sql.addRecords(database);

/**
 * Updates the rows that match the filters; with `all` instead of them, all rows.
 *
 * @returns `rows` is the number of updated rows.
 * @see https://sqlite.org/lang_update.html
 */
export const updateRecords = sql.updateRecords(database);

/**
 * Adds rows to a table, or updates existing rows with the same key fields.
 *
 * The key fields must be a PRIMARY KEY or have a UNIQUE constraint; by default, any such key of the
 * table is used.
 *
 * @returns The same as AddRecords; updated rows count as added.
 * @see https://sqlite.org/lang_upsert.html
 */
export const ensureRecords = sql.ensureRecords(database);

/**
 * Gets the rows of a table that match the filters; without filters, all rows.
 *
 * Bytes are `{'blob': Base64}`, integers beyond ±2^53 are text. As a stream, or to a file
 * (`--out rows.csv`, `.jsonl`), the result can be of any size.
 *
 * @returns `data` has the rows.
 * @see https://sqlite.org/lang_select.html
 */
export const getRecords = sql.getRecords(database);

/**
 * Deletes the rows of a table that match the filters; with `all` instead of them, all rows.
 *
 * @returns `rows` is the number of deleted rows.
 * @see https://sqlite.org/lang_delete.html
 */
export const deleteRecords = sql.deleteRecords(database);

/**
 * Returns the structure of a filter for the rows of a table.
 *
 * Its `value` is bound and never becomes SQL; for IN and BETWEEN it is a list. With `raw` it is SQL
 * that becomes part of the query (`20 AND 30`): never build it from text from outside.
 *
 * @returns The meaning of each field; with `empty`, the structure to fill in.
 */
export const getRecordsFilterStructure = sql.getRecordsFilterStructure(database);
