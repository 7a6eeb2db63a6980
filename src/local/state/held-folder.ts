import { mkdirSync, rmSync } from 'node:fs';
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isBusy, openSqlite, type Sqlite } from '../../core/sqlite/database.js';
import { randomHex } from '../../core/util/random.js';

/** Of this process, to be removed when it ends. */
const held = new Set<HeldFolder>();
process.on('exit', () => {
  for (const folder of held) folder.release();
});

/** A lock that nobody took within this time (in milliseconds) is no longer being born. */
const FORGOTTEN = 60_000;

/**
 * A folder of this process alone, which is gone when the process is. Where the process was killed,
 * the next one removes it: a lock tells which folders are still somebody's. The lock is one of
 * SQLite's, on an empty database beside the folder; the system ends it with its process, and it
 * holds between containers that share a folder, where process numbers would mean nothing.
 */
export class HeldFolder {
  readonly path: string;
  readonly #lock: Sqlite;

  private constructor(path: string, lock: Sqlite) {
    this.path = path;
    this.#lock = lock;
  }

  /** Makes one in `parent`, named `prefix` and something random; first removes what others left. */
  static async create(parent: string, prefix: string): Promise<HeldFolder> {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    await HeldFolder.sweep(parent, prefix);
    const path = join(parent, `${prefix}${randomHex(12)}`);
    // Locked before the folder is there: a folder without a lock is nobody's.
    const lock = await lockOf(path);
    lock.exec(TAKE);
    mkdirSync(path, { mode: 0o700 });
    const folder = new HeldFolder(path, lock);
    held.add(folder);
    return folder;
  }

  /** Removes the folders of processes that are no more. */
  static async sweep(parent: string, prefix: string): Promise<void> {
    const names = await readdir(parent).catch(() => [] as string[]);
    const mine = new RegExp(`^${prefix}[0-9a-f]{24}(\\.lock)?$`);
    for (const name of names.filter((name) => mine.test(name))) {
      const path = join(parent, name);
      const found = await lstat(path).catch(() => undefined);
      // In a folder that many users share, another's is left alone.
      if (!found || (process.getuid && found.uid !== process.getuid())) continue;
      if (found.isDirectory()) await removeUnheld(path);
      else if (!names.includes(name.replace('.lock', '')) && isForgotten(found.mtimeMs)) {
        await rm(path, { force: true });
      }
    }
  }

  /** Removes it. */
  release(): void {
    held.delete(this);
    rmSync(this.path, { recursive: true, force: true });
    this.#lock.close();
    rmSync(`${this.path}.lock`, { force: true });
  }
}

/** What takes the lock, or fails at once: nothing is ever written, so no journal is to be on disk. */
const TAKE = 'PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE';

function lockOf(path: string): Promise<Sqlite> {
  return openSqlite(`${path}.lock`);
}

async function removeUnheld(path: string): Promise<void> {
  const lock = await lockOf(path);
  try {
    lock.exec(TAKE);
    await rm(path, { recursive: true, force: true });
    await rm(`${path}.lock`, { force: true });
  } catch (error) {
    if (!isBusy(error)) throw error;
  } finally {
    lock.close();
  }
}

function isForgotten(mtime: number): boolean {
  return mtime < Date.now() - FORGOTTEN;
}
