import { text } from '../../core/definition/kinds/index.js';
import type { ParamSpec } from '../../core/definition/param.js';

/** A path as Dropbox wants it: with a slash before it and none after; the root is empty. */
export function dropboxPath(path: string): string {
  if (/^(id|ns|rev):/.test(path)) return path;
  const names = path.split('/').filter((name) => name !== '');
  return names.map((name) => `/${name}`).join('');
}

/** A param with the path of a file or folder. */
export function pathOf<const S extends ParamSpec>(summary: string, spec: S) {
  return text(summary, { as: dropboxPath, ...spec });
}
