import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { archiveOf, fileWith, filled, headerWith } from '../../../test/support/tar-blocks.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { NotAllowed } from '../../core/access/not-allowed.js';
import { Roots } from '../../core/access/roots.js';
import { AbortedError, InputError, OintError, OutputError } from '../../core/errors/errors.js';
import type { Unpacked } from './index.js';
import tar from './index.js';

let home: string;
let dest: string;

beforeEach(async () => {
  home = await folder();
  dest = join(home, 'dest');
  await mkdir(dest);
  await writeFile(join(home, 'secret.txt'), 'secret');
});

const unpack = (src: Buffer, more = {}) =>
  tar.unarchiveDirectory({ src, dest, ...more }) as Promise<Unpacked>;

/** All that is in a folder, by path. */
const pathsIn = async (path: string) => (await readdir(path, { recursive: true })).sort();

describe('what would be written outside of the folder', () => {
  it.each([
    ['../secret.txt', 'it leads out of the folder'],
    ['docs/../../secret.txt', 'it leads out of the folder'],
    ['/tmp/oint-secret.txt', 'it is an absolute path'],
    ['C:/secret.txt', 'it is an absolute path'],
    ['c:secret.txt', 'it is an absolute path'],
    ['..\\secret.txt', 'it leads out of the folder'],
    ['\\\\server\\share\\..\\x', 'it leads out of the folder'],
    ['..', 'it leads out of the folder'],
  ])('%s is skipped', async (name, why) => {
    const found = await unpack(archiveOf(fileWith(name, 'evil'), fileWith('good.txt', 'good')));
    expect(found).toMatchObject({ files: 1, skipped: [{ path: name, why }] });
    expect(await pathsIn(home)).toEqual(['dest', 'dest/good.txt', 'secret.txt']);
    expect(await readFile(join(home, 'secret.txt'), 'utf8')).toBe('secret');
    const inMemory = await tar.unarchiveDirectory({
      src: archiveOf(fileWith(name, 'evil'), fileWith('good.txt', 'good')),
    });
    expect(inMemory).toEqual({
      entries: [
        { name: 'good.txt', directory: false, from_path: false, data: Buffer.from('good') },
      ],
      skipped: [{ path: name, why }],
    });
  });

  it('also by a path in an extended header', async () => {
    const path = '21 path=../secret.txt\n'.replace('21', '22');
    const archive = archiveOf(
      headerWith({ type: 'x', size: path.length }) + filled(path),
      fileWith('good.txt', 'evil'),
      headerWith({ type: 'L', size: 13 }) + filled('../secret.txt'),
      fileWith('good.txt', 'evil'),
    );
    expect((await unpack(archive)).skipped).toHaveLength(2);
    expect(await pathsIn(home)).toEqual(['dest', 'secret.txt']);
  });

  it.each([
    ['2', '..'],
    ['2', '/'],
    ['1', '..'],
  ])('through a link of type %s to %s', async (type, link) => {
    const archive = archiveOf(
      headerWith({ name: 'link', type, link }),
      fileWith('link/secret.txt', 'evil'),
      headerWith({ name: 'direct', type, link: '../secret.txt' }),
      fileWith('direct', 'evil'),
    );
    await unpack(archive);
    expect(await readFile(join(home, 'secret.txt'), 'utf8')).toBe('secret');
    expect(await pathsIn(home)).toEqual([
      'dest',
      'dest/direct',
      'dest/link',
      'dest/link/secret.txt',
      'secret.txt',
    ]);
    expect((await stat(join(dest, 'link'))).isDirectory()).toBe(true);
  });

  it('through links that are there already', async () => {
    await symlink('..', join(dest, 'up'));
    await symlink('../secret.txt', join(dest, 'file'));
    await failure(unpack(archiveOf(fileWith('up/secret.txt', 'evil'))), OutputError);
    expect(await unpack(archiveOf(fileWith('file', 'mine')))).toMatchObject({ files: 1 });
    expect(await readFile(join(home, 'secret.txt'), 'utf8')).toBe('secret');
    expect(await readFile(join(dest, 'file'), 'utf8')).toBe('mine');
  });

  it('devices, pipes and unknown types are skipped', async () => {
    const types = ['3', '4', '6', 'V', 'Z'];
    const archive = archiveOf(
      ...types.map((type) => headerWith({ name: `of-type-${type}`, type })),
      fileWith('good.txt'),
    );
    const found = await unpack(archive);
    expect(found.skipped?.map(({ why }) => why)).toEqual(types.map(() => 'it is not a file'));
    expect(await pathsIn(dest)).toEqual(['good.txt']);
  });

  it('a file never runs with the rights of its owner, and others never write it', async () => {
    await unpack(archiveOf(fileWith('run', 'x', { mode: '0007777' })));
    expect((await stat(join(dest, 'run'))).mode & 0o7777).toBe(0o755);
  });

  it('a model writes only where it may', async () => {
    const roots = await Roots.of([dest], 'Use --root.');
    const call = (to: string) => {
      const access = new ClosedAccess({ roots }, { hosts: [], downloads: false, hint: '' });
      const src = archiveOf(fileWith('good.txt'), fileWith('../evil.txt'));
      return tar.unarchiveDirectory.definition.invoke({ src, dest: to }, { access });
    };
    await failure(call(join(home, 'other')), NotAllowed);
    await call('inside');
    expect(await pathsIn(home)).toEqual([
      'dest',
      'dest/inside',
      'dest/inside/good.txt',
      'secret.txt',
    ]);
  });
});

