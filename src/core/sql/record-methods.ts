import type { Call } from '../definition/call.js';
import { LARGE_DATA } from '../definition/large-data.js';
import type { Args, Params } from '../definition/param.js';
import { structure } from '../definition/structure.js';
import type { RowSource } from '../rows/row-source.js';
import type { JsonRecord } from '../util/is-record.js';
import { creatingParams, creation, shownCreation, withTable } from './creating.js';
import type { SqlDatabase } from './database.js';
import { shownRows, shownStatement } from './dry-run.js';
import { type Filter, filterStructure } from './filters.js';
import { sqlParams, valueParams } from './params.js';
import { renamed, renamingParams } from './renaming.js';
import type { AddedRows, Changed, SelectedRows } from './results.js';
import { RowStream } from './row-stream.js';
import { addRows, type Session } from './session.js';
import { needSettling, RowSettler, settleFilters } from './settle.js';
import { sqlMethod } from './statement-methods.js';
import {
  deleteRows,
  insertion,
  type Row,
  select,
  update,
  upsertion,
  type Writer,
} from './statements.js';

/** Makers of the methods for rows. */

const { table, transaction, keyFields, fields, order, limit } = sqlParams;

export function addRecords<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  const { dialect, readValue } = database;
  const { rows } = valueParams(dialect, readValue);
  return sqlMethod(database, 'AddRecords', withOurs(database.on), {
    effect: 'write',
    deadlines: LARGE_DATA,
    params: { table, rows, transaction },
    run(wanted, on, call): Promise<AddedRows> {
      const { table, transaction } = wanted;
      const write = insertion(dialect, table);
      return writeRows(database, wanted, on, call, write, async (session, rows) => {
        const settler = await RowSettler.for(dialect, session, table);
        const adding = {
          ...{ call, dialect, rows, write },
          settle: (rows: readonly Row[]) => settler.settled(rows),
          addAtOnce: async (rows: readonly Row[]) => session.addAtOnce?.(table, rows),
        };
        return addRows(session, adding, transaction);
      });
    },
  });
}

const ours = { ...creatingParams, ...renamingParams };

/** The params that the reference does not have come last. */
function withOurs<On extends Params>(on: On): On & typeof ours {
  return { ...on, ...ours };
}

export function updateRecords<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  const { dialect, readValue } = database;
  const { values, requiredFilters: filters } = valueParams(dialect, readValue);
  return sqlMethod(database, 'UpdateRecords', database.on, {
    effect: 'write',
    params: { table, values, filters },
    run({ table, values, filters }, on, call): Promise<Changed> {
      call.wouldSend(() => shownStatement(update(dialect, table, values, filters)));
      return database.use(call, on, async (session) => {
        const settler = await RowSettler.for(dialect, session, table);
        const [row] = await settler.settled([values]);
        const where = await settleFilters(dialect, session, table, filters);
        return { result: true, rows: await session.run(update(dialect, table, row!, where)) };
      });
    },
  });
}

/** `on` if the reference has another option for the database in this method. */
export function ensureRecords<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
  on: On = database.on,
) {
  const { rows } = valueParams(database.dialect, database.readValue);
  return sqlMethod(database, 'EnsureRecords', withOurs(on), {
    effect: 'write',
    deadlines: LARGE_DATA,
    params: { table, rows, keyFields, transaction },
    run: (args, on, call) => ensure(database, args, on, call),
  });
}

/** EnsureRecords for a database that determines the key: the caller cannot name its fields. */
export function ensureRecordsByKey<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
  on: On = database.on,
) {
  const { rows } = valueParams(database.dialect, database.readValue);
  return sqlMethod(database, 'EnsureRecords', withOurs(on), {
    effect: 'write',
    deadlines: LARGE_DATA,
    params: { table, rows, transaction },
    run: (args, on, call) => ensure(database, args, on, call),
  });
}

interface Writing {
  table: string;
  rows: RowSource<Row>;
  keyFields?: readonly string[] | undefined;
  transaction: boolean;
}

