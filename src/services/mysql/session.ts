import { Readable } from 'node:stream';
import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import type { OintError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { Answer } from '../../core/sql/answers.js';
import { quoteTable, type Statement } from '../../core/sql/dialect.js';
import type { GuardedSession } from '../../core/sql/on-connection.js';
import type { Session } from '../../core/sql/session.js';
import type { FormOf } from '../../core/sql/values.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { transactionsOf } from './catalog.js';
import type { MysqlConnection } from './connection.js';
import { dialect } from './dialect.js';
import { numberOf } from './errors.js';
import { formsFor } from './forms.js';

/** A connection reserved for one call. */
export class CallSession implements Session<JsonRecord>, GuardedSession {
  readonly #call: Call;
  readonly #connection: MysqlConnection;
  #savepoints = 0;
  /** The storage engine of the table, if it has no transactions. */
  #plainEngine: string | undefined;
  #isTakenBack = false;

  constructor(call: Call, connection: MysqlConnection) {
    this.#call = call;
    this.#connection = connection;
  }

  /**
   * Begins a transaction that cannot write, if a model chose the values of a call that reads: views
   * can call functions that write. Returns the function that ends it.
   */
  async beginReadOnly(): Promise<(() => Promise<void>) | undefined> {
    const { access, effect } = this.#call;
    const isOwn = !this.#connection.inTransaction;
    if (access.trusted || effect !== 'read' || !isOwn) return undefined;
    await this.#ask('START TRANSACTION READ ONLY');
    return async () => {
      await this.#connection.undo('ROLLBACK');
    };
  }

  /** One result for each statement of the SQL; with values there is only one. */
  async query(sql: string, values: readonly unknown[], file?: Bytes): Promise<Answer[]> {
    if (!file) return this.#connection.run(this.#call, { sql, values });
    const stream = await file.open();
    // The server asks for a file once; a second time it would get nothing.
    let unread: Readable | undefined = stream;
    const localFile = () => {
      const found = unread ?? Readable.from([]);
      unread = undefined;
      return found;
    };
    try {
      return await this.#connection.run(this.#call, { sql, values, localFile });
    } finally {
      stream.destroy();
    }
  }

  #ask(sql: string): Promise<Answer[]> {
    return this.#connection.ask(this.#call, sql);
  }

  async run({ sql, values }: Statement): Promise<number> {
    const [answer] = await this.#connection.run(this.#call, { sql, values });
    return answer!.count;
  }

  async rows({ sql, values }: Statement): Promise<JsonRecord[]> {
    const [answer] = await this.#connection.run(this.#call, { sql, values });
    return answer!.rows;
  }

  async columns(table: string): Promise<string[] | undefined> {
    try {
      const [answer] = await this.#ask(`SHOW COLUMNS FROM ${quoteTable(dialect, table)}`);
      return answer!.rows.map(({ Field }) => String(Field));
    } catch (error) {
      if (numberOf(error) === NO_TABLE) return undefined;
      throw error;
    }
  }

  /** The server finds the key of a row; without any, it would add every row. */
  async keys(table: string): Promise<string[]> {
    const name = quoteTable(dialect, table);
    const [answer] = await this.#ask(`SHOW INDEX FROM ${name} WHERE Non_unique = 0`);
    if (answer!.rows.length > 0) return [];
    const what = `: ${table} has neither a PRIMARY KEY nor a UNIQUE key, so no row can be found`;
    throw inputError(callContext(this.#call, 'table'), what, { hint: 'Use AddRecords.' });
  }

  /** Also looks up whether the table has transactions. */
  async formOf(table: string, use: 'stored' | 'compared'): Promise<FormOf> {
    try {
      const fields = await this.#connection.fields(this.#call, quoteTable(dialect, table));
      if (this.#call.effect === 'write') await this.#noteEngine(table);
      return formsFor(fields, use);
    } catch (error) {
      // A user who may write but not read: the server gets the values as they are.
      if (NOT_READABLE.has(numberOf(error) ?? 0)) return formsFor([], use);
      throw error;
    }
  }

  async #noteEngine(table: string): Promise<void> {
    const { sql, values } = transactionsOf(table);
    const [answer] = await this.#connection.run(this.#call, { sql, values });
    const [found] = answer!.rows;
    if (found?.transactions === 'NO') this.#plainEngine = String(found.engine);
  }

  async transaction<R>(work: () => Promise<R>): Promise<R> {
    if (this.#plainEngine) throw this.#noTransactions();
    // In the caller's transaction, only our part is rolled back.
    if (await this.isInTransaction()) return this.attempt(work);
    await this.#ask('START TRANSACTION');
    try {
      const result = await work();
      await this.#ask('COMMIT');
      return result;
    } catch (error) {
      await this.#connection.undo('ROLLBACK');
      throw error;
    }
  }

  /** Asks the server: an error can have ended the caller's transaction. */
  async isInTransaction(): Promise<boolean> {
    if (this.#connection.inTransaction) await this.#ask('DO 0');
    return this.#connection.inTransaction;
  }

  #noTransactions(): OintError {
    const what = `: the table is stored by ${this.#plainEngine}, which has no transactions`;
    const hint = `Set ${this.#call.label('transaction')} to false, or change its ENGINE to InnoDB.`;
    return inputError(callContext(this.#call, 'table'), what, { hint });
  }

  async takeBack({ sql }: Statement): Promise<void> {
    await this.#connection.undo(sql);
  }

  writesSingly(): boolean {
    return this.#plainEngine !== undefined;
  }

  isTakenBack(): boolean {
    return this.#isTakenBack;
  }

  async attempt<R>(work: () => R | Promise<R>): Promise<R> {
    // A failed statement of InnoDB changes nothing.
    if (!this.#connection.inTransaction) return work();
    const name = `oint_${++this.#savepoints}`;
    await this.#ask(`SAVEPOINT ${name}`);
    try {
      const result = await work();
      await this.#ask(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      // A deadlock has ended the whole transaction, and its savepoints with it.
      const isUndone = await this.#connection.undo(`ROLLBACK TO SAVEPOINT ${name}`);
      if (!isUndone) this.#isTakenBack = true;
      throw error;
    } finally {
      this.#savepoints--;
    }
  }
}

const NO_TABLE = 1146;

/** Selecting from the table, or from one of its columns, is not allowed. */
const NOT_READABLE: ReadonlySet<number> = new Set([1142, 1143]);
