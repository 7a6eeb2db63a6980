import type { Call } from '../definition/call.js';
import { flag } from '../definition/kinds/index.js';
import { inputError } from '../definition/kinds/refuse.js';
import { type Args, callContext, type Params, param } from '../definition/param.js';
import { pause } from '../definition/pause.js';
import type { RowSource } from '../rows/row-source.js';
import type { JsonRecord } from '../util/is-record.js';
import { SeenValues } from './column-values.js';
import type { SqlDatabase } from './database.js';
import { type Dialect, type Statement, unquote } from './dialect.js';
import { columnsKind } from './params.js';
import type { Session } from './session.js';
import { type Columns, createTable, dropTable, type Row } from './statements.js';

/** Adding rows to a table that is not there yet. */

/** The params for it. They are ours, so they come after those of the reference. */
export const creatingParams = {
  create: flag('Create the table if it does not exist, with columns for the values of the rows', {
    default: false,
  }),
  columns: param(columnsKind, 'SQL types of new columns by name; by default as the values need', {
    option: 'cols',
    optional: true,
  }),
} as const;

type Given = Args<typeof creatingParams>;

interface New {
  table: string;
  rows: RowSource<Row>;
  keyFields?: readonly string[] | undefined;
}

/**
 * The statement that creates the table; `undefined` if the caller does not want it. All rows are read for
 * it: only then is it known which types keep every one of their values.
 */
export async function creation(
  call: Call,
  dialect: Dialect,
  { table, rows, keyFields = [] }: New,
  { create, columns: told }: Given,
): Promise<Statement | undefined> {
  if (!create) {
    if (!told) return undefined;
    const what = ` is only for a new table: it needs ${call.label('create')}`;
    throw inputError(callContext(call, 'columns'), what);
  }
  const columns = columnsFor(dialect, await seenIn(rows, call), told ?? {}, keyFields);
  if (Object.keys(columns).length === 0) {
    const hint = `Name the columns: ${call.label('columns')}.`;
    throw inputError(callContext(call, 'rows'), ' is empty, and so would be the table', { hint });
  }
  // A key that is told with its column is enough.
  const isKeyTold = Object.values(told ?? {}).some((type) => /PRIMARY\s+KEY|UNIQUE/i.test(type));
  return createTable(dialect, table, columns, isKeyTold ? [] : keyFields);
}

/** The columns of the rows in their order, after those that only the caller has named. */
function columnsFor(
  dialect: Dialect,
  seen: ReadonlyMap<string, SeenValues>,
  told: Columns,
  keyFields: readonly string[],
): Columns {
  const fold = (name: string) => dialect.foldName(unquote(dialect, name));
  const types = new Map(Object.entries(told).map(([name, type]) => [fold(name), type]));
  const keys = new Set(keyFields.map(fold));
  const ofRows = new Set([...seen.keys()].map(fold));
  const others = Object.entries(told).filter(([name]) => !ofRows.has(fold(name)));
  const own = [...seen].map(([name, values]) => {
    const type = types.get(fold(name)) ?? dialect.columnType(values, keys.has(fold(name)));
    return [name, type] as const;
  });
  return Object.fromEntries([...others, ...own]);
}

/** What the values of each column are. */
async function seenIn(rows: RowSource<Row>, call: Call): Promise<Map<string, SeenValues>> {
  const all = new Map<string, SeenValues>();
  let columns: readonly string[] = [];
  let seen: SeenValues[] = [];
  for await (const batch of rows.batches(call)) {
    for (const row of batch) {
      // Rows with the same fields share one list of columns.
      if (row.columns !== columns) {
        columns = row.columns;
        seen = columns.map((name) => {
          const found = all.get(name) ?? new SeenValues();
          all.set(name, found);
          return found;
        });
      }
      const { values } = row;
      for (let at = 0; at < values.length; at++) seen[at]!.add(values[at]);
    }
    await pause(call);
  }
  return all;
}

/** The statement for a dry run, with what is not known without a connection. */
export async function shownCreation<On extends Params, Found extends JsonRecord>(
  { columnsNow }: SqlDatabase<On, Found>,
  call: Call,
  on: Args<On>,
  table: string,
  creating: Statement | undefined,
): Promise<string | undefined> {
  if (!creating || !call.dryRun) return undefined;
  if (await columnsNow?.(call, on, table)) return undefined;
  const note = columnsNow ? '' : '-- if the table does not exist yet\n';
  return `${note}${creating.sql};`;
}

interface Creating {
  call: Call;
  dialect: Dialect;
  table: string;
  /** Undefined if the table has to be there. */
  statement: Statement | undefined;
  /** Write all rows or none. */
  transaction: boolean;
}

/** Writes rows, after creating their table if it does not exist; if they fail, there is none. */
export async function withTable<R>(
  session: Session,
  { call, dialect, table, statement, transaction }: Creating,
  write: () => Promise<R>,
): Promise<R> {
  if (!statement) return write();
  const isNew = async () => {
    if (await session.columns(table)) return false;
    await session.run(statement);
    return true;
  };
  if (!transaction) {
    await isNew();
    return write();
  }
  if (!dialect.altersAtOnce) {
    return session.transaction(async () => {
      await isNew();
      return write();
    });
  }
  if (await session.isInTransaction?.()) throw wouldCommit(call, dialect);
  if (!(await isNew())) return write();
  try {
    return await write();
  } catch (error) {
    await session.takeBack?.(dropTable(dialect, table));
    throw error;
  }
}

function wouldCommit(call: Call, { title }: Dialect): Error {
  const what = ` would end your transaction: ${title} cannot create a table inside of one`;
  const hint = 'Create the table before the transaction begins.';
  return inputError(callContext(call, 'create'), what, { hint });
}
