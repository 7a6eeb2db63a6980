import { isRecord, type JsonRecord } from '../../../core/util/is-record.js';

/**
 * Any result as rows: those of a list, or the result itself. The items of a list in a list are in the
 * columns `1`, `2` …; a plain value is in a column `value`.
 */
export function rowsIn(result: unknown): JsonRecord[] {
  if (result === undefined) return [];
  return (Array.isArray(result) ? result : [result]).map(rowOf);
}

function rowOf(item: unknown): JsonRecord {
  if (Array.isArray(item)) return Object.fromEntries(item.map((value, at) => [at + 1, value]));
  const isRow = isRecord(item) && !Buffer.isBuffer(item) && !(item instanceof Date);
  return isRow ? item : { value: item };
}
