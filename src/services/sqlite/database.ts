import { exists } from '../../core/access/files.js';
import type { Call } from '../../core/definition/call.js';
import type { SqlDatabase } from '../../core/sql/database.js';
import { columnNames, tableInformation } from './catalog.js';
import {
  db,
  type GivenDatabase,
  isConnection,
  type OpenDatabase,
  openDatabase,
  refusedDb,
  withDatabase,
} from './connection.js';
import { dialect, readValue, toDriver } from './dialect.js';
import { streamQuery } from './query.js';
import { SqliteSession } from './session.js';
import type { ColumnInformation, SqliteRow } from './types.js';
import { readUri } from './uri.js';

const on = { db };

/** What the makers of the SQL methods need to know about SQLite. */
export const database: SqlDatabase<typeof on, SqliteRow, ColumnInformation> = {
  service: 'sqlite',
  dialect,
  readValue,
  on,
  offline: true,
  information: tableInformation,
  use(call, { db }, work, { mayCreate = false } = {}) {
    const needs = mayCreate ? 'any file' : 'a file that is there';
    return withDatabase(call, db, needs, (database) => work(new SqliteSession(call, database)));
  },
  stream(call, { db }, { sql, values }) {
    const bound = [toDriver(values)];
    return streamQuery(call, db, 'a file that is there', { sql, bound });
  },
  columnsNow: (call, { db }, table) => columnsNow(call, db, table),
};

/** The current columns of a table; the database is opened read-only. */
async function columnsNow(
  call: Call,
  db: GivenDatabase,
  table: string,
): Promise<string[] | undefined> {
  if (isConnection(db)) return columnNames(call, db as OpenDatabase, table);
  const { path } = readUri(db ?? '', (what, hint) => refusedDb(call, what, { hint }));
  if (!db || !path || !(await exists(call.access.files, path))) return undefined;
  const database = await openDatabase(call, db, 'a file that is there', { readonly: true });
  try {
    return columnNames(call, database, table);
  } finally {
    await database.close();
  }
}
