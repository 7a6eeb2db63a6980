import { basename } from 'node:path';
import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import type { RemoteFolder } from '../../core/sync/folders.js';
import type { Choice } from '../../core/sync/globs.js';
import { planLines } from '../../core/sync/plan.js';
import { asking } from '../../core/sync/sync.js';
import { foldersAbove, type Tree } from '../../core/sync/tree.js';
import { writable } from '../../core/sync/writable.js';
import { pool } from '../../core/util/pool.js';
import { deleteAll } from './deletions.js';
import { download } from './download.js';
import { urlOf } from './names.js';
import { type BucketFolder, type RemoteFile, remoteTree } from './remote-tree.js';
import { hasContents } from './same-contents.js';
import { upload, uploadWhole } from './upload.js';

/** Number of files at a time: small ones wait mostly for responses. */
const AT_ONCE = 8;

/** A folder of a bucket, for transfers from and to `folder` on this machine. */
export function folderIn(
  call: Call,
  remote: BucketFolder,
  { folder, isTarget }: { folder: string; isTarget: boolean },
): RemoteFolder<RemoteFile> {
  return {
    atOnce: AT_ONCE,
    async tree(choice) {
      const tree = await remoteTree(asking(call), remote, choice);
      return isTarget ? tree : writable(tree);
    },
    shown: (path) => keyOf(remote, path),
    hasSame: (file, { etag }) => hasContents(call, folder, file, etag, remote.basic.chunkSize),
    async makeFolders(local, there) {
      const markers = emptyFolders(local).filter((path) => !there.folders.includes(path));
      await pool(markers, { limit: AT_ONCE }, async (path) => {
        const empty = Bytes.of(new Uint8Array(), { type: 'application/x-directory' });
        await uploadWhole(call, uploadOf(remote, `${path}/`), empty);
      });
    },
    spareFolders: markersToRemove,
    async upload(calling, path, file) {
      await upload(calling, uploadOf(remote, path), Bytes.ofFile(file, { name: basename(path) }));
      return file.size;
    },
    save: (calling, file, target) => saveFile(calling, remote, file, target),
    async remove(paths) {
      await removeKeys(call, remote, paths);
      return paths.length;
    },
    nothingThere: () => nothingThere(call, remote),
  };
}

/** Deletes what is in a folder of the bucket. */
export async function deleteFolder(
  call: Call,
  remote: BucketFolder,
  choice: Choice,
): Promise<number> {
  const { files, folders } = await remoteTree(asking(call), remote, choice);
  const names = [...files.map(({ path }) => path), ...folders.map((path) => `${path}/`)];
  const plan = { copy: [], remove: names, same: 0 };
  call.wouldSend(() => planLines(plan, 'upload', (path) => keyOf(remote, path)));
  if (names.length > 0) await removeKeys(call, remote, names);
  return names.length;
}

async function removeKeys(
  call: Call,
  remote: BucketFolder,
  paths: readonly string[],
): Promise<void> {
  const { basic, bucket, pathStyle, headers } = remote;
  const keys = paths.map((path) => keyOf(remote, path));
  await deleteAll(call, { basic, bucket, pathStyle, headers }, keys);
}

async function saveFile(
  call: Call,
  { basic, bucket, prefix, pathStyle, headers }: BucketFolder,
  { path }: RemoteFile,
  target: string,
): Promise<number> {
  const url = urlOf(basic, { bucket, name: prefix + path, pathStyle });
  const ownHeaders = { 'accept-encoding': 'identity', 'x-amz-checksum-mode': 'ENABLED' };
  const saving = call.with({ options: { saveTo: target } });
  const sending = { method: 'GET', url, headers, ownHeaders, effect: 'read' } as const;
  const saved = await download(saving, basic, sending);
  return 'bytes' in saved ? saved.bytes : saved.length;
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

function uploadOf({ basic, bucket, prefix, pathStyle, headers }: BucketFolder, path: string) {
  return { basic, at: { bucket, name: prefix + path, pathStyle }, headers };
}

function keyOf({ prefix }: BucketFolder, path: string): string {
  return prefix + path;
}

/** A typing error in a name must not empty a folder. */
function nothingThere(call: Call, { bucket, prefix }: BucketFolder): InputError {
  return new InputError({
    method: call.method,
    param: 'prefix',
    message: `there is nothing in ${bucket}/${prefix}, so all files in the folder would be deleted`,
    hint: `Check ${call.label('bucket')} and ${call.label('prefix')}.`,
  });
}
