import type { Call } from '../../definition/call.js';
import type { Bytes } from '../../files/bytes.js';
import { type ArchiveMetadata, entryOf, type ListedEntry, summaryOf } from '../listing.js';
import type { ListedMember } from './listing.js';
import { type Format, withOpened } from './reading.js';

/** A file or folder in the list of an archive. */
export interface PackedEntry extends ListedEntry {
  /** In the archive, in bytes, if it is known. */
  compressed_size?: number;
  /** The checksum of the contents in hexadecimal digits. */
  crc?: string;
  encrypted: boolean;
}

/** What is in a 7z or RAR archive. */
export interface PackedMetadata extends ArchiveMetadata {
  /** How it is compressed. */
  method?: string;
  /** True if the files are compressed together. */
  solid: boolean;
  /** True if a file in it is encrypted. */
  encrypted: boolean;
  entries: PackedEntry[];
}

export function metadataWith(
  call: Call,
  format: Format,
  source: { src: Bytes; password?: string | undefined },
): Promise<PackedMetadata> {
  return withOpened(call, format, source, async ({ listing, size }) => {
    const { archive, entries } = listing;
    const method = archive.get('Method');
    return {
      ...summaryOf(entries, size),
      ...(method && { method }),
      solid: archive.get('Solid') === '+',
      encrypted: entries.some(({ isEncrypted }) => isEncrypted),
      entries: entries.map(packedEntry),
    };
  });
}

function packedEntry(member: ListedMember): PackedEntry {
  const { packed, crc, isEncrypted } = member;
  return {
    ...entryOf(member),
    ...(packed !== undefined && { compressed_size: packed }),
    ...(crc && { crc }),
    encrypted: isEncrypted,
  };
}
