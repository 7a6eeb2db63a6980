import { posix } from 'node:path';
import { withoutEnd } from '../util/without-end.js';

/** Paths on servers, whatever the system here is. */

/** The path of a name in a folder on the server. */
export function join(folder: string, name: string): string {
  if (folder === '' || folder === '.') return name;
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

/** The last part of a path on the server. */
export function nameOf(path: string): string {
  return posix.basename(path);
}

/** A folder without the slash at its end, which only means that it is one. */
export function folderPath(path: string): string {
  return withoutEnd(path, '/') || path.slice(0, 1);
}
