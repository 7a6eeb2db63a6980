import type { Call } from '../../core/definition/call.js';
import { ServiceError } from '../../core/errors/errors.js';
import { rowMaker } from '../../core/sql/row-maker.js';
import { exactInteger } from '../../core/sql/values.js';
import type { SqliteStatement } from '../../core/sqlite/driver.js';
import type { RemoteStatement } from '../../core/sqlite/remote.js';
import { whenFree } from './busy.js';
import type { OpenDatabase } from './connection.js';
import { serviceError } from './errors.js';
import { Pace } from './pace.js';
import type { SqliteRow, SqliteValue } from './types.js';

export type AnyStatement = SqliteStatement | RemoteStatement;

/** Number of rows per batch. */
const BATCH = 200;

/** The rows of a query as they are read. Other work gets its turn between batches. */
export async function* readRows(
  call: Call,
  database: OpenDatabase,
  statement: AnyStatement,
  bound: readonly unknown[],
): AsyncGenerator<SqliteRow[]> {
  const toRow = rowMaker(
    statement.columns().map(({ name }) => name),
    toValue,
  );
  if ('batches' in statement) return yield* remoteRows(call, database, { statement, bound, toRow });
  const pace = new Pace(call);
  // As bigint: a number would lose the last digits of a large integer.
  statement.raw(true).safeIntegers(true);
  const { rows, first } = await whenFree(call, database.driver, () => {
    const rows = statement.iterate(...bound) as IterableIterator<unknown[]>;
    return { rows, first: rows.next() };
  });
  let isCut = false;
  const over = database.whileReading(() => {
    isCut = true;
    rows.return?.();
  });
  try {
    let batch: SqliteRow[] = [];
    for (let next = first; !next.done; next = rows.next()) {
      batch.push(toRow(next.value));
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
      if (pace.isDue) await pace.rest();
    }
    if (isCut) throw cut(call);
    if (batch.length > 0) yield batch;
  } catch (error) {
    throw serviceError(call, error, { path: database.path, sql: statement.source });
  } finally {
    over();
    if (!isCut) rows.return?.();
  }
}

type ToRow = (values: readonly unknown[]) => SqliteRow;

/** The rows of a query that runs in another process. */
async function* remoteRows(
  call: Call,
  { driver, path }: OpenDatabase,
  query: { statement: RemoteStatement; bound: readonly unknown[]; toRow: ToRow },
): AsyncGenerator<SqliteRow[]> {
  const { statement, bound, toRow } = query;
  try {
    const { batches, first } = await whenFree(call, driver, async () => {
      const batches = statement.batches(bound);
      return { batches, first: await batches.next() };
    });
    for (let next = first; !next.done; next = await batches.next()) yield next.value.map(toRow);
  } catch (error) {
    throw serviceError(call, error, { path, sql: statement.source });
  }
}

function cut({ method }: Call): ServiceError {
  const message = 'the connection was closed while its rows were being read';
  return new ServiceError({ method, message, reason: 'SQLITE_ABORT' });
}

export async function allRows(batches: AsyncIterable<SqliteRow[]>): Promise<SqliteRow[]> {
  const all: SqliteRow[] = [];
  for await (const batch of batches) for (const row of batch) all.push(row);
  return all;
}

/** A value in a result: exact integers are numbers, larger ones are text, bytes are Base64. */
function toValue(value: unknown): SqliteValue {
  if (typeof value === 'bigint') return exactInteger(value);
  if (value instanceof Uint8Array) return { blob: asBase64(value) };
  // JSON has no Infinity. SQLite has no NaN.
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return `${value}`;
  return value as string | number | null;
}

function asBase64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
