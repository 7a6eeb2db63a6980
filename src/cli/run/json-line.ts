import { timesMet } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import { encodeValue } from '../start/print.js';

/** What `JSON.stringify` makes of bytes. */
const BYTES = '"type":"Buffer"';

/** A value as one line of JSON. Most have nothing to encode, which takes half of the time. */
export function lineOfJson(value: unknown): string {
  const before = timesMet();
  try {
    const text = JSON.stringify(value);
    if (timesMet() === before && !text.includes(BYTES)) return text;
  } catch (error) {
    // It refuses a bigint.
    if (!(error instanceof TypeError)) throw error;
  }
  return writeJson(value, encodeValue);
}
