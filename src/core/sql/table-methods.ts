import type { Params } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';
import type { SqlDatabase } from './database.js';
import { quoteName } from './dialect.js';
import { shownStatement, shownStatements } from './dry-run.js';
import { databaseName, sqlParams } from './params.js';
import type { EnsuredTable, SelectedRows } from './results.js';
import { runEnsureTable } from './session.js';
import { sqlMethod, statement } from './statement-methods.js';
import * as statements from './statements.js';

/** Makers of the methods for tables and databases. */

const { table, column, columnType, columns } = sqlParams;

export function getTableInformation<
  On extends Params,
  Found extends JsonRecord,
  Column extends object,
>(database: SqlDatabase<On, Found, Column>) {
  return sqlMethod(database, 'GetTableInformation', database.on, {
    effect: 'read',
    params: { table },
    run({ table }, on, call): Promise<SelectedRows<Column>> {
      const query = database.information(table);
      call.wouldSend(() => shownStatement(query));
      return database.use(call, on, async (session) => {
        const rows: readonly object[] = await session.rows(query);
        return { result: true, data: rows as Column[] };
      });
    },
    rows: ({ data }) => data as readonly object[] as JsonRecord[],
  });
}

export function createTable<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  return statement(database, 'CreateTable', {
    effect: 'write',
    params: { table, columns },
    write: ({ table, columns }) => statements.createTable(database.dialect, table, columns),
    mayCreate: true,
  });
}

export function addTableColumn<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  return statement(database, 'AddTableColumn', {
    effect: 'write',
    params: { table, column, columnType },
    write: ({ table, column, columnType }) =>
      statements.addColumn(database.dialect, table, column, columnType),
  });
}

export function deleteTableColumn<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  return statement(database, 'DeleteTableColumn', {
    effect: 'delete',
    params: { table, column },
    write: ({ table, column }) => statements.dropColumn(database.dialect, table, column),
  });
}

export function ensureTable<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  return sqlMethod(database, 'EnsureTable', database.on, {
    effect: 'delete',
    params: { table, columns },
    async run({ table, columns }, on, call): Promise<EnsuredTable> {
      const plan = (present?: readonly string[]) =>
        statements.ensureTable(database.dialect, table, columns, present);
      if (call.dryRun) {
        const note = database.columnsNow ? '' : '-- if the table does not exist yet\n';
        const shown = plan(await database.columnsNow?.(call, on, table));
        call.wouldSend(
          () =>
            `${note}${shownStatements(database.dialect, shown, !database.dialect.altersAtOnce)}`,
        );
      }
      return database.use(
        call,
        on,
        (session) =>
          runEnsureTable(database.dialect, session, async () => plan(await session.columns(table))),
        { mayCreate: true },
      );
    },
  });
}

export function clearTable<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  return statement(database, 'ClearTable', {
    effect: 'delete',
    params: { table },
    write: ({ table }) => statements.clearTable(database.dialect, table),
  });
}

export function deleteTable<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  return statement(database, 'DeleteTable', {
    effect: 'delete',
    params: { table },
    write: ({ table }) => statements.dropTable(database.dialect, table),
  });
}

const base = databaseName;

export function createDatabase<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  return statement(database, 'CreateDatabase', {
    effect: 'write',
    params: { base },
    write: ({ base }) => ({
      sql: `CREATE DATABASE ${quoteName(database.dialect, base)}`,
      values: [],
    }),
  });
}

export function deleteDatabase<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  return statement(database, 'DeleteDatabase', {
    effect: 'delete',
    params: { base },
    write: ({ base }) => ({
      sql: `DROP DATABASE ${quoteName(database.dialect, base)}`,
      values: [],
    }),
  });
}
