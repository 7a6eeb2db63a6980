export type { ArchiveContents, FileInMemory } from '../../core/archives/contents.js';
export type { ArchiveTree, ListedFile } from '../../core/archives/listing.js';
export type { Modified, Packed } from '../../core/archives/pack.js';
export type { PackedEntry, PackedMetadata } from '../../core/archives/seven-zip/metadata.js';
export type { Unpacked } from '../../core/archives/unpack.js';
export * from './archiving.js';
export * from './metadata.js';
