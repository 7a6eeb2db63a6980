import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { InputError, OutputError } from '../errors/errors.js';
import { TargetFile, writeWhole } from './file.js';

const posix = test.skipIf(process.platform === 'win32');

describe('writeWhole', () => {
  test('any bytes, to a new file or over an old one, and nothing else is left', async () => {
    const path = await folder();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (data) => {
        await writeWhole(join(path, 'out.bin'), data);
        expect(await readFile(join(path, 'out.bin'))).toEqual(Buffer.from(data));
        expect(await readdir(path)).toEqual(['out.bin']);
      }),
      { numRuns: 20 },
    );
  });

  test('text is written as UTF-8', async () => {
    const path = join(await folder(), 'out.txt');
    await writeWhole(path, 'Straße €');
    expect(await readFile(path, 'utf8')).toBe('Straße €');
  });

  posix('with the given mode, otherwise with the mode of the old file', async () => {
    const path = join(await folder(), 'out.txt');
    await writeWhole(path, 'one', 0o600);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o640);
    await writeWhole(path, 'two');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  posix('through a link to the file it points to', async () => {
    const path = await folder();
    await writeFile(join(path, 'real.txt'), 'old');
    await symlink('real.txt', join(path, 'link.txt'));
    await writeWhole(join(path, 'link.txt'), 'new');
    expect(await readFile(join(path, 'real.txt'), 'utf8')).toBe('new');
    expect((await readdir(path)).sort()).toEqual(['link.txt', 'real.txt']);
  });

  posix('directly to a pipe', async () => {
    const path = join(await folder(), 'pipe');
    execFileSync('mkfifo', [path]);
    const [content] = await Promise.all([readFile(path, 'utf8'), writeWhole(path, 'through')]);
    expect(content).toBe('through');
    expect((await stat(path)).isFIFO()).toBe(true);
  });
});

describe('a file that cannot be written is refused at once', () => {
  test.each([
    ['a folder', '.', 'it is a folder'],
    ['a name that ends like a folder', 'new/', 'it is a folder'],
    ['a folder that does not exist', 'missing/out.txt', 'no such folder'],
    ['a file instead of a folder', 'file/out.txt', 'no such folder'],
  ])('%s', async (_, name, why) => {
    const path = await folder();
    await writeFile(join(path, 'file'), 'old');
    const target = name === '.' ? path : `${path}/${name}`;
    const error = await failure(TargetFile.open(target), InputError);
    expect(error.message).toBe(`cannot write to ${target}: ${why}`);
    expect(error.param).toBe('saveTo');
    expect(await readdir(path)).toEqual(['file']);
  });

  test('a NUL in the name', async () => {
    await failure(TargetFile.open(`${await folder()}/a\0b`), InputError);
  });
});

describe('TargetFile', () => {
  test('replaces the old file only when it is complete', async () => {
    const path = await folder();
    const name = join(path, 'out.txt');
    await writeFile(name, 'old');
    const target = await TargetFile.open(name);
    await target.write(Buffer.from('new '));
    await target.write(Buffer.from('words'));
    expect(target.size).toBe(9);
    expect(await readFile(name, 'utf8')).toBe('old');
    await target.commit();
    expect(await readFile(name, 'utf8')).toBe('new words');
    expect(await readdir(path)).toEqual(['out.txt']);
  });

  test('leaves the old file unchanged if it is discarded, and nothing else', async () => {
    const path = await folder();
    await writeFile(join(path, 'out.txt'), 'old');
    const target = await TargetFile.open(join(path, 'out.txt'));
    await target.write(Buffer.from('half'));
    await target.discard();
    await target.discard();
    expect(await readFile(join(path, 'out.txt'), 'utf8')).toBe('old');
    expect(await readdir(path)).toEqual(['out.txt']);
  });

  test('contains only what was written after a restart', async () => {
    const name = join(await folder(), 'out.txt');
    const target = await TargetFile.open(name);
    await target.write(Buffer.from('a first attempt'));
    await target.restart();
    await target.write(Buffer.from('second'));
    await target.commit();
    expect(await readFile(name, 'utf8')).toBe('second');
  });

  test.skipIf(process.platform !== 'linux')('a device cannot be restarted', async () => {
    const target = await TargetFile.open('/dev/null');
    await target.restart();
    await target.write(Buffer.from('gone'));
    const error = await failure(target.restart(), OutputError);
    expect(error.message).toBe(
      'writing to /dev/null failed: part of it was already written and cannot be undone',
    );
    await target.discard();
  });

  test('a name of the maximum length', async () => {
    const name = join(await folder(), `${'ä'.repeat(125)}.txt`);
    await writeWhole(name, 'fits');
    expect(await readFile(name, 'utf8')).toBe('fits');
  });

  test('a folder created in the meantime is an OutputError, and nothing is left', async () => {
    const path = await folder();
    const target = await TargetFile.open(join(path, 'out.txt'));
    await target.write(Buffer.from('late'));
    await mkdir(join(path, 'out.txt'));
    const error = await failure(target.commit(), OutputError);
    expect(error.message).toContain(`writing to ${join(path, 'out.txt')} failed: it is a folder`);
    expect(error.message).toContain('The old file is unchanged.');
    expect(await readdir(path)).toEqual(['out.txt']);
  });

  test.skipIf(process.platform !== 'linux')('a full disk is an OutputError', async () => {
    const target = await TargetFile.open('/dev/full');
    const error = await failure(target.write(Buffer.from('too much')), OutputError);
    expect(error.message).toContain('writing to /dev/full failed: the disk is full');
    await target.discard();
    await failure(writeWhole('/dev/full', 'too much'), OutputError);
  });
});
