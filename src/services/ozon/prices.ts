import type { JsonRecord } from '../../core/util/is-record.js';

const TEXTS = ['price', 'old_price', 'min_price', 'net_price', 'vat'];

/** Ozon's prices are strings, although everyone thinks of numbers. */
export function withTexts(item: JsonRecord): JsonRecord {
  const fields = Object.entries(item).map(([name, value]) => {
    const isNumber = typeof value === 'number' || value instanceof Number;
    return [name, isNumber && TEXTS.includes(name) ? String(value) : value];
  });
  return Object.fromEntries(fields) as JsonRecord;
}
