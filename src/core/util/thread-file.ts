import { readFileSync } from 'node:fs';
import { isSea } from 'node:sea';

/**
 * What a thread is started with to run a file of the package, which must not import another one. The
 * files inside an executable exist only for its main thread: another thread gets the text.
 */
export function threadFile(file: URL): URL {
  if (!isSea()) return file;
  return new URL(`data:text/javascript;base64,${readFileSync(file, 'base64')}`);
}
