import { tls } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { method } from '../../core/definition/method.js';
import type { Statement } from '../../core/sql/dialect.js';
import { shownStatement, shownStatements } from '../../core/sql/dry-run.js';
import { sqlParams } from '../../core/sql/params.js';
import type { Done, EnsuredTable } from '../../core/sql/results.js';
import { runEnsureTable } from '../../core/sql/session.js';
import {
  addColumn,
  clearTable as clearing,
  createTable as creating,
  dropColumn,
  dropTable,
  ensureTable as ensuring,
} from '../../core/sql/statements.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { columnNames, tableInformation } from './catalog.js';
import { dialect } from './dialect.js';
import { connection, type On, onConnection } from './target.js';
import type { ColumnInformation, TableInformation } from './types.js';

const { table, column, columnType, columns } = sqlParams;

/**
 * Gets the columns of a table: their names, types, defaults and whether they may be empty.
 *
 * `schema.table` is a table of that schema; without a schema it is looked for as in a query. Names
 * are taken as they are written, small and capital letters too.
 *
 * @returns `data` holds the columns; of no such table there are none.
 * @see https://www.postgresql.org/docs/current/infoschema-columns.html
 */
export const getTableInformation = method('postgres', 'GetTableInformation', {
  effect: 'read',
  dryRun: true,
  params: { table, connection, tls },
  run({ table, ...on }, call): Promise<TableInformation> {
    const statement = tableInformation(table);
    call.wouldSend(() => shownStatement(statement));
    return onConnection(call, on, async (session) => {
      const [answer] = await session.query(statement.sql, statement.values);
      return { result: true, data: answer!.rows as unknown as ColumnInformation[] };
    });
  },
  rows: ({ data }) => data as unknown as JsonRecord[],
});

/**
 * Creates a table.
 *
 * A type is SQL: `SERIAL PRIMARY KEY`, `TEXT NOT NULL DEFAULT ''`, `NUMERIC(15, 2)`,
 * `INT REFERENCES users(id)`. It must be of one piece: no semicolon, comment or second column. A name
 * is taken as it is, whatever is in it; `schema.table` are two names.
 *
 * @throws {ServiceError} `42P07`: there is such a table already. EnsureTable takes it as it is.
 * @see https://www.postgresql.org/docs/current/sql-createtable.html
 */
export const createTable = method('postgres', 'CreateTable', {
  effect: 'write',
  dryRun: true,
  params: { table, columns, connection, tls },
  run({ table, columns, ...on }, call): Promise<Done> {
    return carryOut(call, on, creating(dialect, table, columns));
  },
});

/**
 * Adds a column to a table.
 *
 * @throws {ServiceError} `42701`: there is such a column already.
 * @see https://www.postgresql.org/docs/current/sql-altertable.html
 */
export const addTableColumn = method('postgres', 'AddTableColumn', {
  effect: 'write',
  dryRun: true,
  params: { table, column, columnType, connection, tls },
  run({ table, column, columnType, ...on }, call): Promise<Done> {
    return carryOut(call, on, addColumn(dialect, table, column, columnType));
  },
});

/**
 * Deletes a column of a table, with its values.
 *
 * @throws {ServiceError} `2BP01`: something else, a view perhaps, uses the column.
 * @see https://www.postgresql.org/docs/current/sql-altertable.html
 */
export const deleteTableColumn = method('postgres', 'DeleteTableColumn', {
  effect: 'delete',
  dryRun: true,
  params: { table, column, connection, tls },
  run({ table, column, ...on }, call): Promise<Done> {
    return carryOut(call, on, dropColumn(dialect, table, column));
  },
});

/**
 * Creates a table, or gives an existing one these columns: adds missing ones and deletes others.
 *
 * Columns that stay keep their values and their types; those that are not named are deleted with
 * all that is in them. All of it happens, or nothing.
 *
 * @see https://www.postgresql.org/docs/current/sql-altertable.html
 */
export const ensureTable = method('postgres', 'EnsureTable', {
  effect: 'delete',
  dryRun: true,
  params: { table, columns, connection, tls },
  run({ table, columns, ...on }, call): Promise<EnsuredTable> {
    const plan = (present?: readonly string[]) => ensuring(dialect, table, columns, present);
    call.wouldSend(() => `-- where there is no such table yet\n${shownStatements(plan(), true)}`);
    return onConnection(call, on, (session) =>
      runEnsureTable(session, async () => plan(await columnNames(session, table))),
    );
  },
});

/**
 * Deletes all rows of a table. The table itself stays.
 *
 * @throws {ServiceError} `0A000`: another table refers to this one. DeleteRecords can do it then.
 * @see https://www.postgresql.org/docs/current/sql-truncate.html
 */
export const clearTable = method('postgres', 'ClearTable', {
  effect: 'delete',
  dryRun: true,
  params: { table, connection, tls },
  run({ table, ...on }, call): Promise<Done> {
    return carryOut(call, on, clearing(dialect, table));
  },
});

/**
 * Deletes a table with all that is in it.
 *
 * @throws {ServiceError} `2BP01`: something else, a view perhaps, uses the table.
 * @see https://www.postgresql.org/docs/current/sql-droptable.html
 */
export const deleteTable = method('postgres', 'DeleteTable', {
  effect: 'delete',
  dryRun: true,
  params: { table, connection, tls },
  run({ table, ...on }, call): Promise<Done> {
    return carryOut(call, on, dropTable(dialect, table));
  },
});

function carryOut(call: Call, on: On, statement: Statement): Promise<Done> {
  call.wouldSend(() => shownStatement(statement));
  return onConnection(call, on, async (session) => {
    await session.run(statement);
    return { result: true };
  });
}
