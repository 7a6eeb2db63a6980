import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { writeJson } from '../../core/json/write.js';
import { openSqlite, type Sqlite } from '../../core/sqlite/database.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { wrong } from './options.js';

/**
 * `begun`: its call may have been sent, and did not end; `outcome` is its ticket, if it has one. `done`: `outcome` is its line of the
 * results. `failed`: `outcome` is the error.
 */
export type State = 'begun' | 'done' | 'failed';

export interface Entry {
  state: State;
  outcome: string | null;
}

/**
 * When the results of calls that only read are stored, in milliseconds: if the process is killed before,
 * those calls are made again.
 */
const SOON = 50;

/** Of a row, the last line of `log` holds: what is only appended is on the disk soonest. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS about (command TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS log (number INTEGER PRIMARY KEY, id TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT);
`;

const LAST = 'SELECT state, outcome FROM log WHERE id = ? ORDER BY number DESC LIMIT 1';

/** Remembers in a file which rows are done, so that an interrupted command can continue. */
export class Ledger {
  readonly #database: Sqlite;
  /** Changes that are written together, and who waits for that. */
  #queue: { id: string; state: State; outcome: string | null }[] = [];
  #written: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** What went wrong while nobody waited. */
  #failure: { error: unknown } | undefined;

  /** True if it knew no row when it was opened. */
  readonly #isNew: boolean;

  readonly #isWrite: boolean;

  private constructor(database: Sqlite, isWrite: boolean) {
    this.#database = database;
    this.#isWrite = isWrite;
    this.#isNew = database.prepare('SELECT 1 FROM log LIMIT 1').get() === undefined;
    // Only who looks needs it; until then it would make writing slower.
    if (!this.#isNew) database.exec('CREATE INDEX IF NOT EXISTS by_id ON log (id)');
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
      return new Ledger(database, isWrite);
    } catch (error) {
      database.close();
      if (/not a database/.test((error as Error).message)) {
        throw wrong('--ledger', `${path} is not a ledger`, 'Choose another file with --ledger.');
      }
      throw error;
    }
  }

  entry(id: string): Entry | undefined {
    if (this.#isNew) return undefined;
    return this.#database.prepare(LAST).get(id) as Entry | undefined;
  }

  /**
   * Stores the state. Returns a promise of that if the calls write; of calls that only read, it is stored
   * soon.
   */
  set(id: string, state: State, outcome: string | null = null): Promise<void> | undefined {
    if (this.#failure) throw this.#failure.error;
    this.#queue.push({ id, state, outcome });
    if (this.#isWrite) {
      this.#written ??= nextTurn().then(() => this.#flush());
      return this.#written;
    }
    this.#timer ??= setTimeout(() => {
      try {
        this.#flush();
      } catch (error) {
        this.#failure = { error };
      }
    }, SOON);
    return undefined;
  }

  close(): void {
    try {
      this.#flush();
    } finally {
      this.#database.close();
    }
  }

  /** What came together is one transaction. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#written = undefined;
    const changes = this.#queue;
    this.#queue = [];
    if (changes.length > 0) this.#write(changes);
  }

  #write(changes: readonly { id: string; state: State; outcome: string | null }[]): void {
    const insert = this.#database.prepare('INSERT INTO log (id, state, outcome) VALUES (?, ?, ?)');
    this.#database.transaction(() => {
      for (const { id, state, outcome } of changes) insert.run(id, state, outcome);
    });
  }
}

/** Names rows by what is in them: a row that was added or moved changes no other's name. */
export class RowIds {
  readonly #seen = new Map<string, number>();

  of(row: JsonRecord): string {
    const digest = hash('sha256', writeJson(row), 'base64url').slice(0, 22);
    const times = (this.#seen.get(digest) ?? 0) + 1;
    this.#seen.set(digest, times);
    return times === 1 ? digest : `${digest}-${times}`;
  }
}

function otherCommand(path: string, command: string) {
  return wrong(
    '--ledger',
    `${path} remembers the rows of another command: ${command}`,
    `Delete it to start again, or choose another file with --ledger.`,
  );
}
