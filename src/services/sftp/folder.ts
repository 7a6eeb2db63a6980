import type { FolderServer } from '../../core/sync/server-folder.js';
import { fetch } from './fetch.js';
import { put } from './put.js';
import type { Remote } from './remote.js';
import { treeOf } from './remote-tree.js';
import { isStatus } from './status.js';

/** Number of files at a time: small ones wait mostly for responses. */
const AT_ONCE = 8;

/** The folders of a server, for transfers of whole ones. */
export function foldersOf(remote: Remote): FolderServer {
  return {
    call: remote.call,
    atOnce: AT_ONCE,
    isFolder: async (path) => (await remote.find(path))?.isDirectory() ?? false,
    tree: (root, choice) => treeOf(remote, root, choice),
    makeFolder: (path) => remote.makeFolder(path),
    put: (source, path, advance) => put(remote, source, path, advance),
    fetch: (path, _, target, advance) => fetch(remote, path, target, advance),
    setModified: (path, modified) => remote.setModified(path, modified),
    removeFile: (path) => remote.remove(path),
    async removeFolder(path) {
      try {
        await remote.removeFolder(path);
        return true;
      } catch (error) {
        if (!isStatus(error, 'FAILURE') && !isStatus(error, 'NO_SUCH_FILE')) throw error;
        return false;
      }
    },
  };
}
