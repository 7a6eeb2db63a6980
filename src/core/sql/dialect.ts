import { InputError } from '../errors/errors.js';
import type { ColumnValues } from './column-values.js';

/** What is specific to the SQL of one database. Everything else is the same for all. */
export interface Dialect {
  /** The name of the database product, for messages. */
  readonly title: string;
  /**
   * The quotes around names. The first pair is used for output; all are recognized in given names.
   */
  readonly quotes: readonly (readonly [open: string, close: string])[];
  /** The placeholder for a bound value; `index` starts at 1. It may cast the value: `$1::int4`. */
  placeholder(index: number, value: unknown): string;
  /** True if the placeholder depends on the value. */
  readonly castsValues?: boolean;
  /** The maximum number of values in a statement, and of rows in an INSERT. */
  readonly maxParams: number;
  readonly maxRows: number;
  /**
   * Comparisons in addition to the standard ones (see `comparisons` in `filters.ts`), in capitals.
   */
  readonly comparisons: readonly string[];
  /**
   * The comparisons that accept NULL as a value: `IS` and `IS NOT` in SQLite. Without the second,
   * it is the first with NOT. A function builds the whole condition from a name and a placeholder.
   */
  readonly same: readonly [is: string, isNot?: string | ((name: string, value: string) => string)];
  /** The syntax for the number of rows: `LIMIT 5` at the end, or `SELECT TOP (5)`. */
  readonly limit: 'limit' | 'top';
  readonly addColumn: 'ADD COLUMN' | 'ADD';
  /** What begins a transaction, for a dry run; by default `BEGIN`. */
  readonly begin?: string;
  /**
   * True if a statement that changes a table ends the transaction: then all columns are changed by
   * one statement.
   */
  readonly altersAtOnce?: boolean;
  /** True if every value has a form that depends on its column, not only a `PendingValue`. */
  readonly formsAll?: boolean;
  /** The SQL type of a new column for values of this kind. */
  columnType(values: ColumnValues, isKey: boolean): string;
  /** Two column names are equal if this maps them to the same string. */
  foldName(name: string): string;
  /** Removes all rows; `table` is quoted. */
  clear(table: string): string;
  /** An INSERT that updates existing rows. */
  upsert(parts: Upsert): string;
}

/** The parts of an upsert. All names are already quoted. */
export interface Upsert {
  table: string;
  columns: readonly string[];
  /** `VALUES (…), (…)` */
  values: string;
  /** The same, as the placeholders of each row. */
  rows: readonly (readonly string[])[];
  /** Empty if the database determines them. */
  keys: readonly string[];
  /** The columns that are not keys. */
  others: readonly string[];
}

/** A statement and its bound values. */
export interface Statement {
  sql: string;
  values: readonly unknown[];
}

/** Collects the values of a statement while its text is built. */
export class Bound {
  readonly values: unknown[] = [];
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** Binds a value and returns its placeholder. */
  add(value: unknown): string {
    this.values.push(value);
    return this.#dialect.placeholder(this.values.length, value);
  }
}

/** A quoted name for SQL. Quotes that it already has are removed first: `[my column]`. */
export function quoteName(dialect: Dialect, name: string): string {
  return quote(dialect, unquote(dialect, name));
}

/** A quoted table name for SQL: `schema.table` is two names, `"schema.table"` is one. */
export function quoteTable(dialect: Dialect, name: string): string {
  return tableParts(dialect, name)
    .map((part) => quote(dialect, part))
    .join('.');
}

/** The unquoted parts of a table name; the table itself is the last. */
export function tableParts(dialect: Dialect, name: string): string[] {
  const parts: string[] = [];
  let rest = name;
  for (;;) {
    const [, part = '', after] = partPattern(dialect).exec(rest) ?? [];
    if (part === '') return [unquote(dialect, name)];
    parts.push(unquote(dialect, part));
    if (after === undefined) return parts;
    rest = after;
  }
}

/** A name without the quotes around it, if they are complete quotes of this database. */
export function unquote(dialect: Dialect, name: string): string {
  for (const [open, close] of dialect.quotes) {
    if (name.length < 3 || !name.startsWith(open) || !name.endsWith(close)) continue;
    const inner = name.slice(1, -1);
    // With an undoubled closing quote inside, these are not quotes.
    if (inner.replaceAll(close + close, '').includes(close)) continue;
    return inner.replaceAll(close + close, close);
  }
  return name;
}

function quote({ quotes, title }: Dialect, name: string): string {
  if (name === '' || name.includes('\0')) {
    throw new InputError({
      message: `names in ${title} must not be empty or contain a NUL character`,
    });
  }
  const [open, close] = quotes[0]!;
  return `${open}${name.replaceAll(close, close + close)}${close}`;
}

const patterns = new WeakMap<Dialect, RegExp>();

/** One part of a dotted name, and what follows its dot. */
function partPattern(dialect: Dialect): RegExp {
  const found = patterns.get(dialect);
  if (found) return found;
  const quoted = dialect.quotes.map(([open, close]) => {
    const [a, z] = [`\\${open}`, `\\${close}`];
    return `${a}(?:[^${z}]|${z}${z})+${z}`;
  });
  const marks = dialect.quotes.map((pair) => pair.map((mark) => `\\${mark}`).join('')).join('');
  const made = new RegExp(`^(${quoted.join('|')}|[^.${marks}]+)(?:\\.(.*))?$`, 's');
  patterns.set(dialect, made);
  return made;
}