describe('limits', () => {
  it('stop what unpacks to far more than its size', async () => {
    const zeros = Buffer.alloc(100 * 2 ** 20);
    const archive = await promisify(gzip)(
      Buffer.concat([
        Buffer.from(headerWith({ name: 'zeros', size: zeros.length }), 'latin1'),
        zeros,
        Buffer.alloc(1024),
      ]),
    );
    const error = await failure(unpack(archive), InputError);
    expect(error.message).toBe(
      'tar UnarchiveDirectory: src is not unpacked: it unpacks to more than 200 times its size\nIf you trust it, set maxSize.',
    );
    expect(await pathsIn(dest)).toEqual([]);
    expect(await unpack(archive, { maxSize: 2 ** 30 })).toMatchObject({ bytes: zeros.length });
  });

  it('stop a sparse file that is mostly a hole', async () => {
    const size = 2 ** 33;
    const records = `26 GNU.sparse.map=0,1,${size - 1},0\n`;
    const length = `${records.length + 1}${records.slice(2)}`;
    const more = `${length}${'30 GNU.sparse.size=8589934592\n'}`;
    const archive = archiveOf(
      headerWith({ type: 'x', size: more.length }) + filled(more),
      fileWith('hole', 'x'),
    );
    await failure(unpack(archive), InputError);
    expect(await pathsIn(dest)).toEqual([]);
  });

  it('stop at a size and at a number of entries', async () => {
    const archive = archiveOf(fileWith('a', 'aaaa'), fileWith('b', 'bbbb'), fileWith('c', 'c'));
    const size = await failure(unpack(archive, { maxSize: 8 }), InputError);
    expect(size.message).toContain('it unpacks to more than 8 bytes');
    const entries = await failure(unpack(archive, { maxEntries: 2 }), InputError);
    expect(entries.message).toContain('it has more than 2 entries');
    expect(await unpack(archive, { maxSize: 9, maxEntries: 3 })).toMatchObject({ files: 3 });
  });

  it('count copies for links', async () => {
    const links = Array.from({ length: 10 }, (_, at) =>
      headerWith({ name: `link${at}`, type: '1', link: 'a' }),
    );
    const archive = archiveOf(fileWith('a', 'x'.repeat(100)), ...links);
    await failure(unpack(archive, { maxSize: 500 }), InputError);
    expect(await unpack(archive)).toMatchObject({ files: 11, bytes: 1100 });
  });

  it('links that lead in a circle are skipped', async () => {
    const archive = archiveOf(
      headerWith({ name: 'a', type: '2', link: 'b' }),
      headerWith({ name: 'b', type: '2', link: 'a' }),
    );
    expect((await unpack(archive)).skipped).toHaveLength(2);
  });
});

describe('broken archives', () => {
  const whole = archiveOf(fileWith('a.txt', 'aaaa'), fileWith('b.txt', 'b'.repeat(2000)));

  it.each<[Buffer, string]>([
    [Buffer.alloc(0), 'it is empty'],
    [Buffer.from('x'.repeat(2000)), 'it has no header of a tar archive, at byte 0'],
    [Buffer.from('x'), 'it ends inside a header, at byte 1'],
    [whole.subarray(0, 600), 'it ends inside a file'],
    [whole.subarray(0, 1200), 'it ends inside a header, at byte 1200'],
    [whole.subarray(0, 2000), 'it ends inside a file or a header, at byte 2000'],
    [
      Buffer.concat([whole.subarray(0, 1024), Buffer.alloc(512, 'z')]),
      'a header has a wrong checksum, at byte 1024',
    ],
    [
      archiveOf(headerWith({ size: '7777777777x' })),
      'the size in a header is not a number, at byte 0',
    ],
    [archiveOf(headerWith({ size: '77777777777' })), 'it ends inside a file'],
    [
      archiveOf(headerWith({ size: '\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff' })),
      'the size in a header is not a number',
    ],
    [
      archiveOf(headerWith({ size: '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff' })),
      'a file has a negative size',
    ],
    [archiveOf(headerWith({ type: 'x', size: 2 ** 24 })), 'an extended header has 16777216 bytes'],
    [
      archiveOf(headerWith({ type: 'x', size: 4 }) + filled('99 a')),
      'an extended header is not valid',
    ],
    [
      archiveOf(headerWith({ type: 'x', size: 12 }) + filled('12 size=abc\n'), fileWith('a')),
      'the size in an extended header is not a number',
    ],
    [archiveOf(headerWith({ type: 'M' })), 'it is a part of an archive of several volumes'],
    [gzipSync(whole).subarray(0, 50), 'its gzip data is broken (Z_BUF_ERROR)'],
    [
      Buffer.concat([gzipSync(whole).subarray(0, 40), Buffer.alloc(40, 1)]),
      'its gzip data is broken (Z_DATA_ERROR)',
    ],
    [
      Buffer.from('425a6839', 'hex'),
      'is compressed with bzip2, not gzip\nDecompress it first: bunzip2',
    ],
  ])('number %# is refused', async (src, message) => {
    const error = await failure(unpack(src), InputError);
    expect(error.message).toContain(message);
    expect(error.message).toContain('tar UnarchiveDirectory: src is ');
  });

  it('leave no half of a file', async () => {
    await failure(unpack(whole.subarray(0, 2000)), InputError);
    const left = await pathsIn(dest);
    expect(left.filter((name) => name !== 'a.txt')).toEqual([]);
  });

  it('a file may be cut at the end of an entry, and more may follow the end', async () => {
    expect(await unpack(whole.subarray(0, 1024))).toMatchObject({ files: 1 });
    const longer = Buffer.concat([whole, Buffer.from('more')]);
    expect(await unpack(longer)).toMatchObject({ files: 2 });
  });
});

