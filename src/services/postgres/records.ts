import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { placeOf } from '../../core/definition/param.js';
import { ServiceError } from '../../core/errors/errors.js';
import { shownRows, shownStatement } from '../../core/sql/dry-run.js';
import { type FilterStructure, filterStructure } from '../../core/sql/filters.js';
import { sqlParams, valueParams } from '../../core/sql/params.js';
import type { AddedRows, Changed } from '../../core/sql/results.js';
import { RowStream } from '../../core/sql/row-stream.js';
import { addRows } from '../../core/sql/session.js';
import { deleteRows, insert, type Row, select, update, upsert } from '../../core/sql/statements.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { forColumns, isSpecial, primaryKey } from './catalog.js';
import { copySql, copyText, MANY } from './copy.js';
import { dialect } from './dialect.js';
import type { CallSession } from './session.js';
import { connection, db, onConnection, rowsOn } from './target.js';
import { tls } from './tls.js';
import { toServer } from './to-server.js';
import type { Rows } from './types.js';

const { table, transaction, keyFields, fields, order, limit, empty } = sqlParams;
const { rows, values, filters } = valueParams(dialect, toServer);

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
export const addRecords = method('postgres', 'AddRecords', {
  effect: 'write',
  dryRun: true,
  params: { table, rows, transaction, connection, tls },
  run({ table, rows, transaction, ...on }, call): Promise<AddedRows> {
    const write = (some: readonly Row[]) => insert(dialect, table, some);
    call.wouldSend(() => shownRows(dialect, rows, write, transaction));
    return onConnection(call, on, async (session) => {
      const ready = await forColumns(session, table, rows);
      if (await copied(session, table, ready)) return allAdded(rows.length, transaction);
      return addRows(
        session,
        { dialect, rows: ready, name: call.label('rows'), write },
        transaction,
      );
    });
  },
});

/**
 * Adds many rows by COPY, all or none. Whatever stands against it (a row that is refused, a view) is
 * found out, and told, by INSERT.
 */
async function copied(session: CallSession, table: string, rows: readonly Row[]): Promise<boolean> {
  const [first] = rows;
  const alike = rows.every(({ columns }) => columns === first!.columns);
  if (rows.length < MANY || !alike || (await isSpecial(session, table))) return false;
  try {
    await session.attempt(() => session.copy(copySql(table, first!.columns), copyText(rows)));
    return true;
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}

function allAdded(rows: number, transaction: boolean): AddedRows {
  const added: AddedRows = { result: true, rows, errors: [] };
  return transaction ? { ...added, commit: { result: true } } : added;
}

/**
 * Sets fields of the rows that filters choose; without filters, of all rows.
 *
 * @returns `rows` tells how many were changed.
 * @see https://www.postgresql.org/docs/current/sql-update.html
 */
export const updateRecords = method('postgres', 'UpdateRecords', {
  effect: 'write',
  dryRun: true,
  params: { table, values, filters, connection, tls },
  run({ table, values, filters = [], ...on }, call): Promise<Changed> {
    call.wouldSend(() => shownStatement(update(dialect, table, values, filters)));
    return onConnection(call, on, async (session) => {
      const [ready] = await forColumns(session, table, [values]);
      return { result: true, rows: await session.run(update(dialect, table, ready!, filters)) };
    });
  },
});

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
export const ensureRecords = method('postgres', 'EnsureRecords', {
  effect: 'write',
  dryRun: true,
  params: { table, rows, keyFields, transaction, connection: db, tls },
  run({ table, rows, keyFields = [], transaction, ...on }, call): Promise<AddedRows> {
    const writing = (keys: readonly string[]) => (some: readonly Row[]) =>
      upsert(dialect, table, some, keys);
    call.wouldSend(() => shownRows(dialect, rows, writing(keyFields), transaction));
    return onConnection(call, on, async (session) => {
      const keys = keyFields.length > 0 ? keyFields : await keysOf(call, session, table);
      const ready = await forColumns(session, table, rows);
      const adding = { dialect, rows: ready, name: call.label('rows'), write: writing(keys) };
      return addRows(session, adding, transaction);
    });
  },
});

async function keysOf(call: Call, session: CallSession, table: string): Promise<string[]> {
  const keys = await primaryKey(session, table);
  if (keys.length > 0) return keys;
  const what = ` is missing: the table ${table} has no PRIMARY KEY (or there is no such table)`;
  const hint = 'Name the fields that tell its rows apart: those of a UNIQUE constraint.';
  throw inputError(placeOf(call, 'keyFields'), what, { hint });
}

/**
 * Gets the rows of a table that filters choose; without filters, all of them.
 *
 * With `--out rows.csv` (or `.jsonl`), or as a stream, any number of rows has room.
 *
 * @returns `data` holds the rows. Nothing of a value is lost: bigint beyond ±2^53, numeric, dates and
 * times are text (ISO 8601), bytes are a Buffer, in JSON `{'BYTEA': Base64}`.
 * @see https://www.postgresql.org/docs/current/sql-select.html
 */
export const getRecords = method('postgres', 'GetRecords', {
  effect: 'read',
  dryRun: true,
  params: { table, fields, filters, order, limit, connection, tls },
  run({ table, fields, filters = [], order = [], limit, ...on }, call): Promise<Rows> {
    const statement = select(dialect, table, { fields, filters, order, limit });
    call.wouldSend(() => shownStatement(statement));
    return onConnection(call, on, async (session) => {
      const [answer] = await session.query(statement.sql, statement.values);
      return { result: true, data: answer!.rows };
    });
  },
  async stream(
    { table, fields, filters = [], order = [], limit, ...on },
    call,
  ): Promise<RowStream<JsonRecord, Rows>> {
    const { sql, values } = select(dialect, table, { fields, filters, order, limit });
    return new RowStream(rowsOn(call, on, sql, values), { result: true, data: [] });
  },
  rows: ({ data }): readonly JsonRecord[] => data,
});

/**
 * Deletes the rows of a table that filters choose; without filters, all of them.
 *
 * @returns `rows` tells how many there were.
 * @see https://www.postgresql.org/docs/current/sql-delete.html
 */
export const deleteRecords = method('postgres', 'DeleteRecords', {
  effect: 'delete',
  dryRun: true,
  params: { table, filters, connection, tls },
  run({ table, filters = [], ...on }, call): Promise<Changed> {
    const statement = deleteRows(dialect, table, filters);
    call.wouldSend(() => shownStatement(statement));
    return onConnection(call, on, async (session) => ({
      result: true,
      rows: await session.run(statement),
    }));
  },
});

/**
 * Shows what a filter looks like: a field, a comparison, a value, and what joins it to the next.
 *
 * @returns A filter with descriptions in place of values, or with empty values.
 */
export const getRecordsFilterStructure = method('postgres', 'GetRecordsFilterStructure', {
  effect: 'read',
  offline: true,
  params: { empty },
  run: ({ empty }): FilterStructure => filterStructure(empty),
});
