import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmod,
  link,
  mkdir,
  open,
  readFile,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { pythonWith, runPython } from '../../../test/support/python.js';
import { headerWith } from '../../../test/support/tar-blocks.js';
import { InputError } from '../../core/errors/errors.js';
import tar from './index.js';

/** The programs of others that read and write the same archives. */
const hasGnu = /GNU tar/.test(spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout ?? '');
const hasBsd = spawnSync('bsdtar', ['--version']).error === undefined;
const noGnu = hasGnu ? '' : ' (skipped: GNU tar is not installed)';
const noBsd = hasBsd ? '' : ' (skipped: bsdtar is not installed)';
const python = pythonWith('tarfile');

const LONG = `${'folder-with-a-long-name/'.repeat(8)}${'file'.repeat(30)}.txt`;
let home: string;
let site: string;

beforeAll(async () => {
  home = await folder();
  site = join(home, 'site');
  await mkdir(join(site, 'docs/deep'), { recursive: true });
  await mkdir(join(site, 'empty'));
  await mkdir(join(site, LONG, '..'), { recursive: true });
  await writeFile(join(site, LONG), 'long');
  await writeFile(join(site, 'docs/Привет, мир.txt'), 'Привет');
  await writeFile(join(site, 'docs/deep/none.txt'), '');
  await writeFile(join(site, 'large.bin'), Buffer.alloc(3_000_001, 'ab'));
  await writeFile(join(site, 'run.sh'), '#!/bin/sh\n');
  await chmod(join(site, 'run.sh'), 0o755);
  await utimes(join(site, 'run.sh'), 1_000_000_000, 1_000_000_000);
  await writeFile(join(site, 'old.txt'), 'before 1970');
  const old = new Date(-86_400_000);
  await utimes(join(site, 'old.txt'), old, old);
});

const same = (a: string, b: string) => execFileSync('diff', ['-r', a, b], { encoding: 'utf8' });

describe('archives made here', () => {
  it.each([undefined, { gzip: true, gzip_level: 9 }])(
    'come back the same (%j)',
    async (settings) => {
      const dest = join(await folder(), 'out');
      const archive = join(home, settings ? 'site.tar.gz' : 'site.tar');
      const packed = await tar.archiveDirectory({ src: site, dest: archive, settings });
      expect(packed).toMatchObject({ result: true, files: 6, path: archive });
      expect(packed).toMatchObject({ bytes: (await stat(archive)).size });
      expect(await tar.unarchiveDirectory({ src: archive, dest })).toMatchObject({ files: 6 });
      expect(same(site, dest)).toBe('');
      const { mode, mtimeMs } = await stat(join(dest, 'run.sh'));
      expect([mode & 0o777, mtimeMs]).toEqual([0o755, 1_000_000_000_000]);
      expect((await stat(join(dest, 'old.txt'))).mtimeMs).toBe(-86_400_000);
    },
  );

  it.each([
    ['a.tar', undefined, false],
    ['a.tgz', undefined, true],
    ['a.TAR.GZ', undefined, true],
    ['a.tar.gz', { gzip_level: 1 }, true],
    ['a.tar.gz', { gzip: false }, false],
    ['a.tar', { gzip: true }, true],
  ])('are compressed if their name says so: %s %j', async (name, settings, isGzip) => {
    const archive = join(home, name);
    await tar.archiveDirectory({ src: site, dest: archive, settings });
    const { compression } = await tar.getMetadata({ src: archive });
    expect(compression).toBe(isGzip ? 'gzip' : 'none');
  });

  it.each(['a.tar.xz', 'a.zip', 'a.7z'])('have no name of another kind: %s', async (name) => {
    const packing = tar.archiveDirectory({ src: site, dest: join(home, name) });
    const { message, hint } = await failure(packing, InputError);
    expect(`${message} ${hint}`).toContain('ends with .tar, .tar.gz or .tgz');
  });

  it.skipIf(!hasGnu)(`open with GNU tar${noGnu}`, async () => {
    const archive = join(home, 'gnu.tar.gz');
    await tar.archiveDirectory({ src: site, dest: archive, settings: { gzip: true } });
    const out = await folder();
    const messages = spawnSync('tar', ['xzf', archive, '-C', out], { encoding: 'utf8' }).stderr;
    // It only notes that a time is old.
    expect(messages.replace(/.*implausibly old time stamp.*\n/g, '')).toBe('');
    expect(same(site, out)).toBe('');
  });

  it.skipIf(!hasBsd)(`open with bsdtar${noBsd}`, async () => {
    const archive = join(home, 'bsd.tar');
    await tar.archiveDirectory({ src: site, dest: archive });
    const out = await folder();
    execFileSync('bsdtar', ['xf', archive, '-C', out]);
    expect(same(site, out)).toBe('');
  });

  it.skipIf(!python)(`open with Python${python ? '' : ' (skipped: no Python)'}`, async () => {
    const archive = join(home, 'python.tar');
    await tar.archiveDirectory({ src: site, dest: archive });
    const program = `
import tarfile, sys
for member in tarfile.open(sys.stdin.readline()): print(member.name, member.size, int(member.mtime))`;
    const listed = runPython(python!, program, archive).toString().trim().split('\n');
    expect(listed).toContain(
      `${LONG} 4 ${Math.floor((await stat(join(site, LONG))).mtimeMs / 1000)}`,
    );
    expect(listed).toContain('old.txt 11 -86400');
    expect(listed.some((line) => line.startsWith('docs/Привет, мир.txt 12 '))).toBe(true);
  });
});

