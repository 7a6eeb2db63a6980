import type { Call } from '../../core/definition/call.js';
import { fileOrFolderKind, isFolder } from '../../core/definition/kinds/file-or-folder.js';
import { flag, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { param } from '../../core/definition/param.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { progressOf } from '../../core/sync/progress.js';
import { curlLine } from './curl.js';
import { save, sizeIfKnown } from './download.js';
import { fetch, get } from './fetch.js';
import { filled } from './filled.js';
import type { Remote } from './remote.js';
import type { Done, Saved, Uploaded } from './types.js';
import { uploadFile as sendFile, uploadFolder } from './upload.js';
import { connection, onServer } from './using.js';

const path = text('Path of the file on the server', { example: 'report.txt' });

/**
 * Uploads a file or a whole folder to the server.
 *
 * A file is streamed, can be of any size, and its size on the server is checked. If the path is a
 * folder on the server, the file keeps its name in it. The contents of a folder are added to the folder
 * at the path. With `resume`, an upload that broke off continues where the file on the server ends.
 *
 * @returns `bytes` and `path`; for a folder also `files` and `skipped`.
 * @throws {ServiceError} `NO_SUCH_FILE`, `PERMISSION_DENIED`, `DISK_FULL` …
 * @throws {ConnectionError} The connection was lost; the file on the server may be incomplete.
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const uploadFile = method('ftp', 'UploadFile', {
  effect: 'write',
  params: {
    connection,
    file: param(fileOrFolderKind, 'File: path, URL or bytes; or path of a folder', {
      example: 'report.txt',
    }),
    path: text('Path on the server', { example: 'reports/report.txt' }),
    resume: flag('Continue an upload that broke off', { default: false }),
  },
  dryRun: true,
  run({ connection, file, path, resume }, call): Promise<Uploaded> {
    filled(call, 'path', path);
    const from = isFolder(file) ? `${file.folder}/*` : (file.path ?? file.from);
    call.wouldSend(() => curlLine(connection, path, { upload: from, resume }));
    return onServer(call, connection, `Upload ${path}`, (remote) =>
      isFolder(file)
        ? uploadFolder(remote, file.folder, path)
        : sendFile(remote, file, path, resume),
    );
  },
});

/**
 * Deletes a file on the server.
 *
 * @throws {ServiceError} `NO_SUCH_FILE`, `PERMISSION_DENIED` …
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const deleteFile = method('ftp', 'DeleteFile', {
  effect: 'delete',
  params: { connection, path },
  dryRun: true,
  run({ connection, path }, call): Promise<Done> {
    filled(call, 'path', path);
    call.wouldSend(() => curlLine(connection, '', { commands: [`DELE ${path}`] }));
    return onServer(call, connection, `Delete ${path}`, async (remote) => {
      await remote.send('DELE', path);
      return { result: true };
    });
  },
});

/**
 * Saves a file or a whole folder from the server to disk.
 *
 * A file gets its name when it is complete. The contents of a folder are added to the folder at the
 * path; no file is written outside of it, whatever its name on the server. Links, and names that this
 * system does not allow, are skipped. With `resume`, a download that broke off continues where the file
 * on disk ends, and one that breaks off leaves what arrived.
 *
 * @returns `bytes` and `filepath`; for a folder also `files` and `skipped`.
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const saveFile = method('ftp', 'SaveFile', {
  effect: 'read',
  params: {
    connection,
    path: text('Path of the file or folder on the server', { example: 'reports/report.txt' }),
    file: text('Path on disk', { example: 'report.txt', reach: 'write' }),
    resume: flag('Continue a download that broke off', { default: false }),
  },
  dryRun: true,
  run({ connection, path, file, resume }, call): Promise<Saved> {
    call.wouldSend(() => curlLine(connection, path, { resume, output: file }));
    return onServer(call, connection, `Download ${path}`, (remote) =>
      save(remote, path, file, resume),
    );
  },
});

/**
 * Gets a file from the server as bytes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc959#section-4
 */
export const getFileData = method('ftp', 'GetFileData', {
  effect: 'read',
  programOnly: true,
  binary: 'report.txt',
  params: { connection, path },
  run: ({ connection, path }, call): Promise<BytesOrFile> =>
    onServer(call, connection, `Download ${path}`, (remote) => dataOf(remote, path, call)),
});

async function dataOf(remote: Remote, path: string, call: Call): Promise<BytesOrFile> {
  const size = await sizeIfKnown(remote, path);
  const advance = progressOf(call, 'down', size);
  const { saveTo } = call.options;
  if (saveTo) {
    const bytes = await fetch(remote, { path, size }, saveTo, { advance });
    return { path: saveTo, bytes, type: undefined };
  }
  const all: Buffer[] = [];
  await get(remote, path, 0, async (chunks) => {
    for (const chunk of chunks) {
      all.push(chunk);
      advance(chunk.length);
    }
  });
  return Buffer.concat(all);
}
