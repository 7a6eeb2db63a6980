import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { ServiceError } from '../../core/errors/errors.js';
import type { Statement } from '../../core/sql/dialect.js';
import type { Session } from '../../core/sql/session.js';
import type { Row } from '../../core/sql/statements.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { columnNames, isSpecial, primaryKey } from './catalog.js';
import type { Answer, ForColumns, PostgresConnection } from './connection.js';
import { copySql, copyText, MANY } from './copy.js';

/** A connection reserved for one call. */
export class CallSession implements Session<JsonRecord> {
  readonly #call: Call;
  readonly #connection: PostgresConnection;
  #savepoints = 0;
  /** How the rows of a table are written for COPY; `undefined` if it cannot be used for the table. */
  #copying: Promise<ForColumns | undefined> | undefined;

  constructor(call: Call, connection: PostgresConnection) {
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
    await this.query('BEGIN READ ONLY');
    return () => this.#connection.undo('ROLLBACK');
  }

  /** One result for each statement of the SQL; with values there is only one. */
  query(sql: string, values?: readonly unknown[]): Promise<Answer[]> {
    return this.#connection.run(this.#call, sql, values);
  }

  /** For questions of our own. */
  get #asking() {
    const query = (sql: string, values: readonly unknown[]) =>
      this.#connection.ask(this.#call, sql, values);
    return { query };
  }

  async run({ sql, values }: Statement): Promise<number> {
    const [answer] = await this.query(sql, values);
    return answer!.count;
  }

  async rows({ sql, values }: Statement): Promise<JsonRecord[]> {
    const [answer] = await this.query(sql, values);
    return answer!.rows;
  }

  columns(table: string): Promise<string[] | undefined> {
    return columnNames(this.#asking, table);
  }

  async keys(table: string): Promise<string[]> {
    const keys = await primaryKey(this.#asking, table);
    if (keys.length > 0) return keys;
    const what = ` is missing: table ${table} has no PRIMARY KEY, or does not exist`;
    const hint = 'Name the fields of a UNIQUE constraint.';
    throw inputError(callContext(this.#call, 'keyFields'), what, { hint });
  }

  /** Uses COPY. If it fails (a rejected row, a view), INSERT shows why. */
  async addAtOnce(table: string, rows: readonly Row[]): Promise<boolean> {
    const [first] = rows;
    const alike = rows.every(({ columns }) => columns === first!.columns);
    if (rows.length < MANY || !alike) return false;
    // A session is for one call, and so for one table.
    this.#copying ??= this.#copyingTo(table);
    const forColumns = await this.#copying;
    if (!forColumns) return false;
    const sql = copySql(table, first!.columns);
    try {
      const text = copyText(forColumns(rows));
      await this.attempt(() => this.#connection.copy(this.#call, sql, text));
      return true;
    } catch (error) {
      if (error instanceof ServiceError) return false;
      throw error;
    }
  }

  async #copyingTo(table: string): Promise<ForColumns | undefined> {
    if (await isSpecial(this.#asking, table)) return undefined;
    return this.#connection.forColumns(this.#call, table);
  }

  async transaction<R>(work: () => Promise<R>): Promise<R> {
    // In the caller's transaction, only our part is rolled back.
    if (this.#connection.inTransaction) return this.attempt(work);
    await this.query('BEGIN');
    try {
      const result = await work();
      await this.query('COMMIT');
      return result;
    } catch (error) {
      if (this.#connection.inTransaction) await this.#connection.undo('ROLLBACK');
      throw error;
    }
  }

  async attempt<R>(work: () => R | Promise<R>): Promise<R> {
    if (!this.#connection.inTransaction) return work();
    const name = `oint_${++this.#savepoints}`;
    await this.query(`SAVEPOINT ${name}`);
    try {
      const result = await work();
      await this.query(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      await this.#connection.undo(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`);
      throw error;
    } finally {
      this.#savepoints--;
    }
  }
}
