import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { folder } from '../../../../test/support/folder.js';

const files = await folder();
let count = 0;

/** The path of a database that is not there yet. */
export function newPath(): string {
  return join(files, `${++count}.sqlite`);
}

/** The `sqlite3` shell: whoever reads a file that is not us. */
export const hasShell = spawnSync('sqlite3', ['--version']).error === undefined;
export const noShell = hasShell ? '' : ' (skipped: there is no sqlite3 on this machine)';

export function shell(path: string, sql: string): string {
  return execFileSync('sqlite3', [path, sql], { encoding: 'utf8' }).trimEnd();
}
