import type Sqlite from 'better-sqlite3';
import { catalogAnswer } from './catalog.js';
import { type SqlType, typeIn } from './columns.js';
import { converted, SqlError } from './conversions.js';
import type { Databases } from './databases.js';
import type { SqlRequest } from './requests.js';
import type { Result } from './result.js';
import { errorOf } from './sqlite-errors.js';
import { nameIn, statementsIn, translated } from './translate.js';
import type { Stored } from './values.js';

/** Runs the statements of a request one after another. */
export function* run(
  databases: Databases,
  database: string,
  { sql, values }: SqlRequest,
): Generator<Result> {
  if (/^\s*set\s/i.test(sql) && !/;\s*\S/.test(sql)) return;
  const db = databases.get(database);
  const bound: Record<string, Stored> = {};
  for (const { name, declared, value } of values) {
    bound[name.slice(1)] = converted(value, declared);
  }
  let count = 0n;
  for (const tokens of statementsIn(sql)) {
    for (const result of statement(databases, db, tokens, bound, count)) {
      count = result.count ?? count;
      yield result;
    }
  }
}

function* statement(
  databases: Databases,
  db: Sqlite.Database,
  tokens: readonly string[],
  bound: Record<string, Stored>,
  before: bigint,
): Generator<Result> {
  const text = tokens.join('').trim();
  const [, condition, rest] =
    /^IF\s+(@@ROWCOUNT = 0|@@TRANCOUNT > 0)\s+([\s\S]*)$/i.exec(text) ?? [];
  if (condition) {
    const isTrue = /ROWCOUNT/i.test(condition) ? before === 0n : db.inTransaction;
    if (isTrue) yield* statement(databases, db, statementsIn(rest!)[0]!, bound, before);
    return;
  }
  const exists = /^IF NOT EXISTS (\([\s\S]*\)) (INSERT [\s\S]*)$/i.exec(text);
  if (exists) {
    const [found] = plain(db, statementsIn(exists[1]!.slice(1, -1))[0]!, bound);
    if ([...(found?.rows ?? [])].length === 0)
      yield* plain(db, statementsIn(exists[2]!)[0]!, bound);
    return;
  }
  const transaction = transactionOf(db, text);
  if (transaction) yield transaction;
  else if (/^(CREATE|DROP) DATABASE/i.test(text)) {
    const name = nameIn(tokens.filter((token) => token.trim() !== '')[2]!);
    if (/^CREATE/i.test(text)) databases.create(name);
    else databases.drop(name);
    yield {};
  } else if (!/^(SET|USE)\s/i.test(text)) {
    yield catalogAnswer(db, text, bound) ?? plain(db, tokens, bound)[0]!;
  }
}

function transactionOf(db: Sqlite.Database, text: string): Result | undefined {
  const word = text
    .toUpperCase()
    .replace(/\bTRAN(SACTION)?\b/, 'TRAN')
    .replace(/\s+/g, ' ');
  if (/^BEGIN TRAN/.test(word)) {
    if (db.inTransaction) return {};
    db.exec('BEGIN');
    return { transaction: 'begun' };
  }
  if (/^COMMIT/.test(word)) {
    if (!db.inTransaction)
      throw new SqlError(
        3902,
        'The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.',
      );
    db.exec('COMMIT');
    return { transaction: 'committed' };
  }
  const [, save] = /^SAVE TRAN (\w+)/.exec(word) ?? [];
  if (save) {
    db.exec(`SAVEPOINT ${save}`);
    return {};
  }
  const [rollback, name] = /^ROLLBACK(?: TRAN)? ?(\w+)?/.exec(word) ?? [];
  if (rollback === undefined) return undefined;
  if (!db.inTransaction)
    throw new SqlError(
      3903,
      'The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.',
    );
  db.exec(name ? `ROLLBACK TO ${name}` : 'ROLLBACK');
  return name ? {} : { transaction: 'rolled back' };
}

/** A statement of SQLite. */
function plain(
  db: Sqlite.Database,
  tokens: readonly string[],
  bound: Record<string, Stored>,
): Result[] {
  const sql = translated(tokens);
  try {
    const prepared = db.prepare(sql);
    const names = new Set(sql.match(/@P\d+/g)?.map((name) => name.slice(1)));
    const used = Object.fromEntries([...names].map((name) => [name, bound[name] ?? null]));
    if (!prepared.reader) return [{ count: BigInt(prepared.run(used).changes) * isCounted(sql) }];
    const columns = prepared.columns();
    const raw = prepared.raw().iterate(used) as IterableIterator<Stored[]>;
    const first = raw.next();
    const types = columns.map(({ name, type }, at) => ({
      name,
      type: type ? typeIn(type) : typeOf(first.done ? null : (first.value as Stored[])[at]!),
    }));
    return [{ columns: types, rows: rest(first, raw) }];
  } catch (error) {
    throw errorOf(error as Error);
  }
}

function isCounted(sql: string): bigint {
  return /^(INSERT|UPDATE|DELETE)/i.test(sql) ? 1n : 0n;
}

function* rest(first: IteratorResult<Stored[]>, others: IterableIterator<Stored[]>) {
  if (!first.done) yield first.value;
  yield* others;
}

/** The type of an expression: SQLite only knows the type of its value. */
function typeOf(value: Stored): SqlType {
  if (typeof value === 'bigint') return typeIn('bigint');
  if (typeof value === 'number') return typeIn('float');
  return typeIn(Buffer.isBuffer(value) ? 'varbinary(max)' : 'nvarchar(max)');
}
