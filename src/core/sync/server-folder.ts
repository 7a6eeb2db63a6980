import { basename } from 'node:path';
import type { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import { pool } from '../util/pool.js';
import type { RemoteFolder } from './folders.js';
import type { Choice } from './globs.js';
import { progressOf } from './progress.js';
import { folderPath, join } from './remote-path.js';
import type { Tree, TreeFile } from './tree.js';
import { writable } from './writable.js';

/** What a server with real folders can do, with whole paths. */
export interface FolderServer {
  call: Call;
  /** The number of files at a time. */
  atOnce: number;
  isFolder(path: string): Promise<boolean>;
  tree(root: string, choice: Choice): Promise<Tree>;
  makeFolder(path: string): Promise<unknown>;
  put(source: Bytes, path: string, advance: (bytes: number) => void): Promise<number>;
  fetch(
    path: string,
    size: number,
    target: string,
    advance: (bytes: number) => void,
  ): Promise<number>;
  /** Sets when a file was last changed, if the server can do it. */
  setModified(path: string, modified: number): Promise<void>;
  removeFile(path: string): Promise<unknown>;
  /** False for a folder that still has something, such as a file that is excluded. */
  removeFolder(path: string): Promise<boolean>;
  leavesOut?(error: unknown): boolean;
}

/** What a folder on a server is for. */
type Use =
  /** It gets everything: what is in it does not matter. */
  | 'target'
  /** It gets what changed. */
  | 'compared target'
  | 'source';

/** A folder on a server. */
export function folderOn(server: FolderServer, path: string, use: Use): RemoteFolder<TreeFile> {
  const root = folderPath(path);
  const at = (name: string) => (name === '' ? root : join(root, name));
  return {
    atOnce: server.atOnce,
    async tree(choice) {
      if (use === 'source') return writable(await server.tree(root, choice));
      const isThere = use === 'compared target' && (await server.isFolder(root));
      return isThere ? server.tree(root, choice) : { files: [], folders: [], skipped: [] };
    },
    shown: at,
    async makeFolders(local, there) {
      const known = new Set(there.folders);
      for (const name of ['', ...local.folders]) {
        if (known.has(name) || (await server.isFolder(at(name)))) continue;
        await server.makeFolder(at(name));
      }
    },
    spareFolders(local, there) {
      const kept = new Set(local.folders);
      const spare = there.folders.filter((name) => !kept.has(name));
      return spare.map((name) => `${name}/`).reverse();
    },
    async upload(calling, name, file) {
      const source = Bytes.ofFile(file, { name: basename(name) });
      const sent = await server.put(source, at(name), progressOf(calling, 'up', file.size));
      // The next comparison sees that it is not older.
      if (use === 'compared target' && file.modified !== undefined) {
        await server.setModified(at(name), file.modified);
      }
      return sent;
    },
    save(calling, { path: name, size }, target) {
      return server.fetch(at(name), size, target, progressOf(calling, 'down', size));
    },
    ...(server.leavesOut && { leavesOut: server.leavesOut }),
    async remove(names) {
      const [files, folders] = [names.filter(isFile), names.filter((name) => !isFile(name))];
      await pool(files, { limit: server.atOnce }, async (name) => {
        await server.removeFile(at(name));
      });
      let deleted = files.length;
      for (const name of folders) if (await server.removeFolder(at(folderPath(name)))) deleted++;
      return deleted;
    },
    nothingThere: () => nothingThere(server.call, root),
  };
}

const isFile = (name: string) => !name.endsWith('/');

/** A typing error in a path must not empty a folder. */
function nothingThere(call: Call, root: string): InputError {
  return new InputError({
    method: call.method,
    param: 'path',
    message: `there is nothing in ${root}, so all files in the folder would be deleted`,
    hint: `Check ${call.label('path')}.`,
  });
}
