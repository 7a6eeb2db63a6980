import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { InputError } from '../../core/errors/errors.js';
import rar from './index.js';
import { rarOf } from './testing/archive.js';

const hasBsd = spawnSync('bsdtar', ['--version']).error === undefined;
const noBsd = hasBsd ? '' : ' (skipped: bsdtar is not installed)';

const ENTRIES = [
  { name: 'docs', isFolder: true },
  { name: 'docs/Привет, мир.txt', data: Buffer.from('Привет'), mode: 0o600 },
  { name: 'run.sh', data: Buffer.from('#!/bin/sh\n'), mode: 0o4777 },
  { name: 'none.txt' },
  { name: 'large.bin', data: Buffer.alloc(1_000_001, 'ab') },
];

async function unpacked(src: Buffer) {
  const home = await folder();
  const dest = join(home, 'dest');
  const found = await rar.unarchiveDirectory({ src, dest });
  return { home, dest, found };
}

describe('a RAR archive', () => {
  it('is unpacked', async () => {
    const { dest, found } = await unpacked(rarOf(ENTRIES));
    expect(found).toEqual({ result: true, files: 4, folders: 1, bytes: 1_000_023 });
    expect(await readFile(join(dest, 'docs/Привет, мир.txt'), 'utf8')).toBe('Привет');
    const { mode, mtimeMs } = await stat(join(dest, 'run.sh'));
    expect([mode & 0o7777, mtimeMs]).toEqual([0o755, 1e12]);
  });

  it.skipIf(!hasBsd)(`is one for bsdtar too${noBsd}`, async () => {
    const home = await folder();
    await writeFile(join(home, 'a.rar'), rarOf(ENTRIES));
    await mkdir(join(home, 'out'));
    execFileSync('bsdtar', ['xf', join(home, 'a.rar'), '-C', join(home, 'out')], {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    const { dest } = await unpacked(rarOf(ENTRIES));
    expect(execFileSync('diff', ['-r', dest, join(home, 'out')], { encoding: 'utf8' })).toBe('');
  });

  it('is listed', async () => {
    const src = rarOf(ENTRIES);
    expect(await rar.getFilesList({ src })).toEqual({
      entries: [
        {
          name: 'docs',
          directory: true,
          entries: [{ name: 'Привет, мир.txt', directory: false, size: 12 }],
        },
        { name: 'large.bin', directory: false, size: 1_000_001 },
        { name: 'none.txt', directory: false, size: 0 },
        { name: 'run.sh', directory: false, size: 10 },
      ],
    });
    expect(await rar.getMetadata({ src })).toMatchObject({
      archive_size: src.length,
      file_count: 4,
      directory_count: 1,
      encrypted: false,
      solid: false,
    });
  });

  it('gives single files', async () => {
    const found = await rar.unpackFiles({ src: rarOf(ENTRIES), paths: ['run.sh'] });
    expect(found).toEqual({
      entries: [
        { name: 'run.sh', directory: false, from_path: false, data: Buffer.from('#!/bin/sh\n') },
      ],
    });
    const wrong = rar.unpackFiles({ src: rarOf(ENTRIES), paths: ['no.txt'] });
    expect((await failure(wrong, InputError)).message).toContain('the archive has no "no.txt"');
  });
});

describe('what would be written outside of the folder', () => {
  it.each(['../evil.txt', '/tmp/oint-evil.txt', 'a/../../evil.txt', 'C:/evil.txt', '..\\evil.txt'])(
    '%s is not',
    async (name) => {
      const { home, found } = await unpacked(
        rarOf([
          { name, data: Buffer.from('evil') },
          { name: 'good.txt', data: Buffer.from('good') },
        ]),
      );
      expect(found).toHaveProperty('files', expect.any(Number));
      const all = (await readdir(home, { recursive: true })).sort();
      expect(all[0]).toBe('dest');
      expect(all.filter((path) => !path.startsWith('dest'))).toEqual([]);
      expect(all).toContain('dest/good.txt');
    },
  );

  it('through links is not', async () => {
    const { home, found } = await unpacked(
      rarOf([
        { name: 'link', link: '..' },
        { name: 'link/evil.txt', data: Buffer.from('evil') },
        { name: 'absolute', link: '/etc/passwd' },
        { name: 'copy', link: 'good.txt' },
        { name: 'good.txt', data: Buffer.from('good') },
      ]),
    );
    expect(found).toHaveProperty('skipped');
    const all = (await readdir(home, { recursive: true, withFileTypes: true })).filter((one) =>
      one.isSymbolicLink(),
    );
    expect(all).toEqual([]);
    expect((await readdir(home)).sort()).toEqual(['dest']);
    expect(await readFile(join(home, 'dest/copy'), 'utf8')).toBe('good');
  });
});

describe('what is refused', () => {
  it.each([
    [Buffer.alloc(0), 'src is empty'],
    [Buffer.from('no RAR archive'), 'src is not a RAR archive'],
    [rarOf(ENTRIES).subarray(0, 1000), 'src is not a whole RAR archive: it ends too early'],
    [
      rarOf([{ name: 'a', data: Buffer.from('a'), crc: 1 }]),
      'src is not a whole RAR archive: its data is broken',
    ],
    [rarOf([]).subarray(0, 8), 'src is not a whole RAR archive'],
  ])('number %#', async (src, message) => {
    const error = await failure(rar.unarchiveDirectory({ src }), InputError);
    expect(error.message).toContain(message);
  });

  it('too many entries, and too much data', async () => {
    const src = rarOf(ENTRIES);
    await failure(rar.unarchiveDirectory({ src, maxEntries: 4 }), InputError);
    await failure(rar.unarchiveDirectory({ src, maxSize: 1_000_022 }), InputError);
    await rar.unarchiveDirectory({ src, maxSize: 1_000_023, maxEntries: 5 });
  });
});
