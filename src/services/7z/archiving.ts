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
import {
  archive,
  packedTo,
  password,
  pathsInside,
  unpackedTo,
} from '../../core/archives/params.js';
import { Selection } from '../../core/archives/selection.js';
import { SEVEN_ZIP, unpackWith } from '../../core/archives/seven-zip/reading.js';
import { openTarget, writeArchive } from '../../core/archives/target.js';
import type { Unpacked } from '../../core/archives/unpack.js';
import { bytes, fileMap, list, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { structure } from '../../core/definition/structure.js';
import { modified } from './modifying.js';
import { packed, USUAL } from './packing.js';
import { archivingSettings, FIELDS, modificationSettings } from './settings.js';

const src = archive('site.7z');

/**
 * Packs a folder into a 7z archive, also encrypted.
 *
 * A single file or a description of files (GetArchiveDescriptionStructure) can be packed too. Links to
 * files are packed as files; links to folders and special files are skipped. With a password, the names
 * are encrypted too. The files must fit into 1 GiB of memory; for more, use `tar`.
 *
 * @returns The archive; with `dest`, its size and the number of files and folders, and `skipped`.
 * @example
 * oint 7z ArchiveDirectory --src site --dest site.7z --settings "{'password':'env:ARCHIVE_PASSWORD','level':9}"
 *
 * @see https://www.7-zip.org/7z.html
 */
export const archiveDirectory = method('7z', 'ArchiveDirectory', {
  effect: 'read',
  offline: true,
  params: {
    src: packSource('Folder or file, or a description of the files', { example: 'site' }),
    dest: packedTo('site.7z'),
    settings: archivingSettings,
  },
  async run({ src, dest, settings = USUAL }, call): Promise<Packed | Buffer> {
    const { items, skipped } = await itemsOf(call, src, dest);
    if (dest === undefined) return packed(call, items, settings);
    const target = await openTarget(call, dest);
    const size = await writeArchive(target, packed(call, items, settings));
    return packedInto(dest, size, { items, skipped });
  },
});

/**
 * Unpacks a 7z archive into a folder.
 *
 * Nothing is written outside of the folder: absolute paths, paths with `..` and links are skipped. Files
 * that exist are replaced. An archive that unpacks to far more than its size is an error. The archive and
 * its files must fit into 1 GiB of memory.
 *
 * @returns `files`, `folders` and `bytes`, and `skipped` says what was left out; without `dest`,
 * `entries` with the contents of the files.
 * @throws {InputError} It is not a 7z archive, or not a whole one, the password is wrong, or a limit was
 * exceeded.
 * @see https://www.7-zip.org/7z.html
 */
export const unarchiveDirectory = method('7z', 'UnarchiveDirectory', {
  effect: 'read',
  offline: true,
  params: { src, dest: unpackedTo, password, ...limitParams },
  run: (args, call): Promise<Unpacked | ArchiveContents> => unpackWith(call, SEVEN_ZIP, args),
});

/**
 * Unpacks files of a 7z archive by their paths.
 *
 * A folder stands for all that is in it.
 *
 * @returns The same as UnarchiveDirectory.
 * @throws {InputError} The archive does not have one of the paths: nothing was unpacked.
 * @see https://www.7-zip.org/7z.html
 */
export const unpackFiles = method('7z', 'UnpackFiles', {
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
    unpackWith(call, SEVEN_ZIP, { ...args, selection: new Selection(call, 'paths', paths) }),
});

/**
 * Adds files to a 7z archive, replaces and deletes them.
 *
 * An archive on disk is replaced when the new one is complete; for other archives, the new one is the
 * result. The password of an encrypted archive is `unpack_password` or `password` of the settings. A path to
 * delete that it does not have changes nothing.
 *
 * @returns The new archive, or for one on disk its new size, and `missing` paths to delete.
 * @example
 * oint 7z ModifyArchive --src site.7z --additions "{'docs/new.txt':'new.txt'}" --deletions "['old.txt']"
 *
 * @see https://www.7-zip.org/7z.html
 */
export const modifyArchive = method('7z', 'ModifyArchive', {
  effect: 'write',
  offline: true,
  params: {
    src: bytes('Archive: path, URL or bytes', { example: 'site.7z', reach: 'write' }),
    additions: fileMap('Files to add or replace, by their paths in the archive', {
      optional: true,
    }),
    deletions: list(texts, 'Paths to delete; a folder with all that is in it', {
      optional: true,
      example: "['docs/old.txt']",
    }),
    settings: modificationSettings,
  },
  async run(
    { src, additions = {}, deletions: paths = [], settings = USUAL },
    call,
  ): Promise<Modified | Buffer> {
    const deletions = paths.length > 0 ? new Selection(call, 'deletions', paths) : undefined;
    const changed = modified(call, { src, additions, deletions, settings });
    if (src.file?.kind !== 'file') return changed;
    const data = await changed;
    const { path } = src.file;
    const size = await writeArchive(await openTarget(call, path, 'src'), Promise.resolve(data));
    return { result: true, path, bytes: size, ...missingOf(deletions) };
  },
});

/** Gets the settings of changes to an archive, to be filled in. */
export const getArchiveModificationStructure = structure(
  '7z',
  'GetArchiveModificationStructure',
  { ...FIELDS, unpack_password: 'password of the archive that is changed' },
  { asMap: true },
);

/** Gets the settings of new archives, to be filled in. */
export const getArchivingSettingsStructure = structure(
  '7z',
  'GetArchivingSettingsStructure',
  FIELDS,
  { asMap: true },
);

/** Gets the description of an archive, to be filled in. */
export const getArchiveDescriptionStructure = descriptionStructure('7z');
