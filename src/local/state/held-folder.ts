import { mkdirSync, rmSync } from 'node:fs';
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isBusy, openSqlite, type Sqlite } from '../../core/sqlite/database.js';
import { randomHex } from '../../core/util/random.js';

/** Belongs to this process; deleted when it ends. */
const held = new Set<HeldFolder>();
process.on('exit', () => {
  for (const folder of held) folder.release();
});

/** A lock file that has been unlocked for this long (in milliseconds) is not one just being created. */
const FORGOTTEN = 60_000;

/**
 * A folder for this process only, which is deleted when the process ends. If the process is killed,
 * the next one deletes the folder: a lock shows which folders are still in use. It is a SQLite lock
 * on an empty database beside the folder: the system releases it with the process, and it works
 * between containers that share a folder, where process IDs mean nothing.
 */
export class HeldFolder {
  readonly path: string;
  readonly #lock: Sqlite;

  private constructor(path: string, lock: Sqlite) {
    this.path = path;
    this.#lock = lock;
  }

  /**
   * Creates a folder in `parent`, named `prefix` plus random characters, after deleting abandoned
   * ones.
   */
  static async create(parent: string, prefix: string): Promise<HeldFolder> {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    await HeldFolder.sweep(parent, prefix);
    const path = join(parent, `${prefix}${randomHex(12)}`);
    // Lock before creating the folder: a folder without a lock counts as abandoned.
    const lock = await lockOf(path);
    lock.exec(TAKE);
    mkdirSync(path, { mode: 0o700 });
    const folder = new HeldFolder(path, lock);
    held.add(folder);
    return folder;
  }

  /** Deletes the folders of processes that have ended. */
  static async sweep(parent: string, prefix: string): Promise<void> {
    const names = await readdir(parent).catch(() => [] as string[]);
    const isMine = (name: string) =>
      name.startsWith(prefix) && /^[0-9a-f]{24}(\.lock)?$/.test(name.slice(prefix.length));
    for (const name of names.filter(isMine)) {
      const path = join(parent, name);
      const found = await lstat(path).catch(() => undefined);
      // In a folder shared by several users, leave other users' folders alone.
      if (!found || (process.getuid && found.uid !== process.getuid())) continue;
      if (found.isDirectory()) await removeUnheld(path);
      else if (!names.includes(name.replace('.lock', '')) && isForgotten(found.mtimeMs)) {
        await rm(path, { force: true });
      }
    }
  }

  /** Deletes it. */
  release(): void {
    held.delete(this);
    rmSync(this.path, { recursive: true, force: true });
    this.#lock.close();
    rmSync(`${this.path}.lock`, { force: true });
  }
}

/** Takes the lock or fails at once. Nothing is ever written, so no journal file is needed. */
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
