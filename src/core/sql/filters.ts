import type { InputError } from '../errors/errors.js';
import { JsonNumber } from '../json/number.js';
import type { JsonRecord } from '../util/is-record.js';
import { type Bound, type Dialect, quoteName } from './dialect.js';
import { whyNotPiece } from './sql-text.js';

/** One condition; `union` connects it with the next one. */
export interface Filter {
  field: string;
  /** In capitals, one of the allowed ones. */
  type: string;
  /** The value to compare with, ready to be bound; an array for IN and BETWEEN. */
  value: unknown;
  union: string;
  raw: boolean;
}

/** The template of a filter, as GetRecordsFilterStructure returns it. */
export interface FilterStructure {
  field: string;
  type: string;
  value: string;
  union: string;
  raw: string | boolean;
}

/** A filter as a program passes it. */
export interface FilterInput {
  readonly field: string;
  /** The comparison: by default `=`. */
  readonly type?: string | undefined;
  /** What is compared with the field; a list for IN and BETWEEN. */
  readonly value?: unknown;
  /** How the next filter is connected with it: by default AND. */
  readonly union?: string | undefined;
  /** True if the value is SQL, which becomes part of the query. */
  readonly raw?: boolean | string | undefined;
}

const FIELDS = ['field', 'type', 'value', 'union', 'raw'];

/** The standard comparisons. */
const COMPARISONS = [
  ...['=', '<>', '!=', '<', '<=', '>', '>='],
  ...['LIKE', 'NOT LIKE', 'IN', 'NOT IN', 'BETWEEN', 'NOT BETWEEN'],
  ...['IS', 'IS NOT', 'IS NULL', 'IS NOT NULL'],
];

const UNIONS = ['AND', 'OR', 'AND NOT', 'OR NOT'];

export function filterStructure(empty: boolean): FilterStructure {
  if (empty) return { field: '', type: '', value: '', union: '', raw: false };
  return {
    field: '<field name>',
    type: `<comparison: ${COMPARISONS.join(', ')}>`,
    value: '<value to compare with; a list for IN and BETWEEN>',
    union: '<connection with the next filter: AND, OR>',
    raw: '<true if the value is SQL and used as it is; false if it is bound>',
  };
}

/** Reads a value to bind; `name` is its place in the filter. */
type ReadOne = (value: unknown, name: string) => unknown;

/** Creates the error for an invalid filter. */
type Refuse = (what: string) => InputError;

/** Checks one filter. Each value is read by `readOne`. */
export function readFilter(
  dialect: Dialect,
  given: JsonRecord,
  refuse: Refuse,
  readOne: ReadOne,
): Filter {
  const unknown = Object.keys(given).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    throw refuse(
      `has an unknown field ${JSON.stringify(unknown)}; known fields: ${FIELDS.join(', ')}`,
    );
  }
  const { field, value } = given;
  if (typeof field !== 'string' || field === '' || field.includes('\0')) {
    throw refuse('needs a field name as its "field"');
  }
  const known = [...COMPARISONS, ...dialect.comparisons];
  const type = oneOf(known, given, 'type', '=', refuse);
  const union = oneOf(UNIONS, given, 'union', 'AND', refuse);
  const raw = readRaw(given.raw, refuse);
  const base = { field, type, union, raw };
  if (/NULL$/.test(type)) return { ...base, value: null, raw: false };
  if (raw) return { ...base, value: readRawValue(value, refuse) };
  if (value === undefined) throw refuse('has no "value" (use null for NULL)');
  return { ...base, value: readValues(type, value, refuse, readOne) };
}

/** A keyword of a filter, in capitals and with single spaces; by default the usual one. */
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
  throw refuse(`has an unknown "${key}"; known: ${known.join(', ')}`);
}

function readRaw(raw: unknown, refuse: Refuse): boolean {
  const word = String(raw ?? '').toLowerCase();
  if (word === 'true' || word === 'false' || word === '') return word === 'true';
  throw refuse('has a "raw" that is neither true nor false');
}

function readRawValue(value: unknown, refuse: Refuse): string {
  const isNumber = typeof value === 'number' || value instanceof JsonNumber;
  if (typeof value !== 'string' && !isNumber) {
    throw refuse('is "raw", but its "value" is not SQL text');
  }
  const why = whyNotPiece(String(value), true);
  if (why) throw refuse(`is "raw", but its "value" is not a single condition: it has ${why}`);
  return String(value);
}

function readValues(type: string, value: unknown, refuse: Refuse, readOne: ReadOne): unknown {
  const isPair = /^(NOT )?BETWEEN$/.test(type);
  if (!isPair && !/^(NOT )?IN$/.test(type)) return readOne(value, 'value');
  const items = Array.isArray(value) ? value : [value];
  if (isPair && items.length !== 2) {
    const otherwise = 'or, with "raw", the SQL text "1 AND 9"';
    throw refuse(`needs an array of two values for ${type}, ${otherwise}`);
  }
  return items.map((item, index) => readOne(item, `value[${index}]`));
}

/** ` WHERE …`, or empty if there are no filters. */
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
  // In parentheses, so that AND and OR inside it stay inside.
  if (raw) return `(${name} ${type} ${value})`;
  if (/NULL$/.test(type)) return `${name} ${type}`;
  if (value === null) return `${name} ${nullComparison(type)} NULL`;
  if (type === 'IS' || type === 'IS NOT') {
    const [is, isNot] = dialect.same;
    if (type === 'IS' || isNot === undefined) {
      const same = `${name} ${is} ${bound.add(value)}`;
      return type === 'IS' ? same : `NOT (${same})`;
    }
    return typeof isNot === 'function'
      ? isNot(name, bound.add(value))
      : `${name} ${isNot} ${bound.add(value)}`;
  }
  if (!/^(NOT )?(IN|BETWEEN)$/.test(type)) return `${name} ${type} ${bound.add(value)}`;
  const items = (value as readonly unknown[]).map((item) => bound.add(item));
  if (/BETWEEN$/.test(type)) return `${name} ${type} ${items.join(' AND ')}`;
  // Not every database allows an empty list: nothing is in it.
  if (items.length === 0) return type === 'IN' ? '1 = 0' : '1 = 1';
  return `${name} ${type} (${items.join(', ')})`;
}

/** Nothing equals NULL in SQL, which is not what a filter for it means. */
function nullComparison(type: string): string {
  if (type === '=' || type === '==' || type === 'IS') return 'IS';
  return type === '<>' || type === '!=' || type === 'IS NOT' ? 'IS NOT' : type;
}
