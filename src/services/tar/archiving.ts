import type { ArchiveContents } from '../../core/archives/contents.js';
import { descriptionStructure, packSource } from '../../core/archives/description.js';
import { limitParams } from '../../core/archives/limits.js';
import {
  itemsOf,
  type Modified,
  missingOf,
  type Packed,
  packedInto,
} from '../../core/archives/pack.js';
import { archive, packedTo, pathsInside, unpackedTo } from '../../core/archives/params.js';
import { Selection } from '../../core/archives/selection.js';
import { openTarget } from '../../core/archives/target.js';
import type { Unpacked } from '../../core/archives/unpack.js';
import { bytes, fileMap, list, texts } from '../../core/definition/kinds/index.js';
import { LARGE_DATA } from '../../core/definition/large-data.js';
import { method } from '../../core/definition/method.js';
import { structure } from '../../core/definition/structure.js';
import { changed, changesOf } from './modifying.js';
import { packed, toFile, toMemory } from './packing.js';
import { withArchive } from './reading.js';
import { compressionOf, isGzipName, settings } from './settings.js';
import { unpack } from './unpacking.js';

const src = archive('site.tar.gz');

/**
 * Packs a folder into a tar archive.
 *
 * A single file or a description of files (GetArchiveDescriptionStructure) can be packed too. Links to
 * files are packed as files; links to folders and special files are skipped. Owners are not stored. The
 * memory does not depend on the sizes of files. A `dest` that ends with .tar.gz or .tgz is compressed,
 * unless the settings say otherwise.
 *
 * @returns The archive; with `dest`, its size and the number of files and folders, and `skipped`.
 * @example
 * oint tar ArchiveDirectory --src site --dest site.tar.gz
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export const archiveDirectory = method('tar', 'ArchiveDirectory', {
  effect: 'read',
  offline: true,
  deadlines: LARGE_DATA,
  params: {
    src: packSource('Folder or file, or a description of the files', { example: 'site' }),
    dest: packedTo('site.tar'),
    settings,
  },
  async run({ src, dest, settings }, call): Promise<Packed | Buffer> {
    const how = compressionOf(settings, isGzipName(call, dest), call);
    const { items, skipped } = await itemsOf(call, src, dest);
    if (dest === undefined) return toMemory(packed(call, items), how);
    const size = await toFile(await openTarget(call, dest), packed(call, items), how);
    return packedInto(dest, size, { items, skipped });
  },
});

/**
 * Unpacks a tar archive into a folder.
 *
 * A gzip archive is recognized on its own. Nothing is written outside of the folder: absolute paths,
 * paths with `..` and special files are skipped, and a link becomes a copy of its file, if that is in
 * the archive. Files that exist are replaced. An archive that unpacks to far more than its size is an
 * error, as is one with too many entries.
 *
 * @returns `files`, `folders` and `bytes`, and `skipped` says what was left out; without `dest`,
 * `entries` with the contents of the files.
 * @throws {InputError} It is not a tar archive, or not a whole one, or a limit was exceeded.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export const unarchiveDirectory = method('tar', 'UnarchiveDirectory', {
  effect: 'read',
  offline: true,
  deadlines: LARGE_DATA,
  params: { src, dest: unpackedTo, ...limitParams },
  run: (args, call): Promise<Unpacked | ArchiveContents> => unpack(call, args),
});

/**
 * Unpacks files of a tar archive by their paths.
 *
 * A folder stands for all that is in it. What holds for the safety of UnarchiveDirectory holds here too.
 *
 * @returns The same as UnarchiveDirectory.
 * @throws {InputError} The archive does not have one of the paths: nothing was unpacked.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export const unpackFiles = method('tar', 'UnpackFiles', {
  effect: 'read',
  offline: true,
  deadlines: LARGE_DATA,
  params: {
    src,
    paths: pathsInside,
    dest: unpackedTo,
    ...limitParams,
  },
  run: ({ paths, ...args }, call): Promise<Unpacked | ArchiveContents> =>
    unpack(call, { ...args, selection: new Selection(call, 'paths', paths) }),
});

/**
 * Adds files to a tar archive, replaces and deletes them.
 *
 * An archive on disk is replaced when the new one is complete; for other archives, the new one is the
 * result. It stays compressed as it is, unless the settings say otherwise. All other entries stay as
 * they are, with everything that other programs have stored about them. A path to delete that it does not
 * have changes nothing.
 *
 * @returns The new archive, or for one on disk its new size, and `missing` paths to delete.
 * @example
 * oint tar ModifyArchive --src site.tar --additions "{'docs/new.txt':'new.txt'}" --deletions "['old.txt']"
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export const modifyArchive = method('tar', 'ModifyArchive', {
  effect: 'write',
  offline: true,
  deadlines: LARGE_DATA,
  params: {
    src: bytes('Archive: path, URL or bytes', { example: 'site.tar', reach: 'write' }),
    additions: fileMap('Files to add or replace, by their paths in the archive', {
      optional: true,
    }),
    deletions: list(texts, 'Paths to delete; a folder with all that is in it', {
      optional: true,
      example: "['docs/old.txt']",
    }),
    settings,
  },
  run({ src, additions, deletions, settings }, call): Promise<Modified | Buffer> {
    const changes = changesOf(call, additions, deletions);
    return withArchive(call, src, async (archive) => {
      const how = compressionOf(settings, archive.isGzip, call);
      const entries = changed(call, archive, changes);
      if (src.file?.kind !== 'file') return toMemory(entries, how);
      const target = await openTarget(call, src.file.path, 'src');
      const bytes = await toFile(target, entries, how);
      return { result: true, path: src.file.path, bytes, ...missingOf(changes.deletions) };
    });
  },
});

/** Gets the settings of archives, to be filled in. */
export const getArchivingSettingsStructure = structure(
  'tar',
  'GetArchivingSettingsStructure',
  { gzip: false, gzip_level: 6 },
  { asMap: true },
);

/** Gets the description of an archive, to be filled in. */
export const getArchiveDescriptionStructure = descriptionStructure('tar');
