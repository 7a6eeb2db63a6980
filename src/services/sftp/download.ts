import { join as joinLocal } from 'node:path';
import { saveTree } from '../../core/sync/folders.js';
import { EVERYTHING } from '../../core/sync/globs.js';
import { progressOf } from '../../core/sync/progress.js';
import { nameOf } from '../../core/sync/remote-path.js';
import { folderOn } from '../../core/sync/server-folder.js';
import { fetch } from './fetch.js';
import { foldersOf } from './folder.js';
import type { Remote } from './remote.js';
import { safeName } from './remote-tree.js';
import type { Saved } from './types.js';

/** Saves a file, or a folder with its contents. */
export async function save(remote: Remote, path: string, file: string): Promise<Saved> {
  const found = await remote.stat(path);
  if (found.isDirectory()) return saveFolder(remote, path, file);
  const isFolder = /[/\\]$/.test(file) || (await isFolderHere(remote, file));
  const filepath = isFolder ? joinLocal(file, safeName(remote, nameOf(path))) : file;
  const advance = progressOf(remote.call, 'down', found.size);
  return { result: true, bytes: await fetch(remote, path, filepath, advance), filepath };
}

async function saveFolder(remote: Remote, path: string, file: string): Promise<Saved> {
  const job = { folder: file, param: 'file', choice: EVERYTHING };
  const there = folderOn(foldersOf(remote), path, 'source');
  const { bytes, files, skipped } = await saveTree(remote.call, job, there);
  return { result: true, bytes, filepath: file, files, ...(skipped && { skipped }) };
}

function isFolderHere({ call }: Remote, path: string): Promise<boolean> {
  return call.access.files.find(path).then(
    (found) => found?.kind === 'folder',
    () => false,
  );
}
