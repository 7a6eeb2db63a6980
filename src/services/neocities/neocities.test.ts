import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import neocities from './index.js';
import { PASSWORD, start, TOKEN } from './testing/stand-in.js';

let server: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  server = await start();
});
afterEach(() => {
  server.reset();
  server.site.clear();
});

const token = TOKEN;
const at = () => ({ baseUrl: server.url });
const names = () => server.calls.map(({ name }) => name);
const sent = (call: string) =>
  server.calls.filter(({ name }) => name === call).map(({ values }) => Object.keys(values));
const texts = () =>
  Object.fromEntries([...server.site].map(([path, bytes]) => [path, String(bytes)]));

describe('an upload', () => {
  test('has the path of a file as the name of its field', async () => {
    const file = Buffer.from('meow');
    await neocities.uploadFile({ token, path: '/images/cat 猫.png', file }, at());
    expect(texts()).toEqual({ 'images/': '', 'images/cat 猫.png': 'meow' });
  });

  test('of many files is cut into requests', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 120 }, (_, at) => [`${at}.html`, Buffer.from('x')]),
    );
    await neocities.uploadFiles({ token, files }, at());
    expect(sent('POST /upload').map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(server.site.size).toBe(120);
  });

  test('of each file alone tells which were stored before a refusal', async () => {
    const [one, two, three] = [Buffer.from('1'), Buffer.from('2'), Buffer.from('3')];
    const files = { 'a.html': one, 'b.exe': two, 'c.html': three };
    const error = await failure(
      neocities.uploadFiles({ token, files, singly: true }, at()),
      HttpError,
    );
    expect(error).toMatchObject({ reason: 'invalid_file_type', partial: { files: ['a.html'] } });
    expect(error.hint).toContain('1 of 3 files were uploaded; b.exe and those after it were not');
  });

  test.each(['../x.html', 'a/../../x.html', '', '/', 'a[1].html', 'a\r\nb'])(
    'to the path %j is refused before anything is sent',
    async (path) => {
      const file = Buffer.from('x');
      await failure(neocities.uploadFile({ token, path, file }, at()), InputError);
      expect(server.requests).toEqual([]);
    },
  );
});

describe('a deletion', () => {
  test('names each path in its own encoded field', async () => {
    for (const path of ['a&b=c.html', 'ü %.png']) server.site.set(path, Buffer.from('x'));
    await neocities.deleteSelectedFiles({ token, paths: ['a&b=c.html', '/ü %.png'] }, at());
    expect(server.calls[0]!.values).toEqual({ filenames: ['a&b=c.html', 'ü %.png'] });
    expect(server.site.size).toBe(0);
  });

  test('of a missing file deletes nothing, and says so', async () => {
    server.site.set('a.html', Buffer.from('x'));
    const wrong = neocities.deleteSelectedFiles({ token, paths: ['a.html', 'b.html'] }, at());
    const error = await failure(wrong, HttpError);
    expect(error).toMatchObject({ status: 400, reason: 'missing_files' });
    expect(error.hint).toContain('GetFilesList');
    expect(server.site.size).toBe(1);
  });
});

describe('a synchronization', () => {
  let local: string;
  beforeEach(async () => {
    local = await folder();
  });
  const write = async (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(local, path)), { recursive: true });
      await writeFile(join(local, path), text);
    }
  };
  const sync = (more = {}) => neocities.synchronizeFolders({ token, local, ...more }, at());

  test('sends only what changed, and deletes what no longer exists', async () => {
    await write({ 'index.html': 'tea', 'a/b.css': 'red', 'a/c.css': 'new!', 'empty.txt': '' });
    expect(await sync()).toEqual({ result: 'success', files: 4, bytes: 10, same: 0, deleted: 0 });
    server.reset();

    await write({ 'a/c.css': 'old!', 'd/e.html': 'e' });
    await rm(join(local, 'empty.txt'));
    server.site.set('gone/', Buffer.alloc(0));
    server.site.set('gone/x.html', Buffer.from('x'));
    const done = await sync();
    expect(done).toEqual({ result: 'success', files: 2, bytes: 5, same: 2, deleted: 3 });
    expect(names()).toEqual(['GET /list', 'POST /upload_hash', 'POST /upload', 'POST /delete']);
    expect(sent('POST /upload')).toEqual([['a/c.css', 'd/e.html']]);
    expect(Object.keys(texts()).sort()).toEqual(
      ['a/', 'a/b.css', 'a/c.css', 'd/', 'd/e.html', 'index.html'].sort(),
    );
    server.reset();
    expect(await sync()).toMatchObject({ files: 0, same: 4, deleted: 0 });
    expect(names()).toEqual(['GET /list', 'POST /upload_hash']);
  });

  test('of one folder of the site changes nothing outside of it', async () => {
    await write({ 'x.html': 'x' });
    for (const path of ['index.html', 'blog2/y.html', 'blog/old.html']) {
      server.site.set(path, Buffer.from('y'));
    }
    await sync({ remote: '/blog/' });
    expect(Object.keys(texts()).sort()).toEqual(
      ['blog/', 'blog/x.html', 'blog2/y.html', 'index.html'].sort(),
    );
  });

  test('keeps the index of the site, what is excluded, and what it could not read', async () => {
    await write({ 'x.html': 'x', 'draft/new.html': 'n' });
    await symlink(await folder(), join(local, 'link'));
    for (const path of ['index.html', 'draft/old.html', 'link/a.html', 'link/']) {
      server.site.set(path, Buffer.from('y'));
    }
    const done = await sync({ exclude: ['draft/'] });
    expect(done).toMatchObject({ files: 1, deleted: 0 });
    expect(done.skipped?.map(({ path }) => path)).toEqual(['link', 'index.html']);
    expect(texts()).not.toHaveProperty('draft/new.html');
  });

  test('with an empty folder is refused', async () => {
    server.site.set('a.html', Buffer.from('x'));
    const error = await failure(sync(), InputError);
    expect(error.message).toContain('all files of the site would be deleted');
    await failure(neocities.synchronizeFolders({ token, local: `${local}/no` }, at()), InputError);
    expect(server.site.size).toBe(1);
  });

  test('shows its plan in a dry run', async () => {
    await write({ 'new.html': 'new', 'same.html': 'same' });
    server.site.set('same.html', Buffer.from('same'));
    server.site.set('gone.html', Buffer.from('gone'));
    const words = ['neocities', 'SynchronizeFolders', '--token', token, '--local', local];
    const config = `{'baseUrl':'${server.url}'}`;
    const { stdout } = await oint([...words, '--config', config, '--dry-run']);
    expect(stdout.trim()).toBe('upload new.html (3 bytes)\ndelete gone.html');
    expect(server.site.size).toBe(2);
  });
});

describe('a key', () => {
  test('is requested with the password, which may contain anything', async () => {
    const given = { login: 'my-site', password: PASSWORD };
    expect(await neocities.getToken(given, at())).toMatchObject({ api_key: TOKEN });
    const error = await failure(
      neocities.getToken({ ...given, password: 'wrong-password' }, at()),
      HttpError,
    );
    expect(error).toMatchObject({ status: 403, reason: 'invalid_auth' });
    expect(error.hint).toContain('name and password');
  });
});

test('a limit of attempts is waited for', async () => {
  server.fail('rate limit');
  await neocities.getSiteData({ token }, { ...at(), retries: 1 });
  expect(server.requests).toHaveLength(2);
});
