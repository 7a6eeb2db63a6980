import type { Call } from '../../core/definition/call.js';
import type { Statement } from '../../core/sql/dialect.js';
import type { Session } from '../../core/sql/session.js';
import type { Answer, PostgresConnection } from './connection.js';

/** A connection for the length of one call, which has it alone. */
export class CallSession implements Session {
  readonly #call: Call;
  readonly #connection: PostgresConnection;
  #savepoints = 0;

  constructor(call: Call, connection: PostgresConnection) {
    this.#call = call;
    this.#connection = connection;
  }

  /** An answer for each statement of the SQL; with values it is one. */
  query(sql: string, values?: readonly unknown[]): Promise<Answer[]> {
    return this.#connection.run(this.#call, sql, values);
  }

  async run({ sql, values }: Statement): Promise<number> {
    const [answer] = await this.query(sql, values);
    return answer!.count;
  }

  copy(sql: string, chunks: Iterable<string>): Promise<void> {
    return this.#connection.copy(this.#call, sql, chunks);
  }

  async transaction<R>(work: () => Promise<R>): Promise<R> {
    // In one of the caller's own it is only our part of it that is taken back.
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
