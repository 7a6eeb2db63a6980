import type { Call } from '../../core/definition/call.js';
import { method } from '../../core/definition/method.js';
import { shownRows, shownStatement } from '../../core/sql/dry-run.js';
import { type FilterStructure, filterStructure } from '../../core/sql/filters.js';
import { sqlParams, valueParams } from '../../core/sql/params.js';
import type { AddedRows, Changed } from '../../core/sql/results.js';
import { RowStream } from '../../core/sql/row-stream.js';
import { addRows } from '../../core/sql/session.js';
import {
  deleteRows,
  insertion,
  type Row,
  type Select,
  select,
  update,
  upsertion,
  type Writer,
} from '../../core/sql/statements.js';
import { db, type GivenDatabase, withDatabase } from './connection.js';
import { dialect, readValue, toDriver } from './dialect.js';
import { query, streamQuery } from './query.js';
import { change, SqliteSession } from './session.js';
import type { Records, SqliteRow } from './types.js';

const { table, transaction, keyFields, fields, order, limit, empty } = sqlParams;
const { rows, values, filters } = valueParams(dialect, readValue);

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
export const addRecords = method('sqlite', 'AddRecords', {
  effect: 'write',
  offline: true,
  dryRun: true,
  params: { table, rows, transaction, db },
  run({ table, rows, transaction, db }, call): Promise<AddedRows> {
    return add(call, db, rows, insertion(dialect, table), transaction);
  },
});

/**
 * Updates the rows that the filters choose; without filters, all rows.
 *
 * @returns `rows` tells how many were updated.
 * @see https://sqlite.org/lang_update.html
 */
export const updateRecords = method('sqlite', 'UpdateRecords', {
  effect: 'write',
  offline: true,
  dryRun: true,
  params: { table, values, filters, db },
  run({ table, values, filters, db }, call): Promise<Changed> {
    return change(call, db, update(dialect, table, values, filters ?? []));
  },
});

/**
 * Adds rows, and updates those that are there already by their key fields.
 *
 * The key fields are a PRIMARY KEY or together UNIQUE. Without them any such key of the table counts.
 *
 * @returns As AddRecords; an updated row counts as an added one.
 * @see https://sqlite.org/lang_upsert.html
 */
export const ensureRecords = method('sqlite', 'EnsureRecords', {
  effect: 'write',
  offline: true,
  dryRun: true,
  params: { table, rows, keyFields, transaction, db },
  run({ table, rows, keyFields, transaction, db }, call): Promise<AddedRows> {
    return add(call, db, rows, upsertion(dialect, table, keyFields ?? []), transaction);
  },
});

/**
 * Gets rows of a table, filtered and sorted.
 *
 * Bytes come as `{'blob': Base64}`, integers beyond ±2^53 as text. As a stream, or into a file
 * (`--out rows.csv`, `.jsonl`), the rows come one by one, however many there are.
 *
 * @returns `data` holds the rows.
 * @see https://sqlite.org/lang_select.html
 */
export const getRecords = method('sqlite', 'GetRecords', {
  effect: 'read',
  offline: true,
  dryRun: true,
  params: { table, fields, filters, order, limit, db },
  rows: ({ data }: Records) => data,
  async run({ table, db, ...wanted }, call): Promise<Records> {
    const statement = select(dialect, table, asSelect(wanted));
    call.wouldSend(() => shownStatement(statement));
    return withDatabase(call, db, 'a file that is there', async (database) => {
      const { sql, values } = statement;
      return {
        result: true,
        data: (await query(call, database, { sql, bound: [toDriver(values)] })) ?? [],
      };
    });
  },
  async stream({ table, db, ...wanted }, call): Promise<RowStream<SqliteRow, Records>> {
    const { sql, values } = select(dialect, table, asSelect(wanted));
    const rows = await streamQuery(call, db, 'a file that is there', {
      sql,
      bound: [toDriver(values)],
    });
    return new RowStream(rows, { result: true, data: [] });
  },
});

/**
 * Deletes the rows that the filters choose; without filters, all rows.
 *
 * @returns `rows` tells how many were deleted.
 * @see https://sqlite.org/lang_delete.html
 */
export const deleteRecords = method('sqlite', 'DeleteRecords', {
  effect: 'delete',
  offline: true,
  dryRun: true,
  params: { table, filters, db },
  run({ table, filters, db }, call): Promise<Changed> {
    return change(call, db, deleteRows(dialect, table, filters ?? []));
  },
});

/**
 * Gets the structure of a filter for the rows of a table.
 *
 * Its `value` is bound, never read as SQL; for IN and BETWEEN it is a list. With `raw` it is SQL that
 * goes into the query as it is (`20 AND 30`): never build it from a text that comes from outside.
 *
 * @returns What each field is for; with `empty`, the structure to fill in.
 */
export const getRecordsFilterStructure = method('sqlite', 'GetRecordsFilterStructure', {
  effect: 'read',
  offline: true,
  params: { empty },
  run: ({ empty }): FilterStructure => filterStructure(empty),
});

async function add(
  call: Call,
  db: GivenDatabase,
  rows: readonly Row[],
  write: Writer,
  transaction: boolean,
): Promise<AddedRows> {
  call.wouldSend(() => shownRows(dialect, rows, write, transaction));
  return withDatabase(call, db, 'a file that is there', (database) => {
    const adding = { dialect, rows, name: call.label('rows'), write };
    return addRows(new SqliteSession(call, database), adding, transaction);
  });
}

function asSelect({ filters = [], order = [], ...rest }: Partial<Select> & Pick<Select, 'fields'>) {
  return { limit: undefined, ...rest, filters, order };
}