const FORMATS = ['gnu', 'oldgnu', 'pax', 'posix', 'ustar', 'v7'];

describe.skipIf(!hasGnu)(`archives of GNU tar${noGnu}`, () => {
  it.each(FORMATS)('in the format %s', async (format) => {
    const archive = join(await folder(), 'site.tar');
    const plain = ['ustar', 'v7'].includes(format);
    // These have no room for long names.
    const leftOut = plain ? ['--exclude=folder-with-*'] : [];
    const older = plain ? ['--exclude=old.txt'] : [];
    execFileSync(
      'tar',
      [`--format=${format}`, ...leftOut, ...older, '-cf', archive, '-C', site, '.'],
      {
        stdio: 'ignore',
      },
    );
    const dest = join(await folder(), 'out');
    const unpacked = await tar.unarchiveDirectory({ src: archive, dest });
    expect(unpacked).not.toHaveProperty('skipped');
    // Fractions of a millisecond are not kept.
    const seen = spawnSync('tar', ['--compare', '-f', archive, '-C', dest], { encoding: 'utf8' });
    expect(seen.stdout.replace(/.*: Mod time differs\n/g, '')).toBe('');
  });

  it.each(['gnu', 'oldgnu', 'pax', ...['0.0', '0.1', '1.0'].map((one) => `pax ${one}`)])(
    'with a sparse file, in the format %s',
    async (name) => {
      const [format, version] = name.split(' ');
      const from = await folder();
      const file = await open(join(from, 'sparse.bin'), 'w');
      await file.truncate(9 * 2 ** 30);
      // More parts than the header has room for.
      for (let part = 0; part < 40; part++) {
        await file.write(Buffer.from(`part ${part}`), 0, undefined, part * 200 * 2 ** 20 + 5000);
      }
      await file.close();
      await writeFile(join(from, 'next.txt'), 'the next one');
      const archive = join(await folder(), 'sparse.tar');
      const how = version ? [`--sparse-version=${version}`] : [];
      execFileSync('tar', [`--format=${format}`, '-S', ...how, '-cf', archive, '-C', from, '.']);
      const metadata = await tar.getMetadata({ src: archive });
      expect(metadata.entries.map((entry) => [entry.name, entry.size])).toEqual(
        expect.arrayContaining([
          ['sparse.bin', 9 * 2 ** 30],
          ['next.txt', 12],
        ]),
      );
      const dest = await folder();
      await tar.unarchiveDirectory({ src: archive, dest, maxSize: 10 * 2 ** 30 });
      const unpacked = await stat(join(dest, 'sparse.bin'));
      expect(unpacked.size).toBe(9 * 2 ** 30);
      // Holes stay holes.
      expect(unpacked.blocks * 512).toBeLessThan(10 * 2 ** 20);
      const reading = await open(join(dest, 'sparse.bin'));
      for (const part of [0, 7, 39]) {
        const { buffer } = await reading.read(Buffer.alloc(8), 0, 8, part * 200 * 2 ** 20 + 5000);
        expect(buffer.toString().replace(/\0+$/, '')).toBe(`part ${part}`);
      }
      await reading.close();
      expect(await readFile(join(dest, 'next.txt'), 'utf8')).toBe('the next one');
    },
  );

  it('with links: they become copies of their files', async () => {
    const from = await folder();
    await mkdir(join(from, 'docs'));
    await writeFile(join(from, 'docs/a.txt'), 'a');
    await link(join(from, 'docs/a.txt'), join(from, 'hard.txt'));
    await symlink('docs/a.txt', join(from, 'soft.txt'));
    await symlink('../hard.txt', join(from, 'docs/up.txt'));
    await symlink('docs', join(from, 'folder'));
    await symlink('/etc/hostname', join(from, 'outside'));
    const archive = join(await folder(), 'links.tar');
    execFileSync('tar', ['-cf', archive, '-C', from, '.']);
    const dest = await folder();
    const unpacked = await tar.unarchiveDirectory({ src: archive, dest });
    for (const name of ['docs/a.txt', 'hard.txt', 'soft.txt', 'docs/up.txt']) {
      expect(await readFile(join(dest, name), 'utf8'), name).toBe('a');
      expect((await stat(join(dest, name))).nlink).toBe(1);
    }
    const why = 'it is a link to what is not a file in the archive';
    expect(unpacked.skipped).toEqual(
      expect.arrayContaining([
        { path: 'folder', why },
        { path: 'outside', why },
      ]),
    );
  });

  it('after changes, with what GNU tar stores', async () => {
    const archive = join(await folder(), 'site.tar.gz');
    execFileSync('tar', ['--format=pax', '-czf', archive, '-C', site, '.']);
    const changed = await tar.modifyArchive({
      src: archive,
      additions: { 'docs/new.txt': Buffer.from('new'), 'run.sh': Buffer.from('replaced') },
      deletions: ['docs/deep', 'large.bin', 'not there'],
    });
    const bytes = (await stat(archive)).size;
    expect(changed).toEqual({ result: true, path: archive, bytes, missing: ['not there'] });
    const out = await folder();
    execFileSync('tar', ['xzf', archive, '-C', out], { stdio: 'pipe' });
    expect(await readFile(join(out, 'run.sh'), 'utf8')).toBe('replaced');
    expect(await readFile(join(out, LONG), 'utf8')).toBe('long');
    const differences = spawnSync('diff', ['-rq', site, out], { encoding: 'utf8' }).stdout;
    expect(
      differences.replaceAll(site, 'A').replaceAll(out, 'B').trim().split('\n').sort(),
    ).toEqual([
      'Files A/run.sh and B/run.sh differ',
      'Only in A/docs: deep',
      'Only in A: large.bin',
      'Only in B/docs: new.txt',
    ]);
  });
});

