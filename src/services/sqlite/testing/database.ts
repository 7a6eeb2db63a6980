import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { lastingFolder } from '../../../../test/support/folder.js';

const files = await lastingFolder();
let count = 0;

/** The path of a new database. */
export function newPath(): string {
  return join(files, `${++count}.sqlite`);
}

/** The `sqlite3` shell: another program that reads the file. */
export const hasShell = spawnSync('sqlite3', ['--version']).error === undefined;
export const noShell = hasShell ? '' : ' (skipped: sqlite3 is not installed)';

export function shell(path: string, sql: string): string {
  return execFileSync('sqlite3', [path, sql], { encoding: 'utf8' }).trimEnd();
}
