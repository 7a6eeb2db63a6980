import { basename, join } from 'node:path';
import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import type { Choice } from '../../core/sync/globs.js';
import { LocalFolders, localTree, makeRoot } from '../../core/sync/local.js';
import { type Plan, planLines, planOf } from '../../core/sync/plan.js';
import { SharedProgress } from '../../core/sync/progress.js';
import { foldersAbove, type Skipped, type Tree, type TreeFile } from '../../core/sync/tree.js';
import { pool } from '../../core/util/pool.js';
import { deleteAll } from './deletions.js';
import { download } from './download.js';
import { urlOf } from './names.js';
import { type RemoteFile, type RemoteFolder, remoteTree, writable } from './remote-tree.js';
import { hasContents } from './same-contents.js';
import type { FolderTransfer } from './types.js';
import { upload, uploadWhole } from './upload.js';

/** Number of files at a time: small ones wait mostly for responses. */
const AT_ONCE = 8;

/** A folder on this machine and one in a bucket. */
export interface FolderJob {
  folder: string;
  remote: RemoteFolder;
  choice: Choice;
  /** What is transferred: everything, or only what differs. */
  only?: { remove: boolean; checksum: boolean } | undefined;
}

/** Transfers a folder of this machine to the bucket. */
export async function uploadFolder(call: Call, job: FolderJob): Promise<FolderTransfer> {
  const { folder, remote, choice, only } = job;
  // First: if the bucket cannot be reached, a large folder is not read in vain.
  const there = await remoteTree(asking(call), remote, choice);
  const local = await localTree(call, { path: folder, param: 'folder' }, choice);
  const isSame = (file: TreeFile, { etag }: RemoteFile) =>
    hasContents(call, folder, file, etag, remote.basic.chunkSize);
  const plan = await planOf(local, only ? there : NOTHING, comparing(only, isSame));
  const markers = emptyFolders(local).filter((path) => !there.folders.includes(path));
  const names = [...plan.remove, ...(only?.remove ? markersToRemove(local, there) : [])];
  call.wouldSend(() =>
    planLines({ ...plan, remove: names }, 'upload', (path) => keyOf(remote, path)),
  );
  const skipped = [...local.skipped];
  const progress = new SharedProgress(call, 'up', sizeOf(plan));
  let bytes = 0;
  await pool(plan.copy, { limit: AT_ONCE }, async ({ path }) => {
    const file = await call.access.files.open(join(folder, path));
    if (!file) return void skipped.push({ path, why: 'it was deleted in the meantime' });
    const to = uploadOf(remote, path);
    await upload(progress.callFor(), to, Bytes.ofFile(file, { name: basename(path) }));
    bytes += file.size;
    return undefined;
  });
  await pool(markers, { limit: AT_ONCE }, async (path) => {
    const empty = Bytes.of(new Uint8Array(), { type: 'application/x-directory' });
    await uploadWhole(call, uploadOf(remote, `${path}/`), empty);
  });
  // Last: until everything has arrived, nothing is deleted.
  const { basic, bucket, pathStyle, headers } = remote;
  const all = names.map((path) => keyOf(remote, path));
  if (all.length > 0) await deleteAll(call, { basic, bucket, pathStyle, headers }, all);
  return resultOf(
    plan,
    bytes,
    names.length,
    skipped,
    plan.copy.length - (skipped.length - local.skipped.length),
  );
}

/** Transfers a folder of the bucket to this machine. */
export async function saveFolder(call: Call, job: FolderJob): Promise<FolderTransfer> {
  const { folder, remote, choice, only } = job;
  const there = writable(await remoteTree(asking(call), remote, choice));
  const local = only ? await localIfThere(call, folder, choice) : NOTHING;
  if (only?.remove && isEmpty(there) && local.files.length > 0) throw nothingThere(call, remote);
  const isSame = ({ etag }: RemoteFile, file: TreeFile) =>
    hasContents(call, folder, file, etag, remote.basic.chunkSize);
  const plan = await planOf(there, local, comparing(only, isSame));
  call.wouldSend(() => planLines(plan, 'save', (path) => join(folder, path)));
  await makeRoot(call, { path: folder, param: 'folder' });
  const folders = new LocalFolders(call, folder);
  const progress = new SharedProgress(call, 'down', sizeOf(plan));
  let bytes = 0;
  await pool(plan.copy, { limit: AT_ONCE }, async (file) => {
    const target = await folders.pathOf(file.path);
    const saved = await saveFile(progress.callFor(), remote, file, target);
    bytes += saved;
  });
  for (const path of there.folders) {
    // The folders above it first.
    await folders.pathOf(`${path}/x`);
  }
  for (const path of plan.remove) await call.access.files.remove(join(folder, path));
  return resultOf(plan, bytes, plan.remove.length, there.skipped, plan.copy.length);
}

