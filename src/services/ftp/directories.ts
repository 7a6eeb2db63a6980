import { flag, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { curlLine } from './curl.js';
import { isReason } from './errors.js';
import { filled } from './filled.js';
import { flat, listObjects as list, listFolder } from './listing.js';
import { climbs } from './paths.js';
import type { Remote } from './remote.js';
import type { Cleared, CurrentDirectory, Done, ObjectList } from './types.js';
import { connection, onServer } from './using.js';

const asFolder = (path: string) => (path === '' || path.endsWith('/') ? path : `${path}/`);

/**
 * Lists the files and folders in a folder on the server.
 *
 * Links are marked and not followed. A name that is not text in the encoding of the settings is marked
 * too (`name_encoding`), and its bytes are shown as `\xe9`. `--out list.csv` has a row for each object,
 * including those in subfolders.
 *
 * @returns `data`, sorted by name; with `recursive`, folders have `objects`.
 * @see https://www.rfc-editor.org/rfc/rfc3659#section-7
 */
export const listObjects = method('ftp', 'ListObjects', {
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
    call.wouldSend(() => curlLine(connection, asFolder(path)));
    return onServer(call, connection, `List ${path || '.'}`, async (remote) => ({
      result: true,
      data: await list(remote, path, recursive),
    }));
  },
  rows: ({ data }) => flat(data),
});

/**
 * Creates a folder on the server.
 *
 * @throws {ServiceError} `FILE_EXISTS`, `NO_SUCH_FILE` if the parent folder is missing …
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const createNewDirectory = method('ftp', 'CreateNewDirectory', {
  effect: 'write',
  params: { connection, path: text('Path of the new folder', { example: 'reports' }) },
  dryRun: true,
  run({ connection, path }, call): Promise<Done> {
    filled(call, 'path', path);
    call.wouldSend(() => curlLine(connection, '', { commands: [`MKD ${path}`] }));
    return onServer(call, connection, `Create ${path}`, async (remote) => {
      await remote.send('MKD', path);
      return { result: true };
    });
  },
});

/**
 * Deletes an empty folder on the server.
 *
 * @throws {ServiceError} `NOT_EMPTY`: the folder is not empty; ClearDirectory deletes its contents.
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const deleteDirectory = method('ftp', 'DeleteDirectory', {
  effect: 'delete',
  params: { connection, path: text('Path of the folder', { example: 'reports' }) },
  dryRun: true,
  run({ connection, path }, call): Promise<Done> {
    filled(call, 'path', path);
    call.wouldSend(() => curlLine(connection, '', { commands: [`RMD ${path}`] }));
    return onServer(call, connection, `Delete ${path}`, async (remote) => {
      await remote.send('RMD', path);
      return { result: true };
    });
  },
});

/**
 * Deletes everything in a folder on the server, including its subfolders. The folder itself stays.
 *
 * Links are deleted and not followed.
 *
 * @returns `deleted_objects`: their paths, in the order in which they were deleted.
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const clearDirectory = method('ftp', 'ClearDirectory', {
  effect: 'delete',
  params: { connection, path: text('Path of the folder', { example: 'reports' }) },
  dryRun: true,
  run({ connection, path }, call): Promise<Cleared> {
    filled(call, 'path', path);
    call.wouldSend(() => curlLine(connection, asFolder(path), { commands: [`-DELE ${path}/*`] }));
    return onServer(call, connection, `Clear ${path}`, async (remote) => ({
      result: true,
      deleted_objects: await clear(remote, path),
    }));
  },
});

async function clear(remote: Remote, path: string): Promise<Cleared['deleted_objects']> {
  const objects = await list(remote, path, true);
  const deleted: Cleared['deleted_objects'] = [];
  // Each folder after its contents.
  for (const one of flat(objects).reverse()) {
    const {
      name,
      path: at,
      is_directory,
      is_symlink,
      name_encoding,
    } = one as never as {
      [key: string]: string;
    };
    if (name_encoding !== undefined || climbs(name!)) continue;
    await remove(remote, at!, Boolean(is_directory) && !is_symlink);
    deleted.push({ result: true, path: at! });
  }
  // What could not be named is still there.
  if (deleted.length < flat(objects).length) await listFolder(remote, path);
  return deleted;
}

async function remove(remote: Remote, path: string, isFolder: boolean): Promise<void> {
  try {
    await remote.send(isFolder ? 'RMD' : 'DELE', path);
  } catch (error) {
    // Another process was faster.
    if (!isReason(error, 'NO_SUCH_FILE')) throw error;
  }
}

/**
 * Gets the current folder on the server, where relative paths start.
 *
 * @see https://www.rfc-editor.org/rfc/rfc959#appendix-II
 */
export const getCurrentDirectory = method('ftp', 'GetCurrentDirectory', {
  effect: 'read',
  params: { connection },
  dryRun: true,
  run({ connection }, call): Promise<CurrentDirectory> {
    call.wouldSend(() => curlLine(connection, '', { commands: ['PWD'] }));
    return onServer(call, connection, 'Get the current folder', async (remote) => ({
      result: true,
      path: await remote.current(),
    }));
  },
  text: ({ path }) => path,
});

/**
 * Changes the current folder of an open connection, where relative paths start.
 *
 * @throws {ServiceError} `NO_SUCH_FILE`, `NOT_A_FOLDER` …
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const changeCurrentDirectory = method('ftp', 'ChangeCurrentDirectory', {
  effect: 'read',
  programOnly: true,
  params: { connection, path: text('Path of the folder', { example: 'reports' }) },
  run: ({ connection, path }, call): Promise<Done> =>
    onServer(call, connection, `Enter ${path}`, async (remote) => {
      await remote.enter(path);
      return { result: true };
    }),
});
