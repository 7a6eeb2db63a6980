import type { InputError } from '../errors/errors.js';
import type { JsonRecord } from '../util/is-record.js';
import { type Bound, type Dialect, quoteName } from './dialect.js';
import { whyNotPiece } from './sql-text.js';

/** One condition; `union` connects it with the one that follows. */
export interface Filter {
  field: string;
  /** In capitals, one of those that are allowed. */
  type: string;
  /** What the condition compares with, ready to be bound; a list for IN and BETWEEN. */
  value: unknown;
  union: string;
  raw: boolean;
}

/** The template of a filter, as GetRecordsFilterStructure gives it. */
export interface FilterStructure {
  field: string;
  type: string;
  value: string;
  union: string;
  raw: string | boolean;
}

const FIELDS = ['field', 'type', 'value', 'union', 'raw'];

/** The comparisons of every SQL. */
const COMPARISONS = [
  ...['=', '<>', '!=', '<', '<=', '>', '>='],
  ...['LIKE', 'NOT LIKE', 'IN', 'NOT IN', 'BETWEEN', 'NOT BETWEEN'],
  ...['IS', 'IS NOT', 'IS NULL', 'IS NOT NULL'],
];

const UNIONS = ['AND', 'OR', 'AND NOT', 'OR NOT'];

export function filterStructure(empty: boolean): FilterStructure {
  if (empty) return { field: '', type: '', value: '', union: '', raw: false };
  return {
    field: '<name of the field>',
    type: `<comparison: ${COMPARISONS.join(', ')}>`,
    value: '<value to compare with; a list for IN and BETWEEN>',
    union: '<what connects it with the next filter: AND, OR>',
    raw: '<true: the value is SQL and goes into the query as it is; false: it is bound>',
  };
}

/** Reads a value that is to be bound; `name` is where in the filter it stands. */
type ReadOne = (value: unknown, name: string) => unknown;

/** Makes the error for a filter that is none. */
type Refuse = (what: string) => InputError;

/** Checks one filter. Its values are read by `readOne`, each by itself. */
export function readFilter(
  dialect: Dialect,
  given: JsonRecord,
  refuse: Refuse,
  readOne: ReadOne,
): Filter {
  const unknown = Object.keys(given).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    throw refuse(`has ${JSON.stringify(unknown)}, and a filter has ${FIELDS.join(', ')}`);
  }
  const { field, value } = given;
  if (typeof field !== 'string' || field === '' || field.includes('\0')) {
    throw refuse('has no name of a field as its "field"');
  }
  const known = [...COMPARISONS, ...dialect.comparisons];
  const type = oneOf(known, given, 'type', '=', refuse);
  const union = oneOf(UNIONS, given, 'union', 'AND', refuse);
  const raw = readRaw(given.raw, refuse);
  const base = { field, type, union, raw };
  if (/NULL$/.test(type)) return { ...base, value: null, raw: false };
  if (raw) return { ...base, value: readRawValue(value, refuse) };
  if (value === undefined) throw refuse('has no "value" (null is one)');
  return { ...base, value: readValues(type, value, refuse, readOne) };
}

/** A word of a filter, in capitals and with single spaces; the usual one where it is left out. */
function oneOf(
  known: readonly string[],
  given: JsonRecord,
  key: 'type' | 'union',
  usual: string,
  refuse: Refuse,
): string {
  const value = given[key] ?? '';
  const word = typeof value === 'string' ? value.trim().replace(/\s+/g, ' ').toUpperCase() : '?';
  if (word === '') return usual;
  if (known.includes(word)) return word;
  throw refuse(`has no "${key}" that is known; there are: ${known.join(', ')}`);
}

function readRaw(raw: unknown, refuse: Refuse): boolean {
  const word = String(raw ?? '').toLowerCase();
  if (word === 'true' || word === 'false' || word === '') return word === 'true';
  throw refuse('has a "raw" that is neither true nor false');
}

function readRawValue(value: unknown, refuse: Refuse): string {
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw refuse('is "raw", and its "value" is no SQL text');
  }
  const why = whyNotPiece(String(value), true);
  if (why) throw refuse(`is "raw", and its "value" is not one piece of SQL: it has ${why}`);
  return String(value);
}

function readValues(type: string, value: unknown, refuse: Refuse, readOne: ReadOne): unknown {
  const isPair = /^(NOT )?BETWEEN$/.test(type);
  if (!isPair && !/^(NOT )?IN$/.test(type)) return readOne(value, 'value');
  const items = Array.isArray(value) ? value : [value];
  if (isPair && items.length !== 2) {
    const otherwise = 'or, with "raw", the SQL text "1 AND 9"';
    throw refuse(`needs a list of two as its "value", as ${type} compares with two, ${otherwise}`);
  }
  return items.map((item, index) => readOne(item, `value[${index}]`));
}

/** ` WHERE …`, or nothing where there are no filters. */
export function whereClause(dialect: Dialect, bound: Bound, filters: readonly Filter[]): string {
  let clause = '';
  filters.forEach((filter, index) => {
    const before = index === 0 ? ' WHERE' : ` ${filters[index - 1]!.union}`;
    clause += `${before} ${condition(dialect, bound, filter)}`;
  });
  return clause;
}

function condition(dialect: Dialect, bound: Bound, { field, type, value, raw }: Filter): string {
  const name = quoteName(dialect, field);
  // In parentheses: what is connected inside of it stays inside.
  if (raw) return `(${name} ${type} ${value})`;
  if (/NULL$/.test(type)) return `${name} ${type}`;
  if (value === null) return `${name} ${nullComparison(type)} NULL`;
  if (type === 'IS' || type === 'IS NOT') {
    return `${name} ${dialect.same[type === 'IS' ? 0 : 1]} ${bound.add(value)}`;
  }
  if (!/^(NOT )?(IN|BETWEEN)$/.test(type)) return `${name} ${type} ${bound.add(value)}`;
  const items = (value as readonly unknown[]).map((item) => bound.add(item));
  if (/BETWEEN$/.test(type)) return `${name} ${type} ${items.join(' AND ')}`;
  // Not every database has an empty list: nothing is in it.
  if (items.length === 0) return type === 'IN' ? '1 = 0' : '1 = 1';
  return `${name} ${type} (${items.join(', ')})`;
}

/** Nothing equals NULL in SQL, which is not what a filter for it means. */
function nullComparison(type: string): string {
  if (type === '=' || type === '==' || type === 'IS') return 'IS';
  return type === '<>' || type === '!=' || type === 'IS NOT' ? 'IS NOT' : type;
}
