import { bytes, flag, knownFields, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { structure } from '../../core/definition/structure.js';
import { typeByName } from '../../core/files/media-type.js';
import { paged } from '../../core/rest/pager.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { descriptionFields, descriptionTemplate, metadataOf } from './description.js';
import { downloadFile } from './download.js';
import { formats } from './exports.js';
import { FOLDER, file, inFolder, object } from './fields.js';
import { list, name, page, sharedDrive, withFiles } from './listing.js';
import { currentType, plainType, upload } from './upload.js';
import { custom, read, remove, table, token, write } from './wire.js';

const content = bytes('File', { example: 'q3.pdf' });
const title = (summary: string) =>
  text(summary, { field: 'name', optional: true, example: 'Q3 report.pdf' });
const catalog = (summary: string) =>
  text(summary, {
    field: 'parents',
    optional: true,
    example: '1fGh5JkL0pQrStUvWxYz2AbCdEfGhIjKl',
    as: inFolder,
  });

export const files = table({
  /** Gets all metadata of a file or folder. */
  getObjectInformation: read('GET /files/{object}', { object }, { fixed: { fields: '*' } }),
  /**
   * Lists the folders of the drive, without those in the trash.
   *
   * @returns `files` has the folders; with details, each of them has its files as `files`.
   * @throws {ResponseError} Google did not search all shared drives.
   * @see https://developers.google.com/workspace/drive/api/guides/search-files
   */
  getDirectoriesList: method(
    'gdrive',
    'GetDirectoriesList',
    paged({
      effect: 'read',
      ...list,
      params: {
        token,
        name,
        detailed: flag('Also list the files in each folder', { option: 'depth', default: false }),
        sharedDrive,
      },
      async page(asked, call, next) {
        const found = await page({ ...asked, isFolder: true }, call, next);
        return asked.detailed ? withFiles(asked, call, found) : found;
      },
    }),
  ),
  /**
   * Lists files, without folders and those in the trash.
   *
   * @returns `files` has the files: of the whole drive, or directly in one folder.
   * @throws {ResponseError} Google did not search all shared drives.
   * @see https://developers.google.com/workspace/drive/api/guides/search-files
   */
  getFilesList: method(
    'gdrive',
    'GetFilesList',
    paged({
      effect: 'read',
      ...list,
      params: {
        token,
        name,
        catalog: text('Folder ID; root for My Drive', {
          optional: true,
          example: '1fGh5JkL0pQrStUvWxYz2AbCdEfGhIjKl',
        }),
        sharedDrive,
      },
      page: ({ catalog, ...asked }, call, next) =>
        page({ ...asked, isFolder: false, catalogs: catalog ? [catalog] : [] }, call, next),
    }),
  ),
  /**
   * Uploads a file. It is sent in pieces: after a failure, the upload continues where it was.
   *
   * Google converts the file to a document if its media type is
   * `application/vnd.google-apps.document`, `….spreadsheet` or `….presentation`.
   *
   * @returns The ID, the name and the media type of the file.
   * @see https://developers.google.com/workspace/drive/api/guides/manage-uploads#resumable
   */
  uploadFile: custom({
    effect: 'write',
    params: {
      file: content,
      props: knownFields(
        descriptionFields,
        'Name, folder and more: see GetFileDescription; fields of the API also work',
        { example: "{'Name':'Q3 report.pdf','Parent':'root'}" },
      ),
    },
    async run({ token, file, props }, call) {
      const fields: JsonRecord = { name: file.name, ...metadataOf(props) };
      const type =
        plainType(fields.mimeType) ?? file.type ?? (await typeByName(String(fields.name ?? '')));
      return upload(call, { token, route: 'POST /files', fields, file, type });
    },
  }),
  /** Creates a folder. */
  createFolder: write(
    'POST /files',
    {
      title: text('Folder name', { field: 'name', example: 'Reports' }),
      catalog: catalog('Folder ID of its parent; by default My Drive'),
    },
    { fixed: { mimeType: FOLDER } },
  ),
  /**
   * Downloads a file. A Google document is exported: to the format of the file that is written
   * (`report.pdf`), otherwise to Office's.
   *
   * After a lost connection, the download continues where it was. Exports start again.
   *
   * @throws {HttpError} The file does not exist, or an export is larger than 10 MB.
   * @throws {ResponseError} The content does not match Google's MD5 of it.
   * @see https://developers.google.com/workspace/drive/api/guides/manage-downloads
   */
  downloadFile: custom({
    effect: 'read',
    binary: 'q3.pdf',
    params: {
      object: file,
      format: text('Format for a Google document', { optional: true, values: formats }),
    },
    run: (asked, call) => downloadFile(call, asked),
  }),
  /** Copies a file. Google does not copy folders. */
  copyObject: write('POST /files/{object}/copy', {
    object,
    title: title('Name of the copy'),
    catalog: catalog('Folder ID for the copy; by default that of the original'),
  }),
  /**
   * Replaces the content of a file. It keeps its ID, its folder and who has access.
   *
   * The content is sent in pieces: after a failure, the upload continues where it was.
   *
   * @returns The ID, the name and the media type of the file.
   * @throws {HttpError} The file does not exist.
   * @see https://developers.google.com/workspace/drive/api/reference/rest/v3/files/update
   */
  updateFile: custom({
    effect: 'write',
    params: { object: file, file: content, title: title('New name') },
    async run({ token, object, file, title }, call) {
      const fields = { object, name: title };
      const type = file.type ?? (await currentType(call, { token }, object));
      return upload(call, { token, route: 'PATCH /files/{object}', fields, file, type });
    },
  }),
  /** Deletes a file, or a folder with everything in it, permanently. It is not in the trash. */
  deleteObject: remove('DELETE /files/{object}', { object }),
  /** Returns the fields of a file for UploadFile. */
  getFileDescription: structure('gdrive', 'GetFileDescription', descriptionTemplate),
});
