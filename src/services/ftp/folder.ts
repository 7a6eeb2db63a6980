import { ServiceError } from '../../core/errors/errors.js';
import type { FolderServer } from '../../core/sync/server-folder.js';
import { isReason } from './errors.js';
import { fetch } from './fetch.js';
import { put } from './put.js';
import type { Remote } from './remote.js';
import { treeOf } from './remote-tree.js';

/** The folders of a server, for transfers of whole ones. */
export function foldersOf(remote: Remote): FolderServer {
  return {
    call: remote.call,
    // A connection transfers one file after another.
    atOnce: 1,
    isFolder: (path) => remote.isFolder(path),
    tree: (root, choice) => treeOf(remote, root, choice),
    makeFolder: (path) => remote.send('MKD', path),
    put: (source, path, advance) => put(remote, source, path, advance),
    fetch: (path, size, target, advance) => fetch(remote, { path, size }, target, { advance }),
    setModified: (path, modified) => remote.setModified(path, modified),
    removeFile: (path) => remote.send('DELE', path),
    async removeFolder(path) {
      try {
        await remote.send('RMD', path);
        return true;
      } catch (error) {
        if (error instanceof ServiceError) return false;
        throw error;
      }
    },
    leavesOut: (error) => isReason(error, 'NO_SUCH_FILE', 'PERMISSION_DENIED'),
  };
}
