import { flag, text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { LARGE_DATA } from '../../core/definition/large-data.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { type FolderTransfer, saveTree, uploadTree } from '../../core/sync/folders.js';
import { choice } from '../../core/sync/globs.js';
import { direction, exclude, include, remove } from '../../core/sync/params.js';
import { folderIn, deleteFolder as removeFolder } from './folder-transfer.js';
import { headers, inBucket, pathStyle } from './names.js';
import { folderPrefix } from './remote-tree.js';
import { basic } from './settings.js';
import type { FolderDeletion } from './types.js';

const prefix = text('Folder in the bucket; by default, the whole bucket', {
  optional: true,
  example: 'site',
});
/**
 * Uploads a folder with all that is in it, several files at a time.
 *
 * The contents of the folder are added to the folder in the bucket. An empty folder becomes an object
 * whose name ends with a slash. Links to folders are skipped.
 *
 * @returns `files` and `bytes`; `skipped` says what was not uploaded, and why.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const uploadFolder = method('s3', 'UploadFolder', {
  effect: 'write',
  deadlines: LARGE_DATA,
  params: {
    folder: text('Folder on this machine', { example: 'site', reach: 'read' }),
    bucket: inBucket,
    basic,
    prefix,
    include,
    exclude,
    headers,
    pathStyle,
  },
  run({ folder, bucket, basic, prefix, include, exclude, ...more }, call): Promise<FolderTransfer> {
    const remote = { basic, bucket, prefix: folderPrefix(prefix), ...more };
    const job = { folder, choice: choice(include, exclude) };
    return uploadTree(call, job, folderIn(call, remote, { folder, isTarget: true }));
  },
});

/**
 * Saves a folder of a bucket with all that is in it to disk, several files at a time.
 *
 * A file gets its name when it is complete. No file is written outside of the folder, whatever its
 * name in the bucket: such objects are skipped.
 *
 * @returns `files` and `bytes`; `skipped` says what was not saved, and why.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const saveFolder = method('s3', 'SaveFolder', {
  effect: 'read',
  deadlines: LARGE_DATA,
  params: {
    bucket: inBucket,
    basic,
    folder: text('Folder on this machine', { example: 'site', reach: 'write' }),
    prefix,
    include,
    exclude,
    headers,
    pathStyle,
  },
  run({ folder, bucket, basic, prefix, include, exclude, ...more }, call): Promise<FolderTransfer> {
    const remote = { basic, bucket, prefix: folderPrefix(prefix), ...more };
    const job = { folder, choice: choice(include, exclude) };
    return saveTree(call, job, folderIn(call, remote, { folder, isTarget: false }));
  },
});

/**
 * Transfers what changed between a folder and a folder of a bucket.
 *
 * A file changed if its size differs, or if the source is newer; with `checksum`, if its contents
 * differ. `remove` also deletes what the source does not have, after everything was transferred; what
 * is excluded is never deleted. An interrupted call can be run again: it continues with what is
 * missing. `--dry-run` prints the plan.
 *
 * @returns `files` and `bytes` that were transferred, `same` and `deleted` files, and `skipped`.
 * @example
 * oint s3 Sync --folder site --bucket my-bucket --prefix site --basic basic.json --delete --dry-run
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export const sync = method('s3', 'Sync', {
  effect: 'delete',
  deadlines: LARGE_DATA,
  params: {
    folder: text('Folder on this machine', { example: 'site', reach: 'write' }),
    bucket: inBucket,
    basic,
    prefix,
    direction: direction('the bucket'),
    remove,
    checksum: flag('Compare the contents by MD5, not the times', { default: false }),
    include,
    exclude,
    headers,
    pathStyle,
  },
  run({ folder, bucket, basic, prefix, direction, ...more }, call): Promise<FolderTransfer> {
    const { remove, checksum, include, exclude, headers, pathStyle } = more;
    const remote = { basic, bucket, prefix: folderPrefix(prefix), headers, pathStyle };
    const job = { folder, choice: choice(include, exclude), only: { remove, checksum } };
    const isTarget = direction !== 'down';
    const there = folderIn(call, remote, { folder, isTarget });
    return isTarget ? uploadTree(call, job, there) : saveTree(call, job, there);
  },
});

/**
 * Deletes a folder of a bucket with all that is in it.
 *
 * `--dry-run` prints what would be deleted.
 *
 * @returns `deleted` is the number of objects.
 * @throws {ResponseError} Some objects were not deleted; the message says which and why.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
export const deleteFolder = method('s3', 'DeleteFolder', {
  effect: 'delete',
  deadlines: LARGE_DATA,
  params: {
    bucket: inBucket,
    prefix: text('Folder in the bucket', { example: 'site' }),
    basic,
    include,
    exclude,
    headers,
    pathStyle,
  },
  async run({ bucket, basic, prefix, include, exclude, ...more }, call): Promise<FolderDeletion> {
    const folder = folderPrefix(prefix);
    if (folder === '') throw inputError(callContext(call, 'prefix'), ' is empty');
    const remote = { basic, bucket, prefix: folder, ...more };
    const deleted = await removeFolder(call, remote, choice(include, exclude));
    return { result: true, deleted };
  },
});
