import { notAnArchive } from '../../core/archives/input.js';
import {
  type ArchiveTree,
  entryOf,
  rowsOf,
  summaryOf,
  treeOf,
} from '../../core/archives/listing.js';
import type { Member } from '../../core/archives/member.js';
import { archive } from '../../core/archives/params.js';
import type { Call } from '../../core/definition/call.js';
import { LARGE_DATA } from '../../core/definition/large-data.js';
import { method } from '../../core/definition/method.js';
import type { Bytes } from '../../core/files/bytes.js';
import { eachEntry, memberOf, withArchive } from './reading.js';
import type { TarMetadata } from './types.js';

const src = archive('site.tar.gz');

/** More could not be shown as one result. */
const MOST_ENTRIES = 1_000_000;

/**
 * Lists the files and folders in a tar archive as a tree.
 *
 * Nothing is unpacked. `--out list.csv` has a row for each file and folder.
 *
 * @returns `entries`: folders with their own `entries`, and files with their `size`.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export const getFilesList = method('tar', 'GetFilesList', {
  effect: 'read',
  offline: true,
  deadlines: LARGE_DATA,
  params: { src },
  run: async ({ src }, call): Promise<ArchiveTree> => {
    const { members } = await list(call, src);
    return treeOf(call, members);
  },
  rows: ({ entries }) => rowsOf(entries),
});

/**
 * Gets the number of files in a tar archive, their size, and a flat list of them.
 *
 * @returns `archive_size` is the size of the archive, `size` that of all files; `entries` have the time
 * of the last change in seconds since 1970, and the permissions.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export const getMetadata = method('tar', 'GetMetadata', {
  effect: 'read',
  offline: true,
  deadlines: LARGE_DATA,
  params: { src },
  run: async ({ src }, call): Promise<TarMetadata> => {
    const { members, isGzip, size } = await list(call, src);
    return {
      ...summaryOf(members, size),
      compression: isGzip ? 'gzip' : 'none',
      entries: members.map(entryOf),
    };
  },
  rows: ({ entries }) => entries,
});

async function list(call: Call, src: Bytes) {
  const members: Member[] = [];
  const { isGzip, size } = await withArchive(call, src, async ({ reader, isGzip, packed }) => {
    await eachEntry(call, reader, (entry) => {
      const member = memberOf(entry);
      if (member.path !== '') members.push(member);
      if (members.length > MOST_ENTRIES) {
        throw notAnArchive(call, `has more than ${MOST_ENTRIES} entries`);
      }
    });
    return { isGzip, size: src.size ?? packed() };
  });
  return { members, isGzip, size };
}
