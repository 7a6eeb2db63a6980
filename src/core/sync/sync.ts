import type { Call } from '../definition/call.js';
import { text } from '../definition/kinds/index.js';
import { type FolderTransfer, saveTree, uploadTree } from './folders.js';
import { choice } from './globs.js';
import { direction, exclude, include, remove } from './params.js';
import { type FolderServer, folderOn } from './server-folder.js';

/** The params of Sync for a server with real folders, besides its connection. */
export const syncParams = {
  folder: text('Folder on this machine', { example: 'site', reach: 'write' }),
  path: text('Folder on the server', { example: 'www' }),
  direction: direction('the server'),
  remove,
  include,
  exclude,
};

interface Syncing {
  folder: string;
  path: string;
  direction: string;
  remove: boolean;
  include?: readonly string[] | undefined;
  exclude?: readonly string[] | undefined;
}

/** The call with which a server is asked: also in a dry run, because without its list there is no plan. */
export function asking(call: Call): Call {
  return call.dryRun ? call.with({ dryRun: undefined }) : call;
}

/** Transfers what changed, or shows the plan in a dry run of the call. */
export function syncFolder(
  call: Call,
  server: FolderServer,
  { folder, path, direction, remove, include, exclude }: Syncing,
): Promise<FolderTransfer> {
  const job = { folder, choice: choice(include, exclude), only: { remove } };
  return direction === 'down'
    ? saveTree(call, job, folderOn(server, path, 'source'))
    : uploadTree(call, job, folderOn(server, path, 'compared target'));
}
