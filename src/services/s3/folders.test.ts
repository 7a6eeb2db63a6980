import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { AbortedError, InputError, OutputError } from '../../core/errors/errors.js';
import * as s3 from './index.js';
import { basicFor, md5, startRecorder, startStorage, xml } from './testing/storage.js';

const basic = basicFor(await startStorage());

async function newBucket(): Promise<string> {
  const bucket = `b${randomBytes(4).toString('hex')}`;
  await s3.createBucket({ bucket, basic });
  return bucket;
}

/** A folder with files by their paths; one that ends with a slash is an empty folder. */
async function folderOf(files: Record<string, string>): Promise<string> {
  const root = await folder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, path.endsWith('/') ? '' : '..'), { recursive: true });
    if (!path.endsWith('/')) await writeFile(join(root, path), text);
  }
  return root;
}

async function keysOf(bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Key } of await s3.listObjects.stream({ bucket, basic })) keys.push(Key);
  return keys.sort();
}

const same = (one: string, other: string) =>
  execFileSync('diff', ['-r', one, other], { encoding: 'utf8' });

const SITE = { 'index.html': '<p>', 'css/a b.css': 'p{}', 'ü/日本+%.txt': 'text', 'empty/': '' };

describe('a folder', () => {
  it('is uploaded and saved with all in it', async () => {
    const [bucket, here] = [await newBucket(), await folderOf(SITE)];
    const progress: [number, number | undefined][] = [];
    const up = await s3.uploadFolder(
      { folder: here, bucket, basic, prefix: 'site' },
      { onProgress: ({ done, total }) => void progress.push([done, total]) },
    );
    expect(up).toEqual({ result: true, bytes: 10, files: 3, same: 0, deleted: 0 });
    expect(progress.at(-1)).toEqual([10, 10]);
    expect(await keysOf(bucket)).toEqual([
      'site/css/a b.css',
      'site/empty/',
      'site/index.html',
      'site/ü/日本+%.txt',
    ]);
    const there = join(await folder(), 'new', 'copy');
    const down = await s3.saveFolder({ folder: there, bucket, basic, prefix: 'site/' });
    expect(down).toEqual({ result: true, bytes: 10, files: 3, same: 0, deleted: 0 });
    expect(same(here, there)).toBe('');
    const kept = { bucket, basic, prefix: 'site', exclude: ['/index.html'] };
    expect(await s3.deleteFolder(kept)).toEqual({ result: true, deleted: 3 });
    expect(await keysOf(bucket)).toEqual(['site/index.html']);
  });

  it('is not one whose name only begins alike', async () => {
    const [bucket, here] = [await newBucket(), await folderOf({ a: '1' })];
    for (const prefix of ['site', 'site-old'])
      await s3.uploadFolder({ folder: here, bucket, basic, prefix });
    await s3.deleteFolder({ bucket, basic, prefix: 'site' });
    expect(await keysOf(bucket)).toEqual(['site-old/a']);
    const all = s3.deleteFolder({ bucket, basic, prefix: '/' });
    await expect(all).rejects.toBeInstanceOf(InputError);
  });

  it('is transferred in part', async () => {
    const files = { 'a.js': '1', 'a.css': '2', 'lib/b.js': '3', 'node_modules/c.js': '4' };
    const [bucket, here] = [await newBucket(), await folderOf(files)];
    const which = { include: ['*.js'], exclude: ['node_modules/'] };
    await s3.uploadFolder({ folder: here, bucket, basic, ...which });
    expect(await keysOf(bucket)).toEqual(['a.js', 'lib/b.js']);
    const there = await folder();
    await s3.saveFolder({ folder: there, bucket, basic, exclude: ['lib/**'] });
    expect(await readdir(there)).toEqual(['a.js']);
  });

  it('with links is uploaded without those to folders', async () => {
    const [bucket, here] = [await newBucket(), await folderOf({ real: 'r', 'sub/x': 'x' })];
    await symlink('real', join(here, 'link'));
    await symlink('..', join(here, 'sub', 'loop'));
    await symlink('nowhere', join(here, 'dangling'));
    const up = await s3.uploadFolder({ folder: here, bucket, basic });
    expect(up.skipped).toEqual([
      { path: 'dangling', why: 'it is a dangling link' },
      { path: 'sub/loop', why: 'it is a link to a folder' },
    ]);
    expect(await keysOf(bucket)).toEqual(['link', 'real', 'sub/x']);
  });

  it('that does not exist is an error', async () => {
    const missing = { folder: join(await folder(), 'no'), bucket: await newBucket(), basic };
    const error = await failure(s3.uploadFolder(missing), InputError);
    expect(error.message).toMatch(/cannot read folder .*no: ENOENT/);
    await expect(s3.sync({ ...missing, remove: true })).rejects.toBeInstanceOf(InputError);
  });
});

