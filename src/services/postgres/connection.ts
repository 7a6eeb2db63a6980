import type { EventEmitter } from 'node:events';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import type { Call } from '../../core/definition/call.js';
import type { Notice } from '../../core/definition/call-options.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import type { OintError } from '../../core/errors/errors.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import { quoteName, unquote } from '../../core/sql/dialect.js';
import type { Encryption } from '../../core/sql/encryption.js';
import { opening } from '../../core/sql/opening.js';
import { rowMaker } from '../../core/sql/row-maker.js';
import { ServerLink } from '../../core/sql/server-link.js';
import type { Row } from '../../core/sql/statements.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { Address } from './address.js';
import { columnTypes, typeTraits } from './catalog.js';
import { CopyIn } from './copy.js';
import { dialect } from './dialect.js';
import { CANCELLING, type Connected, cancel, connect } from './driver.js';
import { failureOf } from './errors.js';
import { driver } from './packages.js';
import { ParameterTypes } from './parameter-types.js';
import { BUILT_IN, forType, needsType, PLAIN } from './pending.js';
import { hostOf } from './servers.js';

/** The result of a statement. */
export interface Answer {
  rows: JsonRecord[];
  /** True for a statement that returns rows, even if there are none. */
  givesRows: boolean;
  /** The server's name for it: `SELECT`, `INSERT`. */
  command: string | null;
  /** Number of affected rows. */
  count: number;
}

/** An open connection to a PostgreSQL database: `await using connection = await createConnection(…)`. */
export class PostgresConnection implements Connection {
  readonly #connected: Connected;
  readonly #address: Address;
  readonly #link: ServerLink;
  /** What is known of types, by their OIDs. */
  readonly #types = new Map(BUILT_IN);

