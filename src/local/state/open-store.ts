import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Sqlite } from '../../core/sqlite/database.js';
import { Blobs } from './blobs.js';
import { FileStore, forgetExpiredFiles } from './file-store.js';
import { HeldFolder } from './held-folder.js';
import { takeOverFiles } from './older-files.js';
import { updateSchema } from './schema.js';
import { SqlObjects } from './sql-objects.js';
import type { Store } from './store.js';
import { endExpiredUploads, UploadStore } from './upload-store.js';

export interface StoreOptions {
  /** The maximum file size in bytes; 8 GiB by default. */
  largestFile?: number | undefined;
}

/** A data folder, or `memory` to store nothing permanently. */
export type Place = { folder: string } | 'memory';

const LARGEST_FILE = 8 * 2 ** 30;
const INCOMING = 'incoming-';
const MEMORY = 'oint-memory-';

/**
 * Opens the server's store: in the folder `server` of a data folder, which several processes can share,
 * or in `memory`, where it lasts until it is closed: objects in memory, files in a temporary folder.
 * Throws a `MissingPackageError` if there is no SQLite.
 */
export function openStore(place: Place, options: StoreOptions = {}): Promise<Store> {
  return place === 'memory' ? inMemory(options) : inFolder(place.folder, options);
}

async function inFolder(dataFolder: string, options: StoreOptions): Promise<Store> {
  const folder = join(dataFolder, 'server');
  const db = await openDatabase(join(folder, 'state.db'));
  let incoming: Promise<HeldFolder> | undefined;
  const blobs = new Blobs(join(folder, 'blobs'), async () => {
    incoming ??= HeldFolder.create(folder, INCOMING);
    // If the disk is full now, it may not be at the next upload.
    incoming.catch(() => {
      incoming = undefined;
    });
    return (await incoming).path;
  });
  try {
    updateSchema(db);
    takeOverFiles(db, blobs, join(dataFolder, 'files'));
    await clean(db, blobs);
    await HeldFolder.sweep(folder, INCOMING);
  } catch (error) {
    db.close();
    throw error;
  }
  return storeOf(db, blobs, options, async () => (await incoming)?.release());
}

async function inMemory(options: StoreOptions): Promise<Store> {
  const db = await openDatabase(':memory:');
  updateSchema(db);
  const folder = await HeldFolder.create(tmpdir(), MEMORY);
  const blobs = new Blobs(join(folder.path, 'blobs'), async () => folder.path);
  return storeOf(db, blobs, options, async () => folder.release());
}

function storeOf(
  db: Sqlite,
  blobs: Blobs,
  { largestFile = LARGEST_FILE }: StoreOptions,
  release: () => Promise<void>,
): Store {
  const files = new FileStore(db, blobs, largestFile);
  return {
    files,
    uploads: new UploadStore(db, blobs, files),
    objects: new SqlObjects(db),
    async close() {
      await release();
      db.close();
    },
  };
}

/** Deletes what has expired, and blobs without a record, which an interrupted process leaves behind. */
async function clean(db: Sqlite, blobs: Blobs): Promise<void> {
  await blobs.remove([...forgetExpiredFiles(db), ...endExpiredUploads(db)]);
  // List the blobs first, then their records: a blob that another process adds in between has its
  // record by then, because its transaction ends before this one begins.
  const there = await blobs.ids();
  const known = db.transaction(() =>
    db.prepare('SELECT id FROM files UNION ALL SELECT id FROM parts').all(),
  ) as { id: string }[];
  const ids = new Set(known.map(({ id }) => id));
  await blobs.remove(there.filter((id) => !ids.has(id)));
}
