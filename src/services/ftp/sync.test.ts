import { randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe } from 'vitest';
import { type FtpServer, noFtpServer, startFtp } from '../../../test/support/ftp-server.js';
import { syncPromises } from '../../../test/support/sync-promises.js';
import type { FolderTransfer } from '../../core/sync/folders.js';
import ftp, { createConnection } from './index.js';

describe.each(['proftpd', 'pure-ftpd'] as const)('Sync with a real %s', (name) => {
  const why = noFtpServer(name);
  let server: FtpServer;
  beforeAll(async () => {
    if (!why) server = await startFtp(name);
  });

  syncPromises(why, () => ({
    async sync(given, dryRun) {
      await using connection = await createConnection({ settings: server.settings });
      const syncing = ftp.sync.definition.invoke({ connection, ...given }, { dryRun });
      return (await syncing) as FolderTransfer;
    },
    async newFolder() {
      const path = randomBytes(4).toString('hex');
      const disk = join(server.files, path);
      await mkdir(disk);
      await chmod(disk, 0o777);
      return { path, disk };
    },
  }));
});
