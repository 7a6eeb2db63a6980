import { join as joinLocal } from 'node:path';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { InputError, ResponseError, ServiceError } from '../../core/errors/errors.js';
import type { TargetFile } from '../../core/files/file.js';
import { LocalFolders, makeRoot } from '../../core/sync/local.js';
import { canBeHere } from '../../core/sync/names.js';
import { progressOf } from '../../core/sync/progress.js';
import { folderPath, join, nameOf } from '../../core/sync/remote-path.js';
import { isReason } from './errors.js';
import { listFolder } from './listing.js';
import { climbs, shown } from './paths.js';
import type { Remote } from './remote.js';
import { type Advance, receive } from './transfer.js';
import type { FtpObject, Saved, Skipped } from './types.js';

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

interface Fetching {
  advance: Advance;
  /** The number of bytes that are on disk. */
  before?: number;
  /** Keeps what arrived if the transfer fails. */
  resume?: boolean;
}

/** Writes a file from the server to disk: completely or not at all, unless it can be resumed. */
export async function fetch(
  remote: Remote,
  from: { path: string; size: number | undefined },
  file: string,
  { advance, before = 0, resume = false }: Fetching,
): Promise<number> {
  const { files } = remote.call.access;
  const old = before > 0 ? await files.open(file) : undefined;
  const target = await files.write(file).catch((error) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError({ param: 'file', message: error.message, cause: error });
  });
  try {
    if (old) {
      for await (const chunk of old.read({ start: 0, end: before - 1 })) await target.write(chunk);
      advance(before);
    }
    if (before === 0 || before !== from.size) await fill(remote, from, target, advance);
  } catch (error) {
    // What arrived is the beginning of the file: the next call continues there.
    if (resume && target.size > before) await target.commit();
    else await target.discard();
    throw error;
  }
  await target.commit();
  return target.size - before;
}

async function fill(
  remote: Remote,
  { path, size }: { path: string; size: number | undefined },
  target: TargetFile,
  advance: Advance,
): Promise<void> {
  await get(remote, path, target.size, async (chunks) => {
    await target.writeAll(chunks);
    for (const { length } of chunks) advance(length);
  });
  if (size !== undefined && target.size < size) throw cut(remote, path, target.size, size);
}

/** Receives a file, from a position on. */
export function get(
  remote: Remote,
  path: string,
  from: number,
  take: (chunks: Buffer[]) => Promise<void>,
): Promise<void> {
  return remote.transfer('RETR', path, (socket) => receive(remote, socket, take), from);
}

function cut({ call }: Remote, path: string, size: number, expected: number): ResponseError {
  return new ResponseError({
    method: call.method,
    cut: true,
    message: call.redactor.text(`${shown(path)} was cut off: ${size} of ${expected} bytes arrived`),
    hint: 'Try again.',
  });
}

interface RemoteTree {
  /** Relative, with slashes; each after its parent. */
  folders: string[];
  files: { name: string; size: number }[];
  skipped: Skipped[];
}

async function saveFolder(remote: Remote, path: string, file: string): Promise<Saved> {
  const root = folderPath(path);
  const tree = await treeOf(remote, root);
  const total = tree.files.reduce((sum, { size }) => sum + size, 0);
  const advance = progressOf(remote.call, 'down', total);
  await makeRoot(remote.call, { path: file, param: 'file' });
  const folders = new LocalFolders(remote.call, file);
  for (const name of tree.folders) await folders.make(name);
  let bytes = 0;
  let count = 0;
  for (const { name, size } of tree.files) {
    const target = await folders.pathOf(name);
    try {
      bytes += await fetch(remote, { path: join(root, name), size }, target, { advance });
      count++;
    } catch (error) {
      if (!isReason(error, 'NO_SUCH_FILE', 'PERMISSION_DENIED')) throw error;
      tree.skipped.push({ path: name, why: (error as Error).message.split('\n')[0]! });
    }
  }
  const { skipped } = tree;
  return {
    result: true,
    bytes,
    filepath: file,
    files: count,
    ...(skipped.length > 0 && { skipped }),
  };
}

async function treeOf(remote: Remote, root: string): Promise<RemoteTree> {
  const tree: RemoteTree = { folders: [], files: [], skipped: [] };
  const waiting = [''];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const one of await listFolder(remote, at ? join(root, at) : root)) {
      const name = join(at, safeName(remote, one.name));
      const why = whyNot(one);
      if (why) tree.skipped.push({ path: name, why });
      else if (one.is_directory) {
        tree.folders.push(name);
        waiting.push(name);
        if (name.length > DEEPEST) throw tooDeep(remote);
      } else tree.files.push({ name, size: one.size });
    }
  }
  return tree;
}

/** The longest path: a server could list a folder in itself without end. */
const DEEPEST = 4096;

function tooDeep({ call }: Remote): ResponseError {
  const message = 'the folders on the server are nested too deep';
  return new ResponseError({ method: call.method, message });
}

function whyNot({ name, name_encoding, is_symlink }: FtpObject): string | undefined {
  if (name_encoding) return "its name is not text in the encoding of the settings ('encoding')";
  if (!canBeHere(name)) return 'this system does not allow the file name';
  return is_symlink ? 'it is a link' : undefined;
}

/** Checks a file name from the server: it decides where the file is written. */
function safeName({ call }: Remote, name: string): string {
  if (!climbs(name)) return name;
  const shownName = call.redactor.text(JSON.stringify(name));
  const message = `the server listed the invalid file name ${shownName}: nothing was saved`;
  throw new ResponseError({ method: call.method, message });
}
