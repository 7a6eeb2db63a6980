import { readFile } from 'node:fs/promises';
import type { Result } from './calls.js';
import { Refused } from './problem.js';

/** The largest file, in bytes. */
const LARGEST_FILE = 256 * 2 ** 20;

/** A result in memory: of a file, its bytes. */
export async function wholeOf(result: Result): Promise<unknown> {
  if ('value' in result) return result.value;
  const { path, bytes } = result.file;
  try {
    if (bytes <= LARGEST_FILE) return await readFile(path);
    throw new Refused(413, `the result of ${bytes} bytes is too large to return it in one piece`);
  } finally {
    await result.remove();
  }
}
