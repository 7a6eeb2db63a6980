import type { Call } from '../../core/definition/call.js';
import { fileOrFolderKind, isFolder } from '../../core/definition/kinds/file-or-folder.js';
import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { param } from '../../core/definition/param.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { connection } from '../../core/ssh/params.js';
import { progressOf } from '../../core/sync/progress.js';
import { nameOf } from '../../core/sync/remote-path.js';
import { batch } from './batch.js';
import { save } from './download.js';
import { fetch } from './fetch.js';
import { removeFile } from './moving.js';
import { describe } from './paths.js';
import { Remote } from './remote.js';
import { pieces } from './transfer.js';
import type { Done, FileInformation, Saved, Uploaded } from './types.js';
import { uploadFile as sendFile, uploadFolder } from './upload.js';

const path = text('Path of the file on the server', { example: 'report.txt' });

/**
 * Uploads a file or a whole folder to the server.
 *
 * A file is streamed to a temporary name and renamed when it is complete. It can be of any size. A
 * file with another owner or other hard links, or in a folder that is not writable, is written in
 * place: a connection that breaks while it is written leaves it incomplete. If the path is a folder
 * on the server, the file keeps its name in it. The contents of a folder are added to the folder at
 * the path.
 *
 * @returns `bytes` and `path`; for a folder also `files` and `skipped`.
 * @throws {ServiceError} `NO_SUCH_FILE`, `PERMISSION_DENIED` …: nothing was changed at the path.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.4
 */
export const uploadFile = method('sftp', 'UploadFile', {
  effect: 'write',
  params: {
    connection,
    file: param(fileOrFolderKind, 'File: path, URL or bytes; or path of a folder', {
      example: 'report.txt',
    }),
    path: text('Path on the server', { example: 'reports/report.txt' }),
  },
  dryRun: true,
  run({ connection, file, path }, call): Promise<Uploaded> {
    const from = isFolder(file) ? file.folder : (file.path ?? file.from);
    call.wouldSend(() => batch(connection, isFolder(file) ? 'put -r' : 'put', from, path));
    return Remote.use(call, connection, `put ${path}`, (remote) =>
      isFolder(file) ? uploadFolder(remote, file.folder, path) : sendFile(remote, file, path),
    );
  },
});

/**
 * Deletes a file on the server.
 *
 * @throws {ServiceError} `NO_SUCH_FILE`, or `IS_A_FOLDER`.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.5
 */
export const deleteFile = method('sftp', 'DeleteFile', {
  effect: 'delete',
  params: { connection, path },
  dryRun: true,
  run({ connection, path }, call): Promise<Done> {
    call.wouldSend(() => batch(connection, 'rm', path));
    return Remote.use(call, connection, `rm ${path}`, async (remote) => {
      await removeFile(remote, path);
      return { result: true };
    });
  },
});

/**
 * Saves a file or a whole folder from the server to disk.
 *
 * A file gets its name when it is complete. The contents of a folder are added to the folder at the
 * path; no file is written outside of it, whatever its name on the server. What this system does not
 * allow, or what is not a file, is skipped.
 *
 * @returns `bytes` and `filepath`; for a folder also `files` and `skipped`.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.4
 */
export const saveFile = method('sftp', 'SaveFile', {
  effect: 'read',
  params: {
    connection,
    path: text('Path of the file or folder on the server', { example: 'reports/report.txt' }),
    file: text('Path on disk', { example: 'report.txt', reach: 'write' }),
  },
  dryRun: true,
  run({ connection, path, file }, call): Promise<Saved> {
    call.wouldSend(() => batch(connection, 'get -r', path, file));
    return Remote.use(call, connection, `get ${path}`, (remote) => save(remote, path, file));
  },
});

/**
 * Gets a file from the server as bytes.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.4
 */
export const getFileData = method('sftp', 'GetFileData', {
  effect: 'read',
  programOnly: true,
  binary: 'report.txt',
  params: { connection, path },
  run: ({ connection, path }, call): Promise<BytesOrFile> =>
    Remote.use(call, connection, `get ${path}`, (remote) => dataOf(remote, path, call)),
});

/**
 * Gets the size, times and permissions of a file or folder on the server.
 *
 * @returns `data`; for a link, it describes the target.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-6.8
 */
export const getFileInformation = method('sftp', 'GetFileInformation', {
  effect: 'read',
  params: { connection, path },
  dryRun: true,
  run({ connection, path }, call): Promise<FileInformation> {
    call.wouldSend(() => batch(connection, 'ls -ld', path));
    return Remote.use(call, connection, `stat ${path}`, async (remote) => {
      const own = await remote.lstat(path);
      const isLink = own.isSymbolicLink();
      // A dangling link has only its own properties.
      const stats = isLink ? ((await remote.find(path)) ?? own) : own;
      return { result: true, data: describe(path, nameOf(path), stats, isLink) };
    });
  },
});

async function dataOf(remote: Remote, path: string, call: Call): Promise<BytesOrFile> {
  const advance = progressOf(call, 'down', (await remote.stat(path)).size);
  const { saveTo } = call.options;
  if (saveTo) {
    return { path: saveTo, bytes: await fetch(remote, path, saveTo, advance), type: undefined };
  }
  const all: Buffer[] = [];
  for await (const piece of pieces(remote, path)) {
    all.push(piece);
    advance(piece.length);
  }
  return Buffer.concat(all);
}
