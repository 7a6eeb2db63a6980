import { Worker } from 'node:worker_threads';
import type { SqliteDatabase, SqliteStatement } from './driver.js';
import { loadSqlite } from './open.js';
import type { Batch, Failure, Reply, Request } from './remote.js';

/**
 * The process that runs the statements of `RemoteDatabase`. SQLite has its only thread, so it can be
 * ended in the middle of a statement.
 */

/** A batch of rows ends at this number of rows, or of bytes. */
const BATCH = 500;
const BATCH_BYTES = 2 ** 20;

/** Ends this process if its parent no longer exists: SQLite would compute for ever. */
const ORPHANED = `setInterval(() => {
  if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL');
}, 1000)`;

/** Serves the parent's requests until it disconnects. */
export async function serve(): Promise<void> {
  new Worker(ORPHANED, { eval: true }).unref();
  // Ctrl-C in a terminal reaches both processes: the parent decides.
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  process.on('SIGINT', () => {});
  const open = await loadSqlite();
  let database: Served | undefined;
  process.on('message', (request: Request) => {
    const reply: Reply = { value: undefined, inTransaction: false };
    try {
      if (request.do === 'open') database = new Served(open(request.path, request.options));
      else reply.value = database!.answer(request);
    } catch (error) {
      reply.failure = failureOf(error);
    }
    reply.inTransaction = database?.inTransaction ?? false;
    process.send!(reply);
  });
  process.send!({ value: undefined, inTransaction: false } satisfies Reply);
  await new Promise<void>((resolve) => process.once('disconnect', resolve));
}

function failureOf(error: unknown): Failure {
  const { name, message, code } = error as Error & { code?: string };
  return { name, message, code };
}

class Served {
  readonly #driver: SqliteDatabase;
  readonly #statements = new Map<string, SqliteStatement>();
  /** The rows that are being read. */
  #rows: Iterator<unknown> | undefined;

  constructor(driver: SqliteDatabase) {
    this.#driver = driver;
    driver.unsafeMode(true);
  }

  get inTransaction(): boolean {
    return this.#driver.open && this.#driver.inTransaction;
  }

  answer(request: Exclude<Request, { do: 'open' }>): unknown {
    switch (request.do) {
      case 'exec':
        this.#driver.exec(request.sql);
        return undefined;
      case 'prepare': {
        const { reader, readonly, ...statement } = this.#about(request.sql);
        return { reader, readonly, ...statement };
      }
      case 'load':
        if (request.entry) this.#driver.loadExtension(request.path, request.entry);
        else this.#driver.loadExtension(request.path);
        return undefined;
      case 'run': {
        const { changes } = this.#prepared(request.sql).run(...request.bound);
        return { changes };
      }
      case 'rows': {
        const statement = this.#prepared(request.sql).raw(true).safeIntegers(true);
        this.#rows = statement.iterate(...request.bound);
        return this.#batch();
      }
      case 'more':
        return this.#batch();
      case 'close':
        this.#rows?.return?.();
        this.#driver.close();
        return undefined;
    }
  }

  #about(sql: string) {
    const { reader, readonly } = this.#prepared(sql);
    const columns = reader ? this.#prepared(sql).columns() : [];
    return { reader, readonly, columns: columns.map(({ name }) => ({ name })) };
  }

  #prepared(sql: string): SqliteStatement {
    const found = this.#statements.get(sql) ?? this.#driver.prepare(sql);
    this.#statements.set(sql, found);
    return found;
  }

  #batch(): Batch {
    const rows: unknown[][] = [];
    let bytes = 0;
    while (rows.length < BATCH && bytes < BATCH_BYTES) {
      const next = this.#rows!.next();
      if (next.done) return { rows, bytes, done: true };
      const row = next.value as unknown[];
      rows.push(row);
      for (const value of row) bytes += sizeOf(value);
    }
    return { rows, bytes, done: false };
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return value instanceof Uint8Array ? value.byteLength : 8;
}
