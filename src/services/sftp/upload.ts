import { join as joinLocal } from 'node:path';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { whyNot } from '../../core/sync/local.js';
import { progressOf } from '../../core/sync/progress.js';
import { folderPath, join } from '../../core/sync/remote-path.js';
import { pool } from '../../core/util/pool.js';
import { put } from './put.js';
import type { Remote } from './remote.js';
import { isStatus, serviceError, shown } from './status.js';

import type { Skipped, Uploaded } from './types.js';

/** Number of files sent at the same time: small ones wait mostly for responses. */
const AT_ONCE = 8;

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

interface LocalTree {
  /** Relative, with slashes; each after its parent. */
  folders: string[];
  files: { path: string; name: string; size: number }[];
  skipped: Skipped[];
}

/** Sends a folder: adds its contents to the folder at the path. */
export async function uploadFolder(
  remote: Remote,
  folder: string,
  path: string,
): Promise<Uploaded> {
  const tree: LocalTree = { folders: [], files: [], skipped: [] };
  await walk(remote, folder, '', tree);
  const total = tree.files.reduce((sum, { size }) => sum + size, 0);
  const advance = progressOf(remote.call, 'up', total);
  const root = folderPath(path);
  for (const name of ['', ...tree.folders]) await ensureFolder(remote, join(root, name), name);
  let bytes = 0;
  await pool(tree.files, { limit: AT_ONCE }, async ({ path, name }) => {
    const file = await remote.call.access.files.open(path);
    if (!file) throw gone(remote, path);
    const sent = await put(remote, Bytes.ofFile(file, { name }), join(root, name), advance);
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

function gone({ call }: Remote, path: string): InputError {
  const message = `cannot read ${path}: it was deleted in the meantime`;
  return new InputError({ method: call.method, param: 'file', message });
}

async function ensureFolder(remote: Remote, path: string, name: string): Promise<void> {
  const target = name === '' ? folderPath(path) : path;
  if ((await remote.find(target))?.isDirectory()) return;
  await remote.makeFolder(target);
}

async function walk(remote: Remote, root: string, at: string, tree: LocalTree): Promise<void> {
  const { files } = remote.call.access;
  const entries = await files.list(joinLocal(root, at)).catch((cause) => {
    const message = `cannot read folder ${joinLocal(root, at)}: ${cause.message}`;
    throw new InputError({ method: remote.call.method, param: 'file', message, cause });
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (remote.task.failure) throw remote.task.failure;
    const name = at === '' ? entry.name : `${at}/${entry.name}`;
    const path = joinLocal(root, name);
    if (entry.isDirectory()) {
      tree.folders.push(name);
      await walk(remote, root, name, tree);
      continue;
    }
    // A link to a file counts as the file; a link to a folder could lead to endless recursion.
    const found = await files.find(path).catch(() => undefined);
    if (found?.kind === 'file') tree.files.push({ path, name, size: found.size });
    else tree.skipped.push({ path: name, why: whyNot(entry.isSymbolicLink(), found?.kind) });
  }
}
