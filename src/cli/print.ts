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
