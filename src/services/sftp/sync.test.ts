import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe } from 'vitest';
import { noSshd, type Sshd, startSshd } from '../../../test/support/ssh-server.js';
import { syncPromises } from '../../../test/support/sync-promises.js';
import type { FolderTransfer } from '../../core/sync/folders.js';
import { createConnection, type SshConnection, sync } from './index.js';

describe('Sync with a real sshd', () => {
  let server: Sshd;
  let connection: SshConnection;
  beforeAll(async () => {
    if (noSshd) return;
    server = await startSshd();
    connection = await createConnection({ settings: server.settings });
    return () => connection.close();
  });

  syncPromises(noSshd, () => ({
    sync: (given, dryRun) =>
      sync.definition.invoke({ connection, ...given }, { dryRun }) as Promise<FolderTransfer>,
    async newFolder() {
      const path = join(server.files, randomBytes(4).toString('hex'));
      await mkdir(path);
      return { path, disk: path };
    },
  }));
});
