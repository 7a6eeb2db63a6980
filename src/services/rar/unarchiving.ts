import type { ArchiveContents } from '../../core/archives/contents.js';
import { limitParams } from '../../core/archives/limits.js';
import { Selection } from '../../core/archives/selection.js';
import { RAR, unpackWith } from '../../core/archives/seven-zip/reading.js';
import type { Unpacked } from '../../core/archives/unpack.js';
import { bytes, list, path, secret, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';

const src = bytes('Archive: path, URL or bytes', { example: 'site.rar' });

const dest = path('Folder to unpack into; without it, the result has the files', {
  optional: true,
  example: 'site',
  reach: 'write',
});

const password = secret('Password of the archive', { optional: true });

/**
 * Unpacks a RAR archive into a folder.
 *
 * Other volumes are found beside the first one. Nothing is written outside of the folder: absolute paths,
 * paths with `..` and links are skipped. Files that exist are replaced. The archive and its files must
 * fit into 1 GiB of memory.
 *
 * @returns `files`, `folders` and `bytes`, and `skipped` says what was left out; without `dest`,
 * `entries` with the contents of the files.
 * @throws {InputError} It is not a RAR archive, or not a whole one, the password is wrong, or a limit was
 * exceeded.
 * @see https://www.rarlab.com/technote.htm
 */
export const unarchiveDirectory = method('rar', 'UnarchiveDirectory', {
  effect: 'read',
  offline: true,
  params: { src, dest, password, ...limitParams },
  run: (args, call): Promise<Unpacked | ArchiveContents> => unpackWith(call, RAR, args),
});

/**
 * Unpacks files of a RAR archive by their paths.
 *
 * A folder stands for all that is in it.
 *
 * @returns The same as UnarchiveDirectory.
 * @throws {InputError} The archive does not have one of the paths: nothing was unpacked.
 * @see https://www.rarlab.com/technote.htm
 */
export const unpackFiles = method('rar', 'UnpackFiles', {
  effect: 'read',
  offline: true,
  params: {
    src,
    paths: list(texts, 'Paths in the archive', { example: "['docs/readme.txt']" }),
    dest,
    password,
    ...limitParams,
  },
  run: ({ paths, ...args }, call): Promise<Unpacked | ArchiveContents> =>
    unpackWith(call, RAR, { ...args, selection: new Selection(call, 'paths', paths) }),
});
