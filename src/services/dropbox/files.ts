import { bytes, flag, number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { paged, rowsAt } from '../../core/rest/pager.js';
import { detailed, folderPage, folderPager } from './folder-pages.js';
import { finished } from './jobs.js';
import { dropboxPath, pathOf } from './paths.js';
import { download } from './transfer.js';
import { upload } from './upload.js';
import { custom, list, read, send, table, token, write } from './wire.js';

const path = pathOf('Path: /folder/file.txt', { example: '/Reports/q3.pdf' });
const from = pathOf('Path of the original', { field: 'from_path', example: '/Reports/q3.pdf' });
const to = pathOf('Path of the copy', { field: 'to_path', example: '/Archive/q3.pdf' });
const newFile = text('Path of the new file', { example: '/Reports/q3.pdf' });
const wait = flag('Wait until it is done', { default: true });

export const information = table({
  /**
   * Gets the metadata of a file or folder.
   *
   * @see https://www.dropbox.com/developers/documentation/http/documentation#files-get_metadata
   */
  getObjectInformation: custom({
    effect: 'read',
    params: { path, detailed },
    run: ({ token, path, detailed }, call) =>
      send(call, { token }, 'files/get_metadata', {
        path: dropboxPath(path),
        include_media_info: detailed,
        include_has_explicit_shared_members: detailed,
      }),
  }),
});

/**
 * Lists the files and folders in a folder.
 *
 * @see https://www.dropbox.com/developers/documentation/http/documentation#files-list_folder
 */
export const getListOfFolderFiles = method(
  'dropbox',
  'GetListOfFolderFiles',
  paged({
    effect: 'read',
    params: {
      token,
      path: text('Folder; by default, the root', { optional: true, example: '/Reports' }),
      detailed,
      cursor: text('Cursor of an earlier result: lists what comes after it', { optional: true }),
    },
    address: 'https://api.dropboxapi.com',
    pager: folderPager,
    rows: rowsAt('entries'),
    page: folderPage,
  }),
);

export const files = table({
  /**
   * Gets a preview of a document as PDF, or of a table as HTML.
   *
   * @see https://www.dropbox.com/developers/documentation/http/documentation#files-get_preview
   */
  getPreview: custom({
    effect: 'read',
    binary: 'preview.pdf',
    params: { path },
    run: ({ token, path }, call) => download(call, { token }, 'files/get_preview', path),
  }),
  /**
   * Uploads a file. One of more than 150 MiB, or of unknown size, is uploaded in pieces.
   *
   * After a failure, only the current piece is sent again.
   *
   * @returns The metadata of the file.
   * @throws {HttpError} There is another file at the path, and it must not be overwritten.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#files-upload
   */
  uploadFile: custom({
    effect: 'write',
    params: {
      file: bytes('File', { example: 'q3.pdf' }),
      path: newFile,
      overwrite: flag('Overwrite an existing file', { default: false }),
    },
    run: (given, call) => upload(call, given),
  }),
  /**
   * Lets Dropbox download a file from a URL.
   *
   * @returns The metadata of the file, once Dropbox has it. Without waiting: `async_job_id` for
   * GetUploadStatusByURL.
   * @throws {ResponseError} Dropbox could not download it.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#files-save_url
   */
  uploadFileByURL: custom({
    effect: 'write',
    params: {
      url: text('URL of the file', { example: 'https://example.com/q3.pdf' }),
      path: newFile,
      wait,
    },
    async run({ token, url, path, wait }, call) {
      const fields = { url, path: dropboxPath(path) };
      const begun = await send(call, { token }, 'files/save_url', fields);
      return wait ? finished(call, { token }, begun, 'files/save_url/check_job_status') : begun;
    },
  }),
  /** Gets the state of a download that UploadFileByURL began. */
  getUploadStatusByURL: read('files/save_url/check_job_status', {
    job: text('Job ID', { field: 'async_job_id', example: 'dbjid:AAC9' }),
  }),
  /**
   * Deletes a file or folder: moves it to the deleted files, or deletes it forever.
   *
   * Only teams can delete forever.
   *
   * @returns The metadata of what was deleted; an empty object if it was deleted forever.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#files-delete
   */
  deleteObject: custom({
    effect: 'delete',
    params: {
      path,
      permanently: flag('Delete it forever', { default: false }),
    },
    async run({ token, path, permanently }, call) {
      const route = permanently ? 'files/permanently_delete' : 'files/delete_v2';
      return (await send(call, { token }, route, { path: dropboxPath(path) })) ?? {};
    },
  }),
  /** Copies a file or folder. */
  copyObject: write('files/copy_v2', { from, to }),
  /** Moves or renames a file or folder. */
  moveObject: write('files/move_v2', { from, to }),
  /** Creates a folder. */
  createFolder: write('files/create_folder_v2', { path }),
  /**
   * Downloads a file.
   *
   * @throws {HttpError} The file does not exist.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#files-download
   */
  downloadFile: custom({
    effect: 'read',
    binary: 'q3.pdf',
    params: { path },
    run: ({ token, path }, call) => download(call, { token }, 'files/download', path),
  }),
  /**
   * Downloads a folder as a ZIP file: up to 20 GB and 10,000 files.
   *
   * @throws {HttpError} The folder does not exist, or it is too large.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#files-download_zip
   */
  downloadFolder: custom({
    effect: 'read',
    binary: 'reports.zip',
    params: { path: pathOf('Folder', { example: '/Reports' }) },
    run: ({ token, path }, call) => download(call, { token }, 'files/download_zip', path),
  }),
  /** Lists the versions of a file, the newest first. */
  getObjectVersionList: list(
    'files/list_revisions',
    'entries',
    {
      path,
      amount: number('Number of versions, up to 100', { field: 'limit', default: 10 }),
    },
    {
      pager: {
        next: (page) => {
          const last = rowsAt('entries')(page).at(-1)?.rev;
          return page.has_more === true && last !== undefined ? { before_rev: last } : undefined;
        },
        largest: { limit: 100 },
      },
    },
  ),
  /** Restores a file to an earlier version. */
  restoreObjectToVersion: write('files/restore', {
    path,
    version: text('Version: `rev` of GetObjectVersionList', {
      option: 'rev',
      field: 'rev',
      example: 'a1c10ce0dd78',
    }),
  }),
});
