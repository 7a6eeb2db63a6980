import { basename, resolve } from 'node:path';
import { NotAllowed } from '../access/not-allowed.js';
import type { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import { choice } from '../sync/globs.js';
import { localTree } from '../sync/local.js';
import type { Described, PackSource } from './description.js';
import type { Skipped } from './member.js';
import type { Selection } from './selection.js';

/** A file or folder that goes into an archive. */
export interface Item {
  /** In the archive: relative, with slashes and none at the end. */
  path: string;
  /** Where it is on disk, if it is there. */
  file?: string;
  data?: Described['data'];
  isFolder: boolean;
  /** In bytes, if it is known before reading. */
  size?: number | undefined;
  mode?: number | undefined;
  modified?: number | undefined;
}

/** Everything that goes into an archive, each folder before what is in it. */
export interface Items {
  items: Item[];
  skipped: Skipped[];
}

/** The result of a method that writes an archive to disk. */
export interface Packed {
  result: true;
  path: string;
  /** The size of the archive, in bytes. */
  bytes: number;
  files: number;
  folders: number;
  /** What was left out, and why. */
  skipped?: Skipped[];
}

/** The result of a method that changes an archive on disk. */
export interface Modified {
  result: true;
  path: string;
  /** The size of the new archive, in bytes. */
  bytes: number;
  /** Paths to delete that it did not have; not there if it had all. */
  missing?: string[];
}

/** What the result says about paths to delete that an archive did not have. */
export function missingOf(deletions: Selection | undefined): Pick<Modified, 'missing'> {
  return deletions?.missing.length ? { missing: deletions.missing } : {};
}

/** What was packed into a file. */
export function packedInto(path: string, bytes: number, { items, skipped }: Items): Packed {
  const folders = items.filter(({ isFolder }) => isFolder).length;
  const files = items.length - folders;
  return { result: true, path, bytes, files, folders, ...(skipped.length > 0 && { skipped }) };
}

/** What a folder on disk, a file or a description has for an archive. */
export async function itemsOf(
  call: Call,
  source: PackSource,
  dest: string | undefined,
): Promise<Items> {
  if ('described' in source) return { items: source.described.map(describedItem), skipped: [] };
  const found = await call.access.files.find(source.path).catch((cause) => {
    if (cause instanceof NotAllowed) throw cause;
    throw unreadable(call, source.path, (cause as Error).message, cause);
  });
  if (!found) throw unreadable(call, source.path, 'no such file or folder');
  if (found.kind === 'other') throw unreadable(call, source.path, 'it is not a file or folder');
  if (found.kind === 'file') {
    const { size, mode, modified } = found;
    const path = basename(source.path);
    return {
      items: [{ path, file: source.path, isFolder: false, size, mode, modified }],
      skipped: [],
    };
  }
  const all = choice(undefined, undefined);
  const { files, folders, skipped } = await localTree(
    call,
    { path: source.path, param: 'src' },
    all,
  );
  // An older version of the archive, if it is in the folder itself.
  const archive = dest === undefined ? undefined : resolve(dest);
  const items: Item[] = folders.map((path) => ({ path, isFolder: true }));
  for (const { path, size, mode, modified } of files) {
    // Not join(): a list of a million paths should need no more memory than the paths.
    const file = `${source.path}/${path}`;
    if (archive?.endsWith(basename(path)) && resolve(file) === archive) continue;
    items.push({ path, file, isFolder: false, size, mode, modified });
  }
  return { items: items.sort((a, b) => (a.path < b.path ? -1 : 1)), skipped };
}

function describedItem({ path, data }: Described): Item {
  if (!data) return { path, isFolder: true };
  const { size, mode, modified } = data.file ?? { size: data.size };
  return { path, data, isFolder: false, size, mode, modified };
}

export function unreadable(call: Call, path: string, why: string, cause?: unknown): InputError {
  return new InputError({
    method: call.method,
    param: 'src',
    message: call.redactor.text(`cannot read ${path}: ${why}`),
    cause,
  });
}
