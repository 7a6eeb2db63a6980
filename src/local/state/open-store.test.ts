import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { openedStore } from '../../../test/support/opened-store.js';
import { blobs, incoming } from '../../../test/support/state-folder.js';
import { openDatabase } from '../../core/sqlite/database.js';
import type { Store } from './store.js';

async function put({ files }: Store, content: string, lifetime?: number) {
  const draft = await files.receive(Readable.from([Buffer.from(content)]));
  return draft.keep({ filename: 'a', purpose: 'user_data', type: 'text/plain', lifetime });
}

async function contentOf({ files }: Store, id: string): Promise<string | undefined> {
  const handle = await files.open(id);
  const content = await handle?.readFile('utf8');
  await handle?.close();
  return content;
}

const id = (digit: string) => `file-${digit.repeat(24)}`;

describe('opening a store', () => {
  it('deletes blobs without records, and what has expired', async () => {
    const path = await folder();
    const first = await openedStore({ folder: path });
    const kept = await put(first, 'kept');
    await put(first, 'over', 0);
    const orphan = join(path, 'server', 'blobs', id('a'));
    const strange = join(path, 'server', 'blobs', 'notes.txt');
    for (const name of [orphan, strange]) await writeFile(name, 'x');
    await first.close();
    const second = await openedStore({ folder: path });
    expect(await contentOf(second, kept.id)).toBe('kept');
    expect((await blobs(path)).sort()).toEqual(
      [join(path, 'server', 'blobs', kept.id), strange].sort(),
    );
  });

  it('leaves an upload of another process alone', async () => {
    const path = await folder();
    const first = await openedStore({ folder: path });
    const draft = await first.files.receive(Readable.from([Buffer.from('in progress')]));
    const second = await openedStore({ folder: path });
    await put(second, 'another');
    const about = { filename: 'a', purpose: 'batch', type: 'text/plain' };
    const { id } = await draft.keep(about);
    expect(await contentOf(second, id)).toBe('in progress');
  });

  it('leaves nothing of its own behind', async () => {
    const path = await folder();
    const store = await openedStore({ folder: path });
    await store.files.receive(Readable.from([Buffer.from('never kept')]));
    expect(await incoming(path)).toHaveLength(1);
    await store.close();
    expect((await readdir(join(path, 'server'))).sort()).toEqual(['blobs', 'state.db']);
  });

  it('fails if a newer version has written it', async () => {
    const path = await folder();
    await (await openedStore({ folder: path })).close();
    const db = await openDatabase(join(path, 'server', 'state.db'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    await expect(openedStore({ folder: path })).rejects.toThrow('newer version of OInt');
  });
});

describe('a store in memory', () => {
  const temporary = async () =>
    (await readdir(tmpdir())).filter((name) => /^oint-memory-/.test(name));

  it('has everything until it is closed, and nothing afterwards', async () => {
    const before = await temporary();
    const store = await openedStore('memory');
    const { id } = await put(store, 'for now');
    store.objects.put('response', { id: 'r' });
    expect(await contentOf(store, id)).toBe('for now');
    expect(store.objects.get('response', 'r')).toEqual({ id: 'r' });
    const made = (await temporary()).filter((name) => !before.includes(name));
    expect(made.length).toBeGreaterThan(0);
    const other = await openedStore('memory');
    expect(await other.files.list()).toEqual([]);
    await other.close();
    await store.close();
    const left = await temporary();
    expect(made.filter((name) => left.includes(name))).toEqual([]);
  });
});

describe('files of earlier versions', () => {
  const older = (digit: string, more: object = {}) => ({
    id: id(digit),
    bytes: 5,
    created_at: 1_700_000_000,
    filename: `${digit} — ü.txt`,
    purpose: 'vision',
    type: 'text/plain',
    uploaded: 1_700_000_000_000,
    ...more,
  });

  async function olderFolder(records: Record<string, unknown>): Promise<string> {
    const path = await folder();
    await mkdir(join(path, 'files'));
    for (const [name, content] of Object.entries(records)) {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      await writeFile(join(path, 'files', name), text);
    }
    return path;
  }

  it('are imported as they are, in their order', async () => {
    const path = await olderFolder({
      [`${id('1')}.json`]: older('1', { uploaded: 1_700_000_000_002 }),
      [`${id('1')}.bin`]: 'first',
      [`${id('2')}.json`]: older('2', { expires_at: 4_000_000_000 }),
      [`${id('2')}.bin`]: 'other',
      [`${id('3')}.json`]: older('3', { expires_at: 1_700_000_001 }),
      [`${id('3')}.bin`]: 'over.',
    });
    const store = await openedStore({ folder: path });
    const { uploaded: _, ...first } = older('1');
    const { uploaded: __, ...second } = older('2', { expires_at: 4_000_000_000 });
    expect(await store.files.list()).toEqual([first, second]);
    expect(await contentOf(store, id('1'))).toBe('first');
    expect(await readdir(path)).toEqual(['server']);
  });

  it('are imported if an earlier import was interrupted', async () => {
    const path = await olderFolder({ [`${id('1')}.json`]: older('1') });
    await mkdir(join(path, 'server', 'blobs'), { recursive: true });
    await writeFile(join(path, 'server', 'blobs', id('1')), 'moved');
    await (await openedStore({ folder: path })).close();
    await mkdir(join(path, 'files'));
    await writeFile(join(path, 'files', `${id('1')}.json`), JSON.stringify(older('1')));
    const store = await openedStore({ folder: path });
    expect(await contentOf(store, id('1'))).toBe('moved');
    expect(await store.files.list()).toHaveLength(1);
  });

  it('are left alone if they are broken, incomplete or unrelated to OInt', async () => {
    const broken = {
      [`${id('1')}.json`]: '{"id":"file-111',
      [`${id('2')}.json`]: older('2'),
      [`${id('3')}.json`]: older('3'),
      [`${id('3')}.bin`]: 'too short, or rather too long',
      [`${id('4')}.bin`]: 'no record',
      [`${id('5')}.json`]: older('5', { filename: 7 }),
      [`${id('5')}.bin`]: 'whole',
      [`${id('6')}.json`]: older('7'),
      [`${id('6')}.bin`]: 'whole',
      [`${id('8')}.json`]: 'null',
      'notes.json': '{}',
    };
    const path = await olderFolder(broken);
    const store = await openedStore({ folder: path });
    expect(await store.files.list()).toEqual([]);
    expect((await readdir(join(path, 'files'))).sort()).toEqual(Object.keys(broken).sort());
  });
});
