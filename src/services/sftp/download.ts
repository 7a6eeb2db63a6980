import { lstat, mkdir, rm, stat } from 'node:fs/promises';
import { join as joinLocal } from 'node:path';
import type { Stats } from 'ssh2';
import { InputError, OutputError, ResponseError } from '../../core/errors/errors.js';
import { TargetFile } from '../../core/files/file.js';
import { pool } from '../../core/util/pool.js';
import { canBeHere, climbs, join, nameOf } from './paths.js';
import { progressOf } from './progress.js';
import type { Entry, Remote } from './remote.js';
import { pieces } from './transfer.js';
import type { Saved, Skipped } from './types.js';
import { whyNot } from './upload.js';

const AT_ONCE = 8;

/** Saves a file, or a folder with all that is in it. */
export async function save(remote: Remote, path: string, file: string): Promise<Saved> {
  const found = await remote.stat(path);
  if (found.isDirectory()) return saveFolder(remote, path, file);
  const isFolder = /[/\\]$/.test(file) || (await stat(file).catch(() => undefined))?.isDirectory();
  const filepath = isFolder ? joinLocal(file, safeName(remote, nameOf(path))) : file;
  const advance = progressOf(remote.call, 'down', found.size);
  return { result: true, bytes: await fetch(remote, path, filepath, advance), filepath };
}

/** Writes a file of the server to disk, whole or not at all. */
export async function fetch(
  remote: Remote,
  path: string,
  file: string,
  advance: (bytes: number) => void,
): Promise<number> {
  const target = await TargetFile.open(file).catch((error) => {
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
  /** Relative, with slashes; each after the one that it is in. */
  folders: string[];
  files: { name: string; size: number }[];
  skipped: Skipped[];
}

async function saveFolder(remote: Remote, path: string, file: string): Promise<Saved> {
  const tree: RemoteTree = { folders: [], files: [], skipped: [] };
  await walk(remote, path, '', tree);
  const total = tree.files.reduce((sum, { size }) => sum + size, 0);
  const advance = progressOf(remote.call, 'down', total);
  await makeRoot(file);
  for (const name of tree.folders) await makeFolder(joinLocal(file, name));
  let bytes = 0;
  await pool(tree.files, { limit: AT_ONCE }, async ({ name }) => {
    const target = joinLocal(file, name);
    // A link that lies there would lead the file to another place.
    const there = await lstat(target).catch(() => undefined);
    if (there?.isSymbolicLink()) await rm(target);
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
    if (!canBeHere(filename)) {
      tree.skipped.push({ path: name, why: 'no file here can have this name' });
      continue;
    }
    const stats = await followed(remote, join(root, name), entry);
    if (stats?.isFile()) tree.files.push({ name, size: stats.size });
    else if (entry.attrs.isDirectory()) {
      tree.folders.push(name);
      await walk(remote, root, name, tree);
    } else tree.skipped.push({ path: name, why: whyNot(entry.attrs.isSymbolicLink(), stats) });
  }
}

/** A link to a file is the file. */
async function followed(
  remote: Remote,
  path: string,
  { attrs }: Entry,
): Promise<Stats | undefined> {
  if (!attrs.isSymbolicLink()) return attrs;
  return remote.stat(path).catch(() => undefined);
}

/** What a server calls its files decides where they are written here. */
function safeName({ call }: Remote, name: string): string {
  if (!climbs(name)) return name;
  throw new ResponseError({
    method: call.method,
    message: call.redactor.text(
      `the server names a file ${JSON.stringify(name)}, which would lead out of the folder`,
    ),
    hint: 'Nothing was written. Do not trust this server.',
  });
}

async function makeRoot(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause) => {
    const message = `cannot make the folder ${path}: ${cause.message}`;
    throw new InputError({ param: 'file', message, cause });
  });
}

/** A link in place of a folder would lead all that is in it to another place. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (cause) {
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory()) return;
    const why = found ? 'something else is there' : (cause as Error).message;
    throw new OutputError({ message: `cannot make the folder ${path}: ${why}`, cause });
  }
}
