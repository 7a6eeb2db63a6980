import { isRecord } from '../../core/util/is-record.js';
import { type Filter, FilterProblem } from './filter.js';
import { valueBytes } from './values.js';

/**
 * Filters as objects: nothing in their values has a meaning, so nothing needs to be escaped.
 *
 *     { objectClass: 'person', cn: { contains: 'Ada (' }, or: [{ uid: 'a*' }, { mail: true }] }
 */
export function filterOf(record: Readonly<Record<string, unknown>>): Filter {
  const filters = Object.entries(record).map(([key, value]) => part(key, value));
  if (filters.length === 0) throw new FilterProblem('the object is empty');
  return filters.length === 1 ? filters[0]! : { op: 'and', filters };
}

function part(key: string, value: unknown): Filter {
  const op = key.toLowerCase();
  if (op === 'and' || op === 'or') return { op, filters: several(key, value) };
  if (op === 'not') return { op, filter: filterOf(inner(key, value)) };
  return comparison(attributeName(key), value);
}

function several(key: string, value: unknown): Filter[] {
  if (!Array.isArray(value)) throw new FilterProblem(`${key} must be a list of objects`);
  return value.map((one) => filterOf(inner(key, one)));
}

function inner(key: string, value: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new FilterProblem(`${key} must have an object such as {'uid':'ada'}`);
}

function comparison(attribute: string, value: unknown): Filter {
  if (value === true) return { op: 'present', attribute };
  if (value === false) return { op: 'not', filter: { op: 'present', attribute } };
  if (Array.isArray(value)) {
    return { op: 'or', filters: value.map((one) => comparison(attribute, one)) };
  }
  const bytes = valueBytes(value);
  if (bytes) return { op: '=', attribute, value: bytes };
  if (!isRecord(value)) throw unknown(attribute);
  const filters = Object.entries(value).map(([op, to]) => compared(attribute, op, to));
  if (filters.length === 0) throw unknown(attribute);
  return filters.length === 1 ? filters[0]! : { op: 'and', filters };
}

function compared(attribute: string, op: string, to: unknown): Filter {
  const value = valueBytes(to);
  if (!value) throw unknown(attribute);
  switch (op) {
    case '=':
    case '>=':
    case '<=':
    case '~=':
      return { op, attribute, value };
    case 'begins':
      return { op: 'substrings', attribute, initial: value, any: [] };
    case 'contains':
      return { op: 'substrings', attribute, any: [value] };
    case 'ends':
      return { op: 'substrings', attribute, any: [], final: value };
    default:
      throw new FilterProblem(
        `unknown comparison "${op}": it must be =, >=, <=, ~=, begins, contains or ends`,
      );
  }
}

function unknown(attribute: string): FilterProblem {
  return new FilterProblem(
    `${attribute} must have a text, a number, true (it exists), false, a list, or an object such as {'contains':'ada'}`,
  );
}

/** The name of an attribute, which is never escaped. */
export function attributeName(name: string): string {
  if (/^[\w.-]+(;[\w-]+)*$/.test(name)) return name;
  throw new FilterProblem(`"${name}" is not the name of an attribute`);
}
