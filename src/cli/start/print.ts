import { safe } from './terminal.js';

/** Prints text that came from outside. */
export function print(text: string): Promise<void> {
  return write(safe(text, process.stdout));
}

/** Writes to standard output at the reader's pace: bytes, and text of our own with its colours. */
export function write(data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(data, (error) => (error ? reject(error) : resolve()));
  });
}

/** What JSON has no form for: bytes become Base64, an integer too large for a number its digits. */
export function encodeValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  const isBuffer =
    typeof value === 'object' && value !== null && 'type' in value && 'data' in value;
  if (!isBuffer || value.type !== 'Buffer' || !Array.isArray(value.data)) return value;
  return Buffer.from(value.data).toString('base64');
}
