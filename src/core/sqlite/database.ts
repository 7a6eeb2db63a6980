import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { OutputError } from '../errors/errors.js';
import { explain } from '../files/explain.js';
import type { SqliteDatabase, SqliteStatement } from './driver.js';
import { loadSqlite } from './open.js';

export type SqlValue = string | number | bigint | null | Uint8Array;

/** Values by position (`?`), or one object of them by name (`@name`). */
type SqlValues = SqlValue[] | [Record<string, SqlValue>];

export interface SqlStatement {
  /** `changes`: the number of rows that were added, changed or deleted. */
  run(...values: SqlValues): { changes: number };
  get(...values: SqlValues): unknown;
  all(...values: SqlValues): unknown[];
}

const OWNER_ONLY = 0o600;
/** How long to wait for a lock of another process, in milliseconds. */
const BUSY = 5_000;

/** A SQLite database of OInt itself, with either driver. */
export class Sqlite {
  readonly #driver: SqliteDatabase;
  readonly #statements = new Map<string, SqliteStatement>();
  #isInTransaction = false;

  constructor(driver: SqliteDatabase) {
    this.#driver = driver;
  }

  exec(sql: string): void {
    this.#driver.exec(sql);
  }

  /** Compiled only on first use. */
  prepare(sql: string): SqlStatement {
    const found = this.#statements.get(sql) ?? this.#driver.prepare(sql);
    this.#statements.set(sql, found);
    return found;
  }

  /**
   * Runs `work` in a transaction: all or nothing, and no other process writes in the meantime.
   * Inside another transaction, it is part of that one.
   */
  transaction<T>(work: () => T): T {
    if (this.#isInTransaction) return work();
    this.exec('BEGIN IMMEDIATE');
    this.#isInTransaction = true;
    try {
      const done = work();
      this.exec('COMMIT');
      return done;
    } catch (error) {
      // SQLite may have ended the transaction itself, as it does if the disk is full.
      try {
        this.exec('ROLLBACK');
      } catch {}
      throw error;
    } finally {
      this.#isInTransaction = false;
    }
  }

  close(): void {
    this.#driver.close();
  }
}

/**
 * Opens a database that only its owner can read (`:memory:` for one that is not stored). Other
 * processes can share it. Committed data is on disk, even after a power failure. Its folder is created
 * if there is none. Throws a `MissingPackageError` if there is no SQLite, and an `OutputError` if nothing can
 * be stored there.
 */
export async function openDatabase(path: string): Promise<Sqlite> {
  try {
    if (path !== ':memory:') await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const database = await openSqlite(path, BUSY);
    await useWal(database);
    database.exec('PRAGMA synchronous = FULL');
    return database;
  } catch (error) {
    throw notStored(path, error);
  }
}

/** A folder that cannot be written to is no fault of OInt, which any other error would be. */
function notStored(path: string, cause: unknown): unknown {
  const { message } = cause as Error;
  const isOfDisk = 'syscall' in (cause as Error) || UNWRITABLE.test(message);
  if (!isOfDisk) return cause;
  return new OutputError({
    message: `cannot store data in ${dirname(path)}: ${explain(cause)}`,
    hint: 'To store it elsewhere: OINT_DATA=FOLDER',
    cause,
  });
}

const UNWRITABLE = /unable to open database file|readonly database|disk is full|disk I\/O error/;

/** For this, SQLite does not wait for other processes that also open a new database. */
async function useWal(database: Sqlite): Promise<void> {
  for (const end = Date.now() + BUSY; ; await setTimeout(5)) {
    try {
      return database.exec('PRAGMA journal_mode = WAL');
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
    }
  }
}

/** True if a statement failed because another process has locked the database. */
export function isBusy(error: unknown): boolean {
  return /database is (locked|busy)/.test((error as Error).message);
}

/**
 * Opens a database with SQLite's defaults: without waiting for locks, unless a time in milliseconds
 * is given.
 */
export async function openSqlite(path: string, timeout = 0): Promise<Sqlite> {
  const open = await loadSqlite();
  if (path !== ':memory:') createFor(path);
  return new Sqlite(open(path, { timeout }));
}

/** SQLite gives the files next to a database the permissions of the database. */
function createFor(path: string): void {
  try {
    // Only if it does not exist: closing a file that is open elsewhere in this process would
    // release the locks that SQLite holds on it.
    closeSync(openSync(path, 'wx', OWNER_ONLY));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
