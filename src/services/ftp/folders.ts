import { method } from '../../core/definition/method.js';
import type { FolderTransfer } from '../../core/sync/folders.js';
import { asking, syncFolder, syncParams } from '../../core/sync/sync.js';
import { foldersOf } from './folder.js';
import { connection, onServer } from './using.js';

/**
 * Transfers what changed between a folder and a folder on the server.
 *
 * A file changed if its size differs, or if the source is newer; its time is set on the other side. A
 * server without MLSD does not report exact times: there, all files are transferred. `remove` also deletes
 * what the source does not have, after everything was transferred; what is excluded is never deleted. An
 * interrupted call can be run again: it continues with what is missing. `--dry-run` prints the plan.
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
  params: { connection, ...syncParams },
  dryRun: true,
  run({ connection, ...given }, call): Promise<FolderTransfer> {
    return onServer(asking(call), connection, `Sync ${given.path}`, (remote) =>
      syncFolder(call, foldersOf(remote), given),
    );
  },
});
