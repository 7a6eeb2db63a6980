import type { ArchiveMetadata, ListedEntry } from '../../core/archives/listing.js';

/** What is in a tar archive. */
export interface TarMetadata extends ArchiveMetadata {
  compression: 'gzip' | 'none';
  entries: ListedEntry[];
}
