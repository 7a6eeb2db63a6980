import type { Params } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';
import { type SqlDatabase, sqlMethod, statementMethods } from './database.js';
import { quoteName } from './dialect.js';
import { shownStatement, shownStatements } from './dry-run.js';
import { databaseName, sqlParams } from './params.js';
import type { EnsuredTable, SelectedRows } from './results.js';
import { runEnsureTable } from './session.js';
import * as statements from './statements.js';

const { table, column, columnType, columns } = sqlParams;

/** Makers of the methods of tables, and of the databases that hold them. */
export function tableMethods<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  const { dialect, on: onDatabase } = database;
  const { statement } = statementMethods(database);
  const plain = (sql: string) => ({ sql, values: [] });

  return {
    /** `Column` is what the query of `information` gives. */
    getTableInformation: <Column extends object>() =>
      sqlMethod(database, 'GetTableInformation', onDatabase, {
        effect: 'read',
        params: { table },
        run({ table }, on, call): Promise<SelectedRows<Column>> {
          const query = database.information(table);
          call.wouldSend(() => shownStatement(query));
          return database.use(call, on, async (session) => {
            // What the rows are is in the query.
            const data = (await session.rows(query)) as readonly object[] as Column[];
            return { result: true, data };
          });
        },
        rows: ({ data }) => data as readonly object[] as JsonRecord[],
      }),

    createTable: () =>
      statement(
        'CreateTable',
        'write',
        { table, columns },
        ({ table, columns }) => statements.createTable(dialect, table, columns),
        { mayCreate: true },
      ),

    addTableColumn: () =>
      statement(
        'AddTableColumn',
        'write',
        { table, column, columnType },
        ({ table, column, columnType }) => statements.addColumn(dialect, table, column, columnType),
      ),

    deleteTableColumn: () =>
      statement('DeleteTableColumn', 'delete', { table, column }, ({ table, column }) =>
        statements.dropColumn(dialect, table, column),
      ),

    ensureTable: () =>
      sqlMethod(database, 'EnsureTable', onDatabase, {
        effect: 'delete',
        params: { table, columns },
        async run({ table, columns }, on, call): Promise<EnsuredTable> {
          const plan = (present?: readonly string[]) =>
            statements.ensureTable(dialect, table, columns, present);
          if (call.dryRun) {
            const note = database.columnsNow ? '' : '-- where there is no such table yet\n';
            const shown = plan(await database.columnsNow?.(call, on, table));
            call.wouldSend(() => `${note}${shownStatements(shown, true)}`);
          }
          return database.use(
            call,
            on,
            (session) => runEnsureTable(session, async () => plan(await session.columns(table))),
            { mayCreate: true },
          );
        },
      }),

    clearTable: () =>
      statement('ClearTable', 'delete', { table }, ({ table }) =>
        statements.clearTable(dialect, table),
      ),

    deleteTable: () =>
      statement('DeleteTable', 'delete', { table }, ({ table }) =>
        statements.dropTable(dialect, table),
      ),

    createDatabase: () =>
      statement('CreateDatabase', 'write', { base: databaseName }, ({ base }) =>
        plain(`CREATE DATABASE ${quoteName(dialect, base)}`),
      ),

    deleteDatabase: () =>
      statement('DeleteDatabase', 'delete', { base: databaseName }, ({ base }) =>
        plain(`DROP DATABASE ${quoteName(dialect, base)}`),
      ),
  };
}
