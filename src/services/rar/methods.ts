export type { ArchiveContents, FileInMemory } from '../../core/archives/contents.js';
export type { ArchiveTree, ListedFile } from '../../core/archives/listing.js';
export type { PackedEntry, PackedMetadata } from '../../core/archives/seven-zip/metadata.js';
export type { Unpacked } from '../../core/archives/unpack.js';
export * from './metadata.js';
export * from './unarchiving.js';
