import { calendarDay } from '../../core/rest/values.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** Deeper values are not fields of a template. */
const DEEPEST = 8;

/**
 * A record as CDEK reads it: without the empty fields of a template, with days without a time and
 * numbers of orders as text.
 */
export function readable(record: JsonRecord): JsonRecord {
  return (cleaned(record, '', 0) ?? {}) as JsonRecord;
}

function cleaned(value: unknown, field: string, depth: number): unknown {
  if (value === '') return undefined;
  if (DAYS.has(field)) return dayOf(value);
  if (field === 'cdek_number' && typeof value === 'number') return String(value);
  if (depth >= DEEPEST) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => cleaned(item, '', depth + 1));
    const filled = items.filter((item) => item !== undefined);
    return filled.length > 0 || value.length === 0 ? filled : undefined;
  }
  if (!isRecord(value) || value instanceof Date) return value;
  const fields = Object.entries(value)
    .map(([name, item]) => [name, cleaned(item, name, depth + 1)] as const)
    .filter(([, item]) => item !== undefined);
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

const DAYS = new Set([
  'date',
  'intake_date',
  'date_invoice',
  'passport_date_of_issue',
  'passport_date_of_birth',
]);

function dayOf(value: unknown): unknown {
  if (value instanceof Date) return calendarDay(value);
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? value.slice(0, 10) : value;
}
