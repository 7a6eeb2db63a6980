import { tls } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { method } from '../../core/definition/method.js';
import { quoteName, type Statement } from '../../core/sql/dialect.js';
import { shownStatement } from '../../core/sql/dry-run.js';
import { sqlName } from '../../core/sql/params.js';
import type { Done } from '../../core/sql/results.js';
import { dialect } from './dialect.js';
import { connection, type On, onConnection } from './target.js';
import type { EndedConnection, EndedConnections } from './types.js';

const base = sqlName('Name of the database', { example: 'shop' });

/**
 * Creates a database.
 *
 * It cannot be done in a transaction. The connection is to another database: `postgres` is always
 * there. Small and capital letters are told apart.
 *
 * @throws {ServiceError} `42P04`: there is such a database already.
 * @see https://www.postgresql.org/docs/current/sql-createdatabase.html
 */
export const createDatabase = method('postgres', 'CreateDatabase', {
  effect: 'write',
  dryRun: true,
  params: { base, connection, tls },
  run({ base, ...on }, call): Promise<Done> {
    return runOne(call, on, { sql: `CREATE DATABASE ${quoteName(dialect, base)}`, values: [] });
  },
});

/**
 * Deletes a database with everything in it.
 *
 * Nobody may be connected to it: DisableAllDatabaseConnections sees to that. It cannot be done in a
 * transaction, nor over a connection to the database itself.
 *
 * @throws {ServiceError} `3D000`: there is no such database. `55006`: somebody is connected to it.
 * @see https://www.postgresql.org/docs/current/sql-dropdatabase.html
 */
export const deleteDatabase = method('postgres', 'DeleteDatabase', {
  effect: 'delete',
  dryRun: true,
  params: { base, connection, tls },
  run({ base, ...on }, call): Promise<Done> {
    return runOne(call, on, { sql: `DROP DATABASE ${quoteName(dialect, base)}`, values: [] });
  },
});

const END_ALL =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()';

/**
 * Ends all connections to a database but the one that asks.
 *
 * What others were doing there is taken back. It takes a superuser, or a member of
 * `pg_signal_backend` or of the roles that are connected.
 *
 * @returns `data` has an entry for each connection: whether it was ended.
 * @see https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SIGNAL
 */
export const disableAllDatabaseConnections = method('postgres', 'DisableAllDatabaseConnections', {
  effect: 'delete',
  dryRun: true,
  params: { base, connection, tls },
  run({ base, ...on }, call): Promise<EndedConnections> {
    call.wouldSend(() => shownStatement({ sql: END_ALL, values: [base] }));
    return onConnection(call, on, async (session) => {
      const [answer] = await session.query(END_ALL, [base]);
      return { result: true, data: answer!.rows as unknown as EndedConnection[] };
    });
  },
});

function runOne(call: Call, on: On, statement: Statement): Promise<Done> {
  call.wouldSend(() => shownStatement(statement));
  return onConnection(call, on, async (session) => {
    await session.run(statement);
    return { result: true };
  });
}
