import { readdir, stat } from 'node:fs/promises';
import { join as joinLocal } from 'node:path';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { pool } from '../../core/util/pool.js';
import { join } from './paths.js';
import { progressOf } from './progress.js';
import type { Remote } from './remote.js';
import { isStatus, serviceError, shown } from './status.js';
import { put } from './transfer.js';
import type { Skipped, Uploaded } from './types.js';

/** So many files of a folder go at a time: small ones wait more for answers than for the line. */
const AT_ONCE = 8;

/** Sends one file. A path that is a folder means the file of this name in it. */
export async function uploadFile(remote: Remote, source: Bytes, path: string): Promise<Uploaded> {
  const advance = progressOf(remote.call, 'up', source.size);
  const folder = path.endsWith('/') || (await remote.find(path))?.isDirectory();
  if (folder && !source.name) {
    const message = `${shown(path)} is a folder, and the file has no name of its own`;
    const hint = `Add the name of the file to ${remote.call.label('path')}: folder/name.`;
    throw serviceError(remote.call, 'IS_A_FOLDER', path, message, hint);
  }
  const target = folder ? join(path, source.name!) : path;
  try {
    return { result: true, bytes: await put(remote, source, target, advance), path: target };
  } catch (error) {
    if (!isStatus(error, 'NO_SUCH_FILE')) throw error;
    const message = `there is no folder on the server for ${shown(target)}`;
    throw serviceError(
      remote.call,
      'NO_SUCH_FILE',
      target,
      message,
      'CreateNewDirectory makes one.',
    );
  }
}

interface LocalTree {
  /** Relative, with slashes; each after the one that it is in. */
  folders: string[];
  files: { path: string; name: string; size: number }[];
  skipped: Skipped[];
}

/** Sends a folder: what is in it is in the named folder then, beside what was there. */
export async function uploadFolder(
  remote: Remote,
  folder: string,
  path: string,
): Promise<Uploaded> {
  const tree: LocalTree = { folders: [], files: [], skipped: [] };
  await walk(remote, folder, '', tree);
  const total = tree.files.reduce((sum, { size }) => sum + size, 0);
  const advance = progressOf(remote.call, 'up', total);
  const root = path.replace(/(?<=.)\/+$/, '');
  for (const name of ['', ...tree.folders]) await ensureFolder(remote, join(root, name), name);
  let bytes = 0;
  await pool(tree.files, { limit: AT_ONCE }, async ({ path, name, size }) => {
    const sent = await put(remote, Bytes.file(path, { size, name }), join(root, name), advance);
    bytes += sent;
  });
  const { files, skipped } = tree;
  return {
    result: true,
    bytes,
    path: root,
    files: files.length,
    ...(skipped.length > 0 && { skipped }),
  };
}

async function ensureFolder(remote: Remote, path: string, name: string): Promise<void> {
  const target = name === '' ? path.replace(/(?<=.)\/+$/, '') : path;
  if ((await remote.find(target))?.isDirectory()) return;
  await remote.makeFolder(target);
}

async function walk(remote: Remote, root: string, at: string, tree: LocalTree): Promise<void> {
  const entries = await readdir(joinLocal(root, at), { withFileTypes: true }).catch((cause) => {
    const message = `cannot read the folder ${joinLocal(root, at)}: ${cause.message}`;
    throw new InputError({ method: remote.call.method, param: 'file', message, cause });
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (remote.task.failure) throw remote.task.failure;
    const name = at === '' ? entry.name : `${at}/${entry.name}`;
    const path = joinLocal(root, name);
    // A link to a file is the file; a link to a folder may lead round in circles.
    const found = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
    if (found?.isFile()) tree.files.push({ path, name, size: (await stat(path)).size });
    else if (entry.isDirectory()) {
      tree.folders.push(name);
      await walk(remote, root, name, tree);
    } else tree.skipped.push({ path: name, why: whyNot(entry.isSymbolicLink(), found) });
  }
}

export function whyNot(isLink: boolean, found: { isDirectory(): boolean } | undefined): string {
  if (!isLink) return 'it is no file';
  if (!found) return 'it is a link that leads nowhere';
  return found.isDirectory() ? 'it is a link to a folder' : 'it is a link to no file';
}
