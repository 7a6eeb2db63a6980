import type { Call } from '../definition/call.js';
import type { JsonRecord } from '../util/is-record.js';
import { notAnArchive } from './input.js';
import type { Member } from './member.js';
import { TreeBuilder, type TreeNode } from './tree.js';

/** A file in the tree of an archive. */
export interface ListedFile {
  /** In bytes, unpacked. */
  size: number;
  /** Where it leads, if it is a link. */
  link?: string;
}

/** The files and folders in an archive, as a tree. */
export interface ArchiveTree {
  entries: TreeNode<ListedFile>[];
}

/** A file, a folder or a link in the flat list of an archive. */
export interface ListedEntry {
  /** Its path in the archive. */
  name: string;
  directory: boolean;
  /** In bytes, unpacked. */
  size: number;
  /** When it was last changed, in seconds since 1970. */
  modified_time?: number;
  /** Permissions as octal digits. */
  mode?: string;
  link?: string;
}

/** What is in an archive. */
export interface ArchiveMetadata {
  /** Of the archive itself, in bytes. */
  archive_size: number;
  /** Of all files, in bytes. */
  size: number;
  file_count: number;
  directory_count: number;
  entry_count: number;
}

export function treeOf(call: Call, members: readonly Member[]): ArchiveTree {
  const tree = new TreeBuilder<ListedFile>();
  for (const member of members) {
    const { size, link } = member;
    if (member.path === '') continue;
    if (!tree.add(member, { size, ...(link && { link }) })) throw tooDeep(call);
  }
  return { entries: tree.nodes() };
}

export function tooDeep(call: Call) {
  return notAnArchive(call, 'has folders that are nested too deeply for a tree');
}

/** A row for each file of a tree. */
export function rowsOf(nodes: readonly TreeNode<ListedFile>[], folder = ''): JsonRecord[] {
  return nodes.flatMap((node) => {
    const path = folder === '' ? node.name : `${folder}/${node.name}`;
    if (node.directory) return [{ path, directory: true }, ...rowsOf(node.entries, path)];
    const { name: _, ...own } = node;
    return [{ path, ...own }];
  });
}

export function entryOf({ path, kind, size, modified, mode, link }: Member): ListedEntry {
  return {
    name: path,
    directory: kind === 'folder',
    size,
    ...(modified !== undefined && { modified_time: Math.floor(modified / 1000) }),
    ...(mode !== undefined && { mode: mode.toString(8).padStart(4, '0') }),
    ...(link && { link }),
  };
}

export function summaryOf(members: readonly Member[], archiveSize: number): ArchiveMetadata {
  const files = members.filter(({ kind }) => kind !== 'folder');
  return {
    archive_size: archiveSize,
    size: files.reduce((sum, { size }) => sum + size, 0),
    file_count: files.length,
    directory_count: members.length - files.length,
    entry_count: members.length,
  };
}
