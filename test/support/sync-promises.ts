import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { InputError } from '../../src/core/errors/errors.js';
import type { FolderTransfer } from '../../src/core/sync/folders.js';
import { failure } from './failure.js';
import { folder } from './folder.js';

/** The params of Sync, apart from the connection. */
interface Syncing {
  folder: string;
  path: string;
  direction?: 'up' | 'down';
  remove?: boolean;
  include?: string[];
  exclude?: string[];
}

interface Side {
  /** With `dryRun`, the plan is added to it instead. */
  sync(given: Syncing, dryRun?: string[]): Promise<FolderTransfer>;
  /** A new, empty folder on the server: its path there, and on this machine. */
  newFolder(): Promise<{ path: string; disk: string }>;
  /** True if the server can set the time of a file. */
  setsTimes?: boolean;
}

/** A folder with files by their paths, changed an hour ago. */
async function folderOf(files: Record<string, string>, root?: string): Promise<string> {
  const into = root ?? (await folder());
  const hourAgo = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(into, path, path.endsWith('/') ? '' : '..'), { recursive: true });
    if (path.endsWith('/')) continue;
    await writeFile(join(into, path), text);
    await utimes(join(into, path), hourAgo, hourAgo);
  }
  // A server may run as another user.
  execFileSync('chmod', ['-R', 'a+rwX', into]);
  return into;
}

const same = (one: string, other: string) =>
  execFileSync('diff', ['-r', one, other], { encoding: 'utf8' });

const SITE = { 'index.html': '<p>', 'css/a b.css': 'p{}', 'ü/日本.txt': 'text', 'empty/': '' };

/** What Sync promises, whatever the protocol. */
export function syncPromises(why: string, side: () => Side): void {
  it.skipIf(why)(`sends only what changed, and deletes only if asked to${why}`, async () => {
    const { sync, newFolder, setsTimes = true } = side();
    const { path, disk } = await newFolder();
    const here = await folderOf(SITE);
    const first = await sync({ folder: here, path });
    expect(first).toEqual({ result: true, bytes: 10, files: 3, same: 0, deleted: 0 });
    expect(same(here, disk)).toBe('');
    const sent = await stat(join(disk, 'index.html'));
    const local = await stat(join(here, 'index.html'));
    if (setsTimes) expect(sent.mtime).toEqual(local.mtime);
    const again = await sync({ folder: here, path });
    expect(again).toEqual({ result: true, bytes: 0, files: 0, same: 3, deleted: 0 });
    // The same size, and newer.
    const later = new Date(Date.now() + 3_600_000);
    await writeFile(join(here, 'index.html'), '<b>');
    await utimes(join(here, 'index.html'), later, later);
    await folderOf({ 'old/deep/x.txt': 'x', 'keep.log': 'k' }, disk);
    const kept = await sync({ folder: here, path });
    expect(kept).toMatchObject({ files: 1, same: 2, deleted: 0 });
    expect(await readFile(join(disk, 'index.html'), 'utf8')).toBe('<b>');
    const removing = { folder: here, path, remove: true, exclude: ['*.log'] };
    const dryRun: string[] = [];
    await sync(removing, dryRun);
    expect(dryRun.join('\n')).toContain('old/deep/x.txt');
    expect(await readdir(join(disk, 'old'))).toEqual(['deep']);
    expect(await sync(removing)).toMatchObject({ files: 0, deleted: 3 });
    expect((await readdir(disk)).sort()).toEqual(['css', 'empty', 'index.html', 'keep.log', 'ü']);
  });

  it.skipIf(why)(
    `saves only what changed, and never empties a folder by mistake${why}`,
    async () => {
      const { sync, newFolder } = side();
      const { path, disk } = await newFolder();
      await folderOf(SITE, disk);
      const here = await folderOf({ 'mine.txt': 'm' });
      const down = { folder: here, path, direction: 'down' as const };
      const first = await sync(down);
      expect(first).toEqual({ result: true, bytes: 10, files: 3, same: 0, deleted: 0 });
      expect((await readdir(here)).sort()).toEqual(['css', 'empty', 'index.html', 'mine.txt', 'ü']);
      expect(await sync(down)).toMatchObject({ files: 0, same: 3 });
      const chosen = { ...down, remove: true, include: ['*.html', '*.txt'] };
      expect(await sync(chosen)).toMatchObject({ files: 0, same: 2, deleted: 1 });
      const nothing = await newFolder();
      const emptying = sync({ ...down, path: nothing.path, remove: true });
      expect((await failure(emptying, InputError)).message).toContain('would be deleted');
      expect(await readdir(here)).toContain('index.html');
    },
  );
}
