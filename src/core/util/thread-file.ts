import { readFileSync } from 'node:fs';
import { isExecutable } from './executable.js';

/**
 * What a thread is started with to run a file of the package, which must not import another one. The
 * files inside an executable exist only for its main thread: another thread gets the text.
 */
export function threadFile(file: URL): URL {
  if (!isExecutable()) return file;
  return new URL(`data:text/javascript;base64,${readFileSync(file, 'base64')}`);
}
