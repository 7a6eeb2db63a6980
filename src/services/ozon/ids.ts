import { JsonNumber, losesDigits } from '../../core/json/number.js';

/** An ID of digits as a number with all of them, which Ozon's fields are; otherwise unchanged. */
export function exact(id: string): number | JsonNumber | string {
  const digits = id.trim();
  if (!/^\d+$/.test(digits)) return id;
  return losesDigits(digits) ? new JsonNumber(digits) : Number(digits);
}

export function allExact(ids: readonly string[]): (number | JsonNumber | string)[] {
  return ids.map(exact);
}
