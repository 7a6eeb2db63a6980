import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import type { Bytes } from '../../core/files/bytes.js';
import { uploadTree } from '../../core/sync/folders.js';
import { EVERYTHING } from '../../core/sync/globs.js';
import { progressOf } from '../../core/sync/progress.js';
import { folderPath, join } from '../../core/sync/remote-path.js';
import { folderOn } from '../../core/sync/server-folder.js';
import { isReason, serviceError } from './errors.js';
import { foldersOf } from './folder.js';
import { shown } from './paths.js';
import { put } from './put.js';
import type { Remote } from './remote.js';
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
