import { basename } from 'node:path';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import type { RemoteFolder } from '../../core/sync/folders.js';
import { progressOf } from '../../core/sync/progress.js';
import { folderPath, join } from '../../core/sync/remote-path.js';
import type { TreeFile } from '../../core/sync/tree.js';
import { writable } from '../../core/sync/writable.js';
import { isReason } from './errors.js';
import { fetch } from './fetch.js';
import { put } from './put.js';
import type { Remote } from './remote.js';
import { treeOf } from './remote-tree.js';

/** What a folder on the server is for: to get everything, to get what changed, or to be saved. */
type Use = 'target' | 'compared target' | 'source';

/** A folder on the server. */
export function folderAt(remote: Remote, path: string, use: Use): RemoteFolder<TreeFile> {
  const { call } = remote;
  const root = folderPath(path);
  const at = (name: string) => (name === '' ? root : join(root, name));
  return {
    // A connection transfers one file after another.
    atOnce: 1,
    async tree(choice) {
      if (use === 'source') return writable(await treeOf(remote, root, choice));
      const isThere = use === 'compared target' && (await remote.isFolder(root));
      return isThere ? treeOf(remote, root, choice) : { files: [], folders: [], skipped: [] };
    },
    shown: at,
    async makeFolders(local, there) {
      const known = new Set(there.folders);
      for (const name of ['', ...local.folders]) {
        if (known.has(name) || (await remote.isFolder(at(name)))) continue;
        await remote.send('MKD', at(name));
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
      if (use === 'compared target') await remote.setModified(at(name), file.modified);
      return sent;
    },
    save(calling, { path: name, size }, target) {
      const advance = progressOf(calling, 'down', size);
      return fetch(remote, { path: at(name), size }, target, { advance });
    },
    leavesOut: (error) => isReason(error, 'NO_SUCH_FILE', 'PERMISSION_DENIED'),
    async remove(names) {
      let deleted = 0;
      for (const name of names) if (await removed(remote, at(name))) deleted++;
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

/** Deletes a file or a folder. One that still has something, such as an excluded file, stays. */
async function removed(remote: Remote, path: string): Promise<boolean> {
  if (!path.endsWith('/')) {
    await remote.send('DELE', path);
    return true;
  }
  try {
    await remote.send('RMD', folderPath(path));
    return true;
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}
