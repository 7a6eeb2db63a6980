import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import type { Call } from '../../core/definition/call.js';
import { OintError } from '../../core/errors/errors.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import { now } from '../../core/util/clock.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Address, hostOf } from './address.js';
import { CopyIn } from './copy.js';
import { CANCELLING, type Connected, cancel, connect } from './driver.js';
import { failureOf, tooLate } from './errors.js';
import { driver } from './packages.js';
import type { Encryption } from './tls.js';

/** What a statement came to. */
export interface Answer {
  rows: JsonRecord[];
  /** True for a statement that gives rows, also where there were none. */
  givesRows: boolean;
  /** `SELECT`, `INSERT`: as the server calls it. */
  command: string | null;
  /** How many rows it touched. */
  count: number;
}

/** An open connection to a PostgreSQL database: `await using connection = await createConnection(…)`. */
export class PostgresConnection implements Connection {
  readonly #connected: Connected;
  readonly #address: Address;
  readonly #log: ConnectionLog;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly #gone: Promise<void>;
  #isOpen = true;
  /** The end of what is being done: calls at a time are done one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** @internal */
  constructor(connected: Connected, address: Address, log: ConnectionLog) {
    this.#connected = connected;
    this.#address = address;
    this.#log = log;
    const { client, socket } = connected;
    this.#gone = new Promise((resolve) => {
      const gone = () => {
        if (this.#isOpen) this.#log.add('The connection is closed');
        this.#isOpen = false;
        resolve();
      };
      client.once('end', gone);
      client.once('error', gone);
      socket.once('close', gone);
    });
    socket.unref();
  }

  /** @internal */
  static async open(
    call: Call,
    address: Address,
    encryption: Encryption,
    log: ConnectionLog,
  ): Promise<PostgresConnection> {
    const at = `PostgreSQL at ${hostOf(address)}, database ${address.database}, user ${address.user}`;
    log.add(`Connecting to ${at}`);
    call.debug(() => `> connecting to ${at} (TLS: ${encryption.mode})`);
    try {
      const connected = await connect(call, address, encryption);
      log.add('Connected to PostgreSQL');
      call.debug(() => `< connected${connected.encrypted ? ', encrypted' : ''}`);
      const connection = new PostgresConnection(connected, address, log);
      await connection.#prepare(call);
      return connection;
    } catch (error) {
      log.add(call.redactor.text(`Error: ${(error as Error).message}`));
      throw error;
    }
  }

  /** False once it was closed, by us or by the server. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @internal */
  get log(): ConnectionLog {
    return this.#log;
  }

  /** Ends the connection, and what is still under way on it. Closing what is closed does nothing. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#log.add('Connection closed');
    const { client, socket } = this.#connected;
    client.end().catch(() => {});
    // A server that does not answer the goodbye is not waited for.
    const timer = setTimeout(() => socket.destroy(), CANCELLING);
    await this.#gone;
    clearTimeout(timer);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** True in a transaction that somebody has begun. @internal */
  get inTransaction(): boolean {
    return this.#connected.client.getTransactionStatus() !== 'I';
  }

  /** Does something alone on the connection: other calls wait until it is over. @internal */
  async alone<R>(call: Call, work: () => Promise<R>): Promise<R> {
    const release = await this.take(call);
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Waits until the connection is free, and takes it; gives what lets go of it. @internal */
  async take(call: Call): Promise<() => void> {
    call.redactor.add(this.#address.password);
    const before = this.#last;
    let next!: () => void;
    this.#last = new Promise<void>((resolve) => {
      next = resolve;
    });
    if (this.#waiting++ === 0) this.#connected.socket.ref();
    const release = () => {
      if (--this.#waiting === 0) this.#connected.socket.unref();
      // Who has given up waiting leaves the place to the next only when it is free.
      void before.then(next);
    };
    try {
      await this.#inTime(call, before, async () => {});
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Runs SQL: an answer for each of its statements. Only inside `alone`. @internal */
  async run(call: Call, sql: string, values: readonly unknown[] = []): Promise<Answer[]> {
    this.#say(call, sql, values);
    const { client } = this.#connected;
    const done = client.query({ text: sql, values: [...values] });
    const results: unknown = await this.#guarded(call, sql, done);
    const answers = (Array.isArray(results) ? results : [results]).map(toAnswer);
    call.debug(() => `< ${answers.map(({ command, count }) => `${command} ${count}`).join('; ')}`);
    return answers;
  }

  /** The rows of a statement as they come, so many at a time. Only inside `alone`. @internal */
  async *rows(
    call: Call,
    sql: string,
    values: readonly unknown[],
  ): AsyncGenerator<JsonRecord[], void> {
    const { default: QueryStream } = await import('pg-query-stream').catch(
      elsewhere(driver, 'pg-query-stream'),
    );
    this.#say(call, sql, values);
    // Its cursor alone: it hands over batches of rows.
    const { cursor } = new QueryStream(sql, [...values]);
    this.#connected.client.query(cursor);
    let isOver = false;
    try {
      for (;;) {
        const batch: JsonRecord[] = await this.#guarded(call, sql, cursor.read(BATCH));
        isOver = batch.length < BATCH;
        if (batch.length > 0) yield batch;
        if (isOver) return;
      }
    } catch (error) {
      isOver = true;
      throw error;
    } finally {
      if (!isOver) await Promise.race([cursor.close(), this.#gone]);
    }
  }

  /** Sends rows by COPY. Only inside `alone`. @internal */
  async copy(call: Call, sql: string, chunks: Iterable<string>): Promise<void> {
    this.#say(call, sql, []);
    const copying = this.#connected.client.query(new CopyIn(sql, chunks));
    await this.#guarded(call, sql, copying.done);
  }

  /** Where a server has settings of its own: dates in ISO form, numbers with all of their digits. */
  async #prepare(call: Call): Promise<void> {
    const { settings } = this.#connected;
    const isIso = settings.get('DateStyle')?.startsWith('ISO') ?? true;
    const isExact = Number.parseInt(settings.get('server_version') ?? '99', 10) >= 12;
    if (isIso && isExact) return;
    const sql = "SET DateStyle = 'ISO'; SET extra_float_digits = 3";
    await this.alone(call, () => this.run(call, sql));
  }

  /**
   * Takes back what a failed call has begun, whatever is left of its time; a connection on which that
   * fails is of no use any more. @internal
   */
  async undo(sql: string): Promise<void> {
    if (!this.#isOpen) return;
    this.#log.add(`SQL: ${sql}`);
    const timer = setTimeout(() => this.#drop(), UNDOING);
    await this.#connected.client.query(sql).catch(() => this.#drop());
    clearTimeout(timer);
  }

  #say(call: Call, sql: string, values: readonly unknown[]): void {
    this.#log.add(call.redactor.text(`SQL: ${sql}`));
    const with_ = values.length > 0 ? ` -- with ${values.length} values` : '';
    call.debug(() => `> ${sql}${with_}`);
  }

  async #guarded<T>(call: Call, sql: string, work: Promise<T>): Promise<T> {
    try {
      return await this.#inTime(call, work, () => this.#cancel(work));
    } catch (thrown) {
      const error = failureOf(call, thrown, { address: this.#address, sql });
      if (error instanceof OintError) {
        if (error.code === 'connection') this.#drop();
        this.#log.add(call.redactor.text(`Error: ${error.message}`));
      }
      throw error;
    }
  }

  /** The server is asked to end it; where it does not, the connection is of no use any more. */
  async #cancel(work: Promise<unknown>): Promise<void> {
    await cancel(this.#connected);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, CANCELLING, 'late');
    });
    const settled = work.then(
      () => 'settled',
      () => 'settled',
    );
    const first = await Promise.race([settled, late]);
    clearTimeout(timer);
    if (first === 'late') this.#drop();
  }

  #drop(): void {
    this.#isOpen = false;
    this.#connected.socket.destroy();
  }

  /** Waits for `work` as long as the call may last; then `stop` ends it, and it is too late for it. */
  #inTime<T>(call: Call, work: Promise<T>, stop: () => Promise<void>): Promise<T> {
    const { signal } = call.options;
    return new Promise((resolve, reject) => {
      let isStopping = false;
      let done: (() => void) | undefined;
      const over = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const interrupt = (error: OintError) => {
        over();
        isStopping = true;
        // Not before that is through: it might hit the next one. What was done all the same is done.
        void stop().then(() => (done ? done() : reject(error)));
      };
      const onAbort = () => interrupt(call.aborted());
      const onTime = () => interrupt(this.#tooLate(call));
      const timer = setTimeout(onTime, Math.min(call.deadline - now(), LONGEST_TIMER));
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) onAbort();
      work.then(
        (value) => {
          over();
          done = () => resolve(value);
          if (!isStopping) done();
        },
        (error) => {
          over();
          if (!isStopping) reject(error);
        },
      );
    });
  }

  #tooLate(call: Call): OintError {
    return tooLate(call, 'timeout', call.limit('timeout'), `${hostOf(this.#address)} was not done`);
  }
}

/** So many rows are asked for at once. */
const BATCH = 1000;

/** How long a server may take to roll back. */
const UNDOING = 30_000;

/** No timer of Node's is longer. */
const LONGEST_TIMER = 2 ** 31 - 1;

function toAnswer(result: {
  rows: JsonRecord[];
  fields: readonly unknown[];
  command: string | null;
  rowCount: number | null;
}): Answer {
  const { rows, fields, command, rowCount } = result;
  return { rows, givesRows: fields.length > 0, command, count: rowCount ?? rows.length };
}

export function isConnection(value: unknown): value is PostgresConnection {
  return value instanceof PostgresConnection;
}
