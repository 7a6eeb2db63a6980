import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { openedStore } from '../../../test/support/opened-store.js';
import { blobs, incoming } from '../../../test/support/state-folder.js';
import { ApiError } from '../errors.js';
import type { FileAbout, FileStore } from './file-store.js';
import type { Store } from './store.js';

const about = { filename: 'a.txt', purpose: 'user_data', type: 'text/plain' };

let path: string;
let store: Store;
let files: FileStore;
beforeEach(async () => {
  path = await folder();
  store = await openedStore({ folder: path });
  files = store.files;
});

async function put(content: string, more: Partial<FileAbout> = {}) {
  const draft = await files.receive(Readable.from([Buffer.from(content)]));
  return draft.keep({ ...about, ...more });
}

async function contentOf(id: string, of = files): Promise<string> {
  const handle = await of.open(id);
  const content = await handle!.readFile('utf8');
  await handle!.close();
  return content;
}

/** The blobs on disk. */
async function bytesLeft(): Promise<string[]> {
  return [...(await incoming(path)), ...(await blobs(path))];
}

describe('the file store', () => {
  it('stores a file, also for another process', async () => {
    const kept = await put('hello');
    expect(kept).toMatchObject({ ...about, bytes: 5, id: expect.stringMatching(/^file-\w{24}$/) });
    await store.close();
    const other = await openedStore({ folder: path });
    expect(await other.files.find(kept.id)).toEqual(kept);
    expect(await contentOf(kept.id, other.files)).toBe('hello');
  });

  it.skipIf(process.platform === 'win32')('can only be read by its owner', async () => {
    await put('secret');
    const names = await readdir(path, { recursive: true, withFileTypes: true });
    expect(names.length).toBeGreaterThan(4);
    for (const entry of names) {
      const { mode } = await stat(join(entry.parentPath, entry.name));
      expect(mode & 0o077, entry.name).toBe(0);
    }
  });

  it('lists files newest first, also within a second, and page by page', async () => {
    for (const filename of ['1', '2', '3', '4']) {
      await put('x', { filename, purpose: filename === '2' ? 'batch' : 'evals' });
    }
    const all = await files.list();
    expect(all.map(({ filename }) => filename)).toEqual(['4', '3', '2', '1']);
    const names = async (page: Partial<Parameters<FileStore['page']>[0]>) => {
      const { data, hasMore } = await files.page({ limit: 9, order: 'desc', ...page });
      return [data.map(({ filename }) => filename).join(''), hasMore];
    };
    expect(await names({ limit: 2 })).toEqual(['43', true]);
    expect(await names({ limit: 2, after: all[1]!.id })).toEqual(['21', false]);
    expect(await names({ order: 'asc', limit: 3, after: all[3]!.id })).toEqual(['234', false]);
    expect(await names({ purpose: 'evals', limit: 2 })).toEqual(['43', true]);
    const lost = await failure(files.page({ limit: 1, order: 'asc', after: 'file-1' }), ApiError);
    expect(lost).toMatchObject({ status: 400, param: 'after' });
  });

  it('leaves nothing of a discarded draft', async () => {
    const draft = await files.receive(Readable.from([Buffer.from('x')]));
    await draft.discard();
    expect(await bytesLeft()).toEqual([]);
  });

  it('leaves nothing of a file that was interrupted or is too large', async () => {
    async function* broken() {
      yield Buffer.from('x');
      throw new Error('the line went dead');
    }
    await expect(files.receive(broken())).rejects.toThrow('the line went dead');
    const small = (await openedStore({ folder: path }, { largestFile: 3 })).files;
    expect(await small.receive(Readable.from([Buffer.from('123')]))).toMatchObject({ size: 3 });
    const pieces = Readable.from([Buffer.from('123'), Buffer.from('4')]);
    const error = await failure(small.receive(pieces), ApiError);
    expect(error).toMatchObject({ status: 413, code: 'file_too_large' });
    expect((await bytesLeft()).length).toBe(1);
  });

  it('stores nothing if the rest of the transaction fails', async () => {
    const draft = await files.receive(Readable.from([Buffer.from('x')]));
    const refused = draft.keep(about, () => {
      throw new Error('no');
    });
    await expect(refused).rejects.toThrow('no');
    expect(await files.list()).toEqual([]);
    expect(await bytesLeft()).toEqual([]);
  });

  it('deletes a file, once', async () => {
    const { id } = await put('x');
    expect(await files.remove(id)).toBe(true);
    expect(await files.remove(id)).toBe(false);
    expect(await files.find(id)).toBeUndefined();
    expect(await files.open(id)).toBeUndefined();
    expect(await bytesLeft()).toEqual([]);
  });

  it('deletes the row of an expired file, and its bytes at the next start', async () => {
    const { id } = await put('x', { lifetime: 3600 });
    const found = await files.find(id);
    expect(found!.expires_at! - found!.created_at).toBe(3600);
    const over = await put('x', { lifetime: 0 });
    expect(await files.find(over.id)).toBeUndefined();
    expect(await files.open(over.id)).toBeUndefined();
    expect((await files.list()).map((file) => file.id)).toEqual([id]);
    await (await files.receive(Readable.from([]))).discard();
    expect(await bytesLeft()).toEqual([expect.stringContaining(id)]);
  });

  it.each([
    '..',
    '../secret',
    '../state.db',
    'file-../../secret',
    `file-${'0'.repeat(24)}/../../secret`,
    'C:\\secret',
    '',
    `file-${'0'.repeat(24)}\n`,
    `file-${'0'.repeat(24)}\0`,
  ])('no ID leads out of its folder: %j', async (id) => {
    expect(await files.find(id)).toBeUndefined();
    expect(await files.open(id)).toBeUndefined();
    expect(await files.remove(id)).toBe(false);
    expect(await readFile(join(path, 'server', 'state.db'))).toBeDefined();
  });
});