/** Deletes what is in a folder of the bucket. */
export async function deleteFolder(
  call: Call,
  remote: RemoteFolder,
  choice: Choice,
): Promise<number> {
  const { files, folders } = await remoteTree(asking(call), remote, choice);
  const names = [...files.map(({ path }) => path), ...folders.map((path) => `${path}/`)];
  const keys = names.map((path) => keyOf(remote, path));
  call.wouldSend(() => planLines({ copy: [], remove: keys, same: 0 }, 'upload', (path) => path));
  const { basic, bucket, pathStyle, headers } = remote;
  if (keys.length > 0) await deleteAll(call, { basic, bucket, pathStyle, headers }, keys);
  return keys.length;
}

async function saveFile(
  call: Call,
  { basic, bucket, prefix, pathStyle, headers }: RemoteFolder,
  { path, modified }: RemoteFile,
  target: string,
): Promise<number> {
  const url = urlOf(basic, { bucket, name: prefix + path, pathStyle });
  const ownHeaders = { 'accept-encoding': 'identity', 'x-amz-checksum-mode': 'ENABLED' };
  const saving = call.with({ options: { saveTo: target } });
  const sending = { method: 'GET', url, headers, ownHeaders, effect: 'read' } as const;
  const saved = await download(saving, basic, sending);
  // The next comparison sees that the file is not older than the object.
  if (modified !== undefined) await call.access.files.setModified(target, modified);
  return 'bytes' in saved ? saved.bytes : saved.length;
}

const NOTHING: Tree<never> = { files: [], folders: [], skipped: [] };

/** Lists are requested in a dry run too: without them there is no plan. */
function asking(call: Call): Call {
  return call.dryRun ? call.with({ dryRun: undefined }) : call;
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

/** A bucket has no empty folders: an object whose name ends with a slash stands for one. */
function emptyFolders({ files, folders }: Tree): string[] {
  const paths = [...files.map(({ path }) => path), ...folders];
  const full = new Set(paths.flatMap(foldersAbove));
  return folders.filter((folder) => !full.has(folder));
}

function markersToRemove(local: Tree, there: Tree): string[] {
  const kept = new Set(local.folders);
  return there.folders.filter((path) => !kept.has(path)).map((path) => `${path}/`);
}

function uploadOf({ basic, bucket, prefix, pathStyle, headers }: RemoteFolder, path: string) {
  return { basic, at: { bucket, name: prefix + path, pathStyle }, headers };
}

function keyOf({ prefix }: RemoteFolder, path: string): string {
  return prefix + path;
}

function sizeOf({ copy }: Plan): number {
  return copy.reduce((sum, { size }) => sum + size, 0);
}

function isEmpty({ files, folders, skipped }: Tree): boolean {
  return files.length + folders.length + skipped.length === 0;
}

/** A typing error in a name must not empty a folder. */
function nothingThere(call: Call, { bucket, prefix }: RemoteFolder): InputError {
  return new InputError({
    method: call.method,
    param: 'prefix',
    message: `there is nothing in ${bucket}/${prefix}, so all files in the folder would be deleted`,
    hint: `Check ${call.label('bucket')} and ${call.label('prefix')}.`,
  });
}

function resultOf(
  plan: Plan,
  bytes: number,
  deleted: number,
  skipped: readonly Skipped[],
  files: number,
): FolderTransfer {
  return {
    result: true,
    bytes,
    files,
    same: plan.same,
    deleted,
    ...(skipped.length > 0 && { skipped: [...skipped] }),
  };
}
