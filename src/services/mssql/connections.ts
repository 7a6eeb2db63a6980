import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { tls } from '../../core/connection/tls-settings.js';
import { flag, number, text, unresolvedSecret } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import * as sql from '../../core/sql/methods.js';
import { sqlText } from '../../core/sql/sql-file.js';
import { isConnection, type MssqlConnection } from './connection.js';
import { connectionString as toText } from './connection-string.js';
import { database } from './database.js';
import { open } from './open.js';
import { dataOf, rowsOfQuery } from './query.js';
import { connectionString, destinationFor, onConnection } from './target.js';

const spec: makers.ConnectionSpec<MssqlConnection> = {
  service: 'mssql',
  is: isConnection,
  option: 'dbc',
  log: (connection) => connection.log,
};

/**
 * Opens a connection for many calls.
 *
 * `await using connection = await createConnection({ connectionString })` closes it automatically.
 * An open connection does not keep the program alive. Simultaneous calls run one after another.
 * A password that is not given comes from SQLCMDPASSWORD.
 *
 * A connection string has the form of ADO.NET: `Server=host,1433;Database=shop;User Id=sa;Password=…`.
 * A value with a semicolon is in quotes, or in braces as in ODBC. A password that begins with `env:` is
 * in single quotes. A named instance needs its port: SQL Server Browser is not asked. Its options are
 * `Encrypt`, `TrustServerCertificate`, `HostNameInCertificate`, `Integrated Security`, `Connect Timeout`,
 * `ApplicationIntent`, `Application Name`, `Workstation ID`; one that OInt does not know is an error.
 *
 * The connection is encrypted and the server's certificate verified, unless the string or `tls` says
 * otherwise: `Encrypt=true` is the default. With `Encrypt=false` the password is not encrypted either.
 * `Integrated Security=true` is a Windows login by NTLM, with `User Id=DOMAIN\user` and `Password`;
 * Kerberos is not supported.
 *
 * OInt has not been tested with SQL Server itself, only with a stand-in made from its protocol.
 *
 * @returns The connection, for the param `connection` of the other methods.
 * @throws {ConnectionError} The connection was refused, or the certificate is not trusted.
 * @throws {ServiceError} The server rejected it: `18456` is a wrong password, `4060` an unknown
 * database.
 * @see https://learn.microsoft.com/en-us/dotnet/api/microsoft.data.sqlclient.sqlconnection.connectionstring
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

/**
 * Runs a query; values are bound to its parameters (`@P1`, `@P2`) in order.
 *
 * Values never become SQL: pass text from outside in `params`. A value is text, a number, true or
 * false (BIT), null, a date (in UTC), an object or a list (JSON text) or bytes, or has its type, such
 * as `{'INT': 1}`, `{'DECIMAL': 1.50}`, `{'DATETIMEOFFSET': '2026-03-25T18:10:00+03:00'}`,
 * `{'BYTES': Base64}` (on the command line also a path). Null for a column of bytes needs it:
 * `{'BYTES': null}`.
 *
 * Without values it can have several statements; `data` has the rows of the last one that returns
 * rows. They are no transaction. `GO` is a command of sqlcmd and not SQL. No precision is lost: bigint
 * beyond ±2^53, decimal, money, dates and times are text (ISO 8601), bytes are a Buffer, in JSON
 * `{'BYTES': Base64}`.
 *
 * @returns `data` has the rows of SELECT, WITH and EXEC; with `force` also those of
 * INSERT … OUTPUT.
 * @throws {ServiceError} The query failed: `reason` is the number of its message, such as `2627`;
 * `details` has its state, severity and line.
 * @see https://learn.microsoft.com/en-us/sql/t-sql/language-reference
 * @see https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors
 */
export const executeSQLQuery = sql.executeSQLQuery(database, {
  sql: sqlText,
  run: (call, on, { sql, values, force }) =>
    onConnection(call, on, async (session) => dataOf(await session.query(sql, values), sql, force)),
  stream: rowsOfQuery,
});

/**
 * Builds a connection string; values with special characters are quoted.
 *
 * A password `env:NAME`, `file:PATH` or `cmd:COMMAND` stays as it is. It is looked up when the
 * string is used as an option, so the password itself is never written down.
 *
 * @returns `Server=host,1433;Database=shop;User Id=sa;Password=…;`
 */
export const generateConnectionString = method('mssql', 'GenerateConnectionString', {
  effect: 'read',
  offline: true,
  params: {
    address: text('Server host name or IP address', {
      option: 'addr',
      role: 'destination',
      example: 'localhost',
    }),
    database: text('Database name', { option: 'db', optional: true, example: 'shop' }),
    login: text('User name; of a Windows login DOMAIN\\user', { optional: true, example: 'sa' }),
    password: unresolvedSecret('User password', {
      option: 'pass',
      optional: true,
      example: 'env:MSSQL_PASSWORD',
    }),
    port: number('Server port; by default 1433', { optional: true }),
    windowsAuth: flag('Windows login by NTLM: with login, domain and password', {
      option: 'trust',
      default: false,
    }),
  },
  run({ address, database = '', login = '', password, port, windowsAuth }): string {
    const given = {
      host: address,
      port: String(port ?? ''),
      database,
      login,
      isWindows: windowsAuth,
    };
    return toText(given, password);
  },
});

/**
 * Returns the TLS settings for a connection: the option `tls` of the other methods.
 *
 * The server's certificate is verified, including the host name, unless all certificates are trusted.
 * Without these settings, `Encrypt` and `TrustServerCertificate` of the connection string decide.
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
