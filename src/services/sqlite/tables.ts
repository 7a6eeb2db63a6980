import type { Call } from '../../core/definition/call.js';
import { method } from '../../core/definition/method.js';
import { type Statement, tableParts } from '../../core/sql/dialect.js';
import { shownStatements } from '../../core/sql/dry-run.js';
import { sqlParams } from '../../core/sql/params.js';
import type { Changed, Done, EnsuredTable } from '../../core/sql/results.js';
import { runEnsureTable } from '../../core/sql/session.js';
import {
  addColumn,
  type Columns,
  clearTable as clearing,
  createTable as creating,
  dropColumn,
  dropTable,
  ensureTable as ensuring,
} from '../../core/sql/statements.js';
import {
  db,
  type GivenDatabase,
  isConnection,
  type OpenDatabase,
  openDatabase,
  withDatabase,
} from './connection.js';
import { dialect } from './dialect.js';
import { serviceError } from './errors.js';
import { carryOut, change, SqliteSession } from './session.js';
import type { ColumnInformation, TableInformation } from './types.js';

const { table, column, columnType, columns } = sqlParams;

/**
 * Gets the columns of a table: their names, types, defaults and keys.
 *
 * @returns `data` holds the columns, as `PRAGMA table_info` gives them; of no such table there are none.
 * @see https://sqlite.org/pragma.html#pragma_table_info
 */
export const getTableInformation = method('sqlite', 'GetTableInformation', {
  effect: 'read',
  offline: true,
  params: { table, db },
  rows: ({ data }: TableInformation) => data,
  run({ table, db }, call): Promise<TableInformation> {
    return withDatabase(call, db, 'a file that is there', (database) => {
      database.log.add(`Get table information: ${table}`);
      const data = columnsOf(call, database, table, 'pragma_table_info');
      return { result: true, data };
    });
  },
});

/**
 * Creates a table.
 *
 * A type is SQL: `INTEGER PRIMARY KEY`, `TEXT NOT NULL DEFAULT ''`, `NUMERIC(15, 2)`,
 * `INTEGER REFERENCES users(id)`. It must be of one piece: no semicolon, comment or second column.
 * A name is taken as it is, whatever is in it; quotes around it (`[my column]`) are taken off.
 *
 * @throws {ServiceError} There is such a table already. EnsureTable takes it as it is.
 * @see https://sqlite.org/lang_createtable.html
 */
export const createTable = method('sqlite', 'CreateTable', {
  effect: 'write',
  offline: true,
  dryRun: true,
  params: { table, columns, db },
  async run({ table, columns, db }, call): Promise<Done> {
    return carryOut(call, db, creating(dialect, table, columns), 'any file');
  },
});

/**
 * Adds a column to a table.
 *
 * SQLite adds no PRIMARY KEY or UNIQUE column to a table that is there, and a NOT NULL one only with
 * a default.
 *
 * @see https://sqlite.org/lang_altertable.html#altertabaddcol
 */
export const addTableColumn = method('sqlite', 'AddTableColumn', {
  effect: 'write',
  offline: true,
  dryRun: true,
  params: { table, column, columnType, db },
  run({ table, column, columnType, db }, call): Promise<Done> {
    return carryOut(call, db, addColumn(dialect, table, column, columnType));
  },
});

/**
 * Deletes a column of a table, with its values.
 *
 * @throws {ServiceError} The column is a key, or an index or a trigger uses it.
 * @see https://sqlite.org/lang_altertable.html#altertabdropcol
 */
export const deleteTableColumn = method('sqlite', 'DeleteTableColumn', {
  effect: 'delete',
  offline: true,
  dryRun: true,
  params: { table, column, db },
  run({ table, column, db }, call): Promise<Done> {
    return carryOut(call, db, dropColumn(dialect, table, column));
  },
});

/**
 * Creates a table, or gives an existing one these columns: adds missing ones and deletes others.
 *
 * Columns that stay keep their values and their types; those that are not named are deleted with
 * all that is in them. All of it happens, or nothing.
 *
 * @see https://sqlite.org/lang_altertable.html
 */
export const ensureTable = method('sqlite', 'EnsureTable', {
  effect: 'delete',
  offline: true,
  dryRun: true,
  params: { table, columns, db },
  async run({ table, columns, db }, call): Promise<EnsuredTable> {
    if (call.dryRun) {
      const statements = await planned(call, db, table, columns);
      call.wouldSend(() => shownStatements(statements, true));
    }
    return withDatabase(call, db, 'any file', (database) =>
      runEnsureTable(new SqliteSession(call, database), () => plan(call, database, table, columns)),
    );
  },
});

/**
 * Deletes a table with all that is in it.
 *
 * @see https://sqlite.org/lang_droptable.html
 */
export const deleteTable = method('sqlite', 'DeleteTable', {
  effect: 'delete',
  offline: true,
  dryRun: true,
  params: { table, db },
  run({ table, db }, call): Promise<Done> {
    return carryOut(call, db, dropTable(dialect, table));
  },
});

/**
 * Deletes all rows of a table. The table itself stays.
 *
 * @returns `rows` tells how many there were.
 * @see https://sqlite.org/lang_delete.html#the_truncate_optimization
 */
export const clearTable = method('sqlite', 'ClearTable', {
  effect: 'delete',
  offline: true,
  dryRun: true,
  params: { table, db },
  run({ table, db }, call): Promise<Changed> {
    return change(call, db, clearing(dialect, table));
  },
});

function plan(call: Call, database: OpenDatabase, table: string, columns: Columns): Statement[] {
  // With the columns that are computed from others: they are there too.
  const found = columnsOf(call, database, table, 'pragma_table_xinfo');
  const present = found.length > 0 ? found.map(({ name }) => name) : undefined;
  return ensuring(dialect, table, columns, present);
}

/** What would be done to the database as it is now; it is only read. */
async function planned(call: Call, db: GivenDatabase, table: string, columns: Columns) {
  if (isConnection(db)) return plan(call, db as OpenDatabase, table, columns);
  if (!db || !(await isThere(db))) return ensuring(dialect, table, columns, undefined);
  const database = await openDatabase(call, db, 'a file that is there', { readonly: true });
  try {
    return plan(call, database, table, columns);
  } finally {
    await database.close();
  }
}

async function isThere(path: string): Promise<boolean> {
  const { access } = await import('node:fs/promises');
  return access(path).then(
    () => true,
    () => false,
  );
}

function columnsOf(
  call: Call,
  { driver, path }: OpenDatabase,
  table: string,
  pragma: 'pragma_table_info' | 'pragma_table_xinfo',
): ColumnInformation[] {
  const [name, schema] = tableParts(dialect, table).reverse();
  const wanted = 'SELECT cid, name, type, "notnull", dflt_value, pk FROM';
  const query = schema === undefined ? `${wanted} ${pragma}(?)` : `${wanted} ${pragma}(?, ?)`;
  try {
    const bound = schema === undefined ? [name] : [name, schema];
    return driver.prepare(query).all(bound) as ColumnInformation[];
  } catch (error) {
    throw serviceError(call, error, { path });
  }
}
