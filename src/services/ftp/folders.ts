import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { type FolderTransfer, saveTree, uploadTree } from '../../core/sync/folders.js';
import { choice } from '../../core/sync/globs.js';
import { direction, exclude, include, remove } from '../../core/sync/params.js';
import { folderAt } from './folder.js';
import { connection, onServer } from './using.js';

/**
 * Transfers what changed between a folder and a folder on the server.
 *
 * A file changed if its size differs, or if the source is newer; its time is set on the other side. A
 * server without MLSD does not tell times exactly: there, all files are transferred. `remove` also deletes what the source does not have, after everything was transferred; what is
 * excluded is never deleted. An interrupted call can be run again: it continues with what is missing.
 * `--dry-run` prints the plan.
 *
 * @returns `files` and `bytes` that were transferred, `same` and `deleted` files, and `skipped`.
 * @throws {ServiceError} `NO_SUCH_FILE`, `PERMISSION_DENIED` …
 * @example
 * oint ftp Sync --conn ftp.json --folder site --path www --delete --dry-run
 *
 * @see https://www.rfc-editor.org/rfc/rfc3659#section-7
 */
export const sync = method('ftp', 'Sync', {
  effect: 'delete',
  params: {
    connection,
    folder: text('Folder on this machine', { example: 'site', reach: 'write' }),
    path: text('Folder on the server', { example: 'www' }),
    direction: direction('the server'),
    remove,
    include,
    exclude,
  },
  dryRun: true,
  run({ connection, folder, path, direction, remove, ...more }, call): Promise<FolderTransfer> {
    const job = { folder, choice: choice(more.include, more.exclude), only: { remove } };
    // The server is asked in a dry run too: without its list there is no plan.
    const asking = call.dryRun ? call.with({ dryRun: undefined }) : call;
    return onServer(asking, connection, `Sync ${path}`, (remote) =>
      direction === 'down'
        ? saveTree(call, job, folderAt(remote, path, 'source'))
        : uploadTree(call, job, folderAt(remote, path, 'compared target')),
    );
  },
});
