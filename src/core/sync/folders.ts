import { join } from 'node:path';
import type { SourceFile } from '../access/files.js';
import type { Call } from '../definition/call.js';
import type { OintError } from '../errors/errors.js';
import { pool } from '../util/pool.js';
import type { Choice } from './globs.js';
import { LocalFolders, localTree, makeRoot } from './local.js';
import { type Plan, planLines, planOf } from './plan.js';
import { SharedProgress } from './progress.js';
import type { Skipped, Tree, TreeFile } from './tree.js';

/** A folder on this machine, and which of its files are transferred. */
export interface FolderJob {
  folder: string;
  /** The param with the folder, for messages. */
  param?: string;
  choice: Choice;
  /** What is transferred: everything, or only what differs. */
  only?: { remove: boolean; checksum?: boolean } | undefined;
}

/** A folder on a server. */
export interface RemoteFolder<F extends TreeFile> {
  /** The number of files at a time. */
  atOnce: number;
  /** What is in it; also requested in a dry run, because without it there is no plan. */
  tree(choice: Choice): Promise<Tree<F>>;
  /** The path of a file, as messages show it. */
  shown(path: string): string;
  /** True if two files have the same contents, if these are compared. */
  hasSame?(local: TreeFile, remote: F): Promise<boolean>;
  /** Creates what the files of this machine need, and what is empty there. */
  makeFolders(local: Tree, there: Tree<F>): Promise<void>;
  /** The folders to delete, as paths that end with a slash, each after what is in it. */
  spareFolders(local: Tree, there: Tree<F>): string[];
  /** Returns the number of bytes. */
  upload(call: Call, path: string, file: SourceFile): Promise<number>;
  save(call: Call, file: F, target: string): Promise<number>;
  /** True for the error of a file that is left out: it was deleted, or may not be read. */
  leavesOut?(error: unknown): boolean;
  /** Deletes files, and folders whose path ends with a slash. Returns how many were deleted. */
  remove(paths: readonly string[]): Promise<number>;
  /** The error if the folder is empty or does not exist, and what is here would be deleted. */
  nothingThere(): OintError;
}

/** The result of a transfer. */
export interface FolderTransfer {
  result: true;
  /** Bytes and files that were transferred. */
  bytes: number;
  files: number;
  /** The number of files that had not changed. */
  same: number;
  deleted: number;
  skipped?: Skipped[];
}

const NOTHING: Tree<never> = { files: [], folders: [], skipped: [] };

/** Transfers a folder of this machine to a server. */
export async function uploadTree<F extends TreeFile>(
  call: Call,
  job: FolderJob,
  remote: RemoteFolder<F>,
): Promise<FolderTransfer> {
  const { folder, param = 'folder', choice, only } = job;
  // First: if the server cannot be reached, a large folder is not read in vain.
  const there = await remote.tree(choice);
  const local = await localTree(call, { path: folder, param }, choice);
  const isSame = (file: TreeFile, old: F) => remote.hasSame!(file, old);
  const plan = await planOf(local, only ? there : NOTHING, comparing(only, isSame));
  const names = [...plan.remove, ...(only?.remove ? remote.spareFolders(local, there) : [])];
  call.wouldSend(() =>
    planLines({ ...plan, remove: names }, 'upload', (path) => remote.shown(path)),
  );
  await remote.makeFolders(local, there);
  const skipped: Skipped[] = [];
  const progress = new SharedProgress(call, 'up', sizeOf(plan));
  let bytes = 0;
  await pool(plan.copy, { limit: remote.atOnce }, async ({ path }) => {
    const file = await call.access.files.open(join(folder, path));
    if (!file) return void skipped.push({ path, why: 'it was deleted in the meantime' });
    const sent = await remote.upload(progress.callFor(), path, file);
    bytes += sent;
    return undefined;
  });
  // Last: until everything has arrived, nothing is deleted.
  const deleted = names.length > 0 ? await remote.remove(names) : 0;
  const all = [...local.skipped, ...skipped];
  const files = plan.copy.length - skipped.length;
  return resultOf(plan, { bytes, files, deleted, skipped: all });
}

/** Transfers a folder of a server to this machine. */
export async function saveTree<F extends TreeFile>(
  call: Call,
  job: FolderJob,
  remote: RemoteFolder<F>,
): Promise<FolderTransfer> {
  const { folder, param = 'folder', choice, only } = job;
  const there = await remote.tree(choice);
  const local = only ? await localIfThere(call, folder, choice) : NOTHING;
  if (only?.remove && isEmpty(there) && local.files.length > 0) throw remote.nothingThere();
  const isSame = (file: F, old: TreeFile) => remote.hasSame!(old, file);
  const plan = await planOf(there, local, comparing(only, isSame));
  call.wouldSend(() => planLines(plan, 'save', (path) => join(folder, path)));
  await makeRoot(call, { path: folder, param });
  const folders = new LocalFolders(call, folder);
  const progress = new SharedProgress(call, 'down', sizeOf(plan));
  const skipped: Skipped[] = [];
  let bytes = 0;
  await pool(plan.copy, { limit: remote.atOnce }, async (file) => {
    const target = await folders.pathOf(file.path);
    try {
      const saved = await remote.save(progress.callFor(), file, target);
      bytes += saved;
    } catch (error) {
      if (!remote.leavesOut?.(error)) throw error;
      skipped.push({ path: file.path, why: (error as Error).message.split('\n')[0]! });
      return;
    }
    // The next comparison sees that the file here is not older.
    if (file.modified !== undefined) await call.access.files.setModified(target, file.modified);
  });
  for (const path of there.folders) {
    // The folders above it first.
    await folders.pathOf(`${path}/x`);
  }
  for (const path of plan.remove) await call.access.files.remove(join(folder, path));
  const [files, deleted] = [plan.copy.length - skipped.length, plan.remove.length];
  return resultOf(plan, { bytes, files, deleted, skipped: [...there.skipped, ...skipped] });
}

function comparing<F, T>(
  only: FolderJob['only'],
  isSame: (from: F, to: T) => Promise<boolean>,
): { remove: boolean; isSame?: (from: F, to: T) => Promise<boolean> } {
  if (!only) return { remove: false };
  return { remove: only.remove, ...(only.checksum && { isSame }) };
}

async function localIfThere(call: Call, folder: string, choice: Choice): Promise<Tree> {
  const found = await call.access.files.find(folder);
  return found ? localTree(call, { path: folder, param: 'folder' }, choice) : NOTHING;
}

function sizeOf({ copy }: Plan): number {
  return copy.reduce((sum, { size }) => sum + size, 0);
}

function isEmpty({ files, folders, skipped }: Tree): boolean {
  return files.length + folders.length + skipped.length === 0;
}

interface Done {
  bytes: number;
  files: number;
  deleted: number;
  skipped: readonly Skipped[];
}

function resultOf({ same }: Plan, { bytes, files, deleted, skipped }: Done): FolderTransfer {
  return {
    ...{ result: true, bytes, files, same, deleted },
    ...(skipped.length > 0 && { skipped: [...skipped] }),
  };
}
