import { posix } from 'node:path';
import type { Stats } from 'ssh2';
import { partName } from '../../core/files/part-file.js';
import { join, nameOf } from '../../core/sync/remote-path.js';
import { withoutEnd } from '../../core/util/without-end.js';
import type { RemoteObject } from './types.js';

export function folderOf(path: string): string {
  const at = withoutEnd(path, '/').lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at + 1);
}

/** A temporary name in the same folder, hidden and unique. */
export function partPath(path: string): string {
  return join(folderOf(path), partName(nameOf(path)));
}

/** The properties of an object, as in the reference. */
export function describe(path: string, name: string, stats: Stats, isLink: boolean): RemoteObject {
  const isFolder = stats.isDirectory();
  return {
    name,
    path,
    extension: isFolder ? '' : posix.extname(name).slice(1),
    is_directory: isFolder,
    is_symlink: isLink,
    size: stats.size ?? 0,
    permissions: (stats.mode ?? 0).toString(8),
    uid: stats.uid ?? 0,
    gid: stats.gid ?? 0,
    accessed: stats.atime ?? 0,
    modified: stats.mtime ?? 0,
  };
}

/** True for names that lead out of their folder or are invalid: no honest server lists them. */
export function climbs(name: string): boolean {
  return name === '' || name === '.' || name === '..' || /[/\0]/.test(name);
}