describe('other surprises', () => {
  it('the same path again is a newer version', async () => {
    const archive = archiveOf(fileWith('a', 'old'), fileWith('b'), fileWith('./a', 'new'));
    expect(await unpack(archive)).toMatchObject({ files: 2 });
    expect(await readFile(join(dest, 'a'), 'utf8')).toBe('new');
  });

  it('a name that is not UTF-8 is listed, and not unpacked', async () => {
    const archive = archiveOf(fileWith('caf\xe9.txt'));
    const { entries } = await tar.getMetadata({ src: archive });
    expect(entries[0]!.name).toBe('caf\\xe9.txt');
    expect((await unpack(archive)).skipped).toEqual([
      { path: 'caf\\xe9.txt', why: 'its name is not UTF-8' },
    ]);
  });

  it('a folder in place of a file, and a file in place of a folder, are errors', async () => {
    await mkdir(join(dest, 'a'));
    expect(await failure(unpack(archiveOf(fileWith('a'))), InputError)).toMatchObject({
      param: 'dest',
    });
    await failure(unpack(archiveOf(fileWith('b'), fileWith('b/c'))), OintError);
  });

  it('a path that is not in the archive is found before anything is unpacked', async () => {
    const src = archiveOf(fileWith('a/b.txt', 'b'), fileWith('c.txt'));
    const wrong = tar.unpackFiles({ src, paths: ['a', 'd.txt'], dest });
    expect((await failure(wrong, InputError)).message).toContain(
      'paths: the archive has no "d.txt"',
    );
    expect(await pathsIn(dest)).toEqual([]);
    expect(await tar.unpackFiles({ src, paths: ['a/'], dest })).toMatchObject({ files: 1 });
    expect(await pathsIn(dest)).toEqual(['a', 'a/b.txt']);
  });

  it('a hard link keeps its target from being deleted', async () => {
    const src = archiveOf(fileWith('a'), headerWith({ name: 'b', type: '1', link: 'a' }));
    const error = await failure(tar.modifyArchive({ src, deletions: ['a'] }), InputError);
    expect(error.message).toContain('"b" is a hard link to "a", which would be gone');
    const changed = (await tar.modifyArchive({ src, deletions: ['a', 'b'] })) as Buffer;
    expect(await tar.getFilesList({ src: changed })).toEqual({ entries: [] });
  });

  it('an archive is unchanged if a change fails', async () => {
    const path = join(home, 'a.tar');
    const before = archiveOf(fileWith('a'));
    await writeFile(path, before);
    const wrong = tar.modifyArchive({ src: path, additions: { '../x': Buffer.from('x') } });
    expect((await failure(wrong, InputError)).message).toContain('it leads out of the folder');
    expect(await readFile(path)).toEqual(before);
    expect(await pathsIn(home)).toEqual(['a.tar', 'dest', 'secret.txt']);
  });

  it('an interrupted call leaves no half of an archive', async () => {
    const signal = AbortSignal.abort();
    const dest = join(home, 'b.tar');
    await failure(tar.archiveDirectory({ src: home, dest }, { signal }), AbortedError);
    async function* slowly() {
      yield archiveOf(fileWith('a')).subarray(0, 700);
      await new Promise(() => {});
    }
    const soon = AbortSignal.timeout(100);
    await failure(tar.getFilesList({ src: slowly() }, { signal: soon }), AbortedError);
    expect(await pathsIn(home)).toEqual(['dest', 'secret.txt']);
  });
});
