import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];
afterAll(() => Promise.all(made.map((path) => rm(path, { recursive: true, force: true }))));

/** A new, empty folder; removed at the end of the test file. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'oint-test-'));
  made.push(path);
  return path;
}
