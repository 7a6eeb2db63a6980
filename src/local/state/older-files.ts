import { readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Sqlite } from '../../core/sqlite/database.js';
import { isRecord } from '../../core/util/is-record.js';
import type { Blobs } from './blobs.js';
import { addFile, type FileRecord } from './file-store.js';

/** `uploaded` is more precise than `created_at`. */
type OlderFile = FileRecord & { uploaded: number };

/**
 * Imports the files of earlier versions, which stored each as `<id>.bin`, its contents, and
 * `<id>.json`, its metadata. Broken and unrelated files are left alone.
 */
export function takeOverFiles(db: Sqlite, blobs: Blobs, folder: string): void {
  if (olderFiles(folder).length === 0) return;
  const taken = db.transaction(() =>
    // Check again: another process may have imported them in the meantime.
    olderFiles(folder).filter((file) => takeOver(file, db, blobs, folder)),
  );
  // Last: if the process stops before this, the next one runs the import again.
  for (const { id } of taken) rmSync(join(folder, `${id}.json`), { force: true });
  try {
    rmdirSync(folder);
  } catch {
    // The folder contains something else.
  }
}

function takeOver(file: OlderFile, db: Sqlite, blobs: Blobs, folder: string): boolean {
  const path = join(folder, `${file.id}.bin`);
  const isHere = sizeOf(path) === file.bytes;
  // An interrupted import has already moved this file.
  if (!isHere && sizeOf(blobs.path(file.id)) !== file.bytes) return false;
  if (!db.prepare('SELECT 1 FROM files WHERE id = ?').get(file.id)) addFile(db, file);
  if (isHere) blobs.keep(path, file.id);
  return true;
}

/** In the order of their upload. */
function olderFiles(folder: string): OlderFile[] {
  return namesIn(folder)
    .flatMap((name) => {
      const [, id] = /^(file-[0-9a-f]{24})\.json$/.exec(name) ?? [];
      const file = id && read(join(folder, name));
      return file && isOlderFile(file, id) ? [file] : [];
    })
    .sort((a, b) => a.uploaded - b.uploaded || (a.id > b.id ? -1 : 1));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

function isOlderFile(value: unknown, id: string): value is OlderFile {
  return (
    isRecord(value) &&
    value.id === id &&
    [value.bytes, value.created_at, value.uploaded].every(Number.isInteger) &&
    [value.filename, value.purpose, value.type].every((text) => typeof text === 'string') &&
    (value.expires_at === undefined || Number.isInteger(value.expires_at))
  );
}
