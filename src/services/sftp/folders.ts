import { method } from '../../core/definition/method.js';
import { connection } from '../../core/ssh/params.js';
import type { FolderTransfer } from '../../core/sync/folders.js';
import { asking, syncFolder, syncParams } from '../../core/sync/sync.js';
import { foldersOf } from './folder.js';
import { Remote } from './remote.js';

/**
 * Transfers what changed between a folder and a folder on the server.
 *
 * A file changed if its size differs, or if the source is newer; its time is set on the other side.
 * `remove` also deletes what the source does not have, after everything was transferred; what is
 * excluded is never deleted. An interrupted call can be run again: it continues with what is missing.
 * `--dry-run` prints the plan.
 *
 * @returns `files` and `bytes` that were transferred, `same` and `deleted` files, and `skipped`.
 * @throws {ServiceError} `NO_SUCH_FILE`, `PERMISSION_DENIED` …
 * @example
 * oint sftp Sync --conn me@example.com --folder site --path www --delete --dry-run
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.4
 */
export const sync = method('sftp', 'Sync', {
  effect: 'delete',
  params: { connection, ...syncParams },
  dryRun: true,
  run({ connection, ...given }, call): Promise<FolderTransfer> {
    return Remote.use(asking(call), connection, `sync ${given.path}`, (remote) =>
      syncFolder(call, foldersOf(remote), given),
    );
  },
});