it.skipIf(!hasBsd)(`reads archives of bsdtar${noBsd}`, async () => {
  for (const format of ['pax', 'ustar', 'gnutar']) {
    const archive = join(await folder(), 'site.tar');
    const leftOut =
      format === 'ustar' ? ['--exclude', 'folder-with-*', '--exclude', 'old.txt'] : [];
    execFileSync('bsdtar', ['--format', format, ...leftOut, '-cf', archive, '-C', site, '.'], {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      stdio: 'ignore',
    });
    const dest = await folder();
    expect(await tar.unarchiveDirectory({ src: archive, dest })).not.toHaveProperty('skipped');
    if (format !== 'ustar') expect(same(site, dest)).toBe('');
  }
});

it('unpacks any size in flat memory', { timeout: 60_000 }, async () => {
  const size = 200 * 2 ** 20;
  async function* archive() {
    yield Buffer.from(headerWith({ name: 'large.bin', size }), 'latin1');
    for (let at = 0; at < size; at += 2 ** 20) yield Buffer.alloc(2 ** 20, 'x');
    yield Buffer.alloc(1024);
  }
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const onProgress = () => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  };
  const dest = join(await folder(), 'out');
  expect(await tar.unarchiveDirectory({ src: archive(), dest }, { onProgress })).toMatchObject({
    bytes: size,
  });
  expect(most).toBeLessThan(size / 2);
});
