import { type ArchiveTree, rowsOf, treeOf } from '../../core/archives/listing.js';
import { archive, password } from '../../core/archives/params.js';
import { metadataWith, type PackedMetadata } from '../../core/archives/seven-zip/metadata.js';
import { SEVEN_ZIP, withOpened } from '../../core/archives/seven-zip/reading.js';
import { method } from '../../core/definition/method.js';

const params = {
  src: archive('site.7z'),
  password,
};

/**
 * Lists the files and folders in a 7z archive as a tree.
 *
 * Nothing is unpacked. `--out list.csv` has a row for each file and folder.
 *
 * @returns `entries`: folders with their own `entries`, and files with their `size`.
 * @see https://www.7-zip.org/7z.html
 */
export const getFilesList = method('7z', 'GetFilesList', {
  effect: 'read',
  offline: true,
  params,
  run: (source, call): Promise<ArchiveTree> =>
    withOpened(call, SEVEN_ZIP, source, async ({ listing }) => treeOf(call, listing.entries)),
  rows: ({ entries }) => rowsOf(entries),
});

/**
 * Gets the number of files in a 7z archive, their size, and a flat list of them.
 *
 * @returns `archive_size` is the size of the archive, `size` that of all files; `entries` have the time
 * of the last change in seconds since 1970, and the checksum.
 * @see https://www.7-zip.org/7z.html
 */
export const getMetadata = method('7z', 'GetMetadata', {
  effect: 'read',
  offline: true,
  params,
  run: (source, call): Promise<PackedMetadata> => metadataWith(call, SEVEN_ZIP, source),
  rows: ({ entries }) => entries,
});
