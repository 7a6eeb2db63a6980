import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { tls } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { text, textOrNumber, unresolvedSecret } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import * as sql from '../../core/sql/methods.js';
import { sqlText } from '../../core/sql/sql-file.js';
import { isConnection, type PostgresConnection } from './connection.js';
import { connectionString as toUrl } from './connection-string.js';
import { database } from './database.js';
import { open } from './open.js';
import { dataOf } from './query.js';
import type { CallSession } from './session.js';
import { hasSeveralStatements } from './sql-text.js';
import { connectionString, destinationFor, type On, onConnection, rowsOn } from './target.js';

const spec: makers.ConnectionSpec<PostgresConnection> = {
  service: 'postgres',
  is: isConnection,
  option: 'dbc',
  log: (connection) => connection.log,
};

/**
 * Opens a connection for many calls.
 *
 * `await using connection = await createConnection({ connectionString })` closes it automatically.
 * An open connection does not keep the program alive. Simultaneous calls run one after another.
 * A password that is not given comes from PGPASSWORD or the password file of psql, `~/.pgpass`.
 *
 * As in psql, a connection string can have several hosts, which are tried in turn, and
 * `target_session_attrs` such as `read-write`, `load_balance_hosts=random`, or the `service` of a
 * `pg_service.conf`: `postgresql://user@db1,db2:5433/shop?target_session_attrs=primary`.
 *
 * @returns The connection, for the param `connection` of the other methods.
 * @throws {ConnectionError} The connection was refused, or the certificate is not trusted.
 * @throws {ServiceError} The server rejected it: `28P01` is a wrong password, `3D000` an unknown
 * database.
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
 */
export const createConnection = makers.createConnection(spec, {
  params: { connectionString, tls, logging },
  open: async ({ connectionString, tls }, call, log) =>
    open(call, await destinationFor(call, connectionString, 'connectionString'), tls, log),
});

/**
 * Closes a connection. Does nothing if it is already closed.
 */
export const closeConnection = makers.closeConnection(spec);

/**
 * Checks whether a value is a connection from CreateConnection.
 */
export const isConnector = makers.isConnector(spec);

/**
 * Runs a query; values are bound to its placeholders (`$1`, `$2`) in order.
 *
 * Values never become SQL: pass text from outside in `params`. A value is text, a number, true or
 * false, null, a date, an object (JSON), a list (array) or bytes, or has its type, such as
 * `{'INT': 1}`, `{'BYTEA': Base64}` (on the command line also a path), `{'JSONB': null}`,
 * `{'TEXT[]': ['a','b']}`. If the query expects JSON, a value is the JSON value itself: text is a
 * string. To pass text that is already JSON, write `$1::text::jsonb`.
 *
 * Without values it can have several statements, which run as one transaction; `data` has the rows
 * of the last one that returns rows. No precision is lost: bigint beyond ±2^53, numeric, dates and
 * times are text (ISO 8601), bytes are a Buffer, in JSON `{'BYTEA': Base64}`. JSON's own null is
 * `{'JSONB': null}`.
 *
 * @returns `data` has the rows of SELECT, WITH, VALUES, SHOW and EXPLAIN; with
 * `force` also those of INSERT … RETURNING.
 * @throws {ServiceError} The query failed: `reason` is its SQLSTATE, `details` has the position,
 * the constraint, the column.
 * @see https://www.postgresql.org/docs/current/sql-commands.html
 */
export const executeSQLQuery = sql.executeSQLQuery(database, {
  sql: sqlText,
  run: (call, on, { sql, values, force }) =>
    onConnection(call, on, async (session) => dataOf(await session.query(sql, values), force)),
  stream: (call, on, { sql, values, force }) =>
    values.length === 0 && hasSeveralStatements(sql)
      ? rowsOfLast(call, on, sql, force)
      : rowsOn(call, on, sql, values),
});

/** Several statements run together, as without a stream; their rows come at once. */
async function* rowsOfLast(call: Call, on: On, sql: string, force: boolean) {
  const run = async (session: CallSession) => dataOf(await session.query(sql), force);
  const found = await onConnection(call, on, run);
  if (found && found.length > 0) yield found;
}

/**
 * Builds a connection string; user, password and database are URL-encoded.
 *
 * A password `env:NAME`, `file:PATH` or `cmd:COMMAND` stays as it is. It is looked up when the
 * string is used as an option, so the password itself is never written down.
 *
 * @returns `postgresql://login:password@host:5432/database`
 */
export const generateConnectionString = method('postgres', 'GenerateConnectionString', {
  effect: 'read',
  offline: true,
  params: {
    address: text('Server host name or IP address', {
      option: 'addr',
      role: 'destination',
      example: 'localhost',
    }),
    database: text('Database name', { option: 'db', example: 'shop' }),
    login: text('User name', { example: 'postgres' }),
    password: unresolvedSecret('User password', {
      option: 'pass',
      optional: true,
      example: 'env:PGPASSWORD',
    }),
    port: textOrNumber('Server port', { default: '5432' }),
  },
  run({ address, database, login, password, port }): string {
    return toUrl({ host: address, port, database, login }, password);
  },
});

/**
 * Returns the TLS settings for a connection: the option `tls` of the other methods.
 *
 * The server's certificate is verified, including the host name, unless all certificates are trusted.
 * Without these settings it is as in psql: `sslmode` of the connection string decides. Without
 * `sslmode`, the connection is encrypted if the server supports it, and nothing is verified.
 *
 * @returns The settings, for the param `tls` of the other methods.
 */
export const getTlsSettings = makers.getTlsSettings(spec);

/**
 * Returns the logging settings for a connection: in memory, in a file or both.
 *
 * @returns The settings, for the param `logging` of CreateConnection.
 */
export const getLoggingSettings = makers.getLoggingSettings(spec);

/**
 * Gets the log of a connection that logs in memory.
 *
 * @returns `logs` has its newest entries; with `asText` they are one text with a line for each.
 */
export const getLog = makers.getLog(spec);
