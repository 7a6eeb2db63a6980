import {
  bytes,
  fileMap,
  flag,
  list as listOf,
  path,
  text,
  texts,
} from '../../core/definition/kinds/index.js';
import { LARGE_DATA } from '../../core/definition/large-data.js';
import { deleteAll } from './deletions.js';
import { sitePath } from './paths.js';
import { type Synchronized, synchronize } from './synchronize.js';
import { uploadAll } from './upload.js';
import { custom, list, table } from './wire.js';

export const files = table({
  /**
   * Uploads a file. An existing file at the path is replaced; missing folders are created.
   *
   * @throws {HttpError} The type of the file is not allowed on the site, or it does not fit.
   * @see https://neocities.org/api
   */
  uploadFile: custom({
    effect: 'write',
    params: {
      path: text('Path on the site', { example: 'images/cat.png' }),
      file: bytes('File', { example: 'cat.png' }),
    },
    run: ({ token, path, file }, call) =>
      uploadAll(call, token, [{ path: sitePath(call, 'path', path), file }]),
  }),
  /**
   * Uploads several files, up to 50 in each request.
   *
   * @throws {HttpError} Neocities refuses one of the files. `partial` has the paths of those that
   * were uploaded before.
   * @see https://neocities.org/api
   */
  uploadFiles: custom({
    effect: 'write',
    params: {
      files: fileMap('Files by their paths on the site', {
        example: "{'tea.html':'data:,Earl Grey'}",
      }),
      singly: flag('Upload each file in its own request', { default: false }),
    },
    run({ token, files, singly }, call) {
      const uploads = Object.entries(files).map(([path, file]) => ({
        path: sitePath(call, 'files', path),
        file,
      }));
      return uploadAll(call, token, uploads, { singly });
    },
  }),
  /**
   * Deletes files, and folders with all that is in them.
   *
   * If one of the paths does not exist, nothing is deleted. A site always keeps its index.html.
   *
   * @throws {HttpError} A path does not exist, or must not be deleted.
   * @see https://neocities.org/api
   */
  deleteSelectedFiles: custom({
    effect: 'delete',
    params: {
      paths: listOf(texts, 'Paths on the site', { example: "['images/cat.png']" }),
    },
    run: ({ token, paths }, call) =>
      deleteAll(
        call,
        token,
        paths.map((path) => sitePath(call, 'paths', path)),
      ),
  }),
  /** Lists the files and folders of the site, or of one folder. */
  getFilesList: list('GET /list', 'files', {
    path: text('Folder on the site; by default, everything on the site', {
      optional: true,
      example: 'images',
    }),
  }),
  /**
   * Makes a folder of the site the same as a folder on this machine.
   *
   * Only files with other contents are uploaded: the server compares their SHA-1 hashes. Then files
   * and folders that are not in the local folder are deleted, except the site's index.html. Nothing
   * outside of the two folders is changed. Links to folders are skipped. An interrupted call can be run
   * again: it continues with what is missing. `--dry-run` prints the plan.
   *
   * @returns `files` and `bytes` that were uploaded, `same` and `deleted` files and folders;
   * `skipped` says what was left as it is, and why.
   * @throws {InputError} The local folder has no files: all files of the site would be deleted.
   * @see https://neocities.org/api
   */
  synchronizeFolders: custom({
    effect: 'delete',
    deadlines: LARGE_DATA,
    params: {
      local: path('Folder on this machine', { example: 'site', reach: 'read' }),
      remote: text('Folder on the site; by default, the whole site', {
        optional: true,
        example: 'blog',
      }),
      exclude: listOf(texts, 'Neither uploaded nor deleted: patterns such as *.psd or drafts/', {
        optional: true,
      }),
    },
    run: (job, call): Promise<Synchronized> => synchronize(call, job),
  }),
});
