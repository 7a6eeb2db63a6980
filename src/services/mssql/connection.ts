import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import type { Call } from '../../core/definition/call.js';
import { type Answer, Answers } from '../../core/sql/answers.js';
import type { Encryption } from '../../core/sql/encryption.js';
import { opening } from '../../core/sql/opening.js';
import { ServerLink } from '../../core/sql/server-link.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Address, hostOf } from './address.js';
import { type Connected, connect } from './driver.js';
import { failureOf, severalResults } from './errors.js';
import { flowOf, type Running, start } from './requests.js';
import type { Column } from './tds/column.js';
import type { ServerMessage } from './tds/tokens.js';

/** Time limit for the server's reaction when a call has ended. */
const PATIENCE = 1000;

/** An open connection to SQL Server: `await using connection = await createConnection(…)`. */
export class MssqlConnection implements Connection {
  readonly #connected: Connected;
  readonly #link: ServerLink;
  /** The statement that runs. */
  #running: Running | undefined;

  /** @internal */
  constructor(connected: Connected, address: Address, log: ConnectionLog) {
    this.#connected = connected;
    const { wire, socket } = connected;
    this.#link = new ServerLink({
      ...{ socket, log, host: hostOf(address), password: address.password, patience: PATIENCE },
      endsWith: [[wire, 'end']],
      failureOf: (call, thrown, sql) => failureOf(call, thrown, { address, sql }),
      // What waits to be read is read by the driver then, up to the end that the server confirms.
      cancel: async () => this.#running?.request.cancel(),
    });
  }

  /** @internal */
  static async open(
    call: Call,
    address: Address,
    encryption: Encryption,
    log: ConnectionLog,
  ): Promise<MssqlConnection> {
    const base = address.database ? `, database ${address.database}` : '';
    const at = `${hostOf(address)}${base}, user ${address.user}`;
    const { mode } = encryption;
    return opening(call, log, { name: 'SQL Server', at, mode }, async (connected) => {
      const client = await connect(call, address, encryption);
      connected(client.isEncrypted);
      return new MssqlConnection(client, address, log);
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
    return this.#link.close(() => this.#connected.wire.close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** True while a transaction is open, as far as the server has said it. @internal */
  get inTransaction(): boolean {
    return this.#connected.wire.inTransaction;
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
  async run(call: Call, sql: string, values: readonly unknown[] = []): Promise<Answer[]> {
    this.#link.say(call, sql, values);
    const answers = new Answers();
    const { ended } = this.#start(call, sql, values, answers);
    await this.#link.guarded(call, sql, ended);
    call.debug(
      () => `< ${answers.all.map(({ count, rows }) => count || rows.length).join('; ')} rows`,
    );
    return answers.all;
  }

  /** The columns that a query has. Only inside `alone`. @internal */
  async columns(call: Call, sql: string): Promise<readonly Column[]> {
    this.#link.say(call, sql, []);
    let found: readonly Column[] = [];
    const { request, ended } = this.#start(call, sql, [], new Answers());
    request.once('columnMetadata', (columns: readonly Column[]) => {
      found = columns;
    });
    await this.#link.guarded(call, sql, ended);
    return found;
  }

  /** The rows of a statement as they arrive, in batches. Only inside `alone`. @internal */
  async *rows(
    call: Call,
    sql: string,
    values: readonly unknown[],
  ): AsyncGenerator<readonly JsonRecord[], void> {
    this.#link.say(call, sql, values);
    const { socket } = this.#connected;
    const answers: Answers = new Answers(flowOf(() => running.request, socket));
    const running = this.#start(call, sql, values, answers);
    let results = 0;
    let problem: Error | undefined;
    running.request.prependListener('columnMetadata', () => {
      if (++results < 2) return;
      problem = severalResults();
      running.request.cancel();
    });
    const done = this.#link.guarded(call, sql, running.ended);
    let isOver = false;
    const over = done.then(
      () => answers.end(),
      (error: unknown) => answers.end(problem ?? error),
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

  /**
   * Rolls back what a failed call started, even after its deadline. If that fails, the connection
   * cannot be used any more. Returns false if the server could not undo it. @internal
   */
  async undo(sql: string): Promise<boolean> {
    if (!this.isOpen) return true;
    return this.#link.undo(sql, async () => {
      try {
        await start(this.#connected, sql, [], new Answers()).ended;
        return true;
      } catch {
        if (!sql.includes('oint_')) this.#link.drop();
        return false;
      }
    });
  }

  #start(call: Call, sql: string, values: readonly unknown[], answers: Answers): Running {
    const { wire } = this.#connected;
    const running = start(this.#connected, sql, values, answers);
    this.#running = running;
    const tell = (message: ServerMessage) => this.#tell(call, message);
    wire.on('infoMessage', tell);
    const over = () => {
      wire.off('infoMessage', tell);
      if (this.#running === running) this.#running = undefined;
    };
    running.ended.then(over, over);
    return running;
  }

  /** Passes on what the server says besides its results: PRINT, and warnings. */
  #tell(call: Call, { message, number, class: severity }: ServerMessage): void {
    // The database or the language has changed, or a statement was ended by an error.
    if (SILENT.has(number)) return;
    const text = call.redactor.text(number > 0 ? `${message} (${number})` : message);
    call.options.onNotice?.({ severity: severity > 0 ? 'WARNING' : 'INFO', message: text });
  }
}

const SILENT: ReadonlySet<number> = new Set([3621, 5701, 5703]);

export function isConnection(value: unknown): value is MssqlConnection {
  return value instanceof MssqlConnection;
}
