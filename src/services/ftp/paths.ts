import { posix } from 'node:path';
import { withoutEnd } from '../../core/util/without-end.js';

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

/** True for names that lead out of their folder or are invalid: no honest server lists them. */
export function climbs(name: string): boolean {
  return name === '' || name === '.' || name === '..' || /[/\0\r\n]/.test(name);
}

/** A path in a message. */
export function shown(path: string): string {
  return path === '' ? '"."' : `"${path}"`;
}
