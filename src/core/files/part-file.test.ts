import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { TargetFile, writeWhole } from './file.js';
import { partName } from './part-file.js';

const posix = test.skipIf(process.platform === 'win32');
const asRoot = test.skipIf(process.getuid?.() !== 0);
const HOUR = 3_600;

/** Creates a file that was last written the given number of hours ago. */
async function file(path: string, hours: number): Promise<void> {
  await writeFile(path, 'half');
  await age(path, hours);
}

async function age(path: string, hours: number): Promise<void> {
  const time = Date.now() / 1000 - hours * HOUR;
  await utimes(path, time, time);
}

describe('a write deletes the parts that killed processes left in its folder', () => {
  test('after a day, of any file', async () => {
    const path = await folder();
    for (const name of ['out.txt', 'other.csv', 'x'.repeat(200), 'a\nb', '']) {
      await file(join(path, partName(name)), 25);
    }
    await writeWhole(join(path, 'out.txt'), 'whole');
    expect(await readdir(path)).toEqual(['out.txt']);
  });

  test('of its own name too', async () => {
    const path = await folder();
    const killed = await TargetFile.open(join(path, 'out.txt'));
    await killed.write(Buffer.from('half'));
    const [part] = await readdir(path);
    await age(join(path, part!), 25);
    // Another folder in between, because this one was just checked.
    await writeWhole(join(await folder(), 'out.txt'), 'x');
    await writeWhole(join(path, 'out.txt'), 'whole');
    expect(await readdir(path)).toEqual(['out.txt']);
    await killed.discard();
  });

  test('but not a newer part', async () => {
    const path = await folder();
    const part = partName('out.txt');
    await file(join(path, part), 23);
    await writeWhole(join(path, 'out.txt'), 'whole');
    expect(await readdir(path)).toEqual([part, 'out.txt']);
  });
});

describe('nothing else is deleted, however old', () => {
  test('a file with another name', async () => {
    const path = await folder();
    const names = [
      'out.txt.0123abcd.part',
      '.out.txt.0123abcd.part.txt',
      '.out.txt.0123abc.part',
      '.out.txt.0123ABCD.part',
      '.out.txt.part',
      `.${'x'.repeat(41)}.0123abcd.part`,
      'model.gguf.0123abcd0123.part',
    ];
    for (const name of names) await file(join(path, name), 1000);
    await writeWhole(join(path, 'z'), 'whole');
    expect(await readdir(path)).toEqual([...names, 'z'].sort());
  });

  test('a folder', async () => {
    const path = await folder();
    const name = partName('out.txt');
    await mkdir(join(path, name));
    await age(join(path, name), 1000);
    await writeWhole(join(path, 'out.txt'), 'whole');
    expect(await readdir(path)).toEqual([name, 'out.txt']);
  });

  posix('a link, or its target', async () => {
    const path = await folder();
    const elsewhere = await folder();
    await file(join(elsewhere, 'precious'), 1000);
    const name = partName('out.txt');
    await symlink(join(elsewhere, 'precious'), join(path, name));
    execFileSync('touch', ['-h', '-d', '40 days ago', join(path, name)]);
    await writeWhole(join(path, 'out.txt'), 'whole');
    expect((await lstat(join(path, name))).isSymbolicLink()).toBe(true);
    expect(await readdir(elsewhere)).toEqual(['precious']);
  });

  posix('a pipe', async () => {
    const path = await folder();
    const name = partName('out.txt');
    execFileSync('mkfifo', [join(path, name)]);
    await age(join(path, name), 1000);
    await writeWhole(join(path, 'out.txt'), 'whole');
    expect(await readdir(path)).toEqual([name, 'out.txt']);
  });

  asRoot('a file of another user', async () => {
    const path = await folder();
    const name = partName('out.txt');
    await file(join(path, name), 1000);
    execFileSync('chown', ['65534', join(path, name)]);
    await writeWhole(join(path, 'out.txt'), 'whole');
    expect(await readdir(path)).toEqual([name, 'out.txt']);
  });
});

test('a folder with many files is not read to its end', async () => {
  const path = await folder();
  for (let count = 0; count < 700; count++) await file(join(path, partName('out.txt')), 1000);
  await writeWhole(join(path, 'out.txt'), 'whole');
  // The file itself may or may not be among the checked ones.
  expect((await readdir(path)).length).toBeGreaterThanOrEqual(200);
});
