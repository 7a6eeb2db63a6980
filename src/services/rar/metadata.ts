import { type ArchiveTree, rowsOf, treeOf } from '../../core/archives/listing.js';
import { archive, password } from '../../core/archives/params.js';
import { metadataWith, type PackedMetadata } from '../../core/archives/seven-zip/metadata.js';
import { RAR, withOpened } from '../../core/archives/seven-zip/reading.js';
import { method } from '../../core/definition/method.js';

const params = {
  src: archive('site.rar'),
  password,
};

/**
 * Lists the files and folders in a RAR archive as a tree.
 *
 * Nothing is unpacked. `--out list.csv` has a row for each file and folder.
 *
 * @returns `entries`: folders with their own `entries`, and files with their `size`.
 * @see https://www.rarlab.com/technote.htm
 */
export const getFilesList = method('rar', 'GetFilesList', {
  effect: 'read',
  offline: true,
  params,
  run: (source, call): Promise<ArchiveTree> =>
    withOpened(call, RAR, source, async ({ listing }) => treeOf(call, listing.entries)),
  rows: ({ entries }) => rowsOf(entries),
});

/**
 * Gets the number of files in a RAR archive, their size, and a flat list of them.
 *
 * @returns `archive_size` is the size of the archive, `size` that of all files; `entries` have the time
 * of the last change in seconds since 1970, and the checksum.
 * @see https://www.rarlab.com/technote.htm
 */
export const getMetadata = method('rar', 'GetMetadata', {
  effect: 'read',
  offline: true,
  params,
  run: (source, call): Promise<PackedMetadata> => metadataWith(call, RAR, source),
  rows: ({ entries }) => entries,
});
