import { flag, text } from '../../core/definition/kinds/index.js';
import { download } from './download.js';
import { amount, from, offset, overwrite, path, to } from './fields.js';
import { finished, resource } from './operation.js';
import { custom, list, read, send, table } from './wire.js';

export const objects = table({
  /** Gets the size of the disk and how much of it is used. */
  getDiskInformation: read('GET /disk'),
  /**
   * Creates a folder.
   *
   * @returns The metadata of the folder.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/create-folder
   */
  createFolder: custom({
    effect: 'write',
    params: { path },
    async run({ token, path }, call) {
      await send(call, { token }, 'PUT /disk/resources', { path });
      return resource(call, token, path);
    },
  }),
  /** Gets the metadata of a file or folder. */
  getObject: read('GET /disk/resources', { path }),
  /**
   * Deletes a file or folder: moves it to the trash, or deletes it forever.
   *
   * @returns An empty object once it is deleted.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/delete
   */
  deleteObject: custom({
    effect: 'delete',
    params: {
      path,
      toTrash: flag('Move it to the trash', { option: 'can', default: true }),
    },
    async run({ token, path, toTrash }, call) {
      const fields = { path, permanently: !toTrash };
      await finished(call, token, await send(call, { token }, 'DELETE /disk/resources', fields));
      return {};
    },
  }),
  /**
   * Copies a file or folder.
   *
   * @returns The metadata of the copy, once it is complete.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/copy
   */
  createObjectCopy: custom({
    effect: 'write',
    params: { from, to, overwrite },
    async run({ token, from, to, overwrite }, call) {
      const route = 'POST /disk/resources/copy';
      await finished(
        call,
        token,
        await send(call, { token }, route, { from, path: to, overwrite }),
      );
      return resource(call, token, to);
    },
  }),
  /** Gets a link to download a file. It needs no token, and expires after some hours. */
  getDownloadLink: read('GET /disk/resources/download', { path }),
  /** Gets a link to upload a file with PUT. It needs no token, and expires after 30 minutes. */
  getFileUploadLink: read('GET /disk/resources/upload', { path, overwrite }),
  /**
   * Downloads a file.
   *
   * @throws {HttpError} The file does not exist.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/content
   */
  downloadFile: custom({
    effect: 'read',
    binary: 'q3.pdf',
    params: { path },
    run: ({ token, path }, call) => download(call, token, path),
  }),
  /** Lists all files on the disk by name, or the last uploaded ones by date. */
  getFilesList: list('GET /disk/resources/{byDate}', 'items', {
    amount,
    offset,
    type: text('Type of the files', {
      field: 'media_type',
      optional: true,
      values: ['audio', 'document', 'image', 'spreadsheet', 'text', 'video'],
      example: 'image',
    }),
    byDate: flag('Only the last uploaded files, newest first', {
      option: 'datesort',
      default: false,
      as: (byDate: boolean) => (byDate ? 'last-uploaded' : 'files'),
    }),
  }),
  /**
   * Moves or renames a file or folder.
   *
   * @returns The metadata at the new path, once it is moved.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/move
   */
  moveObject: custom({
    effect: 'write',
    params: { from, to, overwrite },
    async run({ token, from, to, overwrite }, call) {
      const route = 'POST /disk/resources/move';
      await finished(
        call,
        token,
        await send(call, { token }, route, { from, path: to, overwrite }),
      );
      return resource(call, token, to);
    },
  }),
});
