import type { Call } from '../../core/definition/call.js';
import { type Statement, unquote } from '../../core/sql/dialect.js';
import type { Session } from '../../core/sql/session.js';
import type { FormOf } from '../../core/sql/values.js';
import { whenFree } from './busy.js';
import { columnNames, columnTypes } from './catalog.js';
import type { OpenDatabase } from './connection.js';
import { dialect, toDriver, WrittenNumber } from './dialect.js';
import { serviceError } from './errors.js';
import { Pace } from './pace.js';
import { query } from './query.js';
import type { AnyStatement } from './rows.js';
import type { SqliteRow } from './types.js';

/** Number of prepared statements that are kept; a call with more prepares the oldest again. */
const KEPT = 32;

/** Runs statements on a database for one call. */
export class SqliteSession implements Session<SqliteRow> {
  readonly #call: Call;
  readonly #database: OpenDatabase;
  readonly #pace: Pace;
  readonly #ready = new Map<string, AnyStatement>();

  #inTransaction = false;

  constructor(call: Call, database: OpenDatabase) {
    this.#call = call;
    this.#database = database;
    this.#pace = new Pace(call);
  }

  run({ sql, values }: Statement): number | Promise<number> {
    this.#database.log.add(`Execute query (params=${values.length}, force_result=false): ${sql}`);
    const ran = this.#trying(sql, () => this.#prepared(sql).run(toDriver(values)));
    if (ran instanceof Promise) return ran.then(({ changes }) => changes);
    return this.#pace.isDue ? this.#pace.rest().then(() => ran.changes) : ran.changes;
  }

  async rows({ sql, values }: Statement): Promise<SqliteRow[]> {
    const bound = [toDriver(values)];
    return (await query(this.#call, this.#database, { sql, bound })) ?? [];
  }

  async columns(table: string): Promise<string[] | undefined> {
    const names = () => columnNames(this.#call, this.#database, table);
    return whenFree(this.#call, this.#database.driver, names);
  }

  async formOf(table: string): Promise<FormOf> {
    const read = () => columnTypes(this.#call, this.#database, table);
    const types = await whenFree(this.#call, this.#database.driver, read);
    const text = new Set(
      types.filter(({ type }) => hasTextAffinity(type)).map(({ name }) => dialect.foldName(name)),
    );
    return (column) => {
      const isText = text.has(dialect.foldName(unquote(dialect, column)));
      return isText ? (value) => (value instanceof WrittenNumber ? value.text : value) : undefined;
    };
  }

  async transaction<R>(work: () => Promise<R>): Promise<R> {
    // A caller that began a transaction must end it.
    const isNested = this.#database.driver.inTransaction;
    const [begin, commit, rollback] = isNested
      ? ['SAVEPOINT oint', 'RELEASE oint', 'ROLLBACK TO oint']
      : ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'];
    await this.#exec(begin);
    this.#inTransaction = true;
    try {
      const result = await work();
      await this.#exec(commit);
      return result;
    } catch (error) {
      // Some errors have already rolled back the transaction.
      if (this.#database.driver.inTransaction) await this.#exec(rollback);
      if (isNested && this.#database.driver.inTransaction) await this.#exec(commit);
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  isTakenBack(): boolean {
    return this.#inTransaction && !this.#database.driver.inTransaction;
  }

  async attempt<R>(work: () => R | Promise<R>): Promise<R> {
    // A failed statement undoes its changes, except for constraints with another ON CONFLICT.
    await this.#exec('SAVEPOINT attempt');
    try {
      const result = await work();
      await this.#exec('RELEASE attempt');
      return result;
    } catch (error) {
      if (this.#database.driver.inTransaction) {
        await this.#exec('ROLLBACK TO attempt');
        await this.#exec('RELEASE attempt');
      }
      throw error;
    }
  }

  async #exec(sql: string): Promise<void> {
    await this.#trying(sql, () => this.#prepared(sql).run());
  }

  #trying<R>(sql: string, work: () => R | Promise<R>): R | Promise<R> {
    const failed = (error: unknown) => {
      const found = serviceError(this.#call, error, { path: this.#database.path, sql });
      this.#database.log.add(`Error: ${(found as Error).message}`);
      return found;
    };
    try {
      const done = whenFree(this.#call, this.#database.driver, work);
      if (!(done instanceof Promise)) return done;
      return done.catch((error) => {
        throw failed(error);
      });
    } catch (error) {
      throw failed(error);
    }
  }

  #prepared(sql: string): AnyStatement {
    const found = this.#ready.get(sql);
    if (found) return found;
    const made = this.#database.driver.prepare(sql);
    if (this.#ready.size === KEPT) this.#ready.delete(this.#ready.keys().next().value!);
    this.#ready.set(sql, made);
    return made;
  }
}

/** Whether a column stores numbers as text: https://www.sqlite.org/datatype3.html#determination_of_column_affinity */
function hasTextAffinity(type: string): boolean {
  return /CHAR|CLOB|TEXT/i.test(type) && !/INT/i.test(type);
}
