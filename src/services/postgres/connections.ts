import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { tls } from '../../core/connection/tls-settings.js';
import { text, textOrNumber, unresolvedSecret } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import * as sql from '../../core/sql/methods.js';
import { connectionString as toUrl } from './address.js';
import { isConnection, type PostgresConnection } from './connection.js';
import { database } from './database.js';
import { dataOf } from './query.js';
import { sqlText } from './sql-text.js';
import { addressFor, connectionString, onConnection, open, rowsOn } from './target.js';

const spec: makers.ConnectionSpec<PostgresConnection> = {
  service: 'postgres',
  is: isConnection,
  option: 'dbc',
  log: (connection) => connection.log,
};

/**
 * Opens a connection for many calls.
 *
 * `await using connection = await createConnection({ connectionString })` closes it by itself. One
 * that nobody closes does not keep the program alive. Calls that use it at the same time are done
 * one after the other.
 *
 * @returns The connection: what the other methods take as `connection`.
 * @throws {ConnectionError} Nothing answers there, or the certificate is not trusted.
 * @throws {ServiceError} The server refuses: `28P01` is a wrong password, `3D000` an unknown database.
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
 */
export const createConnection = makers.createConnection(spec, {
  params: { connectionString, tls, logging },
  open: ({ connectionString, tls }, call, log) =>
    open(call, addressFor(call, connectionString, 'connectionString'), tls, log),
});

/**
 * Closes a connection. Closing one that is closed does nothing.
 */
export const closeConnection = makers.closeConnection(spec);

/**
 * Tells whether a value is a connection that CreateConnection gave.
 */
export const isConnector = makers.isConnector(spec);

/**
 * Runs a query; values for its placeholders (`$1`, `$2`) are bound in their order.
 *
 * Values never become SQL: text from outside belongs into `params`. They are text, numbers, true and
 * false, null, dates, objects (JSON), lists (arrays), bytes; or with their type, as `{'INT': 1}`,
 * `{'BYTEA': Base64}` (on a command line a path too), `{'JSONB': [1,2]}`, `{'TEXT[]': ['a','b']}`.
 *
 * Without values it may be several statements, which are one transaction; `data` is that of the last
 * one that gives rows. Of what comes back nothing is lost: bigint beyond ±2^53, numeric, dates and
 * times are text (ISO 8601), bytes are a Buffer, in JSON `{'BYTEA': Base64}`.
 *
 * @returns `data` holds the rows of what only reads (SELECT, WITH, VALUES, SHOW, EXPLAIN); with
 * `force` also those of INSERT … RETURNING.
 * @throws {ServiceError} The server refused: `reason` is its SQLSTATE, `details` has the position,
 * the constraint, the column.
 * @see https://www.postgresql.org/docs/current/sql-commands.html
 */
export const executeSQLQuery = sql.executeSQLQuery(database, {
  sql: sqlText,
  run: (call, on, { sql, values, force }) =>
    onConnection(call, on, async (session) => dataOf(await session.query(sql, values), force)),
  stream: (call, on, { sql, values }) => rowsOn(call, on, sql, values),
});

/**
 * Puts a connection string together; user, password and database are encoded as URLs have them.
 *
 * A password `env:NAME`, `file:PATH` or `cmd:COMMAND` stays as it is: it is looked up where the
 * string is typed as an option, so that the password itself stands nowhere.
 *
 * @returns `postgresql://login:password@host:5432/database`
 */
export const generateConnectionString = method('postgres', 'GenerateConnectionString', {
  effect: 'read',
  offline: true,
  params: {
    address: text('Host name or IP address of the server', {
      option: 'addr',
      role: 'destination',
      example: 'localhost',
    }),
    database: text('Name of the database', { option: 'db', example: 'shop' }),
    login: text('Name of the user', { example: 'postgres' }),
    password: unresolvedSecret('Password of the user', {
      option: 'pass',
      optional: true,
      example: 'env:PGPASSWORD',
    }),
    port: textOrNumber('Port of the server', { default: '5432' }),
  },
  run({ address, database, login, password, port }): string {
    return toUrl({ host: address, port, database, login }, password);
  },
});

/**
 * Puts together how a connection is encrypted, for the option `tls` of the other methods.
 *
 * The certificate of the server is verified, host name included, unless it is to be trusted whatever
 * it is. Without such settings it is as in psql: `sslmode` of the connection string decides, and
 * without that the connection is encrypted if the server can, and nothing is verified.
 *
 * @returns What the other methods take as `tls`.
 */
export const getTlsSettings = makers.getTlsSettings(spec);

/**
 * Puts together how a connection is logged: in memory, in a file, or both.
 *
 * @returns What CreateConnection takes as `logging`.
 */
export const getLoggingSettings = makers.getLoggingSettings(spec);

/**
 * Gets the log of a connection that keeps one in memory.
 *
 * @returns `logs` holds its newest entries; with `asText` they are one text, a line each.
 */
export const getLog = makers.getLog(spec);
