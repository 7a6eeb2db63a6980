import type { Bytes } from '../../core/files/bytes.js';
import { uploadTree } from '../../core/sync/folders.js';
import { EVERYTHING } from '../../core/sync/globs.js';
import { progressOf } from '../../core/sync/progress.js';
import { folderPath, join } from '../../core/sync/remote-path.js';
import { folderOn } from '../../core/sync/server-folder.js';
import { foldersOf } from './folder.js';
import { put } from './put.js';
import type { Remote } from './remote.js';
import { isStatus, serviceError, shown } from './status.js';
import type { Uploaded } from './types.js';

/** Sends one file. If the path is a folder, the file keeps its name in it. */
export async function uploadFile(remote: Remote, source: Bytes, path: string): Promise<Uploaded> {
  const advance = progressOf(remote.call, 'up', source.size);
  const folder = path.endsWith('/') || (await remote.find(path))?.isDirectory();
  if (folder && !source.name) {
    const message = `${shown(path)} is a folder, and the file has no name`;
    const hint = `Add a file name to ${remote.call.label('path')}: folder/name.`;
    throw serviceError(remote.call, 'IS_A_FOLDER', path, message, hint);
  }
  const target = folder ? join(path, source.name!) : path;
  try {
    return { result: true, bytes: await put(remote, source, target, advance), path: target };
  } catch (error) {
    if (!isStatus(error, 'NO_SUCH_FILE')) throw error;
    const message = `the folder of ${shown(target)} does not exist on the server`;
    throw serviceError(
      remote.call,
      'NO_SUCH_FILE',
      target,
      message,
      'Create it with CreateNewDirectory.',
    );
  }
}

/** Sends a folder: adds its contents to the folder at the path. */
export async function uploadFolder(
  remote: Remote,
  folder: string,
  path: string,
): Promise<Uploaded> {
  const job = { folder, param: 'file', choice: EVERYTHING };
  const there = folderOn(foldersOf(remote), path, 'target');
  const { bytes, files, skipped } = await uploadTree(remote.call, job, there);
  return { result: true, bytes, path: folderPath(path), files, ...(skipped && { skipped }) };
}