describe('a sync', () => {
  it('uploads only what changed, and deletes only if asked to', async () => {
    const [bucket, here] = [await newBucket(), await folderOf(SITE)];
    const at = { folder: here, bucket, basic, prefix: 'site' };
    expect(await s3.sync(at)).toMatchObject({ files: 3, same: 0 });
    expect(await s3.sync(at)).toMatchObject({ files: 0, same: 3, bytes: 0 });
    await writeFile(join(here, 'index.html'), '<b>');
    const later = new Date(Date.now() + 10_000);
    await utimes(join(here, 'index.html'), later, later);
    expect(await s3.sync(at)).toMatchObject({ files: 1, same: 2 });
    await s3.putObject({ name: 'site/more', bucket, basic, data: Buffer.from('x') });
    await s3.putObject({ name: 'site/keep.log', bucket, basic, data: Buffer.from('x') });
    await s3.putObject({ name: 'other', bucket, basic, data: Buffer.from('x') });
    expect(await s3.sync(at)).toMatchObject({ files: 1, deleted: 0 });
    const deleting = { ...at, remove: true, exclude: ['*.log'] };
    expect(await s3.sync(deleting)).toMatchObject({ deleted: 1 });
    expect(await keysOf(bucket)).toEqual([
      'other',
      'site/css/a b.css',
      'site/empty/',
      'site/index.html',
      'site/keep.log',
      'site/ü/日本+%.txt',
    ]);
  });

  it('saves only what changed, and deletes only if asked to', async () => {
    const [bucket, here, there] = [await newBucket(), await folderOf(SITE), await folder()];
    await s3.uploadFolder({ folder: here, bucket, basic });
    const at = { folder: there, bucket, basic, direction: 'down' };
    expect(await s3.sync(at)).toMatchObject({ files: 3 });
    expect(await s3.sync(at)).toMatchObject({ files: 0, same: 3 });
    const { mtimeMs } = await stat(join(there, 'index.html'));
    const { headers } = await s3.headObject({ name: 'index.html', bucket, basic });
    expect(Math.floor(mtimeMs / 1000)).toBe(Date.parse(headers['Last-Modified']!) / 1000);
    await writeFile(join(there, 'mine'), 'm');
    expect(await s3.sync(at)).toMatchObject({ deleted: 0 });
    expect(await s3.sync({ ...at, remove: true })).toMatchObject({ deleted: 1 });
    expect(same(here, there)).toBe('');
    // A wrong name would empty the folder.
    const wrong = s3.sync({ ...at, remove: true, prefix: 'sit' });
    expect((await failure(wrong, InputError)).message).toMatch(/would be deleted/);
    expect(same(here, there)).toBe('');
  });

  it('compares contents by the ETag, also of objects in parts', async () => {
    const MIB = 1024 * 1024;
    const bucket = await newBucket();
    const here = await folderOf({ small: 'same', large: 'x'.repeat(11 * MIB), none: '' });
    const inParts = { ...basic, ChunkSize: 5 * MIB };
    const at = { folder: here, bucket, basic: inParts, checksum: true };
    await s3.sync(at);
    const later = new Date(Date.now() + 10_000);
    for (const name of ['small', 'large', 'none']) await utimes(join(here, name), later, later);
    expect(await s3.sync(at)).toMatchObject({ same: 3, files: 0 });
    expect(await s3.sync({ ...at, direction: 'down' })).toMatchObject({ same: 3, files: 0 });
    await writeFile(join(here, 'small'), 'some');
    await utimes(join(here, 'small'), 0, 0);
    expect(await s3.sync(at)).toMatchObject({ same: 2, files: 1 });
  });
});

