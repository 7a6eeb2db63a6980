import { JsonNumber } from '../../../core/json/number.js';
import { writeJson } from '../../../core/json/write.js';
import { encodeValue } from '../../start/print.js';

/** A value as the text of a cell: bytes as Base64, times as ISO 8601, anything nested as JSON. */
export function cellText(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (value instanceof Date) return value.toISOString();
  const isNested = typeof value === 'object' && !(value instanceof JsonNumber);
  return isNested ? writeJson(value, encodeValue) : String(value);
}

/** True for `null` and for a missing value. */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
