import type { Bytes } from '../../files/bytes.js';
import { accessOf, type Kind } from '../param.js';
import { type BytesInput, bytesKind } from './bytes.js';

/** A folder on disk, to send with its contents. */
export interface Folder {
  folder: string;
}

/** Any form of bytes, or the path of a folder. */
export const fileOrFolderKind: Kind<BytesInput, Bytes | Folder> = {
  ...bytesKind,
  takes: 'a path of a file or folder, an http(s) or data: URL, Base64, or - for standard input',
  async parse(value, place) {
    const path = typeof value === 'string' ? (place.sources ? value.replace(/^@/, '') : value) : '';
    const found =
      path === ''
        ? undefined
        : await accessOf(place)
            .files.find(path)
            .catch(() => undefined);
    return found?.kind === 'folder' ? { folder: path } : bytesKind.parse(value, place);
  },
};

export function isFolder(source: Bytes | Folder): source is Folder {
  return 'folder' in source;
}
