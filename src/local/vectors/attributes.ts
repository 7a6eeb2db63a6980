import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { badRequest } from '../errors.js';

type Attribute = string | number | boolean;
export type Attributes = Record<string, Attribute>;
/** Returns true if a file with these attributes should be searched. */
export type Filter = (attributes: Attributes) => boolean;

const MOST_ATTRIBUTES = 16;
const DEEPEST = 8;

/** Attributes that a request sets on a file, for filtering. */
export function attributesOf({ attributes }: JsonRecord): Attributes {
  if (attributes === undefined || attributes === null) return {};
  const isRight =
    isRecord(attributes) &&
    Object.keys(attributes).length <= MOST_ATTRIBUTES &&
    Object.entries(attributes).every(([key, value]) => key.length <= 64 && isAttribute(value));
  if (isRight) return attributes as Attributes;
  throw badRequest(
    `'attributes' must have at most ${MOST_ATTRIBUTES} strings (up to 512 characters), numbers or booleans, with keys of up to 64 characters.`,
    'attributes',
  );
}

function isAttribute(value: unknown): boolean {
  return typeof value === 'string'
    ? value.length <= 512
    : typeof value === 'number' || typeof value === 'boolean';
}

/** Reads a filter: one comparison, or several joined by `and` and `or`. */
export function filterOf(value: unknown, depth = 0): Filter {
  if (value === undefined || value === null) return () => true;
  if (!isRecord(value) || depth > DEEPEST) throw wrongFilter();
  if (value.type === 'and' || value.type === 'or') {
    if (!Array.isArray(value.filters)) throw wrongFilter();
    const filters = value.filters.map((filter) => filterOf(filter ?? 0, depth + 1));
    return value.type === 'and'
      ? (attributes) => filters.every((holds) => holds(attributes))
      : (attributes) => filters.some((holds) => holds(attributes));
  }
  return comparison(value);
}

function comparison({ type, key, value }: JsonRecord): Filter {
  if (typeof key !== 'string') throw wrongFilter();
  if (type === 'in' || type === 'nin') {
    if (!Array.isArray(value)) throw wrongFilter();
    return (attributes) => value.includes(attributes[key]) === (type === 'in');
  }
  if (!isAttribute(value)) throw wrongFilter();
  if (type === 'eq') return (attributes) => attributes[key] === value;
  if (type === 'ne') return (attributes) => attributes[key] !== value;
  const holds = ORDERS[String(type)];
  if (typeof value !== 'number' || !holds) throw wrongFilter();
  return (attributes) => {
    const own = attributes[key];
    return typeof own === 'number' && holds(own, value);
  };
}

const ORDERS: Readonly<Record<string, (own: number, value: number) => boolean>> = {
  gt: (own, value) => own > value,
  gte: (own, value) => own >= value,
  lt: (own, value) => own < value,
  lte: (own, value) => own <= value,
};

function wrongFilter() {
  return badRequest(
    '\'filters\' must be like {"type":"eq","key":"author","value":"Ada"} (eq, ne, in, nin; gt, gte, lt, lte with a number) or {"type":"and","filters":[…]} (and, or).',
    'filters',
  );
}
