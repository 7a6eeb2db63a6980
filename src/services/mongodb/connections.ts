import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import type { Call } from '../../core/definition/call.js';
import { record, text, unresolvedSecret } from '../../core/definition/kinds/index.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext, partContext } from '../../core/definition/param.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { commandMethod, database, furtherFields } from './command.js';
import { isConnection, MongoConnection } from './connection.js';
import { addressIn, connectionString as toUrl } from './connection-string.js';
import { argument, document } from './kinds.js';
import { connectionString } from './target.js';

const spec: makers.ConnectionSpec<MongoConnection> = {
  service: 'mongodb',
  is: isConnection,
  option: 'dbc',
  log: (connection) => connection.log,
};

/**
 * Opens a connection for many calls.
 *
 * `await using connection = await createConnection({ connectionString })` closes it automatically.
 * An open connection does not keep the program alive, and survives a restart of the server. Simultaneous
 * calls run at the same time.
 *
 * The connection string has the form and the options of MongoDB, also for replica sets and
 * `mongodb+srv://`. The user belongs to a database, often `admin`: `authSource=admin`. The mechanisms
 * are SCRAM-SHA-256, SCRAM-SHA-1, MONGODB-X509, and PLAIN with TLS. A proxy is SOCKS5: `proxyHost`,
 * `proxyPort`, `proxyUsername`, `proxyPassword`. An option that OInt does not know is an error.
 *
 * @returns The connection, for the param `connection` of the other methods.
 * @throws {ConnectionError} The connection was refused, or the certificate is not trusted.
 * @throws {ServiceError} The server rejected the login: `AuthenticationFailed`.
 * @see https://www.mongodb.com/docs/manual/reference/connection-string/
 */
export const createConnection = makers.createConnection(spec, {
  params: { connectionString, logging },
  open: ({ connectionString: { address } }, call, log) => MongoConnection.open(call, address, log),
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
 * Builds a connection string; user, password and database are URL-encoded.
 *
 * A password `env:NAME`, `file:PATH` or `cmd:COMMAND` stays as it is. It is looked up when the
 * string is used as an option, so the password itself is never written down.
 *
 * @returns `mongodb://login:password@host:27017/database?name=value`
 */
export const generateConnectionString = method('mongodb', 'GenerateConnectionString', {
  effect: 'read',
  offline: true,
  params: {
    address: text('Server: a host with its port, several of them, or a URL', {
      option: 'addr',
      role: 'destination',
      example: 'localhost:27017',
    }),
    database: text('Database', { option: 'db', optional: true, example: 'shop' }),
    login: text('User name', { option: 'usr', optional: true, example: 'me' }),
    password: unresolvedSecret('Password of the user', {
      option: 'pwd',
      optional: true,
      example: 'env:MONGODB_PASSWORD',
    }),
    options: record('Options of the connection', {
      option: 'params',
      optional: true,
      example: "{'authSource':'admin'}",
    }),
  },
  run({ address, database = '', login = '', password, options = {} }, call): string {
    const found = toUrl({ address, database, login }, password, optionPairs(options, call));
    // It is checked here, where the mistake is.
    addressIn(found, (what, hint) =>
      inputError(callContext(call, 'address'), `: the connection string ${what}`, { hint }),
    );
    return found;
  },
});

/** An option may have several values: `readPreferenceTags`. */
function optionPairs(options: JsonRecord, call: Call): [name: string, value: string][] {
  return Object.entries(options).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => {
      if (['string', 'number', 'boolean'].includes(typeof one)) return [name, String(one)];
      const context = partContext(callContext(call, 'options'), `.${name}`);
      throw refuse(one, context, 'text, a number, true or false');
    }),
  );
}

/**
 * Runs any command of the server.
 *
 * The command is `{ command: argument, … }` with the fields of `data`, in that order. Commands such as
 * `listDatabases` run in the database `admin`, which is used if neither `database` nor the connection
 * string names one. Values with a type are written in Extended JSON: `{'_id':{'$oid':'…'}}`.
 *
 * @returns `data` is the response of the server.
 * @throws {ServiceError} The command failed: `reason` is the name of its code, such as `CommandNotFound`.
 * Documents that were not written are an error, too.
 * @see https://www.mongodb.com/docs/manual/reference/command/
 */
export const executeCommand = commandMethod('ExecuteCommand', {
  effect: 'write',
  params: {
    command: text('Command', { option: 'comm', example: 'count' }),
    argument: argument('Argument of the command', {
      option: 'arg',
      default: 1,
      example: 'people',
    }),
    database,
    data: document('Further fields of the command', {
      optional: true,
      example: "{'query':{'age':{'$gte':18}}}",
    }),
  },
  command: ({ command, argument, database, data }, call) => {
    if (command === '' || command.includes('\0')) {
      throw refuse(command, callContext(call, 'command'), 'the name of a command');
    }
    return {
      database,
      otherwise: 'admin',
      reads: READS.has(command),
      fields: [[command, argument, 'argument'], ...furtherFields(data, 'data')],
    };
  },
});

/** Commands that any server can answer: readPreference of the connection string applies. */
const READS: ReadonlySet<string> = new Set([
  ...['collStats', 'count', 'dbStats', 'distinct', 'find', 'geoSearch', 'listCollections'],
  ...['listIndexes', 'ping', 'serverStatus', 'buildInfo', 'hello', 'connectionStatus'],
]);

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
