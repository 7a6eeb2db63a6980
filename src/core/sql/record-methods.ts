import type { Call } from '../definition/call.js';
import type { Args, Params } from '../definition/param.js';
import { structure } from '../definition/structure.js';
import type { JsonRecord } from '../util/is-record.js';
import { type SqlDatabase, sqlMethod, statementMethods } from './database.js';
import { shownRows, shownStatement } from './dry-run.js';
import { filterStructure } from './filters.js';
import { sqlParams, valueParams } from './params.js';
import type { AddedRows, Changed, SelectedRows } from './results.js';
import { RowStream } from './row-stream.js';
import { addRows } from './session.js';
import { deleteRows, insertion, type Row, select, update, upsertion } from './statements.js';

const { table, transaction, keyFields, fields, order, limit } = sqlParams;

/** Makers of the methods of rows. */
export function recordMethods<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  const { service, dialect, on: onDatabase } = database;
  const { rows, values, filters } = valueParams(dialect, database.readValue);
  const { counted } = statementMethods(database);

  interface Ensuring {
    table: string;
    rows: readonly Row[];
    keyFields?: readonly string[] | undefined;
    transaction: boolean;
  }

  function ensure(
    { table, rows, keyFields = [], transaction }: Ensuring,
    on: Args<On>,
    call: Call,
  ): Promise<AddedRows> {
    const writing = (keys: readonly string[]) => upsertion(dialect, table, keys);
    call.wouldSend(() => shownRows(dialect, rows, writing(keyFields), transaction));
    return database.use(call, on, async (session) => {
      const keys = keyFields.length > 0 ? keyFields : ((await session.keys?.(table)) ?? []);
      const ready = (await session.forColumns?.(table, rows)) ?? rows;
      const adding = { dialect, rows: ready, option: 'rows', write: writing(keys) };
      return addRows(session, adding, transaction);
    });
  }

  return {
    addRecords: () =>
      sqlMethod(database, 'AddRecords', onDatabase, {
        effect: 'write',
        params: { table, rows, transaction },
        run({ table, rows, transaction }, on, call): Promise<AddedRows> {
          const write = insertion(dialect, table);
          call.wouldSend(() => shownRows(dialect, rows, write, transaction));
          return database.use(call, on, async (session) => {
            const ready = (await session.forColumns?.(table, rows)) ?? rows;
            if (await session.addAtOnce?.(table, ready)) return allAdded(rows.length, transaction);
            return addRows(session, { dialect, rows: ready, option: 'rows', write }, transaction);
          });
        },
      }),

    updateRecords: () =>
      sqlMethod(database, 'UpdateRecords', onDatabase, {
        effect: 'write',
        params: { table, values, filters },
        run({ table, values, filters = [] }, on, call): Promise<Changed> {
          call.wouldSend(() => shownStatement(update(dialect, table, values, filters)));
          return database.use(call, on, async (session) => {
            const [ready = values] = (await session.forColumns?.(table, [values])) ?? [];
            const changed = await session.run(update(dialect, table, ready, filters));
            return { result: true, rows: changed };
          });
        },
      }),

    /** `on` where the reference calls the database otherwise in this method. */
    ensureRecords: (on: On = onDatabase) =>
      sqlMethod(database, 'EnsureRecords', on, {
        effect: 'write',
        params: { table, rows, keyFields, transaction },
        run: ensure,
      }),

    /** The same where the database knows the keys of its table, and the caller cannot name them. */
    ensureRecordsByKey: (on: On = onDatabase) =>
      sqlMethod(database, 'EnsureRecords', on, {
        effect: 'write',
        params: { table, rows, transaction },
        run: ensure,
      }),

    getRecords: () =>
      sqlMethod(database, 'GetRecords', onDatabase, {
        effect: 'read',
        params: { table, fields, filters, order, limit },
        run({ table, ...wanted }, on, call): Promise<SelectedRows<Found>> {
          const query = select(dialect, table, wanted);
          call.wouldSend(() => shownStatement(query));
          return database.use(call, on, async (session) => ({
            result: true,
            data: await session.rows(query),
          }));
        },
        async stream(
          { table, ...wanted },
          on,
          call,
        ): Promise<RowStream<Found, SelectedRows<Found>>> {
          const found = await database.stream(call, on, select(dialect, table, wanted));
          return new RowStream(found, { result: true, data: [] });
        },
        rows: ({ data }) => data,
      }),

    deleteRecords: () =>
      counted('DeleteRecords', 'delete', { table, filters }, ({ table, filters = [] }) =>
        deleteRows(dialect, table, filters),
      ),

    getRecordsFilterStructure: () =>
      structure(service, 'GetRecordsFilterStructure', filterStructure),
  };
}

function allAdded(rows: number, transaction: boolean): AddedRows {
  const added: AddedRows = { result: true, rows, errors: [] };
  return transaction ? { ...added, commit: { result: true } } : added;
}
