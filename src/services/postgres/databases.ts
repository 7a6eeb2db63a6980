import { tls } from '../../core/connection/tls-settings.js';
import { method } from '../../core/definition/method.js';
import { shownStatement } from '../../core/sql/dry-run.js';
import * as sql from '../../core/sql/methods.js';
import { databaseName } from '../../core/sql/params.js';
import { database } from './database.js';
import { connection, onConnection } from './target.js';
import type { EndedConnection, EndedConnections } from './types.js';

/**
 * Creates a database.
 *
 * It cannot run in a transaction. Connect to another database: `postgres` always exists. The name is
 * case-sensitive.
 *
 * @throws {ServiceError} `42P04`: the database already exists.
 * @see https://www.postgresql.org/docs/current/sql-createdatabase.html
 */
export const createDatabase = sql.createDatabase(database);

/**
 * Deletes a database and everything in it.
 *
 * There must be no connections to it: see DisableAllDatabaseConnections. It cannot run in a
 * transaction, nor on a connection to the database itself.
 *
 * @throws {ServiceError} `3D000`: the database does not exist. `55006`: it has connections.
 * @see https://www.postgresql.org/docs/current/sql-dropdatabase.html
 */
export const deleteDatabase = sql.deleteDatabase(database);

const END_ALL =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()';

/**
 * Ends all connections to a database except its own.
 *
 * The transactions of the others are rolled back. It requires a superuser, or a member of
 * `pg_signal_backend` or of the connected roles.
 *
 * @returns `data` has an entry for each connection, which says whether it was ended.
 * @see https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SIGNAL
 */
export const disableAllDatabaseConnections = method('postgres', 'DisableAllDatabaseConnections', {
  effect: 'delete',
  dryRun: true,
  params: { base: databaseName, connection, tls },
  run({ base, ...on }, call): Promise<EndedConnections> {
    call.wouldSend(() => shownStatement({ sql: END_ALL, values: [base] }));
    return onConnection(call, on, async (session) => {
      const [answer] = await session.query(END_ALL, [base]);
      return { result: true, data: answer!.rows as unknown as EndedConnection[] };
    });
  },
});
