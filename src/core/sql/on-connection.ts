import { type Connection, withConnection } from '../connection/connection.js';
import type { TlsSettings } from '../connection/tls-settings.js';
import type { Call } from '../definition/call.js';
import { OintError } from '../errors/errors.js';
import type { JsonRecord } from '../util/is-record.js';

/** A connection to a SQL server, on which calls run one after another. */
export interface SqlConnection extends Connection {
  /** Runs something alone on the connection: other calls wait until it is done. */
  alone<R>(call: Call, work: () => Promise<R>): Promise<R>;
  /** Waits until the connection is free and reserves it; returns a release function. */
  take(call: Call): Promise<() => void>;
  /** The rows of a statement as they arrive, in batches. Only while it is reserved. */
  rows(
    call: Call,
    sql: string,
    values: readonly unknown[],
  ): AsyncGenerator<readonly JsonRecord[], void>;
}

/** A connection reserved for one call. */
export interface GuardedSession {
  /**
   * Begins a transaction that cannot write, if a model chose the values of a call that reads.
   * Returns the function that ends it.
   */
  beginReadOnly(): Promise<(() => Promise<void>) | undefined>;
}

/** The params of a method that select its database. */
export interface OnServer<C, D> {
  /** An open connection, or where to open one. */
  connection: C | D | undefined;
  tls: TlsSettings | undefined;
}

/** How a service gets its connections. */
interface Connecting<C extends SqlConnection, D, S extends GuardedSession> {
  is(value: unknown): value is C;
  /** Where to connect if the call does not say it. */
  destinationFor(call: Call, given: D | undefined, param: string): Promise<D>;
  open(call: Call, destination: D, tls: TlsSettings | undefined): Promise<C>;
  session(call: Call, connection: C): S;
}

/** Runs calls on connections of a service: on an open one, or on one that is opened for a call. */
export function connecting<C extends SqlConnection, D, S extends GuardedSession>({
  is,
  destinationFor,
  open,
  session,
}: Connecting<C, D, S>) {
  type On = OnServer<C, D>;
  /** Runs the work of one call, alone on its connection. */
  async function onConnection<R>(
    call: Call,
    { connection: given, tls }: On,
    work: (session: S) => Promise<R>,
  ): Promise<R> {
    const target = is(given) ? given : await destinationFor(call, given, 'connection');
    return withConnection(
      call,
      target,
      is,
      (destination: D) => open(call, destination, tls),
      (connection) =>
        connection.alone(call, async () => {
          const own = session(call, connection);
          const end = await own.beginReadOnly();
          try {
            return await work(own);
          } finally {
            await end?.();
          }
        }),
    );
  }

  /** The same for rows as they arrive: the connection is reserved until the last one. */
  async function* rowsOn(
    call: Call,
    { connection: given, tls }: On,
    sql: string,
    values: readonly unknown[],
  ): AsyncGenerator<readonly JsonRecord[], void> {
    const own = is(given)
      ? undefined
      : await open(call, await destinationFor(call, given, 'connection'), tls);
    const connection = own ?? (given as C);
    try {
      const release = await connection.take(call);
      let end: (() => Promise<void>) | undefined;
      try {
        end = await session(call, connection).beginReadOnly();
        yield* connection.rows(call, sql, values);
      } finally {
        await end?.();
        release();
      }
    } catch (error) {
      throw error instanceof OintError ? error.belongsTo(call.method) : error;
    } finally {
      await own?.close();
    }
  }

  return { onConnection, rowsOn };
}
