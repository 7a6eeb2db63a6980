import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterFile } from './after-file.js';

let made: string[] = [];
afterFile(async () => {
  const paths = made;
  made = [];
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })));
});

/** A new, empty folder; removed at the end of the test file. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'oint-test-'));
  made.push(path);
  return path;
}

/** One for as long as this process runs, whatever the number of files; removed after all tests. */
export function lastingFolder(): Promise<string> {
  return mkdtemp(join(process.env.OINT_TEST_FOLDER ?? tmpdir(), 'oint-test-'));
}
