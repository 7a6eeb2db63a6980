import { type OintError, ServiceError } from '../errors/errors.js';
import type { Dialect, Statement } from './dialect.js';
import type { AddedRows, EnsuredTable, RowFailure } from './results.js';
import { batches, type Row } from './statements.js';

/** What runs the statements of a service: an open connection, for the length of one call. */
export interface Session<Found = unknown> {
  /** Runs a statement; gives the number of rows that it changed. What fails is a `ServiceError`. */
  run(statement: Statement): number | Promise<number>;
  /** Runs `work` in a transaction of its own, or inside of one that is open. All or nothing. */
  transaction<R>(work: () => Promise<R>): Promise<R>;
  /**
   * Runs `work`, one statement, so that a failure of it leaves nothing behind, and that a transaction
   * around it can go on: with a savepoint, where the database does not do so by itself.
   */
  attempt<R>(work: () => R | Promise<R>): R | Promise<R>;
  /** True where a failure has ended the transaction by itself: nothing may be written any more. */
  isTakenBack?(): boolean;
  /** Runs a query and returns all of its rows. */
  rows(query: Statement): Promise<Found[]>;
  /** The names of a table's columns; `undefined` if there is no such table. */
  columns(table: string): Promise<readonly string[] | undefined>;
  /** The key fields of a table, for a database that does not find them by itself. */
  keys?(table: string): Promise<readonly string[]>;
  /** Converts rows for the columns of their table, if their values alone do not decide it. */
  forColumns?(table: string, rows: readonly Row[]): Promise<readonly Row[]>;
  /**
   * Adds many rows faster than INSERT does, all or none. False if INSERT has to do it, which can tell
   * which row was refused.
   */
  addAtOnce?(table: string, rows: readonly Row[]): Promise<boolean>;
}

/** Runs each statement of an EnsureTable, all of them or none. `plan` is asked inside of it. */
export async function runEnsureTable(
  session: Session,
  plan: () => Promise<Statement[]> | Statement[],
): Promise<EnsuredTable> {
  await session.transaction(async () => {
    for (const statement of await plan()) await session.run(statement);
  });
  return { result: true, commit: { result: true } };
}

interface Adding {
  dialect: Dialect;
  rows: readonly Row[];
  /** As its caller knows the rows: `rows`, `--rows`. */
  name: string;
  /** The statement that writes rows of the same columns. */
  write(rows: readonly Row[]): Statement;
}

/**
 * Writes rows, many by one statement. In a transaction the first row that fails takes back all of
 * them; without one it is left out: the error tells which those are, its `partial` what was added.
 */
export async function addRows(
  session: Session,
  adding: Adding,
  transaction: boolean,
): Promise<AddedRows> {
  const { rows } = adding;
  if (!transaction) {
    const errors = await writeAll(session, adding);
    const added = { result: errors.length === 0, rows: rows.length - errors.length, errors };
    if (errors.length > 0) throw leftOut(added, adding);
    return added;
  }
  await session.transaction(() =>
    writeAll(session, adding, (error, row) => {
      throw ofRow(error, adding, row);
    }),
  );
  return { result: true, rows: rows.length, errors: [], commit: { result: true } };
}

/** Some rows are there, some are not: whoever asked for that has to know it. */
function leftOut(added: AddedRows, { rows, name }: Adding): ServiceError {
  const { errors } = added;
  const [{ row, reason, error }] = errors as [RowFailure];
  const failed = new ServiceError({
    message: `${errors.length} of ${rows.length} rows were left out: ${name}[${row}]: ${error}`,
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
  failed.partial = added;
  return failed;
}

/** Writes batch by batch. */
async function writeAll(
  session: Session,
  { dialect, rows, write }: Adding,
  onFailure?: (error: ServiceError, row: number) => void,
): Promise<RowFailure[]> {
  const failures: RowFailure[] = [];
  // A batch that fails is written again in halves, and these in halves: that tells which row it was.
  const writeSome = async (some: readonly Row[], first: number): Promise<void> => {
    try {
      await session.attempt(() => session.run(write(some)));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (some.length > 1 && session.isTakenBack?.()) throw ofRows(error);
      if (some.length === 1) {
        onFailure?.(error, first);
        failures.push({ row: first, reason: error.reason, error: messageOf(error) });
        return;
      }
      const half = some.length >> 1;
      await writeSome(some.slice(0, half), first);
      await writeSome(some.slice(half), first + half);
    }
  };
  for (const { first, rows: batch } of batches(dialect, rows)) await writeSome(batch, first);
  return failures;
}

/** The failure of some row, where the database took back all of them before it could be told which. */
function ofRows(error: ServiceError): ServiceError {
  const message = `${messageOf(error)} (no row was added)`;
  const { hint, reason, details } = error;
  return new ServiceError({ message, hint, reason, details, cause: error });
}

/** The failure of one row, where it means that none of them was added. */
function ofRow(error: ServiceError, { name }: Adding, row: number): ServiceError {
  return new ServiceError({
    message: `${name}[${row}]: ${messageOf(error)} (no row was added)`,
    hint: error.hint,
    reason: error.reason,
    details: { ...error.details, row },
    cause: error,
  });
}

/** What happened, without the hint below it. */
function messageOf(error: OintError): string {
  const hint = error.hint === undefined ? '' : `\n${error.hint}`;
  return hint && error.message.endsWith(hint)
    ? error.message.slice(0, -hint.length)
    : error.message;
}
