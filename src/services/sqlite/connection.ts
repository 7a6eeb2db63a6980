import { dirname, resolve } from 'node:path';
import { NotAllowed } from '../../core/access/not-allowed.js';
import { connection, withConnection } from '../../core/connection/connection.js';
import { ConnectionLog } from '../../core/connection/connection-log.js';
import type { Call } from '../../core/definition/call.js';
import { pathKind } from '../../core/definition/kinds/path.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext, type Kind } from '../../core/definition/param.js';
import { ServiceError } from '../../core/errors/errors.js';
import type { SqliteDatabase } from '../../core/sqlite/driver.js';
import { loadSqlite } from '../../core/sqlite/open.js';
import { serviceError } from './errors.js';
import type { SqliteConnection } from './types.js';

/** How long a statement waits for another connection that is writing. */
const BUSY_TIMEOUT = 5_000;

/** A database that the driver has open. Its calls take turns: one transaction at a time. */
export class OpenDatabase implements SqliteConnection {
  readonly path: string;
  readonly log: ConnectionLog;
  readonly driver: SqliteDatabase;
  /** What is to be ended before the database can be closed: rows that are being read. */
  readonly #reading = new Set<() => void>();
  /** What can only be removed after that: the file of an extension, on Windows. */
  readonly #leftovers: (() => void)[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(driver: SqliteDatabase, path: string, log: ConnectionLog) {
    this.driver = driver;
    this.path = path;
    this.log = log;
    // Rows of one query may be read while another one writes: SQLite can do that, and so a program
    // can go through rows and change them one by one.
    driver.unsafeMode(true);
  }

  get isOpen(): boolean {
    return this.driver.open;
  }

  /** Waits for the calls that are under way; rows that are being read end. */
  close(): Promise<void> {
    return this.#queue(() => {
      if (!this.driver.open) return;
      for (const end of this.#reading) end();
      this.driver.close();
      for (const remove of this.#leftovers) remove();
      this.log.add('Connection closed');
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Has reading ended before the database is closed; gives what tells that it is over. */
  whileReading(end: () => void): () => void {
    this.#reading.add(end);
    return () => this.#reading.delete(end);
  }

  removeLater(remove: () => void): void {
    this.#leftovers.push(remove);
  }

  /** Runs `work` when nobody else's is under way on this connection. */
  inTurn<R>(call: Call, work: (database: this) => R | Promise<R>): Promise<R> {
    return this.#queue(() => {
      if (this.driver.open) return work(this);
      throw refusedDb(call, 'this connection is closed');
    });
  }

  #queue<R>(work: () => R | Promise<R>): Promise<R> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }
}

export function isConnection(value: unknown): value is SqliteConnection {
  return value instanceof OpenDatabase;
}

export const databasePath: Kind<string, string> = {
  ...pathKind('the path of a database'),
  reach: 'read',
};

const fromPath: Kind<SqliteConnection | string, string> = {
  ...databasePath,
  takes: 'the path of a database, or an open connection in a program',
};

/** The param that names a database in every method. */
export const db = connection<
  SqliteConnection,
  SqliteConnection | string,
  string,
  { optional: true }
>(
  { is: isConnection, settings: fromPath },
  'Path of the database, or an open connection; without it one in memory',
  { optional: true },
);

/** What a method's `db` is. */
export type GivenDatabase = SqliteConnection | string | undefined;

/** Whether a file may be made where there is none, or must be there for a method to have a sense. */
export type Needs = 'any file' | 'a file that is there';

interface Opening {
  log?: ConnectionLog | undefined;
  readonly?: boolean;
}

/** Opens a database, and finds out that it is one. */
export async function openDatabase(
  call: Call,
  given: string,
  needs: Needs,
  { log = new ConnectionLog(call), readonly = false }: Opening = {},
): Promise<OpenDatabase> {
  const inMemory = given === '' || given === ':memory:';
  const path = inMemory ? '' : await checkPath(call, given, needs);
  // A model that may only read gets nothing that could write.
  const isReadOnly = readonly || (!call.access.trusted && call.effect === 'read');
  log.add(`Connecting to SQLite (in_memory=${path === ''})`);
  const openSqlite = await loadSqlite();
  let driver: SqliteDatabase | undefined;
  try {
    const timeout = Math.ceil(Math.min(BUSY_TIMEOUT, call.limit('timeout')));
    driver = openSqlite(path, { timeout, readonly: isReadOnly && path !== '' });
    // The file is read only now: what is no database is to be told here.
    driver.pragma('schema_version');
  } catch (error) {
    driver?.close();
    throw cannotOpen(call, path, error);
  }
  log.add('Connected to SQLite');
  return new OpenDatabase(driver, path, log);
}

/** The path as the driver opens it. */
async function checkPath(call: Call, given: string, needs: Needs): Promise<string> {
  const fail = (what: string, hint?: string) => refusedDb(call, what, { hint });
  const { files, trusted } = call.access;
  const allowed = await files
    .forDriver(given, call.effect === 'read' ? 'read' : 'write')
    .catch((cause) => {
      throw cause instanceof NotAllowed ? fail(cause.what, cause.hint) : cause;
    });
  const path = trusted ? resolve(allowed) : allowed;
  const found = await files.find(path).catch(() => undefined);
  if (found?.kind === 'folder') throw fail(`${path} is a folder`, 'Name the file of the database.');
  if (found) return path;
  if (needs === 'a file that is there') {
    const hint = 'Is the path right? CreateTable, EnsureTable and ExecuteSQLQuery make a new one.';
    throw fail(`there is no database ${path}`, hint);
  }
  const folder = await files.find(dirname(path)).catch(() => undefined);
  if (folder?.kind !== 'folder') throw fail(`there is no folder ${dirname(path)} for the database`);
  return path;
}

function cannotOpen(call: Call, path: string, error: unknown): unknown {
  const made = serviceError(call, error, { path });
  if (!(made instanceof ServiceError) || !made.reason.startsWith('SQLITE_CANTOPEN')) return made;
  const hint = 'Check read permission on the file and write permission on its folder.';
  return refusedDb(call, `${path} cannot be opened`, { hint, cause: error });
}

/** The database that was given cannot be used. Only CreateConnection has another param for it. */
function refusedDb(
  call: Call,
  what: string,
  more?: { hint?: string | undefined; cause?: unknown },
) {
  return inputError(callContext(call, 'db'), `: ${what}`, more);
}

/** Uses a database for one call: an open one in its turn, or one that is opened for it alone. */
export function withDatabase<R>(
  call: Call,
  given: GivenDatabase,
  needs: Needs,
  use: (database: OpenDatabase) => R | Promise<R>,
): Promise<R> {
  return withConnection(
    call,
    given ?? '',
    isConnection,
    (path: string): Promise<SqliteConnection> => openDatabase(call, path, needs),
    (open) => (open as OpenDatabase).inTurn(call, use),
  );
}
