import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { now } from '../util/clock.js';
import { LockBusy, withLockFile } from './lock-file.js';

const patient = () => ({ deadline: now() + 60_000 });

test('one at a time works, and nothing is left of it', async () => {
  const home = await folder();
  let inside = 0;
  const work = async () => {
    inside++;
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(inside).toBe(1);
    inside--;
  };
  const all = Array.from({ length: 8 }, () => withLockFile(join(home, 'l'), patient(), work));
  await Promise.all(all);
  expect(await readdir(home)).toEqual([]);
});

test('is free again after a failure', async () => {
  const path = join(await folder(), 'l');
  const failing = withLockFile(path, patient(), async () => Promise.reject(new RangeError()));
  await failure(failing, RangeError);
  expect(await withLockFile(path, patient(), async () => 'mine')).toBe('mine');
});

test('of a process that has ended is taken over, by one of many', async () => {
  const home = await folder();
  const path = join(home, 'l');
  let owner = '';
  await withLockFile(path, patient(), async () => {
    owner = await readFile(path, 'utf8');
  });
  // No process has so high a number.
  await writeFile(path, owner.replace(/^\d+/, '99999999'));
  const start = now();
  let inside = 0;
  const work = async () => {
    inside++;
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(inside).toBe(1);
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLockFile(path, patient(), work)));
  expect(await readdir(home)).toEqual([]);
  // Far less than the wait for a process that may still run.
  expect(now() - start).toBeLessThan(10_000);
});

test('that another holds is waited for no longer than patience lasts', async () => {
  const path = join(await folder(), 'l');
  const ending = new AbortController();
  await withLockFile(path, patient(), async () => {
    await failure(
      withLockFile(path, { deadline: now() }, async () => {}),
      LockBusy,
    );
    const waiting = withLockFile(path, { ...patient(), signal: ending.signal }, async () => {});
    ending.abort();
    await failure(waiting, LockBusy);
  });
});
