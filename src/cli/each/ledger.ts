import { createHash } from 'node:crypto';
import { writeJson } from '../../core/json/write.js';
import { openSqlite, type Sqlite } from '../../core/sqlite/database.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { wrong } from './options.js';

/**
 * `begun`: its call was sent, and nobody knows how it ended. `done`: `outcome` is its line of the
 * results. `failed`: `outcome` is the error.
 */
export type State = 'begun' | 'done' | 'failed';

export interface Entry {
  state: State;
  outcome: string | null;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS about (command TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, state TEXT NOT NULL, outcome TEXT) WITHOUT ROWID;
`;

/** Remembers in a file which rows are done, so that an interrupted command can continue. */
export class Ledger {
  readonly #database: Sqlite;
  /** Changes that are written together, and who waits for that. */
  #queue: { id: string; state: State; outcome: string | null }[] = [];
  #written: Promise<void> | undefined;

  private constructor(database: Sqlite) {
    this.#database = database;
  }

  /** Opens the ledger of a command. `isWrite`: its calls must not be repeated, whatever happens. */
  static async open(path: string, command: string, isWrite: boolean): Promise<Ledger> {
    const database = await openSqlite(path, 5_000);
    try {
      database.exec('PRAGMA journal_mode = WAL');
      // Only a loss of power loses what is not on the disk. A call that reads may then be repeated.
      database.exec(`PRAGMA synchronous = ${isWrite ? 'FULL' : 'NORMAL'}`);
      database.exec(SCHEMA);
      const about = database.prepare('SELECT command FROM about').get() as
        | { command: string }
        | undefined;
      if (!about) database.prepare('INSERT INTO about VALUES (?)').run(command);
      else if (about.command !== command) throw otherCommand(path, about.command);
      return new Ledger(database);
    } catch (error) {
      database.close();
      if (/not a database/.test((error as Error).message)) {
        throw wrong('--ledger', `${path} is not a ledger`, 'Choose another file with --ledger.');
      }
      throw error;
    }
  }

  entry(id: string): Entry | undefined {
    return this.#database.prepare('SELECT state, outcome FROM rows WHERE id = ?').get(id) as
      | Entry
      | undefined;
  }

  /** Resolves when the state is stored. */
  set(id: string, state: State, outcome: string | null = null): Promise<void> {
    this.#queue.push({ id, state, outcome });
    this.#written ??= new Promise((resolve, reject) => {
      // What the same turn of the event loop brings is one transaction.
      setImmediate(() => {
        this.#written = undefined;
        const changes = this.#queue;
        this.#queue = [];
        try {
          this.#write(changes);
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
    return this.#written;
  }

  close(): void {
    this.#database.close();
  }

  #write(changes: readonly { id: string; state: State; outcome: string | null }[]): void {
    const insert = this.#database.prepare('INSERT OR REPLACE INTO rows VALUES (?, ?, ?)');
    this.#database.transaction(() => {
      for (const { id, state, outcome } of changes) insert.run(id, state, outcome);
    });
  }
}

/** Names rows by what is in them: a row that was added or moved changes no other's name. */
export class RowIds {
  readonly #seen = new Map<string, number>();

  of(row: JsonRecord): string {
    const digest = createHash('sha256').update(writeJson(row)).digest('base64url').slice(0, 22);
    const times = (this.#seen.get(digest) ?? 0) + 1;
    this.#seen.set(digest, times);
    return times === 1 ? digest : `${digest}-${times}`;
  }
}

function otherCommand(path: string, command: string) {
  return wrong(
    '--ledger',
    `${path} remembers the rows of another command: ${command}`,
    `Delete it to start anew, or choose another file with --ledger.`,
  );
}
