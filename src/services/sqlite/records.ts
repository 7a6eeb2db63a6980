import * as sql from '../../core/sql/methods.js';
import { database } from './database.js';

/**
 * Adds rows to a table.
 *
 * Values: text, numbers, true and false (1 and 0), null, dates (ISO 8601 text), bytes, and objects
 * and lists (JSON text). Bytes are `{'blob': …}` with Base64, on a command line also with the path
 * of a file. An integer beyond ±2^53 is given as text, or as a bigint.
 *
 * @returns `rows` tells how many were added.
 * @throws {ServiceError} A row failed, which the message names. In a transaction none was added;
 * without one the others were, as its `partial` tells.
 * @see https://sqlite.org/lang_insert.html
 */
export const addRecords = sql.addRecords(database);

/**
 * Updates the rows that the filters choose; without filters, all rows.
 *
 * @returns `rows` tells how many were updated.
 * @see https://sqlite.org/lang_update.html
 */
export const updateRecords = sql.updateRecords(database);

/**
 * Adds rows, and updates those that are there already by their key fields.
 *
 * The key fields are a PRIMARY KEY or together UNIQUE. Without them any such key of the table counts.
 *
 * @returns As AddRecords; an updated row counts as an added one.
 * @see https://sqlite.org/lang_upsert.html
 */
export const ensureRecords = sql.ensureRecords(database);

/**
 * Gets rows of a table, filtered and sorted.
 *
 * Bytes come as `{'blob': Base64}`, integers beyond ±2^53 as text. As a stream, or into a file
 * (`--out rows.csv`, `.jsonl`), the rows come one by one, however many there are.
 *
 * @returns `data` holds the rows.
 * @see https://sqlite.org/lang_select.html
 */
export const getRecords = sql.getRecords(database);

/**
 * Deletes the rows that the filters choose; without filters, all rows.
 *
 * @returns `rows` tells how many were deleted.
 * @see https://sqlite.org/lang_delete.html
 */
export const deleteRecords = sql.deleteRecords(database);

/**
 * Gets the structure of a filter for the rows of a table.
 *
 * Its `value` is bound, never read as SQL; for IN and BETWEEN it is a list. With `raw` it is SQL that
 * goes into the query as it is (`20 AND 30`): never build it from a text that comes from outside.
 *
 * @returns What each field is for; with `empty`, the structure to fill in.
 */
export const getRecordsFilterStructure = sql.getRecordsFilterStructure(database);
