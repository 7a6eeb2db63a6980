import { logging } from '../../core/connection/connection-log.js';
import * as makers from '../../core/connection/methods.js';
import { bytes, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { param } from '../../core/definition/param.js';
import * as sql from '../../core/sql/methods.js';
import type { Done } from '../../core/sql/results.js';
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
 * A file that is not there yet is made. While another process writes, statements wait for it, 5
 * seconds at most. `await using connection = await createConnection({ path })` closes it by itself.
 *
 * @returns The connection: what the other methods take as `db`.
 * @throws {ServiceError} The file is no database (`SQLITE_NOTADB`).
 */
export const createConnection = makers.createConnection(spec, {
  effect: 'write',
  params: {
    path: param(databasePath, 'Path of the database; without it one in memory', {
      option: 'db',
      optional: true,
    }),
    logging,
  },
  open: ({ path = '' }, call, log) => openDatabase(call, path, 'any file', { log }),
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
 * Runs a query; values for its placeholders (`?`, `?1`, `:name`) are bound in their order.
 *
 * Values never become SQL: text from outside belongs into `params`. They are text, numbers, true and
 * false (1 and 0), null, dates (ISO 8601 text), objects and lists (JSON text), and bytes as
 * `{'blob': …}` with Base64, on a command line also with the path of a file.
 *
 * Several statements at once run without values and give no rows; where one of them fails, a
 * transaction that they began is taken back. A single statement cannot be interrupted before its
 * first row: SQLite works on the program's own thread.
 *
 * @returns `data` holds the rows of what only reads (SELECT, WITH, VALUES, PRAGMA); with `force` also
 * those of INSERT … RETURNING. Integers beyond ±2^53 come as text, bytes as `{'blob': Base64}`.
 * @throws {ServiceError} SQLite refused: `reason` is its code, as `SQLITE_CONSTRAINT_UNIQUE`.
 * @see https://sqlite.org/lang.html
 */
export const executeSQLQuery = sql.executeSQLQuery(database, {
  sql: text('Query in SQL; @path reads it from a file', { example: 'SELECT * FROM users' }),
  more: { extensions },
  bind,
  run: (call, { db, extensions }, { sql, values: bound, force }) =>
    withDatabase(call, db, 'any file', (database) =>
      query(call, database, { sql, bound, force, extensions }),
    ),
  stream: (call, { db, extensions }, { sql, values: bound, force }) =>
    streamQuery(call, db, 'any file', { sql, bound, force, extensions }),
});

/**
 * Loads an extension of SQLite into a connection, for as long as that is open.
 *
 * It is a program of its own: load none that you would not run.
 *
 * @throws {ServiceError} It is no such extension, or has no such entry point.
 * @see https://sqlite.org/loadext.html
 */
export const connectExtension = method('sqlite', 'ConnectExtension', {
  effect: 'write',
  offline: true,
  programOnly: true,
  params: {
    extension: bytes('The extension: its file, URL or bytes', {
      option: 'ext',
      example: 'uuid.so',
    }),
    entryPoint: text('Name of its entry point; the usual one without it', {
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