function ensure<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
  wanted: Writing,
  on: Args<On & typeof ours>,
  call: Call,
): Promise<AddedRows> {
  const { dialect } = database;
  const { table, keyFields = [], transaction } = wanted;
  const writing = (keys: readonly string[]) => upsertion(dialect, table, keys);
  return writeRows(database, wanted, on, call, writing(keyFields), async (session, rows) => {
    const keys = keyFields.length > 0 ? keyFields : ((await session.keys?.(table)) ?? []);
    const settler = await RowSettler.for(dialect, session, table);
    const settle = (rows: readonly Row[]) => settler.settled(rows);
    const adding = { call, dialect, rows, settle, write: writing(keys) };
    return addRows(session, adding, transaction);
  });
}

/** Writes rows, after renaming their fields and creating their table if the caller wants that. */
async function writeRows<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
  { table, rows: given, keyFields, transaction }: Writing,
  on: Args<On & typeof ours>,
  call: Call,
  /** The statement for a dry run. */
  shown: Writer,
  write: (session: Session<Found>, rows: RowSource<Row>) => Promise<AddedRows>,
): Promise<AddedRows> {
  const { dialect } = database;
  const { map, ...making }: Args<typeof ours> = on;
  const named = await renamed(call, given, map);
  const fromRows = async (rows: RowSource<Row>) => {
    const statement = await creation(call, dialect, { table, rows, keyFields }, making);
    const before = await shownCreation(database, call, on, table, statement);
    if (call.dryRun) {
      const all = await shownRows(call, dialect, rows, shown, transaction, before);
      call.wouldSend(() => all);
    }
    const creating = { call, dialect, table, statement, transaction };
    const work = (session: Session<Found>) =>
      withTable(session, creating, () => write(session, rows));
    return database.use(call, on, work, { mayCreate: statement !== undefined });
  };
  // The columns of a new table are chosen before its rows are written.
  return making.create ? named.repeatable(call, 2, fromRows) : fromRows(named);
}

export function getRecords<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  const { dialect, readValue } = database;
  const { filters } = valueParams(dialect, readValue);
  return sqlMethod(database, 'GetRecords', database.on, {
    effect: 'read',
    params: { table, fields, filters, order, limit },
    run({ table, ...wanted }, on, call): Promise<SelectedRows<Found>> {
      call.wouldSend(() => shownStatement(select(dialect, table, wanted)));
      return database.use(call, on, async (session) => {
        const filters = await settleFilters(dialect, session, table, wanted.filters ?? []);
        const data = await session.rows(select(dialect, table, { ...wanted, filters }));
        return { result: true, data };
      });
    },
    async stream({ table, ...wanted }, on, call): Promise<RowStream<Found, SelectedRows<Found>>> {
      let filters: readonly Filter[] = wanted.filters ?? [];
      if (needSettling(dialect, filters)) {
        filters = await database.use(call, on, (session) =>
          settleFilters(dialect, session, table, filters),
        );
      }
      const query = select(dialect, table, { ...wanted, filters });
      const found = await database.stream(call, on, query);
      return new RowStream(found, { result: true, data: [] });
    },
    rows: ({ data }) => data,
  });
}

export function deleteRecords<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  const { dialect, readValue } = database;
  const { requiredFilters: filters } = valueParams(dialect, readValue);
  return sqlMethod(database, 'DeleteRecords', database.on, {
    effect: 'delete',
    params: { table, filters },
    run({ table, filters }, on, call): Promise<Changed> {
      call.wouldSend(() => shownStatement(deleteRows(dialect, table, filters)));
      return database.use(call, on, async (session) => {
        const where = await settleFilters(dialect, session, table, filters);
        return { result: true, rows: await session.run(deleteRows(dialect, table, where)) };
      });
    },
  });
}

export function getRecordsFilterStructure({ service }: { service: string }) {
  return structure(service, 'GetRecordsFilterStructure', filterStructure);
}
