import { basename, join } from 'node:path';
import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { choice } from '../../core/sync/globs.js';
import { localTree } from '../../core/sync/local.js';
import { type Plan, planLines, planOf } from '../../core/sync/plan.js';
import { SharedProgress } from '../../core/sync/progress.js';
import type { Skipped, Tree } from '../../core/sync/tree.js';
import { deleteAll } from './deletions.js';
import { storedAlready } from './hashes.js';
import { sitePath, whyNotOnSite } from './paths.js';
import { removable, siteTree } from './site-tree.js';
import { type Upload, uploadAll } from './upload.js';

interface Job {
  token: string;
  local: string;
  remote: string | undefined;
  exclude: readonly string[] | undefined;
}

/** @public What SynchronizeFolders has done. */
export interface Synchronized {
  result: 'success';
  /** The number of files that were uploaded, and their size. */
  files: number;
  bytes: number;
  same: number;
  deleted: number;
  skipped?: Skipped[];
}

/** Uploads what changed in a folder of this machine, then deletes what is not in it. */
export async function synchronize(
  call: Call,
  { token, local, remote, exclude }: Job,
): Promise<Synchronized> {
  const chosen = choice([], exclude);
  const root = /^[./]*$/.test(remote ?? '') ? '' : `${sitePath(call, 'remote', remote!)}/`;
  // The plan needs lists and hashes in a dry run too.
  const asking = call.dryRun ? call.with({ dryRun: undefined }) : call;
  // First: if the site cannot be reached, a large folder is not read in vain.
  const there = await siteTree(asking, token, root, chosen);
  const here = fitting(await localTree(call, { path: local, param: 'local' }, chosen), root);
  if (here.files.length === 0) throw nothingHere(call, local);
  const stored = await storedAlready(asking, token, { local, root, here, there });
  const isSame = async ({ path }: { path: string }) => stored.has(path);
  const plan = await planOf(here, there, { remove: true, isSame });
  const remove = removable(plan.remove, here, there, root);
  call.wouldSend(() => planLines({ ...plan, remove: remove.paths }, 'upload', (path) => path));
  const skipped = [...here.skipped, ...remove.skipped];
  const uploads = await opened(call, local, root, plan, skipped);
  const bytes = uploads.reduce((sum, { file }) => sum + file.size!, 0);
  const progress = new SharedProgress(call, 'up', bytes);
  await uploadAll(call, token, uploads, { callFor: () => progress.callFor() });
  // Last: until everything has arrived, nothing is deleted.
  if (remove.paths.length > 0) await deleteAll(call, token, remove.paths);
  return {
    result: 'success',
    ...{ files: uploads.length, bytes, same: plan.same, deleted: remove.paths.length },
    ...(skipped.length > 0 && { skipped }),
  };
}

/** Without files whose paths the site cannot have. */
function fitting({ files, folders, skipped }: Tree, root: string): Tree {
  const why = (path: string) => whyNotOnSite(root + path);
  return {
    files: files.filter(({ path }) => why(path) === undefined),
    folders,
    skipped: [
      ...skipped,
      ...files.flatMap(({ path }) => ({ path, why: why(path) ?? '' })).filter(({ why }) => why),
    ],
  };
}

async function opened(
  call: Call,
  local: string,
  root: string,
  { copy }: Plan,
  skipped: Skipped[],
): Promise<Upload[]> {
  const uploads: Upload[] = [];
  for (const { path } of copy) {
    const file = await call.access.files.open(join(local, path));
    if (file)
      uploads.push({ path: root + path, file: Bytes.ofFile(file, { name: basename(path) }) });
    else skipped.push({ path, why: 'it was deleted in the meantime' });
  }
  return uploads;
}

/** A typing error in a name must not empty a site. */
function nothingHere(call: Call, local: string): InputError {
  return new InputError({
    method: call.method,
    param: 'local',
    message: `there are no files in folder ${local}, so all files of the site would be deleted`,
    hint: `Check ${call.label('local')}. DeleteSelectedFiles deletes files and folders of the site.`,
  });
}
