import { posix } from 'node:path';
import type { Remote } from './remote.js';
import { isStatus, serviceError, shown } from './status.js';

/** Moves an object; replaces an existing one only with `overwrite`. */
export async function rename(
  remote: Remote,
  from: string,
  to: string,
  overwrite: boolean,
): Promise<void> {
  await remote.lstat(from);
  // Replacing the target would remove the object itself.
  if (posix.normalize(from) === posix.normalize(to)) return;
  if (overwrite) return remote.replace(from, to);
  // Some servers replace the target silently.
  const there = await remote.lstat(to).catch((error) => {
    if (isStatus(error, 'NO_SUCH_FILE')) return undefined;
    throw error;
  });
  if (there) {
    const message = `${shown(to)} already exists`;
    const hint = `To replace it, set ${remote.call.label('overwrite')} to true.`;
    throw serviceError(remote.call, 'FILE_EXISTS', to, message, hint);
  }
  await remote.rename(from, to);
}

/** Creates a folder with exactly these permissions. */
export async function makeFolder(remote: Remote, path: string, mode: number): Promise<void> {
  try {
    await remote.makeFolder(path, mode);
  } catch (error) {
    if (!isStatus(error, 'FAILURE') || !(await remote.find(path))) throw error;
    const message = `${shown(path)} already exists`;
    throw serviceError(remote.call, 'FILE_EXISTS', path, message);
  }
  // The server applies its umask to new folders.
  await remote.setMode(path, mode);
}

/** Removes an empty folder; servers have no code for one that is not empty. */
export async function removeFolder(remote: Remote, path: string): Promise<void> {
  try {
    await remote.removeFolder(path);
  } catch (error) {
    if (!isStatus(error, 'FAILURE') && !isStatus(error, 'NO_SUCH_FILE')) throw error;
    // Some servers report a file as a missing folder.
    const found = await remote.find(path);
    if (!found) throw error;
    if (!found.isDirectory()) {
      const message = `${shown(path)} is not a folder`;
      throw serviceError(
        remote.call,
        'NOT_A_FOLDER',
        path,
        message,
        'Use DeleteFile to delete files.',
      );
    }
    const { length } = await remote.list(path);
    if (length === 0) throw error;
    const message = `folder ${shown(path)} is not empty: it has ${length} objects`;
    throw serviceError(remote.call, 'NOT_EMPTY', path, message, 'Delete them first.');
  }
}

/** Removes a file, but never a folder. */
export async function removeFile(remote: Remote, path: string): Promise<void> {
  try {
    await remote.remove(path);
  } catch (error) {
    const found = isStatus(error, 'NO_SUCH_FILE') ? undefined : await remote.find(path);
    if (!found?.isDirectory()) throw error;
    const message = `${shown(path)} is a folder`;
    throw serviceError(
      remote.call,
      'IS_A_FOLDER',
      path,
      message,
      'Use DeleteDirectory to delete empty folders.',
    );
  }
}
