import type { Call } from '../../core/definition/call.js';
import type { Statement } from '../../core/sql/dialect.js';
import { shownStatement } from '../../core/sql/dry-run.js';
import type { Changed, Done } from '../../core/sql/results.js';
import type { Session } from '../../core/sql/session.js';
import type { SqliteStatement } from '../../core/sqlite/driver.js';
import { type GivenDatabase, type Needs, type OpenDatabase, withDatabase } from './connection.js';
import { toDriver } from './dialect.js';
import { serviceError } from './errors.js';
import { Pace } from './pace.js';

/** So many statements are kept ready; a call that has more of them makes the oldest anew. */
const KEPT = 32;

/** Runs statements on a database for one call. */
export class SqliteSession implements Session {
  readonly #call: Call;
  readonly #database: OpenDatabase;
  readonly #pace: Pace;
  readonly #ready = new Map<string, SqliteStatement>();

  #inTransaction = false;

  constructor(call: Call, database: OpenDatabase) {
    this.#call = call;
    this.#database = database;
    this.#pace = new Pace(call);
  }

  run({ sql, values }: Statement): number | Promise<number> {
    this.#database.log.add(`Execute query (params=${values.length}, force_result=false): ${sql}`);
    const { changes } = this.#trying(sql, () => this.#prepared(sql).run(toDriver(values)));
    return this.#pace.isDue ? this.#pace.rest().then(() => changes) : changes;
  }

  async transaction<R>(work: () => Promise<R>): Promise<R> {
    // Whoever has begun a transaction of his own is to end it himself.
    const isNested = this.#database.driver.inTransaction;
    const [begin, commit, rollback] = isNested
      ? ['SAVEPOINT oint', 'RELEASE oint', 'ROLLBACK TO oint']
      : ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'];
    this.#exec(begin);
    this.#inTransaction = true;
    try {
      const result = await work();
      this.#exec(commit);
      return result;
    } catch (error) {
      // Some failures have taken the transaction back already.
      if (this.#database.driver.inTransaction) this.#exec(rollback);
      if (isNested && this.#database.driver.inTransaction) this.#exec(commit);
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  isTakenBack(): boolean {
    return this.#inTransaction && !this.#database.driver.inTransaction;
  }

  async attempt<R>(work: () => R | Promise<R>): Promise<R> {
    // A statement that fails takes back what it did, but for constraints that say otherwise.
    this.#exec('SAVEPOINT attempt');
    try {
      const result = await work();
      this.#exec('RELEASE attempt');
      return result;
    } catch (error) {
      if (this.#database.driver.inTransaction) {
        this.#exec('ROLLBACK TO attempt');
        this.#exec('RELEASE attempt');
      }
      throw error;
    }
  }

  #exec(sql: string): void {
    this.#trying(sql, () => this.#prepared(sql).run());
  }

  #trying<R>(sql: string, work: () => R): R {
    try {
      return work();
    } catch (error) {
      const failed = serviceError(this.#call, error, { path: this.#database.path, sql });
      this.#database.log.add(`Error: ${(failed as Error).message}`);
      throw failed;
    }
  }

  #prepared(sql: string): SqliteStatement {
    const found = this.#ready.get(sql);
    if (found) return found;
    const made = this.#database.driver.prepare(sql);
    if (this.#ready.size === KEPT) this.#ready.delete(this.#ready.keys().next().value!);
    this.#ready.set(sql, made);
    return made;
  }
}

/** Runs a statement that changes rows, and tells how many. */
export async function change(
  call: Call,
  db: GivenDatabase,
  statement: Statement,
  needs: Needs = 'a file that is there',
): Promise<Changed> {
  call.wouldSend(() => shownStatement(statement));
  return withDatabase(call, db, needs, async (database) => {
    const rows = await new SqliteSession(call, database).run(statement);
    return { result: true, rows };
  });
}

/** Runs a statement of which nothing but its success is to be told. */
export async function carryOut(...given: Parameters<typeof change>): Promise<Done> {
  await change(...given);
  return { result: true };
}
