import { dirname, resolve } from 'node:path';
import { NotAllowed } from '../../core/access/not-allowed.js';
import { connection, withConnection } from '../../core/connection/connection.js';
import { ConnectionLog } from '../../core/connection/connection-log.js';
import type { Call } from '../../core/definition/call.js';
import { pathKind } from '../../core/definition/kinds/path.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext, type Kind } from '../../core/definition/param.js';
import { ServiceError } from '../../core/errors/errors.js';
import type { SqliteOptions } from '../../core/sqlite/driver.js';
import { loadSqlite } from '../../core/sqlite/open.js';
import { type AnyDatabase, whenFree } from './busy.js';
import { serviceError } from './errors.js';
import { restrict } from './restricted.js';
import type { SqliteConnection } from './types.js';
import { readUri } from './uri.js';
import { queueOf } from './write-queue.js';

/**
 * An open database of the driver. Its calls take turns, one transaction at a time, and so do all calls
 * that write to its file.
 */
export class OpenDatabase implements SqliteConnection {
  readonly path: string;
  readonly log: ConnectionLog;
  readonly driver: AnyDatabase;
  /** Ends the open streams of rows, before the database can be closed. */
  readonly #reading = new Set<() => void>();
  /** Removes what can only be removed after that: the file of an extension on Windows. */
  readonly #leftovers: (() => void)[] = [];
  readonly #file: ReturnType<typeof queueOf>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(driver: AnyDatabase, path: string, log: ConnectionLog) {
    this.driver = driver;
    this.path = path;
    this.log = log;
    this.#file = queueOf(path);
    // Another query can write while rows are read. SQLite supports that, so a program can iterate
    // over rows and change each of them.
    driver.unsafeMode(true);
  }

  get isOpen(): boolean {
    return this.driver.open;
  }

  /** Waits for the running calls; streams of rows end. */
  close(): Promise<void> {
    return this.#queue(async () => {
      if (!this.driver.open) return this.#file.release();
      for (const end of this.#reading) end();
      await this.driver.close();
      this.#file.release();
      for (const remove of this.#leftovers) remove();
      this.log.add('Connection closed');
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Registers a function that ends a stream of rows on closing; returns one to unregister it. */
  whileReading(end: () => void): () => void {
    this.#reading.add(end);
    return () => this.#reading.delete(end);
  }

  removeLater(remove: () => void): void {
    this.#leftovers.push(remove);
  }

  /** Runs `work` when no other call is running on this connection. */
  inTurn<R>(call: Call, work: (database: this) => R | Promise<R>): Promise<R> {
    return this.#queue(() => {
      if (this.driver.open) {
        // The owner of an open transaction must not wait for those who wait for its end.
        const waits = call.effect !== 'read' && !this.driver.inTransaction;
        return waits ? this.#file.queue.run(() => work(this)) : work(this);
      }
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
  takes: 'the path of a database, or in a program an open connection',
};

/** The param for the database of every method. */
export const db = connection<
  SqliteConnection,
  SqliteConnection | string,
  string,
  { optional: true }
>(
  { is: isConnection, settings: fromPath },
  'Path of the database, or an open connection; by default, a database in memory',
  { optional: true },
);

/** The value of a method's `db`. */
export type GivenDatabase = SqliteConnection | string | undefined;

/** Whether a method can create the file, or needs an existing one. */
export type Needs = 'any file' | 'a file that is there';

interface Opening {
  log?: ConnectionLog | undefined;
  readonly?: boolean;
  /** The call runs SQL that a user may have typed. */
  typedSql?: boolean;
}

/** Opens a database and checks that it is one. */
export async function openDatabase(
  call: Call,
  given: string,
  needs: Needs,
  { log = new ConnectionLog(call), readonly = false, typedSql = false }: Opening = {},
): Promise<OpenDatabase> {
  const named = readUri(given, (what, hint) => refusedDb(call, what, { hint }));
  const inMemory = named.path === '' || named.path === ':memory:';
  const mustExist = named.exists ? 'a file that is there' : needs;
  const path = inMemory ? '' : await checkPath(call, named.path, mustExist);
  // A model with read access gets a database that it cannot write to.
  const isReadOnly = readonly || named.readonly || (!call.access.trusted && call.effect === 'read');
  log.add(`Connecting to SQLite (in_memory=${path === ''})`);
  let driver: AnyDatabase | undefined;
  try {
    const options = {
      timeout: 0,
      readonly: isReadOnly && path !== '',
      extensions: call.access.trusted,
    };
    const remote = runsApart(call, typedSql) ? await startRemote(call, path, options) : undefined;
    const opened = remote ?? (await loadSqlite())(path, options);
    driver = opened;
    if (!call.access.trusted) await restrict(call, opened);
    // The file is read only now: a file that is not a database must be reported here.
    await whenFree(call, opened, () => opened.pragma('schema_version'));
  } catch (error) {
    await driver?.close();
    throw cannotOpen(call, path, error);
  }
  log.add('Connected to SQLite');
  return new OpenDatabase(driver, path, log);
}

/**
 * True if the database runs in a process of its own: what a model asks must not stop this one, and
 * Ctrl-C must end the SQL that a user typed. All other calls are faster without.
 */
function runsApart({ access, isTyped }: Call, typedSql: boolean): boolean {
  return !access.trusted || (isTyped && typedSql);
}

async function startRemote(call: Call, path: string, options: SqliteOptions) {
  const { RemoteDatabase } = await import('../../core/sqlite/remote.js');
  return RemoteDatabase.start(call, path, options).catch(async (error) => {
    // If there is no driver, this says so.
    await loadSqlite();
    throw error;
  });
}

/** The path as the driver opens it. */
async function checkPath(call: Call, given: string, needs: Needs): Promise<string> {
  const fail = (what: string, hint?: string, cause?: unknown) =>
    refusedDb(call, what, { hint, cause });
  const { files, trusted } = call.access;
  const allowed = await files
    .forDriver(given, call.effect === 'read' ? 'read' : 'write')
    .catch((cause) => {
      throw cause instanceof NotAllowed ? fail(cause.what, cause.hint, cause) : cause;
    });
  const path = trusted ? resolve(allowed) : allowed;
  const found = await files.find(path).catch(() => undefined);
  if (found?.kind === 'folder')
    throw fail(`${path} is a folder`, 'Use the path of the database file.');
  if (found) return path;
  if (needs === 'a file that is there') {
    const hint =
      'Check the path. CreateTable, EnsureTable and ExecuteSQLQuery create a new database.';
    throw fail(`database ${path} does not exist`, hint);
  }
  const folder = await files.find(dirname(path)).catch(() => undefined);
  if (folder?.kind !== 'folder') throw fail(`folder ${dirname(path)} does not exist`);
  return path;
}

function cannotOpen(call: Call, path: string, error: unknown): unknown {
  const made = serviceError(call, error, { path });
  if (!(made instanceof ServiceError) || !made.reason.startsWith('SQLITE_CANTOPEN')) return made;
  const hint = 'Check read permission on the file and write permission on its folder.';
  return refusedDb(call, `${path} cannot be opened`, { hint, cause: error });
}

/** The given database cannot be used. Only CreateConnection has a different param for it. */
export function refusedDb(
  call: Call,
  what: string,
  more?: { hint?: string | undefined; cause?: unknown },
) {
  return inputError(callContext(call, 'db'), `: ${what}`, more);
}

/** Uses a database for one call: an open one in its turn, or one opened only for this call. */
export function withDatabase<R>(
  call: Call,
  given: GivenDatabase,
  needs: Needs,
  use: (database: OpenDatabase) => R | Promise<R>,
  opening?: Opening,
): Promise<R> {
  return withConnection(
    call,
    given ?? '',
    isConnection,
    (path: string): Promise<SqliteConnection> => openDatabase(call, path, needs, opening),
    (open) => (open as OpenDatabase).inTurn(call, use),
  );
}
