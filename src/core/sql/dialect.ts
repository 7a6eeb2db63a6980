import { InputError } from '../errors/errors.js';

/** What one database's SQL does in its own way. Everything else is the same for all of them. */
export interface Dialect {
  /** The database's name, for people. */
  readonly title: string;
  /** The quotes around names: the first pair is written, each is understood in a name that is given. */
  readonly quotes: readonly (readonly [open: string, close: string])[];
  /** What stands for a bound value; `index` counts from 1. It may cast the value: `$1::int4`. */
  placeholder(index: number, value: unknown): string;
  /** True where what stands for a value depends on the value. */
  readonly castsValues?: boolean;
  /** How many values a statement may have, and how many rows an INSERT is made of at most. */
  readonly maxParams: number;
  readonly maxRows: number;
  /** Comparisons beside those of every SQL (see `comparisons` in `filters.ts`), in capitals. */
  readonly comparisons: readonly string[];
  /** The comparisons that take NULL as a value: `IS` and `IS NOT` in SQLite. */
  readonly same: readonly [is: string, isNot: string];
  /** Where the number of rows wanted stands: `LIMIT 5` at the end, or `SELECT TOP (5)`. */
  readonly limit: 'limit' | 'top';
  readonly addColumn: 'ADD COLUMN' | 'ADD';
  /** Two names of columns are one where this makes them the same. */
  foldName(name: string): string;
  /** Removes all rows; `table` is quoted. */
  clear(table: string): string;
  /** An INSERT that updates the rows that are there already. */
  upsert(parts: Upsert): string;
}

/** The pieces of an upsert: all names are quoted already. */
export interface Upsert {
  table: string;
  columns: readonly string[];
  /** `VALUES (…), (…)` */
  values: string;
  /** Empty where the database is to find out by itself. */
  keys: readonly string[];
  /** The columns that are no keys. */
  others: readonly string[];
}

/** A statement and the values that are bound to it. */
export interface Statement {
  sql: string;
  values: readonly unknown[];
}

/** Gathers the values of a statement while its text is written. */
export class Bound {
  readonly values: unknown[] = [];
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** Binds a value; gives what stands for it in the text. */
  add(value: unknown): string {
    this.values.push(value);
    return this.#dialect.placeholder(this.values.length, value);
  }
}

/** A name as it stands in SQL. Quotes that it has already are taken off first: `[my column]`. */
export function quoteName(dialect: Dialect, name: string): string {
  return quote(dialect, unquote(dialect, name));
}

/** A table's name as it stands in SQL: `schema.table` are two names, `"schema.table"` is one. */
export function quoteTable(dialect: Dialect, name: string): string {
  return tableParts(dialect, name)
    .map((part) => quote(dialect, part))
    .join('.');
}

/** The plain names in a table's name, the table's own last. */
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

/** A name without the quotes around it, where they are the database's own and whole. */
export function unquote(dialect: Dialect, name: string): string {
  for (const [open, close] of dialect.quotes) {
    if (name.length < 3 || !name.startsWith(open) || !name.endsWith(close)) continue;
    const inner = name.slice(1, -1);
    // A single closing quote inside is none that was doubled: then these are no quotes.
    if (inner.replaceAll(close + close, '').includes(close)) continue;
    return inner.replaceAll(close + close, close);
  }
  return name;
}

function quote({ quotes, title }: Dialect, name: string): string {
  if (name === '' || name.includes('\0')) {
    throw new InputError({
      message: `${title} has no names that are empty or hold a NUL character`,
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
