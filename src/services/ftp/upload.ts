import { join as joinLocal } from 'node:path';
import type { Readable } from 'node:stream';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { type InputError, ResponseError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { localTree } from '../../core/sync/local.js';
import { progressOf } from '../../core/sync/progress.js';
import { folderPath, join } from '../../core/sync/remote-path.js';
import { isReason, serviceError } from './errors.js';
import { shown } from './paths.js';
import type { Remote } from './remote.js';
import { type Advance, send } from './transfer.js';
import type { Uploaded } from './types.js';

/** Sends one file. If the path is a folder, the file keeps its name in it. */
export async function uploadFile(
  remote: Remote,
  source: Bytes,
  path: string,
  resume: boolean,
): Promise<Uploaded> {
  const target = await targetOf(remote, source, path);
  const before = resume ? await partOf(remote, source, target) : 0;
  const advance = progressOf(remote.call, 'up', source.size);
  advance(before);
  const bytes = await put(remote, source, target, advance, before);
  return { result: true, bytes, path: target, ...(resume && { resumed: before }) };
}

async function targetOf(remote: Remote, source: Bytes, path: string): Promise<string> {
  const isFolder = path.endsWith('/') || (await remote.isFolder(path));
  if (!isFolder) return path;
  if (source.name) return join(path, source.name);
  const message = `${shown(path)} is a folder, and the file has no name`;
  const hint = `Add a file name to ${remote.call.label('path')}: folder/name.`;
  throw serviceError(remote.call, 'IS_A_FOLDER', message, hint);
}

/** How much of the file is on the server, for an upload that continues. */
async function partOf(remote: Remote, source: Bytes, path: string): Promise<number> {
  const context = callContext(remote.call, 'resume');
  if (!source.file) throw inputError(context, ': only a file on disk can be resumed');
  const found = await remote.size(path).catch((error) => {
    if (isReason(error, 'NO_SUCH_FILE', 'FAILURE')) return 0;
    throw error;
  });
  if (found === undefined) throw inputError(context, ': the server does not say the size of files');
  if (found <= source.file.size) return found;
  const what = `: ${shown(path)} is larger on the server (${found} bytes) than the file (${source.file.size})`;
  throw inputError(context, what, { hint: 'It is another file. Upload it without resume.' });
}

/** Writes a file on the server, from a position on. Returns the number of bytes sent. */
async function put(
  remote: Remote,
  source: Bytes,
  path: string,
  advance: Advance,
  from = 0,
): Promise<number> {
  const { file } = source;
  if (from > 0 && from === file?.size) return 0;
  let sent = 0;
  const open = async (): Promise<Readable> =>
    from > 0 ? file!.read({ start: from, end: file!.size - 1 }) : source.open();
  try {
    await remote.transfer(
      // Not STOR after REST: some servers cut the file there.
      from > 0 ? 'APPE' : 'STOR',
      path,
      async (socket) => {
        remote.task.hold();
        const readable = await remote.task.promise(open());
        sent = await send(remote, socket, readable, advance);
      },
    );
  } catch (error) {
    if (isReason(error, 'NO_SUCH_FILE'))
      (error as InputError).advises('Create the folder with CreateNewDirectory.');
    throw error;
  }
  await check(remote, path, from + sent);
  return sent;
}

/** A server that ran out of space, or a proxy between, may report success all the same. */
async function check(remote: Remote, path: string, expected: number): Promise<void> {
  const found = await remote.size(path).catch(() => undefined);
  if (found === undefined || found === expected) return;
  throw new ResponseError({
    method: remote.call.method,
    cut: true,
    message: remote.call.redactor.text(
      `${shown(path)} has ${found} bytes on the server, but ${expected} were sent`,
    ),
    hint: 'Upload it again.',
  });
}

/** Sends a folder: adds its contents to the folder at the path. */
export async function uploadFolder(
  remote: Remote,
  folder: string,
  path: string,
): Promise<Uploaded> {
  const { call } = remote;
  const all = { enters: () => true, takes: () => true };
  const tree = await localTree(call, { path: folder, param: 'file' }, all as never);
  const total = tree.files.reduce((sum, { size }) => sum + size, 0);
  const advance = progressOf(call, 'up', total);
  const root = folderPath(path);
  for (const name of ['', ...tree.folders])
    await ensureFolder(remote, name ? join(root, name) : root);
  let bytes = 0;
  for (const { path: name } of tree.files) {
    const file = await call.access.files.open(joinLocal(folder, name));
    if (!file) {
      tree.skipped.push({ path: name, why: 'it was deleted in the meantime' });
      continue;
    }
    bytes += await put(remote, Bytes.ofFile(file, { name }), join(root, name), advance);
  }
  const { skipped } = tree;
  return {
    result: true,
    bytes,
    path: root,
    files: tree.files.length,
    ...(skipped.length > 0 && { skipped }),
  };
}

async function ensureFolder(remote: Remote, path: string): Promise<void> {
  if (await remote.isFolder(path)) return;
  await remote.send('MKD', path);
}
