import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import type { Call } from '../../core/definition/call.js';
import type { Answer } from '../../core/sql/answers.js';
import type { Encryption } from '../../core/sql/encryption.js';
import { opening } from '../../core/sql/opening.js';
import { ServerLink } from '../../core/sql/server-link.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Address, hostOf } from './address.js';
import { MysqlAnswers } from './answers.js';
import { sizeOf, toDriver } from './bound.js';
import { CANCELLING, type Connected, cancel, connect } from './driver.js';
import { failureOf, numberOf, tooLarge } from './errors.js';
import type { Field } from './field-types.js';
import { needsBinary, type Protocol } from './from-server.js';
import { mayLoadFile, placeholdersMatch } from './query-text.js';
import { ended, type OkHeader, type Prepared, prepared } from './wire.js';

/** A statement to run. */
interface Running {
  sql: string;
  values?: readonly unknown[];
  /** The file that LOAD DATA LOCAL INFILE may read. */
  localFile?: (() => Readable) | undefined;
}

/** An open connection to a MySQL server: `await using connection = await createConnection(…)`. */
export class MysqlConnection implements Connection {
  readonly #connected: Connected;
  readonly #link: ServerLink;
  #status = IS_AUTOCOMMIT;
  /** The size of a packet that the server accepts. */
  #mostBytes = Number.POSITIVE_INFINITY;

