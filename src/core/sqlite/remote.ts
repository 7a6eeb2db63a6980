import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Call } from '../definition/call.js';
import { ServiceError, TimeoutError } from '../errors/errors.js';
import { now } from '../util/clock.js';
import { isExecutable } from '../util/executable.js';
import type { SqliteOptions } from './driver.js';
import { SERVE } from './serve.js';

/** What the process of a database is asked, one request after another. */
export type Request =
  | { do: 'open'; path: string; options: SqliteOptions }
  | { do: 'exec' | 'prepare'; sql: string }
  | { do: 'run' | 'rows'; sql: string; bound: readonly unknown[] }
  | { do: 'load'; path: string; entry: string | undefined }
  | { do: 'more' | 'close' };

export interface Failure {
  name: string;
  message: string;
  code: string | undefined;
}

export interface Reply {
  value: unknown;
  failure?: Failure;
  inTransaction: boolean;
}

export interface Batch {
  rows: unknown[][];
  bytes: number;
  done: boolean;
}

/** The most that the rows of a call may have whose SQL a model wrote. */
const MOST_ROWS = 1_000_000;
const MOST_BYTES = 256 * 2 ** 20;

/** The command line, from a file of the package, or from the sources; `undefined` in a bundle. */
function commandLine(): string[] | undefined {
  if (isExecutable()) return [];
  for (const path of ['../cli/main.js', '../../../dist/cli/main.js']) {
    const found = fileURLToPath(new URL(path, import.meta.url));
    if (existsSync(found)) return [found];
  }
  return undefined;
}

/**
 * A database in a process of its own, for one call: the call's signal and its deadline end it in the
 * middle of a statement, which SQLite's drivers cannot.
 */
export class RemoteDatabase {
  readonly #call: Call;
  readonly #child: ChildProcess;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.#end(this.#call.aborted());
  #waiting: { resolve(value: unknown): void; reject(error: unknown): void } | undefined;
  /** Why it was ended. */
  #ended: unknown;
  open = true;
  inTransaction = false;

  /** `undefined` if there is no file that such a process could run. */
  static async start(
    call: Call,
    path: string,
    options: SqliteOptions,
  ): Promise<RemoteDatabase | undefined> {
    const args = commandLine();
    if (!args) return undefined;
    const database = new RemoteDatabase(call, args);
    try {
      await database.#reply();
      await database.ask({ do: 'open', path, options });
      return database;
    } catch (error) {
      database.#end(error);
      throw error;
    }
  }

  private constructor(call: Call, args: readonly string[]) {
    this.#call = call;
    const { NODE_OPTIONS, ...env } = process.env;
    this.#child = spawn(process.execPath, [...args, SERVE], {
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      windowsHide: true,
    });
    this.#child.on('message', (reply: Reply) => this.#receive(reply));
    this.#child.on('error', (error) => this.#end(error));
    this.#child.once('exit', () => this.#end(this.#broken()));
    const left = Math.min(call.deadline - now(), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#end(this.#tooLate()), left);
    call.options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (call.options.signal?.aborted) this.#onAbort();
  }

  prepare(sql: string): RemoteStatement {
    return new RemoteStatement(this, sql);
  }

  async exec(sql: string): Promise<void> {
    await this.ask({ do: 'exec', sql });
  }

  pragma(text: string): Promise<void> {
    return this.exec(`PRAGMA ${text}`);
  }

  unsafeMode(): void {}

  async loadExtension(path: string, entry?: string): Promise<void> {
    await this.ask({ do: 'load', path, entry });
  }

  async close(): Promise<void> {
    if (!this.open) return;
    await this.ask({ do: 'close' }).catch(() => {});
    this.#end(this.#broken());
  }

  ask(request: Request): Promise<unknown> {
    if (!this.open) return Promise.reject(this.#ended);
    const replied = this.#reply();
    this.#child.send(request, (error) => error && this.#end(this.#broken()));
    return replied;
  }

  async *batches(sql: string, bound: readonly unknown[]): AsyncGenerator<unknown[][]> {
    let [rows, bytes] = [0, 0];
    for (let request: Request = { do: 'rows', sql, bound }; ; request = { do: 'more' }) {
      const batch = (await this.ask(request)) as Batch;
      rows += batch.rows.length;
      bytes += batch.bytes;
      const isMuch = rows > MOST_ROWS || bytes > MOST_BYTES;
      if (isMuch && !this.#call.access.trusted) throw this.#tooMuch();
      yield batch.rows;
      if (batch.done) return;
    }
  }

  #reply(): Promise<unknown> {
    if (!this.open) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #receive({ value, failure, inTransaction }: Reply): void {
    this.inTransaction = inTransaction;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (failure) waiting?.reject(errorOf(failure));
    else waiting?.resolve(value);
  }

  /** Ends the process, whatever it does. */
  #end(error: unknown): void {
    if (!this.open) return;
    this.open = false;
    this.inTransaction = false;
    this.#ended = error;
    clearTimeout(this.#timer);
    this.#call.options.signal?.removeEventListener('abort', this.#onAbort);
    this.#child.kill('SIGKILL');
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #broken(): ServiceError {
    const message = 'the process of the query ended: it needed too much memory, or was killed';
    return new ServiceError({ method: this.#call.method, message, reason: 'SQLITE_ABORT' });
  }

  #tooMuch(): ServiceError {
    const message = `the query returns more than ${MOST_ROWS} rows or ${MOST_BYTES / 2 ** 20} MiB`;
    const hint = 'Get fewer rows or fields, or shorter values.';
    return new ServiceError({ method: this.#call.method, message, hint, reason: 'SQLITE_TOOBIG' });
  }

  #tooLate(): TimeoutError {
    const after = this.#call.limit('timeout');
    const message = `the query did not finish within ${after} ms`;
    return new TimeoutError({ method: this.#call.method, message, deadline: 'timeout', after });
  }
}

/** The driver's error, as it was thrown in the other process. */
function errorOf({ name, message, code }: Failure): Error {
  const error = name === 'RangeError' ? new RangeError(message) : new Error(message);
  return Object.assign(error, { name, ...(code && { code }) });
}

/** A statement of such a database. What it is like is known once it is `ready`. */
export class RemoteStatement {
  readonly source: string;
  reader = false;
  readonly = false;
  readonly #database: RemoteDatabase;
  #columns: { name: string }[] = [];

  constructor(database: RemoteDatabase, source: string) {
    this.#database = database;
    this.source = source;
  }

  async ready(): Promise<this> {
    const found = await this.#database.ask({ do: 'prepare', sql: this.source });
    const { reader, readonly, columns } = found as {
      reader: boolean;
      readonly: boolean;
      columns: { name: string }[];
    };
    Object.assign(this, { reader, readonly });
    this.#columns = columns;
    return this;
  }

  columns(): { name: string }[] {
    return this.#columns;
  }

  async run(...bound: unknown[]): Promise<{ changes: number }> {
    const done = await this.#database.ask({ do: 'run', sql: this.source, bound });
    return done as { changes: number };
  }

  /** The rows in batches, as arrays of values, with integers as `bigint`. */
  batches(bound: readonly unknown[]): AsyncGenerator<unknown[][]> {
    return this.#database.batches(this.source, bound);
  }
}
