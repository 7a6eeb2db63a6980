import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { bytes, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { param } from '../../core/definition/param.js';
import * as sql from '../../core/sql/methods.js';
import type { Done } from '../../core/sql/results.js';
import { sqlText } from '../../core/sql/sql-file.js';
import {
  databasePath,
  db,
  isConnection,
  type OpenDatabase,
  openDatabase,
  withDatabase,
} from './connection.js';
import { database } from './database.js';
import { extensions, loadExtension } from './extensions.js';
import { bind, query, streamQuery } from './query.js';
import type { SqliteConnection } from './types.js';

const spec: makers.ConnectionSpec<SqliteConnection> = {
  service: 'sqlite',
  is: isConnection,
  option: 'db',
  log: (connection) => (connection as OpenDatabase).log,
  offline: true,
};

/**
 * Opens a database for many calls; without a path, an empty one in memory.
 *
 * Creates the file if it does not exist. While another process is writing, statements wait for up to
 * 5 seconds. `await using connection = await createConnection({ path })` closes it automatically.
 *
 * @returns The connection, for the param `db` of the other methods.
 * @throws {ServiceError} The file is not a database (`SQLITE_NOTADB`).
 */
export const createConnection = makers.createConnection(spec, {
  effect: 'write',
  params: {
    path: param(databasePath, 'Path of the database; by default, in memory', {
      option: 'db',
      optional: true,
    }),
    logging,
  },
  open: ({ path = '' }, call, log) => openDatabase(call, path, 'any file', { log }),
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
 * Runs a query; values are bound to its placeholders (`?`, `?1`, `:name`) in order.
 *
 * Values never become SQL: pass text from outside in `params`. A value is text, a number, true or
 * false (1 or 0), null, a date (ISO 8601 text), an object or a list (JSON text), or bytes as
 * `{'blob': …}` with Base64, on the command line also with the path of a file.
 *
 * Several statements run without values and return no rows; if one of them fails, a transaction that
 * they began is rolled back. Ctrl-C ends any statement that you typed, and the deadline any of a model.
 * In a program, a statement cannot be interrupted before its first row: SQLite runs on the program's
 * own thread.
 *
 * @returns `data` has the rows of SELECT, WITH, VALUES and PRAGMA; with `force` also those of
 * INSERT … RETURNING. Integers beyond ±2^53 are text, bytes are `{'blob': Base64}`.
 * @throws {ServiceError} The query failed: `reason` is SQLite's code, such as
 * `SQLITE_CONSTRAINT_UNIQUE`.
 * @see https://sqlite.org/lang.html
 */
export const executeSQLQuery = sql.executeSQLQuery(database, {
  sql: sqlText,
  more: { extensions },
  bind,
  run: (call, { db, extensions }, { sql, values: bound, force }) =>
    withDatabase(
      call,
      db,
      'any file',
      (database) => query(call, database, { sql, bound, force, extensions }),
      { typedSql: true },
    ),
  stream: (call, { db, extensions }, { sql, values: bound, force }) =>
    streamQuery(call, db, 'any file', { sql, bound, force, extensions, typedSql: true }),
});

/**
 * Loads a SQLite extension into a connection, until it is closed.
 *
 * An extension is code that runs in this program: load only extensions that you trust.
 *
 * @throws {ServiceError} It is not a SQLite extension, or does not have the entry point.
 * @see https://sqlite.org/loadext.html
 */
export const connectExtension = method('sqlite', 'ConnectExtension', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    extension: bytes('Extension: file, URL or bytes', {
      option: 'ext',
      example: 'uuid.so',
    }),
    entryPoint: text('Name of its entry point, if it is not the default', {
      option: 'point',
      optional: true,
    }),
    db,
  },
  run({ extension, entryPoint = '', db }, call): Promise<Done> {
    return withDatabase(call, db, 'any file', async (database) => {
      await loadExtension(call, database, { library: extension, entry: entryPoint });
      return { result: true };
    });
  },
});

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
