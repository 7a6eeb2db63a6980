import { flag, text } from '../../core/definition/kinds/index.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { connection } from '../../core/ssh/params.js';
import { batch } from './batch.js';
import { flat, listObjects as list } from './listing.js';
import { makeFolder, removeFolder } from './moving.js';
import { Remote } from './remote.js';
import type { CurrentDirectory, Done, ObjectList } from './types.js';

/**
 * Lists the files and folders in a folder on the server.
 *
 * Links are marked and not followed. A name that is not UTF-8 is marked too (`name_encoding`), and its
 * bytes are shown as `\xe9`. `--out list.csv` has a row for each object, including those in
 * subfolders.
 *
 * @returns `data`, sorted by name; with `recursive`, folders have `objects`.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.7
 */
export const listObjects = method('sftp', 'ListObjects', {
  effect: 'read',
  params: {
    connection,
    path: text('Folder; by default, the current one on the server', {
      optional: true,
      example: 'reports',
    }),
    recursive: flag('Include subfolders', { option: 'rcv', default: false }),
  },
  dryRun: true,
  run({ connection, path = '', recursive }, call): Promise<ObjectList> {
    call.wouldSend(() => batch(connection, 'ls -la', path || '.'));
    return Remote.use(call, connection, `list ${path || '.'}`, async (remote) => ({
      result: true,
      data: await list(remote, path, recursive),
    }));
  },
  rows: ({ data }) => flat(data),
});

/**
 * Creates a folder on the server.
 *
 * @throws {ServiceError} `FILE_EXISTS`, or `NO_SUCH_FILE` if the parent folder is missing.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.6
 */
export const createNewDirectory = method('sftp', 'CreateNewDirectory', {
  effect: 'write',
  params: {
    connection,
    path: text('Path of the new folder', { example: 'reports' }),
    mode: text('Permissions as octal digits, as for chmod', { default: '700' }),
  },
  dryRun: true,
  run({ connection, path, mode }, call): Promise<Done> {
    if (!/^0?[0-7]{3,4}$/.test(mode)) {
      throw refuse(mode, callContext(call, 'mode'), 'permissions as octal digits, such as 755');
    }
    call.wouldSend(() => batch(connection, 'mkdir', path));
    return Remote.use(call, connection, `mkdir ${path}`, async (remote) => {
      await makeFolder(remote, path, Number.parseInt(mode, 8));
      return { result: true };
    });
  },
});

/**
 * Deletes an empty folder on the server.
 *
 * @throws {ServiceError} `NOT_EMPTY`: the folder is not empty.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.6
 */
export const deleteDirectory = method('sftp', 'DeleteDirectory', {
  effect: 'delete',
  params: { connection, path: text('Path of the folder', { example: 'reports' }) },
  dryRun: true,
  run({ connection, path }, call): Promise<Done> {
    call.wouldSend(() => batch(connection, 'rmdir', path));
    return Remote.use(call, connection, `rmdir ${path}`, async (remote) => {
      await removeFolder(remote, path);
      return { result: true };
    });
  },
});

/**
 * Gets the current folder on the server, where relative paths start.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.11
 */
export const getCurrentDirectory = method('sftp', 'GetCurrentDirectory', {
  effect: 'read',
  params: { connection },
  dryRun: true,
  run({ connection }, call): Promise<CurrentDirectory> {
    call.wouldSend(() => batch(connection, 'pwd'));
    return Remote.use(call, connection, 'pwd', async (remote) => ({
      result: true,
      path: await remote.realPath('.'),
    }));
  },
  text: ({ path }) => path,
});