  /** @internal */
  constructor(connected: Connected, address: Address, log: ConnectionLog) {
    this.#connected = connected;
    const { wire, socket } = connected;
    this.#link = new ServerLink({
      ...{ socket, log, host: hostOf(address), password: address.password, patience: CANCELLING },
      endsWith: [[wire as unknown as EventEmitter, 'error']],
      failureOf: (call, thrown, sql) => failureOf(call, thrown, { address, sql }),
      cancel: async () => {
        if (!this.isOpen) return;
        // What waits to be read must not hold up the end.
        wire.stream.resume();
        await cancel(connected);
      },
    });
  }

  /** @internal */
  static async open(
    call: Call,
    address: Address,
    encryption: Encryption,
    log: ConnectionLog,
  ): Promise<MysqlConnection> {
    const base = address.database ? `, database ${address.database}` : '';
    const at = `${hostOf(address)}${base}, user ${address.user}`;
    return opening(call, log, { name: 'MySQL', at, mode: encryption.mode }, async (connected) => {
      const client = await connect(call, address, encryption);
      connected(client.isEncrypted);
      const connection = new MysqlConnection(client, address, log);
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
    const { wire, socket } = this.#connected;
    return this.#link.close(() => wire.end(() => socket.end()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** True while a transaction is open, as far as the server has said it. @internal */
  get inTransaction(): boolean {
    return (this.#status & IS_IN_TRANSACTION) !== 0 || (this.#status & IS_AUTOCOMMIT) === 0;
  }

  /** Runs something alone on the connection: other calls wait until it is done. @internal */
  alone<R>(call: Call, work: () => Promise<R>): Promise<R> {
    return this.#link.alone(call, work);
  }

  /** Waits until the connection is free and reserves it; returns a release function. @internal */
  take(call: Call): Promise<() => void> {
    return this.#link.take(call);
  }

  /** Runs a statement, or several if it has no values. Only inside `alone`. @internal */
  async run(call: Call, { sql, values = [], localFile }: Running): Promise<Answer[]> {
    this.#link.say(call, sql, values);
    const answers = new MysqlAnswers((text) => call.parseJson(text));
    const statement = localFile ? undefined : await this.#prepared(call, sql, values);
    await (statement
      ? this.#execute(call, sql, statement, values, answers)
      : this.#send(call, { sql, localFile }, answers));
    const found = answers.all;
    call.debug(() => `< ${found.map(({ count }) => count).join('; ')} rows`);
    await this.#tellWarnings(call, found);
    return found;
  }

  /** Runs SQL of our own, without values, in the text protocol. @internal */
  async ask(call: Call, sql: string): Promise<Answer[]> {
    this.#link.say(call, sql, []);
    const answers = new MysqlAnswers((text) => call.parseJson(text));
    await this.#send(call, { sql }, answers);
    return answers.all;
  }

  /** The rows of a statement as they arrive, in batches. Only inside `alone`. @internal */
  async *rows(
    call: Call,
    sql: string,
    values: readonly unknown[],
  ): AsyncGenerator<readonly JsonRecord[], void> {
    this.#link.say(call, sql, values);
    const statement = await this.#prepared(call, sql, values);
    const { wire } = this.#connected;
    const answers = new MysqlAnswers((text) => call.parseJson(text), wire);
    const done = statement
      ? this.#execute(call, sql, statement, values, answers)
      : this.#send(call, { sql }, answers);
    let isOver = false;
    const over = done.then(
      () => answers.end(),
      (error: unknown) => answers.end(error),
    );
    try {
      yield* answers.batches();
      isOver = true;
    } catch (error) {
      isOver = true;
      throw error;
    } finally {
      if (!isOver) {
        answers.discard();
        if (this.isOpen) await this.#link.stop(over);
      }
      await over;
    }
  }

  /** The columns of a table, from the server's description of a query. @internal */
  async fields(call: Call, table: string): Promise<readonly Field[]> {
    const sql = `SELECT * FROM ${table} LIMIT 0`;
    const { wire } = this.#connected;
    const { columns } = await this.#link.guarded(call, sql, prepared(wire, sql));
    wire.unprepare({ sql });
    return columns;
  }

  /**
   * The prepared statement; undefined for what is sent as text, such as several statements. Nothing has
   * run then.
   */
  async #prepared(
    call: Call,
    sql: string,
    values: readonly unknown[],
  ): Promise<Prepared | undefined> {
    if (values.length === 0 && mayLoadFile(sql)) return undefined;
    const asked = prepared(this.#connected.wire, sql).catch((error: unknown) => {
      const isForText = UNPREPARED.has(numberOf(error) ?? 0) && values.length === 0;
      if (!isForText) throw error;
      return undefined;
    });
    const found = await this.#link.guarded(call, sql, asked);
    if (!found) return undefined;
    placeholdersMatch(call, found.parameters.length, values.length);
    // Rows are read faster as text, where it has the same digits.
    const isText = values.length === 0 && found.columns.length > 0 && !needsBinary(found.columns);
    return isText ? undefined : found;
  }

  async #execute(
    call: Call,
    sql: string,
    statement: Prepared,
    values: readonly unknown[],
    answers: MysqlAnswers,
  ): Promise<void> {
    const { wire, types } = this.#connected;
    const bound = values.map((value) => toDriver(value, types));
    const size = values.reduce<number>((sum, value) => sum + sizeOf(value), 0);
    if (size > this.#mostBytes) throw tooLarge(call, size, this.#mostBytes);
    const start = () => statement.execute(bound);
    await this.#link.guarded(call, sql, ended(wire, start, this.#sink(answers, 'binary')));
  }

  async #send(call: Call, { sql, localFile }: Running, answers: MysqlAnswers): Promise<void> {
    const { wire } = this.#connected;
    const size = Buffer.byteLength(sql);
    if (size > this.#mostBytes) throw tooLarge(call, size, this.#mostBytes);
    const start = () => wire.query({ sql, infileStreamFactory: localFile });
    await this.#link.guarded(call, sql, ended(wire, start, this.#sink(answers, 'text')));
  }

  #sink(answers: MysqlAnswers, protocol: Protocol) {
    return {
      fields: (fields: Field[]) => answers.fields(fields, protocol),
      row: (row: unknown[]) => answers.row(row),
      ok: (header: OkHeader) => {
        this.#status = header.serverStatus;
        answers.ok(header);
      },
    };
  }

  /**
   * Settings of the session on which the form of values depends, and whether one that a column does not
   * hold is refused. What the server or the user has set otherwise does not count.
   */
  async #prepare(call: Call): Promise<void> {
    const answers = new MysqlAnswers((text) => text);
    await this.#send(call, { sql: SETTINGS }, answers);
    const [row] = answers.all.at(-1)!.rows;
    // Room for the text of the statement.
    this.#mostBytes = Number(row!.most) - 64 * 1024;
  }

  /** Passes on what the server says about the last statement besides its result. */
  async #tellWarnings(call: Call, answers: readonly Answer[]): Promise<void> {
    const { onNotice } = call.options;
    if (!onNotice || !answers.at(-1)?.warnings) return;
    const [found] = await this.ask(call, 'SHOW WARNINGS LIMIT 20');
    for (const { Level, Code, Message } of found!.rows) {
      const message = call.redactor.text(`${Message} (${Code})`);
      onNotice({ severity: String(Level).toUpperCase(), message });
    }
  }

  /**
   * Rolls back what a failed call started, even after its deadline. If that fails, the connection
   * cannot be used any more. Returns false if the server could not undo everything. @internal
   */
  async undo(sql: string): Promise<boolean> {
    if (!this.isOpen) return true;
    const { wire } = this.#connected;
    const answers = new MysqlAnswers((text) => text);
    return this.#link.undo(sql, async () => {
      try {
        await ended(wire, () => wire.query({ sql }), this.#sink(answers, 'text'));
        return answers.all.every(({ warnings }) => warnings === 0);
      } catch (error) {
        if (numberOf(error) !== NO_SAVEPOINT) this.#link.drop();
        return false;
      }
    });
  }
}

const SETTINGS = `SET NAMES utf8mb4, time_zone = '+00:00',
sql_mode = CONCAT_WS(',', NULLIF(@@sql_mode, ''), 'STRICT_ALL_TABLES');
SELECT @@max_allowed_packet AS most`;

/** Flags of the server's status. */
const IS_IN_TRANSACTION = 1;
const IS_AUTOCOMMIT = 2;

/** Not in the protocol of prepared statements; or its parser sees more than one statement. */
const UNPREPARED: ReadonlySet<number> = new Set([1064, 1295]);

const NO_SAVEPOINT = 1305;

export function isConnection(value: unknown): value is MysqlConnection {
  return value instanceof MysqlConnection;
}
