/// <reference path="./builtin.d.ts" />
import type * as sqlite from 'node:sqlite';
import { withoutWarnings } from '../util/without-warnings.js';
import { codeName } from './codes.js';
import type { SqliteDatabase, SqliteOptions, SqliteStatement } from './driver.js';

// Not imported: a bundled program would not start on a version of Node without it.
const { DatabaseSync } = withoutWarnings(
  () => process.getBuiltinModule('node:sqlite') as typeof sqlite,
);

/** Node's own SQLite, with the interface of better-sqlite3. */
export class NodeSqlite implements SqliteDatabase {
  readonly #db: sqlite.DatabaseSync;

  constructor(path: string, { timeout, readonly, extensions = true }: SqliteOptions) {
    const options = {
      timeout,
      readOnly: readonly ?? false,
      allowExtension: extensions,
      allowUnknownNamedParameters: true,
    };
    this.#db = trying(() => new DatabaseSync(path || ':memory:', options));
  }

  get open(): boolean {
    return this.#db.isOpen;
  }

  get inTransaction(): boolean {
    return this.#db.isTransaction;
  }

  prepare(sql: string): SqliteStatement {
    return new NodeStatement(
      sql,
      trying(() => this.#db.prepare(sql)),
    );
  }

  exec(sql: string): void {
    trying(() => this.#db.exec(sql));
  }

  pragma(text: string): unknown {
    return this.prepare(`PRAGMA ${text}`).all();
  }

  transaction<R>(work: () => R): () => R {
    return () => {
      this.exec('BEGIN');
      try {
        const result = work();
        this.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.inTransaction) this.exec('ROLLBACK');
        throw error;
      }
    };
  }

  loadExtension(path: string, entryPoint?: string): void {
    const entry = entryPoint ? [entryPoint] : [];
    trying(() => this.#db.loadExtension(path, ...entry));
  }

  unsafeMode(): void {
    // Transactions are never nested.
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

/** Separators between statements. */
const NOTHING = /^(?:[\s;]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*$/;

/** Strings, quoted names and comments: words in them do not count. */
const QUOTED =
  /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

class NodeStatement implements SqliteStatement {
  readonly source: string;
  readonly reader: boolean;
  readonly readonly: boolean;
  readonly #statement: sqlite.StatementSync;

  constructor(sql: string, statement: sqlite.StatementSync) {
    // SQLite runs the first of several statements and silently ignores the others.
    if (!NOTHING.test(sql.slice(statement.sourceSQL.length)))
      throw new RangeError('The supplied SQL string contains more than one statement');
    this.source = sql;
    this.reader = statement.columns().length > 0;
    // A statement that returns rows only writes if it has this word.
    this.readonly = this.reader && !/\bRETURNING\b/i.test(sql.replace(QUOTED, ' '));
    this.#statement = statement;
  }

  run(...values: unknown[]): { changes: number } {
    const { changes } = trying(() => this.#statement.run(...bound(values)));
    return { changes: Number(changes) };
  }

  get(...values: unknown[]): unknown {
    return trying(() => this.#statement.get(...bound(values)));
  }

  all(...values: unknown[]): unknown[] {
    return trying(() => this.#statement.all(...bound(values)));
  }

  *iterate(...values: unknown[]): IterableIterator<unknown> {
    const rows = trying(() => this.#statement.iterate(...bound(values)));
    try {
      for (let next = trying(() => rows.next()); !next.done; next = trying(() => rows.next()))
        yield next.value;
    } finally {
      rows.return?.();
    }
  }

  columns(): { name: string }[] {
    return this.#statement.columns().map(({ name }) => ({ name }));
  }

  raw(on: boolean): this {
    this.#statement.setReturnArrays(on);
    return this;
  }

  safeIntegers(on: boolean): this {
    this.#statement.setReadBigInts(on);
    return this;
  }
}

/**
 * Converts values from the form of better-sqlite3 (an array, and an object of named ones) for Node.
 */
function bound(values: readonly unknown[]): unknown[] {
  const flat = values.flat();
  if (!flat.some(isNames)) return flat;
  const named = Object.entries(Object.assign({}, ...flat.filter(isNames)));
  const inOrder: unknown[] = [];
  // For Node a number is a position, not a name.
  for (const [name, value] of named) if (Number(name)) inOrder[Number(name) - 1] = value;
  let free = 0;
  for (const value of flat.filter((one) => !isNames(one))) {
    while (free in inOrder) free++;
    inOrder[free] = value;
  }
  return [Object.fromEntries(named.filter(([name]) => !Number(name))), ...inOrder];
}

function isNames(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

interface NodeError extends Error {
  code?: string;
  errcode?: number;
}

function trying<R>(work: () => R): R {
  try {
    return work();
  } catch (error) {
    const { code, errcode, message } = error as NodeError;
    if (code === 'ERR_INVALID_ARG_VALUE' && /no statements/.test(message))
      throw new RangeError('The supplied SQL string contains no statements');
    if (!/^ERR_(LOAD_)?SQLITE/.test(code ?? '')) throw error;
    const own = new Error(message, { cause: error });
    throw Object.assign(own, { name: 'SqliteError', code: codeName(errcode ?? 1) });
  }
}
