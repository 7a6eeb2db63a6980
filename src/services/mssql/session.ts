import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import type { Answer } from '../../core/sql/answers.js';
import { quoteTable, type Statement } from '../../core/sql/dialect.js';
import type { GuardedSession } from '../../core/sql/on-connection.js';
import type { Session } from '../../core/sql/session.js';
import type { FormOf } from '../../core/sql/values.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { primaryKey, tableInformation } from './catalog.js';
import type { MssqlConnection } from './connection.js';
import { dialect } from './dialect.js';
import { numberOf } from './errors.js';
import { formsFor } from './forms.js';

/** A connection reserved for one call. */
export class CallSession implements Session<JsonRecord>, GuardedSession {
  readonly #call: Call;
  readonly #connection: MssqlConnection;
  #savepoints = 0;
  #isTakenBack = false;

  constructor(call: Call, connection: MssqlConnection) {
    this.#call = call;
    this.#connection = connection;
  }

  /**
   * Begins a transaction that is rolled back, if a model chose the values of a call that reads: SQL
   * Server has none that only read. Its functions cannot write, and a view is only a query.
   */
  async beginReadOnly(): Promise<(() => Promise<void>) | undefined> {
    const { access, effect } = this.#call;
    if (access.trusted || effect !== 'read' || this.#connection.inTransaction) return undefined;
    await this.query(BEGIN);
    return async () => {
      await this.#connection.undo(ROLLBACK);
    };
  }

  /** One result for each statement of the SQL. */
  query(sql: string, values: readonly unknown[] = []): Promise<Answer[]> {
    return this.#connection.run(this.#call, sql, values);
  }

  async run({ sql, values }: Statement): Promise<number> {
    const [answer] = await this.query(sql, values);
    // None after SET NOCOUNT ON, and for statements without rows.
    return answer?.count ?? 0;
  }

  async rows({ sql, values }: Statement): Promise<JsonRecord[]> {
    const answers = await this.query(sql, values);
    return answers.findLast(({ givesRows }) => givesRows)?.rows ?? [];
  }

  async columns(table: string): Promise<string[] | undefined> {
    const found = await this.rows(tableInformation(table));
    return found.length > 0 ? found.map((one) => String(one.column_name)) : undefined;
  }

  async keys(table: string): Promise<string[]> {
    const found = await this.rows(primaryKey(table));
    if (found.length > 0) return found.map(({ name }) => asGiven(String(name)));
    const what = `: ${table} has no PRIMARY KEY, so no row can be found`;
    const hint = `Name the fields that identify a row: ${this.#call.label('keyFields')}.`;
    throw inputError(callContext(this.#call, 'table'), what, { hint });
  }

  async formOf(table: string, use: 'stored' | 'compared'): Promise<FormOf> {
    const sql = `SELECT TOP (0) * FROM ${quoteTable(dialect, table)}`;
    try {
      return formsFor(await this.#connection.columns(this.#call, sql), use);
    } catch (error) {
      // A user who may write but not read: values have the types that they show.
      if (NOT_READABLE.has(numberOf(error) ?? 0)) return formsFor([], use);
      throw error;
    }
  }

  async transaction<R>(work: () => Promise<R>): Promise<R> {
    // In the caller's transaction, only our part is rolled back.
    if (this.#connection.inTransaction) return this.attempt(work);
    await this.query(BEGIN);
    try {
      const result = await work();
      await this.query('COMMIT TRANSACTION');
      return result;
    } catch (error) {
      await this.#connection.undo(ROLLBACK);
      throw error;
    }
  }

  isTakenBack(): boolean {
    return this.#isTakenBack;
  }

  async attempt<R>(work: () => R | Promise<R>): Promise<R> {
    // An upsert is several statements.
    if (!this.#connection.inTransaction) return this.transaction(async () => work());
    const name = `oint_${++this.#savepoints}`;
    await this.query(`SAVE TRANSACTION ${name}`);
    try {
      return await work();
    } catch (error) {
      // Some errors, such as a deadlock, end the whole transaction, and its savepoints with it.
      const isUndone =
        this.#connection.inTransaction &&
        (await this.#connection.undo(`ROLLBACK TRANSACTION ${name}`));
      if (!isUndone) this.#isTakenBack = true;
      throw error;
    } finally {
      this.#savepoints--;
    }
  }
}

const BEGIN = 'BEGIN TRANSACTION';
const ROLLBACK = 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION';

/** Selecting from the table, or from one of its columns, is not allowed. */
const NOT_READABLE: ReadonlySet<number> = new Set([229, 230]);

/** A name from the database in the form of a caller's name: no quotes are removed from it. */
function asGiven(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}
