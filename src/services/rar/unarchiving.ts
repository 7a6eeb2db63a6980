import type { ArchiveContents } from '../../core/archives/contents.js';
import { limitParams } from '../../core/archives/limits.js';
import { archive, password, pathsInside, unpackedTo } from '../../core/archives/params.js';
import { Selection } from '../../core/archives/selection.js';
import { RAR, unpackWith } from '../../core/archives/seven-zip/reading.js';
import type { Unpacked } from '../../core/archives/unpack.js';
import { method } from '../../core/definition/method.js';

const src = archive('site.rar');

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
  params: { src, dest: unpackedTo, password, ...limitParams },
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
    paths: pathsInside,
    dest: unpackedTo,
    password,
    ...limitParams,
  },
  run: ({ paths, ...args }, call): Promise<Unpacked | ArchiveContents> =>
    unpackWith(call, RAR, { ...args, selection: new Selection(call, 'paths', paths) }),
});
