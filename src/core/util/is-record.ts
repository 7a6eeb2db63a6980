/** A JSON object in a program. */
export type JsonRecord = { readonly [key: string]: unknown };

export function isRecord(value: unknown): value is JsonRecord {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  // A `JsonNumber` is a number.
  return isObject && !(value instanceof Number);
}
