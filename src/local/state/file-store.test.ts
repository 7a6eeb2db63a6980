import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { type FileAbout, FileStore } from './file-store.js';

const about = { filename: 'a.txt', purpose: 'user_data', type: 'text/plain' };

let path: string;
let store: FileStore;
beforeEach(async () => {
  path = join(await folder(), 'data', 'files');
  store = new FileStore(path);
});

async function put(content: string, more: Partial<FileAbout> = {}) {
  const draft = await store.receive(Readable.from([Buffer.from(content)]));
  return draft.keep({ ...about, ...more });
}

async function contentOf(id: string): Promise<string> {
  const handle = await store.open(id);
  const content = await handle!.readFile('utf8');
  await handle!.close();
  return content;
}

describe('the file store', () => {
  it('keeps a file, also for another process', async () => {
    const kept = await put('hello');
    expect(kept).toMatchObject({
      ...about,
      bytes: 5,
      id: expect.stringMatching(/^file-[0-9a-f]+$/),
    });
    const other = new FileStore(path);
    expect(await other.find(kept.id)).toEqual(JSON.parse(JSON.stringify(kept)));
    expect(await contentOf(kept.id)).toBe('hello');
  });

  it.skipIf(process.platform === 'win32')('is for its owner only', async () => {
    await put('secret');
    const mode = async (at: string) => (await stat(at)).mode & 0o777;
    expect(await mode(path)).toBe(0o700);
    for (const name of await readdir(path)) expect(await mode(join(path, name))).toBe(0o600);
  });

  it('is empty before the first file', async () => {
    expect(await store.list()).toEqual([]);
    expect(await store.find(`file-${'0'.repeat(24)}`)).toBeUndefined();
    expect(await store.open(`file-${'0'.repeat(24)}`)).toBeUndefined();
  });

  it('lists the newest first, also within a second', async () => {
    const names = ['1', '2', '3', '4'];
    for (const filename of names) {
      await put('x', { filename });
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    expect((await store.list()).map(({ filename }) => filename)).toEqual(['4', '3', '2', '1']);
  });

  it('leaves nothing of a draft that is not kept', async () => {
    const draft = await store.receive(Readable.from([Buffer.from('x')]));
    await draft.discard();
    expect(await readdir(path)).toEqual([]);
  });

  it('leaves nothing of a file that broke off on the way', async () => {
    async function* broken() {
      yield Buffer.from('x');
      throw new Error('the line went dead');
    }
    await expect(store.receive(broken())).rejects.toThrow('the line went dead');
    expect(await readdir(path)).toEqual([]);
  });

  it('removes a file, once', async () => {
    const { id } = await put('x');
    expect(await store.remove(id)).toBe(true);
    expect(await store.remove(id)).toBe(false);
    expect(await store.list()).toEqual([]);
    expect(await readdir(path)).toEqual([]);
  });

  it('forgets a file whose time is over', async () => {
    const { id } = await put('x', { lifetime: 3600 });
    expect((await store.find(id))?.expires_at).toBeGreaterThan(Date.now() / 1000);
    const over = await put('x', { lifetime: 0 });
    expect(await store.find(over.id)).toBeUndefined();
    expect((await store.list()).map((file) => file.id)).toEqual([id]);
    expect((await readdir(path)).length).toBe(2);
  });

  it('is not confused by entries that are broken, half written or not its own', async () => {
    const whole = await put('whole');
    const record = (id: string, more: object) =>
      JSON.stringify({ ...whole, id, ...more } satisfies object);
    const id = (digit: string) => `file-${digit.repeat(24)}`;
    await writeFile(join(path, `${id('1')}.json`), '{"id":"file-111');
    await writeFile(join(path, `${id('2')}.json`), record(id('2'), {}));
    await writeFile(join(path, `${id('3')}.json`), record(id('3'), {}));
    await writeFile(join(path, `${id('3')}.bin`), 'too short');
    await writeFile(join(path, `${id('4')}.bin`), 'no record');
    await writeFile(join(path, `${id('5')}.json`), record(id('5'), { filename: 7 }));
    await writeFile(join(path, `${id('5')}.bin`), 'whole');
    await writeFile(join(path, `${id('6')}.json`), record(id('7'), {}));
    await writeFile(join(path, `${id('6')}.bin`), 'whole');
    await writeFile(join(path, `${id('8')}.json`), 'null');
    await writeFile(join(path, 'notes.json'), '{}');
    await mkdir(join(path, `${id('9')}.json`));
    expect((await store.list()).map((file) => file.id)).toEqual([whole.id]);
  });

  it('clears away what was never finished, once it is old', async () => {
    const { id } = await put('x');
    const orphan = `file-${'a'.repeat(24)}.bin`;
    const partial = `.file-${'b'.repeat(24)}.bin.12345678.part`;
    const fresh = `file-${'c'.repeat(24)}.bin`;
    for (const name of [orphan, partial, fresh]) await writeFile(join(path, name), 'x');
    const longAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    for (const name of [orphan, partial, `${id}.bin`]) {
      await utimes(join(path, name), longAgo, longAgo);
    }
    await (await store.receive(Readable.from([]))).discard();
    expect((await readdir(path)).sort()).toEqual([fresh, `${id}.bin`, `${id}.json`].sort());
  });

  it.each([
    '..',
    '../secret',
    '../../etc/passwd',
    'file-../../secret',
    'file-1/../../secret',
    `file-${'0'.repeat(24)}/../../secret`,
    'C:\\secret',
    '',
    'notes',
    `file-${'0'.repeat(24)}\n`,
    `file-${'0'.repeat(24)}\0`,
  ])('no id leads out of its folder: %j', async (id) => {
    await put('x');
    await writeFile(join(path, '..', 'secret.json'), JSON.stringify({ id, bytes: 1 }));
    await writeFile(join(path, '..', 'secret.bin'), 'x');
    expect(await store.find(id)).toBeUndefined();
    expect(await store.remove(id)).toBe(false);
  });

  it('says why it cannot write', async () => {
    const file = join(await folder(), 'file');
    await writeFile(file, '');
    const blocked = new FileStore(join(file, 'files'));
    await expect(blocked.receive(Readable.from([]))).rejects.toThrow(/ENOTDIR|EEXIST/);
  });
});
