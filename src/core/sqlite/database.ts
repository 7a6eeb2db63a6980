import { closeSync, openSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { SqliteDatabase, SqliteStatement } from './driver.js';
import { loadSqlite } from './open.js';

export type SqlValue = string | number | bigint | null | Uint8Array;

/** Values by their place in the statement (`?`), or one record of them by name (`@name`). */
type SqlValues = SqlValue[] | [Record<string, SqlValue>];

export interface SqlStatement {
  /** `changes`: how many rows were added, changed or deleted. */
  run(...values: SqlValues): { changes: number };
  get(...values: SqlValues): unknown;
  all(...values: SqlValues): unknown[];
}

const OWNER_ONLY = 0o600;
/** How long another process may keep a database to itself, in milliseconds. */
const BUSY = 5_000;

/** A SQLite database of OInt's own, whichever driver there is. */
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

  /** Compiled at its first use only. */
  prepare(sql: string): SqlStatement {
    const found = this.#statements.get(sql) ?? this.#driver.prepare(sql);
    this.#statements.set(sql, found);
    return found;
  }

  /** All of `work` or nothing; no other process writes meanwhile. Within another one, a part of it. */
  transaction<T>(work: () => T): T {
    if (this.#isInTransaction) return work();
    this.exec('BEGIN IMMEDIATE');
    this.#isInTransaction = true;
    try {
      const done = work();
      this.exec('COMMIT');
      return done;
    } catch (error) {
      // SQLite may have ended the transaction by itself, as it does where the disk is full.
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
 * Opens a database for its owner's eyes only (`:memory:` for one that is kept nowhere), to be shared
 * with other processes. What was committed is on disk, also after a loss of power.
 * Throws a `MissingPackageError` where there is no SQLite.
 */
export async function openDatabase(path: string): Promise<Sqlite> {
  const database = await openSqlite(path, BUSY);
  await useWal(database);
  database.exec('PRAGMA synchronous = FULL');
  return database;
}

/** For this, SQLite does not wait for other processes that open a new database, too. */
async function useWal(database: Sqlite): Promise<void> {
  for (const end = Date.now() + BUSY; ; await setTimeout(5)) {
    try {
      return database.exec('PRAGMA journal_mode = WAL');
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
    }
  }
}

/** Whether a statement failed because another process has the database to itself. */
export function isBusy(error: unknown): boolean {
  return /database is (locked|busy)/.test((error as Error).message);
}

/**
 * Opens a database as SQLite does by itself: without waiting for others, unless it is told how many
 * milliseconds.
 */
export async function openSqlite(path: string, timeout = 0): Promise<Sqlite> {
  const open = await loadSqlite();
  if (path !== ':memory:') createFor(path);
  return new Sqlite(open(path, { timeout }));
}

/** SQLite gives the files that it puts beside a database the permissions of the database. */
function createFor(path: string): void {
  try {
    // Only where it is not there: to close a file that is open elsewhere in this process would
    // take away the locks that SQLite holds on it.
    closeSync(openSync(path, 'wx', OWNER_ONLY));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
