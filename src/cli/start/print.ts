import { safe } from './terminal.js';

/** Prints text from outside. */
export function print(text: string): Promise<void> {
  return write(safe(text, process.stdout));
}

/** Writes to standard output at the reader's pace: bytes, or our own text with colors. */
export function write(data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(data, (error) => (error ? reject(error) : resolve()));
  });
}

/** Encodes what JSON cannot: bytes become Base64, bigints become strings of digits. */
export function encodeValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  const isBuffer =
    typeof value === 'object' && value !== null && 'type' in value && 'data' in value;
  if (!isBuffer || value.type !== 'Buffer' || !Array.isArray(value.data)) return value;
  return Buffer.from(value.data).toString('base64');
}
