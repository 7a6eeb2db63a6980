import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { HeldFolder } from './held-folder.js';

it('exists until it is released', async () => {
  const parent = await folder();
  const held = await HeldFolder.create(parent, 'a-');
  await writeFile(join(held.path, 'x'), '');
  held.release();
  expect(await readdir(parent)).toEqual([]);
});

it('survives the cleanup of others, and deletes abandoned folders', async () => {
  const parent = await folder();
  const dead = 'a-000000000000000000000000';
  await mkdir(join(parent, dead, 'inner'), { recursive: true });
  await writeFile(join(parent, `${dead}.lock`), '');
  const stray = join(parent, 'a-111111111111111111111111.lock');
  const fresh = join(parent, 'a-222222222222222222222222.lock');
  for (const lock of [stray, fresh]) await writeFile(lock, '');
  await utimes(stray, 1, 1);
  await mkdir(join(parent, 'a-other'));
  const held = await HeldFolder.create(parent, 'a-');
  await HeldFolder.sweep(parent, 'a-');
  const name = held.path.slice(parent.length + 1);
  expect((await readdir(parent)).sort()).toEqual(
    [name, `${name}.lock`, 'a-222222222222222222222222.lock', 'a-other'].sort(),
  );
  held.release();
});
