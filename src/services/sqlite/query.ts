import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { InputError } from '../../core/errors/errors.js';
import { isSqliteError } from '../../core/sqlite/driver.js';
import { BUSY_TIMEOUT, whenFree } from './busy.js';
import {
  type GivenDatabase,
  isConnection,
  type Needs,
  type OpenDatabase,
  openDatabase,
} from './connection.js';
import { serviceError } from './errors.js';
import { type Extension, loadExtension } from './extensions.js';
import { bindings, placeholdersOf } from './placeholders.js';
import { checkRestricted } from './restricted.js';
import { type AnyStatement, allRows, readRows } from './rows.js';
import type { SqliteRow } from './types.js';

interface Query {
  sql: string;
  /** The values as the driver accepts them. */
  bound: readonly unknown[];
  /** Also return the rows of writing statements. */
  force?: boolean;
  extensions?: readonly Extension[];
  /** A user may have typed it. */
  typedSql?: boolean;
}

/** Runs a query; returns its rows, or `undefined` if it returns none. */
export async function query(
  call: Call,
  database: OpenDatabase,
  wanted: Query,
): Promise<SqliteRow[] | undefined> {
  const { bound, force = false } = wanted;
  const none = force ? [] : undefined;
  try {
    const statement = await prepare(call, database, wanted);
    if (!statement) return none;
    if (!statement.reader) {
      await whenFree(call, database.driver, () => statement.run(...bound));
      return none;
    }
    const rows = await allRows(readRows(call, database, statement, bound));
    if (!statement.readonly && !force) return undefined;
    database.log.add(`Query returned ${rows.length} row(s)`);
    return rows;
  } catch (error) {
    throw failed(call, database, wanted, error);
  }
}

/** The rows of a query as they are read, in batches. */
export async function streamQuery(
  call: Call,
  given: GivenDatabase,
  needs: Needs,
  wanted: Query,
): Promise<AsyncGenerator<SqliteRow[]>> {
  const own = !isConnection(given);
  const { typedSql = false } = wanted;
  const database = own
    ? await openDatabase(call, given ?? '', needs, { typedSql })
    : (given as OpenDatabase);
  try {
    const statement = await database.inTurn(call, () => prepare(call, database, wanted));
    return reading(call, database, wanted, statement, own);
  } catch (error) {
    if (own) await database.close();
    throw failed(call, database, wanted, error);
  }
}

async function* reading(
  call: Call,
  database: OpenDatabase,
  wanted: Query,
  statement: AnyStatement | undefined,
  own: boolean,
): AsyncGenerator<SqliteRow[]> {
  try {
    if (statement?.reader) yield* readRows(call, database, statement, wanted.bound);
    else await whenFree(call, database.driver, () => statement?.run(...wanted.bound));
  } catch (error) {
    throw failed(call, database, wanted, error);
  } finally {
    if (own) await database.close();
  }
}

function failed(call: Call, { path, log }: OpenDatabase, { sql }: Query, error: unknown): unknown {
  const found = serviceError(call, error, { path, sql });
  log.add(`Error: ${(found as Error).message}`);
  return found;
}

/** A prepared query; `undefined` for several statements, which it runs. */
async function prepare(
  call: Call,
  database: OpenDatabase,
  { sql, bound, force = false, extensions = [] }: Query,
): Promise<AnyStatement | undefined> {
  for (const extension of extensions) await loadExtension(call, database, extension);
  const count = bound.flatMap((part) => Object.keys(part as object)).length;
  database.log.add(`Execute query (params=${count}, force_result=${force}): ${sql}`);
  try {
    return await whenFree<AnyStatement>(call, database.driver, () => {
      const statement = database.driver.prepare(sql);
      return 'ready' in statement ? statement.ready() : statement;
    });
  } catch (error) {
    // Apart from SQLite's own errors, there can only be no statement, or more than one.
    if (isSqliteError(error) || !(error instanceof RangeError)) throw error;
    const refused = (what: string, hint?: string) =>
      inputError(callContext(call, 'sql'), ` ${what}`, { hint });
    if (/no statements/.test(error.message)) throw refused('has no statement');
    const several = 'has several statements;';
    if (count > 0)
      throw refused(`${several} with values, only one is possible`, 'Run them one by one.');
    if (force)
      throw refused(
        `${several} with ${call.label('force')}, only one is possible`,
        'Run them one by one.',
      );
    await runScript(database, sql);
    return undefined;
  }
}

/** Runs several statements. A transaction that they begin but do not end is rolled back. */
async function runScript({ driver }: OpenDatabase, sql: string): Promise<void> {
  const before = driver.inTransaction;
  // Inside SQLite: outside of it, no one knows which statement has to be tried again.
  await driver.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
  try {
    await driver.exec(sql);
  } catch (error) {
    if (!before && driver.inTransaction) await driver.exec('ROLLBACK');
    throw error;
  } finally {
    if (driver.open) await driver.pragma('busy_timeout = 0');
  }
}

/**
 * The values of a query as the driver accepts them; rejects too few and too many. The SQL of a model is
 * checked first: nothing is opened for what is not allowed.
 */
export function bind(call: Call, sql: string, values: readonly unknown[]): unknown[] {
  checkRestricted(call, sql);
  const placeholders = placeholdersOf(sql);
  if (placeholders.length === values.length) return bindings(placeholders, values);
  const many = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  const given = `${call.label('parameters')} has ${many(values.length, 'value')}`;
  throw new InputError({
    method: call.method,
    param: 'parameters',
    message: `the query has ${many(placeholders.length, 'placeholder')}, but ${given}`,
  });
}
