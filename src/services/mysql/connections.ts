import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { tls } from '../../core/connection/tls-settings.js';
import { bytes, text, textOrNumber, unresolvedSecret } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import * as sql from '../../core/sql/methods.js';
import { sqlText } from '../../core/sql/sql-file.js';
import { isConnection, type MysqlConnection } from './connection.js';
import { connectionString as toUrl } from './connection-string.js';
import { database } from './database.js';
import { open } from './open.js';
import { dataOf, rowsOfQuery } from './query.js';
import { connectionString, destinationFor, onConnection } from './target.js';

const spec: makers.ConnectionSpec<MysqlConnection> = {
  service: 'mysql',
  is: isConnection,
  option: 'dbc',
  log: (connection) => connection.log,
};

/**
 * Opens a connection for many calls.
 *
 * `await using connection = await createConnection({ connectionString })` closes it automatically.
 * An open connection does not keep the program alive. Simultaneous calls run one after another.
 * A password that is not given comes from MYSQL_PWD.
 *
 * Options of the connection string have the names of mysql or of drivers: `ssl-mode=VERIFY_IDENTITY`,
 * `ssl-ca`, `ssl-cert`, `ssl-key`, `socket`, `connectTimeout` in milliseconds. Without encryption,
 * `caching_sha2_password` may need the server's RSA key: it is read from `server-public-key-path`, and
 * accepted from the network only with `allowPublicKeyRetrieval=true`. An option that OInt does not know
 * is an error.
 *
 * The session uses UTC, utf8mb4 and the strict SQL mode, whatever the defaults of the server are.
 *
 * @returns The connection, for the param `connection` of the other methods.
 * @throws {ConnectionError} The connection was refused, or the certificate is not trusted.
 * @throws {ServiceError} The server rejected it: `ER_ACCESS_DENIED_ERROR` is a wrong password,
 * `ER_BAD_DB_ERROR` an unknown database.
 * @see https://dev.mysql.com/doc/refman/8.4/en/connecting-using-uri-or-key-value-pairs.html
 */
export const createConnection = makers.createConnection(spec, {
  params: { connectionString, tls, logging },
  open: async ({ connectionString, tls }, call, log) => {
    const { address } = await destinationFor(call, connectionString, 'connectionString');
    return open(call, address, tls, log);
  },
});

/**
 * Closes a connection. Does nothing if it is already closed.
 */
export const closeConnection = makers.closeConnection(spec);

/**
 * Checks whether a value is a connection from CreateConnection.
 */
export const isConnector = makers.isConnector(spec);

const localFile = bytes('File for LOAD DATA LOCAL INFILE, whatever its name is in the query', {
  option: 'file',
  optional: true,
});

/**
 * Runs a query; values are bound to its placeholders (`?`) in order.
 *
 * Values never become SQL: pass text from outside in `params`. A value is text, a number, true or
 * false (1 or 0), null, a date (in UTC), an object or a list (JSON text) or bytes, or has its type,
 * such as `{'INT': 1}`, `{'DATE': '2026-03-25T18:10:00+03:00'}`, `{'BYTES': Base64}` (on the command
 * line also a path).
 *
 * Without values it can have several statements; `data` has the rows of the last one that returns
 * rows. They are no transaction. `DELIMITER` is a command of the mysql client and not SQL: a procedure
 * is one statement. No precision is lost: BIGINT beyond ±2^53, DECIMAL, dates and times are text (ISO
 * 8601), bytes are a Buffer, in JSON `{'BYTES': Base64}`. Only in a query of several statements, FLOAT
 * has the six digits that the server shows.
 *
 * A file of this machine is only sent if `file` names it: the query of `LOAD DATA LOCAL INFILE` and
 * the server cannot choose one.
 *
 * @returns `data` has the rows of SELECT, WITH, VALUES, SHOW, CALL and EXPLAIN; with
 * `force` also those of INSERT … RETURNING.
 * @throws {ServiceError} The query failed: `reason` is the name of its error, such as `ER_DUP_ENTRY`;
 * `details` has its number and its SQLSTATE.
 * @see https://dev.mysql.com/doc/refman/8.4/en/sql-statements.html
 * @see https://mariadb.com/kb/en/sql-statements/
 */
export const executeSQLQuery = sql.executeSQLQuery(database, {
  sql: sqlText,
  more: { localFile },
  run: (call, { localFile, ...on }, { sql, values, force }) =>
    onConnection(call, on, async (session) =>
      dataOf(await session.query(sql, values, localFile), sql, force),
    ),
  stream: (call, { localFile, ...on }, query) => rowsOfQuery(call, on, query, localFile),
});

/**
 * Builds a connection string; user, password and database are URL-encoded.
 *
 * A password `env:NAME`, `file:PATH` or `cmd:COMMAND` stays as it is. It is looked up when the
 * string is used as an option, so the password itself is never written down.
 *
 * @returns `mysql://login:password@host:3306/database`
 */
export const generateConnectionString = method('mysql', 'GenerateConnectionString', {
  effect: 'read',
  offline: true,
  params: {
    address: text('Server host name or IP address', {
      option: 'addr',
      role: 'destination',
      example: 'localhost',
    }),
    database: text('Database name', { option: 'db', optional: true, example: 'shop' }),
    login: text('User name', { optional: true, example: 'root' }),
    password: unresolvedSecret('User password', {
      option: 'pass',
      optional: true,
      example: 'env:MYSQL_PWD',
    }),
    port: textOrNumber('Server port', { default: '3306' }),
  },
  run({ address, database = '', login = '', password, port }): string {
    return toUrl({ host: address, port, database, login }, password);
  },
});

/**
 * Returns the TLS settings for a connection: the option `tls` of the other methods.
 *
 * The server's certificate is verified, including the host name, unless all certificates are trusted.
 * Without these settings it is as in mysql: `ssl-mode` of the connection string decides. Without
 * `ssl-mode`, the connection is encrypted if the server supports it, and nothing is verified.
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
