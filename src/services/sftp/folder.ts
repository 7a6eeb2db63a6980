import { basename } from 'node:path';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import type { RemoteFolder } from '../../core/sync/folders.js';
import { progressOf } from '../../core/sync/progress.js';
import { folderPath, join } from '../../core/sync/remote-path.js';
import type { TreeFile } from '../../core/sync/tree.js';
import { writable } from '../../core/sync/writable.js';
import { pool } from '../../core/util/pool.js';
import { fetch } from './fetch.js';
import { put } from './put.js';
import type { Remote } from './remote.js';
import { treeOf } from './remote-tree.js';
import { isStatus } from './status.js';

/** Number of files at a time: small ones wait mostly for responses. */
const AT_ONCE = 8;

/** What a folder on the server is for. */
type Use =
  /** It gets everything: what is in it does not matter. */
  | 'target'
  /** It gets what changed. */
  | 'compared target'
  | 'source';

/** A folder on the server. */
export function folderAt(remote: Remote, path: string, use: Use): RemoteFolder<TreeFile> {
  const { call } = remote;
  const root = folderPath(path);
  const at = (name: string) => (name === '' ? root : join(root, name));
  return {
    atOnce: AT_ONCE,
    async tree(choice) {
      if (use === 'source') return writable(await treeOf(remote, root, choice));
      const isThere = use === 'compared target' && (await remote.find(root));
      return isThere ? treeOf(remote, root, choice) : { files: [], folders: [], skipped: [] };
    },
    shown: at,
    async makeFolders(local, there) {
      const known = new Set(there.folders);
      for (const name of ['', ...local.folders]) {
        if (known.has(name) || (await remote.find(at(name)))?.isDirectory()) continue;
        await remote.makeFolder(at(name));
      }
    },
    spareFolders(local, there) {
      const kept = new Set(local.folders);
      const spare = there.folders.filter((name) => !kept.has(name));
      return spare.map((name) => `${name}/`).reverse();
    },
    async upload(calling, name, file) {
      const source = Bytes.ofFile(file, { name: basename(name) });
      const sent = await put(remote, source, at(name), progressOf(calling, 'up', file.size));
      // The next comparison sees that it is not older.
      if (use === 'compared target' && file.modified !== undefined) {
        await remote.setModified(at(name), file.modified);
      }
      return sent;
    },
    save(calling, { path: name, size }, target) {
      return fetch(remote, at(name), target, progressOf(calling, 'down', size));
    },
    async remove(names) {
      const [files, folders] = [names.filter(isFile), names.filter((name) => !isFile(name))];
      await pool(files, { limit: AT_ONCE }, (name) => remote.remove(at(name)));
      let deleted = files.length;
      for (const name of folders) if (await removeIfEmpty(remote, at(folderPath(name)))) deleted++;
      return deleted;
    },
    nothingThere: () =>
      new InputError({
        method: call.method,
        param: 'path',
        message: `there is nothing in ${root}, so all files in the folder would be deleted`,
        hint: `Check ${call.label('path')}.`,
      }),
  };
}

const isFile = (name: string) => !name.endsWith('/');

/** A folder that still has something, such as a file that is excluded, stays. */
async function removeIfEmpty(remote: Remote, path: string): Promise<boolean> {
  try {
    await remote.removeFolder(path);
    return true;
  } catch (error) {
    if (!isStatus(error, 'FAILURE') && !isStatus(error, 'NO_SUCH_FILE')) throw error;
    return false;
  }
}
