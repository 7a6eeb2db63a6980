import { posix } from 'node:path';
import type { Remote } from './remote.js';
import { isStatus, serviceError, shown } from './status.js';

/** Gives an object another path; replaces what is there only where that is wanted. */
export async function rename(
  remote: Remote,
  from: string,
  to: string,
  overwrite: boolean,
): Promise<void> {
  await remote.lstat(from);
  // Removing what is in the way would remove the thing itself.
  if (posix.normalize(from) === posix.normalize(to)) return;
  if (overwrite) return remote.replace(from, to);
  // Some servers replace without a word.
  const there = await remote.lstat(to).catch((error) => {
    if (isStatus(error, 'NO_SUCH_FILE')) return undefined;
    throw error;
  });
  if (there) {
    const message = `there is something at ${shown(to)} already`;
    const hint = `To replace it, set ${remote.call.label('overwrite')} to true.`;
    throw serviceError(remote.call, 'FILE_EXISTS', to, message, hint);
  }
  await remote.rename(from, to);
}

/** A new folder, with exactly these rights. */
export async function makeFolder(remote: Remote, path: string, mode: number): Promise<void> {
  try {
    await remote.makeFolder(path, mode);
  } catch (error) {
    if (!isStatus(error, 'FAILURE') || !(await remote.find(path))) throw error;
    const message = `there is something at ${shown(path)} already`;
    throw serviceError(remote.call, 'FILE_EXISTS', path, message);
  }
  // The server takes away what its own rules for new folders forbid.
  await remote.setMode(path, mode);
}

/** An empty folder is removed; for one that is not, the server has no words of its own. */
export async function removeFolder(remote: Remote, path: string): Promise<void> {
  try {
    await remote.removeFolder(path);
  } catch (error) {
    if (!isStatus(error, 'FAILURE') && !isStatus(error, 'NO_SUCH_FILE')) throw error;
    // A file is no such folder, for some servers.
    const found = await remote.find(path);
    if (!found) throw error;
    if (!found.isDirectory()) {
      const message = `${shown(path)} is no folder`;
      throw serviceError(remote.call, 'NOT_A_FOLDER', path, message, 'DeleteFile removes files.');
    }
    const { length } = await remote.list(path);
    if (length === 0) throw error;
    const message = `the folder ${shown(path)} is not empty: there are ${length} objects in it`;
    throw serviceError(remote.call, 'NOT_EMPTY', path, message, 'Delete these first.');
  }
}

/** A file is removed, a folder never. */
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
      'DeleteDirectory removes empty folders.',
    );
  }
}
