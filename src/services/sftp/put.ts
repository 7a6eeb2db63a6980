import type { Readable } from 'node:stream';
import type { Stats } from 'ssh2';
import { kindOf } from '../../core/access/files.js';
import type { Bytes } from '../../core/files/bytes.js';
import { onDisk } from '../../core/files/on-disk.js';
import { nameOf } from '../../core/sync/remote-path.js';
import { copy, type Old, overwrite } from './in-place.js';
import { linkedNames } from './links.js';
import { folderOf, partPath } from './paths.js';
import type { Remote } from './remote.js';
import { isStatus, serviceError, shown } from './status.js';
import { destinationOf } from './target.js';
import { type Advance, send } from './transfer.js';

/**
 * Writes a file to a temporary name; when it is complete, it replaces the old file: until then, and
 * after a failure, the old file stays intact. An old file that is more than its content (it has
 * another owner, or other hard links) is not replaced: the new content is copied into it. A device
 * or a pipe is written directly.
 */
export async function put(
  remote: Remote,
  source: Bytes,
  path: string,
  advance: Advance,
): Promise<number> {
  const { target, found } = await destinationOf(remote, path);
  if (!found) return putNew(remote, source, target, advance);
  const kind = kindOf(found);
  if (kind === 'folder') {
    throw serviceError(remote.call, 'IS_A_FOLDER', path, `${shown(path)} is a folder`);
  }
  // Positions have no meaning there.
  if (kind === 'other') {
    const handle = await remote.open(target, 'a');
    return closing(remote, handle, async () => {
      const size = await send(remote, handle, await opened(source, remote), target, advance);
      await remote.close(handle, target);
      return size;
    });
  }
  // Replacing a file that cannot be written would bypass its permissions.
  const handle = await remote.openOld(target);
  const old = handle && { handle, path: target, size: found.size };
  return closing(remote, handle, async () => {
    const size = await putOver(remote, source, { target, found, old }, advance);
    if (handle) await remote.close(handle, target);
    return size;
  });
}

async function putNew(
  remote: Remote,
  source: Bytes,
  target: string,
  advance: Advance,
): Promise<number> {
  const part = partPath(target);
  const handle = await remote.open(part, 'wx');
  try {
    const size = await send(remote, handle, await opened(source, remote), part, advance);
    await remote.close(handle, part);
    await remote.rename(part, target);
    return size;
  } catch (error) {
    await remote.abandon(handle, part);
    throw error;
  }
}

interface Over {
  target: string;
  found: Stats;
  /** If the server can open it for writing. */
  old: Old | undefined;
}

async function putOver(
  remote: Remote,
  source: Bytes,
  { target, found, old }: Over,
  advance: Advance,
): Promise<number> {
  const mode = found.mode & 0o7777;
  const part = partPath(target);
  let handle: Buffer;
  try {
    handle = await remote.open(part, 'wx', mode);
  } catch (error) {
    if (!old || !isStatus(error, 'PERMISSION_DENIED')) throw error;
    // No new file can be created there. All of the content is here before the old one is touched.
    return onDisk(source, remote.call, async (file) => {
      const from = await opened(file, remote);
      return overwrite(remote, old, (to) => send(remote, to, from, target, advance));
    });
  }
  try {
    const inPlace = await replacingChanges(remote, target, found, handle);
    const size = await send(remote, handle, await opened(source, remote), part, advance);
    await remote.close(handle, part);
    if (old && inPlace) return await copyOver(remote, part, old);
    await remote.setMode(part, mode).catch(() => {});
    await remote.replace(part, target).catch(async (error) => {
      // Such as a mount of its own.
      if (!old || !isStatus(error, 'FAILURE')) throw error;
      await copyOver(remote, part, old);
    });
    return size;
  } catch (error) {
    await remote.abandon(handle, part);
    throw error;
  }
}

/** True if a new file with this name would differ from the old one in more than its content. */
async function replacingChanges(
  remote: Remote,
  target: string,
  old: Stats,
  part: Buffer,
): Promise<boolean> {
  const [{ uid, gid }, linked] = await Promise.all([
    remote.properties(part, target),
    linkedNames(remote, folderOf(target)),
  ]);
  return uid !== old.uid || gid !== old.gid || linked.has(nameOf(target));
}

async function copyOver(remote: Remote, part: string, old: Old): Promise<number> {
  const size = await overwrite(remote, old, (to) => copy(remote, part, to, old.path));
  await remote.remove(part);
  return size;
}

/** Closes a file after a failure. */
async function closing<R>(
  remote: Remote,
  handle: Buffer | undefined,
  work: () => Promise<R>,
): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (handle) await remote.abandon(handle);
    throw error;
  }
}

async function opened(source: Bytes, { task }: Remote): Promise<Readable> {
  // The idle timeout does not apply while a URL is fetched.
  task.hold();
  const readable = await task.promise(Promise.resolve(source.open()));
  task.enter('idleTimeout');
  return readable;
}
