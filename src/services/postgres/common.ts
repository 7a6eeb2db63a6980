import { openConnection } from '../../core/connection/connection.js';
import {
  type ConnectionLogResult,
  type LoggingSettings,
  logging,
  loggingSettings,
} from '../../core/connection/connection-log.js';
import {
  any,
  flag,
  number,
  text,
  textOrNumber,
  unresolvedSecret,
} from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { shownStatement } from '../../core/sql/dry-run.js';
import { sqlParams, valueParams } from '../../core/sql/params.js';
import type { Done } from '../../core/sql/results.js';
import { RowStream } from '../../core/sql/row-stream.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { connectionString as toUrl } from './address.js';
import { isConnection, type PostgresConnection } from './connection.js';
import { dialect } from './dialect.js';
import { dataOf } from './query.js';
import { sqlText } from './sql-text.js';
import { addressFor, connection, connectionString, onConnection, open, rowsOn } from './target.js';
import { type TlsSettings, tls } from './tls.js';
import { toServer } from './to-server.js';
import type { QueryResult } from './types.js';

const { force } = sqlParams;
const { parameters } = valueParams(dialect, toServer);

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
export const createConnection = method('postgres', 'CreateConnection', {
  effect: 'read',
  programOnly: true,
  params: { connectionString, tls, logging },
  run({ connectionString, tls, logging }, call): Promise<PostgresConnection> {
    return open(call, addressFor(call, connectionString, 'connectionString'), tls, logging);
  },
});

/**
 * Closes a connection. Closing one that is closed does nothing.
 */
export const closeConnection = method('postgres', 'CloseConnection', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: { connection: openConnection(isConnection, 'The open connection', { option: 'dbc' }) },
  async run({ connection }): Promise<Done> {
    await connection.close();
    return { result: true };
  },
});

/**
 * Tells whether a value is a connection that CreateConnection gave.
 */
export const isConnector = method('postgres', 'IsConnector', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: { value: any('The value in question', { example: 'connection' }) },
  run: ({ value }): boolean => isConnection(value),
});

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
export const executeSQLQuery = method('postgres', 'ExecuteSQLQuery', {
  effect: 'write',
  dryRun: true,
  params: { sql: sqlText, parameters, force, connection, tls },
  run({ sql, parameters = [], force, ...on }, call): Promise<QueryResult> {
    call.wouldSend(() => shownStatement({ sql: sql.replace(/;\s*$/, ''), values: parameters }));
    return onConnection(call, on, async (session) => {
      const data = dataOf(await session.query(sql, parameters), force);
      return { result: true, ...(data && { data }) };
    });
  },
  async stream(
    { sql, parameters = [], force: _, ...on },
    call,
  ): Promise<RowStream<JsonRecord, QueryResult>> {
    return new RowStream(rowsOn(call, on, sql, parameters), { result: true });
  },
  rows: ({ data }): readonly JsonRecord[] => data ?? [],
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
export const getTlsSettings = method('postgres', 'GetTlsSettings', {
  effect: 'read',
  offline: true,
  params: {
    trust: flag('Trust any certificate: for test servers only', { example: 'false' }),
    cert: text('Path of a PEM file with the authority to trust; the usual ones without it', {
      optional: true,
    }),
  },
  run: ({ trust, cert }): TlsSettings => ({
    use_tls: true,
    accept_invalid_certs: trust,
    ca_cert_path: cert ?? '',
  }),
});

/**
 * Puts together how a connection is logged: in memory, in a file, or both.
 *
 * @returns What CreateConnection takes as `logging`.
 */
export const getLoggingSettings = method('postgres', 'GetLoggingSettings', {
  effect: 'read',
  offline: true,
  params: {
    memory: flag('Keep the log in memory, for GetLog', { default: true }),
    count: number('How many entries are kept in memory: the newest', { default: 300 }),
    path: text('File that the log is written to', { optional: true }),
  },
  run: ({ memory, count, path }): LoggingSettings => loggingSettings(memory, count, path),
});

/**
 * Gets the log of a connection that keeps one in memory.
 *
 * @returns `logs` holds its newest entries; with `asText` they are one text, a line each.
 */
export const getLog = method('postgres', 'GetLog', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: {
    connection: openConnection(isConnection, 'The connection', { option: 'conn' }),
    asText: flag('Give the log as one text', { option: 'str', default: false }),
    count: number('How many entries at most; 0 for all', { default: 100 }),
  },
  run({ connection, asText, count }): ConnectionLogResult | string {
    const log = connection.log.newest(count);
    return asText ? log.logs.join('\n') : log;
  },
});
