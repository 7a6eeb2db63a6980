import { join as joinLocal } from 'node:path';
import type { Stats } from 'ssh2';
import { kindOf } from '../../core/access/files.js';
import { InputError, ResponseError } from '../../core/errors/errors.js';
import { LocalFolders, makeRoot, whyNot } from '../../core/sync/local.js';
import { canBeHere } from '../../core/sync/names.js';
import { progressOf } from '../../core/sync/progress.js';
import { join, nameOf } from '../../core/sync/remote-path.js';
import { pool } from '../../core/util/pool.js';
import { climbs } from './paths.js';
import type { Entry, Remote } from './remote.js';
import { pieces } from './transfer.js';
import type { Saved, Skipped } from './types.js';

const AT_ONCE = 8;

/** Saves a file, or a folder with its contents. */
export async function save(remote: Remote, path: string, file: string): Promise<Saved> {
  const found = await remote.stat(path);
  if (found.isDirectory()) return saveFolder(remote, path, file);
  const isFolder = /[/\\]$/.test(file) || (await isFolderHere(remote, file));
  const filepath = isFolder ? joinLocal(file, safeName(remote, nameOf(path))) : file;
  const advance = progressOf(remote.call, 'down', found.size);
  return { result: true, bytes: await fetch(remote, path, filepath, advance), filepath };
}

/** Writes a file from the server to disk, completely or not at all. */
export async function fetch(
  remote: Remote,
  path: string,
  file: string,
  advance: (bytes: number) => void,
): Promise<number> {
  const target = await remote.call.access.files.write(file).catch((error) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError({ param: 'file', message: error.message, cause: error });
  });
  try {
    for await (const piece of pieces(remote, path)) {
      await remote.task.promise(target.write(piece));
      advance(piece.length);
    }
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.commit();
  return target.size;
}

interface RemoteTree {
  /** Relative, with slashes; each after its parent. */
  folders: string[];
  files: { name: string; size: number }[];
  skipped: Skipped[];
}

async function saveFolder(remote: Remote, path: string, file: string): Promise<Saved> {
  const tree: RemoteTree = { folders: [], files: [], skipped: [] };
  await walk(remote, path, '', tree);
  const total = tree.files.reduce((sum, { size }) => sum + size, 0);
  const advance = progressOf(remote.call, 'down', total);
  await makeRoot(remote.call, { path: file, param: 'file' });
  const folders = new LocalFolders(remote.call, file);
  for (const name of tree.folders) await folders.make(name);
  let bytes = 0;
  await pool(tree.files, { limit: AT_ONCE }, async ({ name }) => {
    const target = await folders.pathOf(name);
    const written = await fetch(remote, join(path, name), target, advance);
    bytes += written;
  });
  const { files, skipped } = tree;
  return {
    result: true,
    bytes,
    filepath: file,
    files: files.length,
    ...(skipped.length > 0 && { skipped }),
  };
}

async function walk(remote: Remote, root: string, at: string, tree: RemoteTree): Promise<void> {
  const entries = await remote.list(join(root, at));
  for (const entry of entries.sort((a, b) => (a.filename < b.filename ? -1 : 1))) {
    const { filename } = entry;
    if (filename === '.' || filename === '..') continue;
    const name = join(at, safeName(remote, filename));
    if (entry.isEscaped) {
      tree.skipped.push({ path: name, why: 'its name is not UTF-8' });
      continue;
    }
    if (!canBeHere(filename)) {
      tree.skipped.push({ path: name, why: 'this system does not allow the file name' });
      continue;
    }
    const stats = await followed(remote, join(root, name), entry);
    if (stats?.isFile()) tree.files.push({ name, size: stats.size });
    else if (entry.attrs.isDirectory()) {
      tree.folders.push(name);
      await walk(remote, root, name, tree);
    } else
      tree.skipped.push({
        path: name,
        why: whyNot(entry.attrs.isSymbolicLink(), stats && kindOf(stats)),
      });
  }
}

/** A link to a file counts as the file. */
async function followed(
  remote: Remote,
  path: string,
  { attrs }: Entry,
): Promise<Stats | undefined> {
  if (!attrs.isSymbolicLink()) return attrs;
  return remote.stat(path).catch(() => undefined);
}

/** Checks a file name from the server: it decides where the file is written. */
function safeName({ call }: Remote, name: string): string {
  if (!climbs(name)) return name;
  throw new ResponseError({
    method: call.method,
    message: call.redactor.text(
      `the server sent the file name ${JSON.stringify(name)}, which is outside the folder`,
    ),
    hint: 'Nothing was written. Do not trust this server.',
  });
}

function isFolderHere({ call }: Remote, path: string): Promise<boolean> {
  return call.access.files.find(path).then(
    (found) => found?.kind === 'folder',
    () => false,
  );
}