  /** @internal */
  constructor(connected: Connected, address: Address, log: ConnectionLog) {
    this.#connected = connected;
    this.#address = address;
    const { client, socket } = connected;
    this.#link = new ServerLink({
      ...{ socket, log, host: hostOf(address), password: address.password, patience: CANCELLING },
      endsWith: [
        [client, 'end'],
        [client, 'error'],
      ],
      failureOf: (call, thrown, sql) => failureOf(call, thrown, { address, sql }),
      cancel: () => cancel(connected),
    });
  }

  /** @internal */
  static async open(
    call: Call,
    address: Address,
    encryption: Encryption,
    log: ConnectionLog,
  ): Promise<PostgresConnection> {
    const at = `${hostOf(address)}, database ${address.database}, user ${address.user}`;
    const { mode } = encryption;
    return opening(call, log, { name: 'PostgreSQL', at, mode }, async (connected) => {
      const client = await connect(call, address, encryption);
      connected(client.encrypted);
      const connection = new PostgresConnection(client, address, log);
      await connection.#prepare(call);
      return connection;
    });
  }

  /** False after it was closed, by us or by the server. */
  get isOpen(): boolean {
    return this.#link.isOpen;
  }

  /** @internal */
  get log(): ConnectionLog {
    return this.#link.log;
  }

  /** Closes the connection and ends what runs on it. Does nothing if it is already closed. */
  close(): Promise<void> {
    const { client } = this.#connected;
    return this.#link.close(() => void client.end().catch(() => {}));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** True while a transaction is open. @internal */
  get inTransaction(): boolean {
    return this.#connected.client.getTransactionStatus() !== 'I';
  }

  /** Runs something alone on the connection: other calls wait until it is done. @internal */
  alone<R>(call: Call, work: () => Promise<R>): Promise<R> {
    return this.#link.alone(call, work);
  }

  /** Waits until the connection is free and reserves it; returns a release function. @internal */
  take(call: Call): Promise<() => void> {
    return this.#link.take(call);
  }

  /** Runs SQL: one result for each statement. Only inside `alone`. @internal */
  async run(call: Call, sql: string, values: readonly unknown[] = []): Promise<Answer[]> {
    return this.ask(call, sql, await this.#inTheirForm(call, sql, values));
  }

  /** The same for a question of our own, with values as the driver binds them. @internal */
  async ask(call: Call, sql: string, values: readonly unknown[]): Promise<Answer[]> {
    this.#link.say(call, sql, values);
    const { client } = this.#connected;
    const copying = this.#noticeCopy();
    const done = client.query({ text: sql, values: [...values], rowMode: 'array' });
    const results = (await this.#guarded(call, sql, done).finally(copying.over)) as unknown as
      | Result
      | Result[];
    if (copying.isCopy()) throw noCopy(call);
    const answers = (Array.isArray(results) ? results : [results]).map(toAnswer);
    call.debug(() => `< ${answers.map(({ command, count }) => `${command} ${count}`).join('; ')}`);
    return answers;
  }

  /** The rows of a statement as they arrive, in batches. Only inside `alone`. @internal */
  async *rows(
    call: Call,
    sql: string,
    values: readonly unknown[],
  ): AsyncGenerator<JsonRecord[], void> {
    const { default: QueryStream } = await import('pg-query-stream').catch(
      elsewhere(driver, 'pg-query-stream'),
    );
    const ready = await this.#inTheirForm(call, sql, values);
    this.#link.say(call, sql, values);
    // Only its cursor is used: it returns batches of rows.
    const { cursor } = new QueryStream(sql, ready, { rowMode: 'array' });
    // The driver's cursor would fail outside of every call.
    Object.assign(cursor, { handleCopyData() {} });
    const copying = this.#noticeCopy();
    this.#connected.client.query(cursor);
    let isOver = false;
    try {
      for (;;) {
        const batch = await this.#guarded(call, sql, readBatch(cursor));
        isOver = batch.length < BATCH;
        if (copying.isCopy()) throw noCopy(call);
        if (batch.length > 0) yield batch;
        if (isOver) return;
      }
    } catch (error) {
      isOver = true;
      throw error;
    } finally {
      copying.over();
      if (!isOver) await Promise.race([cursor.close(), this.#link.gone]);
    }
  }

  /** Notices whether a statement sends what COPY writes: the driver ignores it. */
  #noticeCopy() {
    const { connection } = this.#connected.client as unknown as { connection: EventEmitter };
    let isCopy = false;
    const noticed = () => {
      isCopy = true;
    };
    connection.once('copyOutResponse', noticed);
    return { isCopy: () => isCopy, over: () => void connection.off('copyOutResponse', noticed) };
  }

  /** The values in the form of their parameters, whose types the server tells if they matter. */
  async #inTheirForm(call: Call, sql: string, values: readonly unknown[]): Promise<unknown[]> {
    if (!values.some(needsType)) return [...values];
    const asked = this.#connected.client.query(new ParameterTypes(sql));
    const oids = await this.#guarded(call, sql, asked.oids);
    const traits = await this.#traitsOf(call, oids);
    return values.map((value, index) => forType(value, traits(oids[index])));
  }

  /** Puts rows into the form of the columns of a table, for COPY. Only inside `alone`. @internal */
  async forColumns(call: Call, table: string): Promise<ForColumns> {
    const types = await columnTypes(this.#asking(call), table);
    const traits = await this.#traitsOf(call, [...types.values()]);
    return (rows) =>
      rows.map(({ columns, values }) => ({
        columns,
        values: values.map((value, at) =>
          forType(value, traits(types.get(unquote(dialect, columns[at]!)))),
        ),
      }));
  }

  /** Looks up what must be known of types: once for each type. */
  async #traitsOf(call: Call, oids: readonly number[]) {
    const unknown = [...new Set(oids)].filter((oid) => !this.#types.has(oid));
    if (unknown.length > 0) {
      for (const [oid, traits] of await typeTraits(this.#asking(call), unknown)) {
        this.#types.set(oid, traits);
      }
    }
    return (oid: number | undefined) => this.#types.get(oid ?? 0) ?? PLAIN;
  }

  #asking(call: Call) {
    return { query: (sql: string, values: readonly unknown[]) => this.ask(call, sql, values) };
  }

  /** Sends rows with COPY. Only inside `alone`. @internal */
  async copy(call: Call, sql: string, chunks: Iterable<string>): Promise<void> {
    this.#link.say(call, sql, []);
    const copying = this.#connected.client.query(new CopyIn(sql, chunks));
    await this.#guarded(call, sql, copying.done);
  }

  /**
   * Settings that decide what values look like: exact numbers, which the role or the database may have
   * set otherwise, and ISO dates. Then the schema of the connection string.
   */
  async #prepare(call: Call): Promise<void> {
    const { client, settings } = this.#connected;
    const { schema } = this.#address;
    const isIso = settings.get('DateStyle')?.startsWith('ISO') ?? true;
    const sql = [
      'SET extra_float_digits = 3',
      ...(isIso ? [] : ["SET DateStyle = 'ISO'"]),
      ...(schema === undefined ? [] : [`SET search_path = ${quoteName(dialect, schema)}`]),
    ].join('; ');
    await this.#guarded(call, sql, client.query(sql));
  }

  /**
   * Rolls back what a failed call started, even after its deadline. If that fails, the connection
   * cannot be used any more. @internal
   */
  async undo(sql: string): Promise<void> {
    if (!this.isOpen) return;
    const { client } = this.#connected;
    await this.#link.undo(sql, () => client.query(sql).catch(() => this.#link.drop()));
  }

  async #guarded<T>(call: Call, sql: string, work: Promise<T>): Promise<T> {
    const { client } = this.#connected;
    const tell = (notice: Partial<Notice>) => noticed(call, notice);
    client.on('notice', tell);
    try {
      return await this.#link.guarded(call, sql, work);
    } finally {
      client.off('notice', tell);
    }
  }
}

/** Puts rows into the form of the columns of a table. */
export type ForColumns = (rows: readonly Row[]) => readonly Row[];

/** Number of rows per batch. */
const BATCH = 1000;

function noCopy(call: Call): OintError {
  return inputError(callContext(call, 'sql'), ': the output of COPY … TO STDOUT is not supported', {
    hint: 'Use SELECT, or GetRecords, which can also write a CSV file.',
  });
}

/** The driver's result of a statement. Its rows are arrays. */
interface Result {
  rows: unknown[][];
  fields: readonly { name: string }[];
  command: string | null;
  rowCount: number | null;
}

function toAnswer({ rows, fields, command, rowCount }: Result): Answer {
  return {
    rows: toRows(rows, fields),
    givesRows: fields.length > 0,
    command,
    count: rowCount ?? rows.length,
  };
}

/** Rows as objects. The driver's own would have only the last of several columns of one name. */
function toRows(rows: readonly unknown[][], fields: Result['fields']): JsonRecord[] {
  const names = fields.map(({ name }) => name);
  return rows.map(rowMaker(names, (value: unknown) => value));
}

/** Passes on what a statement says besides its result: `RAISE WARNING`, `… does not exist, skipping`. */
function noticed(call: Call, { severity, message, detail, hint }: Partial<Notice>): void {
  const clean = (text: string | undefined) => text && call.redactor.text(text);
  const notice = { severity: severity ?? 'NOTICE', message: clean(message) ?? '' };
  call.options.onNotice?.({ ...notice, detail: clean(detail), hint: clean(hint) });
}

/** The driver's cursor. */
interface Cursor {
  read(
    rows: number,
    done: (error: Error | undefined, rows: unknown[][], result: Result) => void,
  ): void;
}

function readBatch(cursor: Cursor): Promise<JsonRecord[]> {
  return new Promise((resolve, reject) => {
    cursor.read(BATCH, (error, rows, result) => {
      if (error) reject(error);
      else if (rows.length === 0) resolve([]);
      else resolve(toRows(rows, result.fields));
    });
  });
}

export function isConnection(value: unknown): value is PostgresConnection {
  return value instanceof PostgresConnection;
}
