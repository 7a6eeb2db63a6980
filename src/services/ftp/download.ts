import { join as joinLocal } from 'node:path';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { ServiceError } from '../../core/errors/errors.js';
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
export async function save(
  remote: Remote,
  path: string,
  file: string,
  resume: boolean,
): Promise<Saved> {
  if (path.endsWith('/') || (await remote.isFolder(path))) return saveFolder(remote, path, file);
  const found = await remote.call.access.files.find(file).catch(() => undefined);
  const isFolder = /[/\\]$/.test(file) || found?.kind === 'folder';
  const filepath = isFolder ? joinLocal(file, safeName(remote, nameOf(path))) : file;
  const size = await sizeIfKnown(remote, path);
  const advance = progressOf(remote.call, 'down', size);
  const before = resume ? await partOf(remote, filepath, size) : 0;
  const bytes = await fetch(remote, { path, size }, filepath, { advance, before, resume });
  return { result: true, bytes, filepath, ...(resume && { resumed: before }) };
}

/** The size of a file for progress and checks: whether it can be read, RETR says. */
export function sizeIfKnown(remote: Remote, path: string): Promise<number | undefined> {
  return remote.size(path).catch((error) => {
    if (error instanceof ServiceError) return undefined;
    throw error;
  });
}

/** How much of the file is on disk, for a download that continues. */
async function partOf(remote: Remote, file: string, size: number | undefined): Promise<number> {
  const found = await remote.call.access.files.find(file).catch(() => undefined);
  if (found?.kind !== 'file' || found.size === 0) return 0;
  if (size === undefined || found.size <= size) return found.size;
  const what = `: ${file} is larger (${found.size} bytes) than the file on the server (${size})`;
  const hint = 'It is another file. Download it without resume.';
  throw inputError(callContext(remote.call, 'resume'), what, { hint });
}

async function saveFolder(remote: Remote, path: string, file: string): Promise<Saved> {
  const job = { folder: file, param: 'file', choice: EVERYTHING };
  const there = folderOn(foldersOf(remote), path, 'source');
  const { bytes, files, skipped } = await saveTree(remote.call, job, there);
  return { result: true, bytes, filepath: file, files, ...(skipped && { skipped }) };
}