/** A storage with objects of any names, whose content is their name. */
function storageOf(keys: readonly string[]) {
  return startRecorder(({ path }, response) => {
    if (path.includes('list-type=2')) {
      const contents = keys.map((key) => {
        const text = key.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
        return `<Contents><Key>${text}</Key><Size>${Buffer.byteLength(key)}</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`;
      });
      return xml(response, `<ListBucketResult>${contents.join('')}</ListBucketResult>`);
    }
    const key = decodeURIComponent(path.replace(/^\/[^/]*\//, ''));
    return response.setHeader('etag', `"${md5(key)}"`).end(key);
  });
}

describe('names from the storage', () => {
  it('never lead out of the folder', async () => {
    const evil = [
      '../out',
      'a/../../out',
      '/out',
      'C:/out',
      'a//b',
      'x/./y',
      '..\\out',
      'ok/../ok',
    ];
    const server = await storageOf([...evil, 'good/file', '..good', 'file', 'file/below']);
    const outside = await folder();
    const target = join(outside, 'target');
    const down = await s3.saveFolder({ folder: target, bucket: 'b', basic: basicFor(server.url) });
    expect(await readdir(outside)).toEqual(['target']);
    expect((await readdir(target, { recursive: true })).sort()).toEqual([
      '..good',
      'file',
      'file/below',
      'good',
      'good/file',
    ]);
    expect(down.skipped!.map(({ path }) => path).sort()).toEqual([...evil, 'file'].sort());
    expect(down.files).toBe(3);
  });

  it('are not written through links in the folder', async () => {
    const server = await storageOf(['link/file', 'file']);
    const [outside, target] = [await folder(), await folder()];
    await writeFile(join(outside, 'file'), 'mine');
    await symlink(outside, join(target, 'link'));
    await symlink(join(outside, 'file'), join(target, 'file'));
    const at = { folder: target, bucket: 'b', basic: basicFor(server.url) };
    await failure(s3.saveFolder({ ...at, include: ['link/**'] }), OutputError);
    await s3.saveFolder({ ...at, exclude: ['link'] });
    expect(await readFile(join(outside, 'file'), 'utf8')).toBe('mine');
    expect(await readFile(join(target, 'file'), 'utf8')).toBe('file');
    expect(await readdir(outside)).toEqual(['file']);
  });
});

describe('an interrupted transfer', () => {
  it('leaves only whole files, and continues with the others', async () => {
    const keys = Array.from({ length: 40 }, (_, at) => `file ${at}`);
    const controller = new AbortController();
    let answered = 0;
    const server = await startRecorder(({ path }, response) => {
      if (path.includes('list-type=2')) {
        const one = (key: string) =>
          `<Contents><Key>${key}</Key><Size>8</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`;
        return xml(response, `<ListBucketResult>${keys.map(one).join('')}</ListBucketResult>`);
      }
      if (++answered === 20) {
        response.writeHead(200, { 'content-length': 8 });
        response.write('half');
        return controller.abort();
      }
      return response.end('contents');
    });
    const target = await folder();
    const at = { folder: target, bucket: 'b', basic: basicFor(server.url), direction: 'down' };
    await failure(s3.sync(at, { signal: controller.signal }), AbortedError);
    const names = await readdir(target);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(await readFile(join(target, name), 'utf8')).toBe('contents');
    const rest = await s3.sync(at);
    expect(rest).toMatchObject({ files: keys.length - names.length, same: names.length });
  });
});
