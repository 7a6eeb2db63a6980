import type { Call } from '../definition/call.js';
import { OintError, ServiceError } from '../errors/errors.js';
import type { RowSource } from '../rows/row-source.js';
import type { Dialect, Statement } from './dialect.js';
import type { AddedRows, EnsuredTable, RowFailure } from './results.js';
import { batches, type Row, type Writer } from './statements.js';
import type { FormOf } from './values.js';

/** Runs the statements of a service: an open connection, for the duration of one call. */
export interface Session<Found = unknown> {
  /** Runs a statement and returns the number of changed rows. A failure is a `ServiceError`. */
  run(statement: Statement): number | Promise<number>;
  /** Runs `work` in its own transaction, or inside an open one. All or nothing. */
  transaction<R>(work: () => Promise<R>): Promise<R>;
  /**
   * Runs `work`, one statement, so that its failure leaves no changes and a transaction around it
   * can continue: with a savepoint, if the database does not do so automatically.
   */
  attempt<R>(work: () => R | Promise<R>): R | Promise<R>;
  /**
   * True if a statement that fails may have written some of its rows: then each row is written by its
   * own.
   */
  writesSingly?(): boolean;
  /** True inside the caller's transaction, for a database in which CREATE TABLE would end it. */
  isInTransaction?(): Promise<boolean>;
  /** True if a failure has ended the transaction: nothing more may be written. */
  isTakenBack?(): boolean;
  /**
   * Runs a statement that takes back what the call did, even if it was aborted. For a database in which
   * CREATE TABLE is not part of a transaction.
   */
  takeBack?(statement: Statement): Promise<void>;
  /** Runs a query and returns all of its rows. */
  rows(query: Statement): Promise<Found[]>;
  /** The names of a table's columns; `undefined` if there is no such table. */
  columns(table: string): Promise<readonly string[] | undefined>;
  /**
   * The function that gives a value the form of its column, for a database that does not know the
   * types of values before it runs a statement. See `settle.ts`. The value is stored in the column, or
   * compared with it.
   */
  formOf?(table: string, use: 'stored' | 'compared'): Promise<FormOf>;
  /** The key fields of a table, for a database that does not determine them. */
  keys?(table: string): Promise<readonly string[]>;
  /**
   * Adds many rows faster than INSERT, all or none of them. False if INSERT must be used, which can
   * report the refused row.
   */
  addAtOnce?(table: string, rows: readonly Row[]): Promise<boolean>;
}

/** Runs the statements of EnsureTable, all or none. `plan` is called inside the transaction. */
export async function runEnsureTable(
  { altersAtOnce }: Dialect,
  session: Session,
  plan: () => Promise<Statement[]> | Statement[],
): Promise<EnsuredTable> {
  const change = async () => {
    for (const statement of await plan()) await session.run(statement);
  };
  await (altersAtOnce ? change() : session.transaction(change));
  return { result: true, commit: { result: true } };
}

interface Adding {
  call: Call;
  dialect: Dialect;
  rows: RowSource<Row>;
  /** Puts the values of rows into the form of their columns. */
  settle(rows: readonly Row[]): Promise<readonly Row[]>;
  /** The statement that writes rows with the same columns. */
  write: Writer;
  /** Adds many rows faster, as `Session.addAtOnce`. */
  addAtOnce?(rows: readonly Row[]): Promise<boolean | undefined>;
}

/**
 * Writes rows as they are read, many per statement. In a transaction the first failed row rolls back
 * all of them. Without one it is skipped: the error lists such rows, and its `partial` has the result.
 */
export async function addRows(
  session: Session,
  adding: Adding,
  transaction: boolean,
): Promise<AddedRows> {
  const written: Written = { rows: 0, errors: [] };
  if (transaction) {
    await session.transaction(() =>
      writeAll(session, adding, written, (error, row) => {
        throw ofRow(error, adding, row);
      }),
    );
    return { ...resultOf(written), commit: { result: true } };
  }
  try {
    await writeAll(session, adding, written);
  } catch (error) {
    const isPartial = error instanceof OintError && error.partial === undefined;
    if (isPartial && written.rows > 0) {
      error.partial = resultOf(written);
      error.advises(`${resultOf(written).rows} rows before that were added.`);
    }
    throw error;
  }
  if (written.errors.length > 0) throw leftOut(written, adding);
  return resultOf(written);
}

/** What became of the rows so far. */
interface Written {
  /** How many were read. */
  rows: number;
  /** Those of them that were not added. */
  errors: RowFailure[];
}

function resultOf({ rows, errors }: Written): AddedRows {
  return { result: errors.length === 0, rows: rows - errors.length, errors };
}

/** The error if some rows were added and some were not. */
function leftOut(written: Written, { call }: Adding): ServiceError {
  const { rows, errors } = written;
  const [{ row, reason, error }] = errors as [RowFailure];
  const failed = new ServiceError({
    message: `${errors.length} of ${rows} rows were not added: ${call.label(`rows[${row}]`)}: ${error}`,
    hint:
      errors.length > 1
        ? `The others: ${errors
            .slice(1, 20)
            .map(({ row }) => row)
            .join(', ')}${errors.length > 20 ? ' …' : ''}.`
        : undefined,
    reason,
    details: { errors },
  });
  failed.partial = resultOf(written);
  return failed;
}

/** Writes batch by batch. */
async function writeAll(
  session: Session,
  { call, dialect, rows, settle, write, addAtOnce }: Adding,
  written: Written,
  onFailure?: (error: ServiceError, row: number) => void,
): Promise<void> {
  // A failed batch is written again in halves, recursively, to find the failed row.
  const writeSome = async (some: readonly Row[], first: number): Promise<void> => {
    try {
      await session.attempt(() => session.run(write(some)));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (some.length > 1 && session.isTakenBack?.()) throw ofRows(error);
      if (some.length === 1) {
        onFailure?.(error, first);
        written.errors.push({ row: first, reason: error.reason, error: messageOf(error) });
        return;
      }
      const half = some.length >> 1;
      await writeSome(some.slice(0, half), first);
      await writeSome(some.slice(half), first + half);
    }
  };
  const limits = session.writesSingly?.() ? { ...dialect, maxRows: 1 } : dialect;
  for await (const read of rows.batches(call)) {
    if (call.options.signal?.aborted) throw call.aborted();
    if (await addAtOnce?.(read)) {
      written.rows += read.length;
      continue;
    }
    const before = written.rows;
    for (const { first, rows: batch } of batches(limits, await settle(read))) {
      await writeSome(batch, before + first);
      written.rows += batch.length;
    }
  }
}

/** The failure of an unknown row: the database rolled back before it could be determined. */
function ofRows(error: ServiceError): ServiceError {
  const message = `${messageOf(error)} (no row was added)`;
  const { hint, reason, details, busy } = error;
  return new ServiceError({ message, hint, reason, details, busy, cause: error });
}

/** The failure of one row, if it means that none was added. */
function ofRow(error: ServiceError, { call }: Adding, row: number): ServiceError {
  return new ServiceError({
    message: `${call.label(`rows[${row}]`)}: ${messageOf(error)} (no row was added)`,
    hint: error.hint,
    reason: error.reason,
    details: { ...error.details, row },
    busy: error.busy,
    cause: error,
  });
}

/** The message without its hint. */
function messageOf(error: OintError): string {
  const hint = error.hint === undefined ? '' : `\n${error.hint}`;
  return hint && error.message.endsWith(hint)
    ? error.message.slice(0, -hint.length)
    : error.message;
}
