import { bytes, list, records, text } from '../../core/definition/kinds/index.js';
import { id, newName, sentAs } from './fields.js';
import { uploadToFolder, uploadToStorage } from './upload.js';
import { custom, read, remove, table, write } from './wire.js';

const file = id('File ID', { option: 'fileid', field: 'id', example: '9043' });
const folder = id('Folder ID', { option: 'folderid', example: '8930' });
const target = sentAs(folder, 'targetFolderId');
const upload = {
  name: text('File name with its extension', { option: 'title', example: 'report.pdf' }),
  data: bytes('File', { option: 'file', example: 'report.pdf' }),
};

export const files = table({
  /**
   * Uploads a file to the root of a storage.
   *
   * A file of up to 1 MiB is sent in one request. A larger one is streamed to an upload URL.
   *
   * @see https://apidocs.bitrix24.com/api-reference/disk/storage/disk-storage-upload-file.html
   */
  uploadFileToStorage: custom({
    effect: 'write',
    params: {
      ...upload,
      storage: id('Storage ID', { option: 'storageid', example: '1357' }),
      rights: list(records, 'Access permissions for the file', {
        example: "[{'TASK_ID':75,'ACCESS_CODE':'U503'}]",
        optional: true,
      }),
    },
    run: uploadToStorage,
  }),
  /**
   * Uploads a file to a folder.
   *
   * A file of up to 1 MiB is sent in one request. A larger one is streamed to an upload URL.
   *
   * @see https://apidocs.bitrix24.com/api-reference/disk/folder/disk-folder-upload-file.html
   */
  uploadFileToFolder: custom({
    effect: 'write',
    params: { ...upload, folder },
    run: uploadToFolder,
  }),
  /** Gets information about a file. `result.DOWNLOAD_URL` is the link to its content. */
  getFileInformation: read('disk.file.get', { file }),
  /** Deletes a file permanently. */
  deleteFile: remove('disk.file.delete', { file }),
  /** Gets the public link to a file, and creates it if necessary. */
  getFileExternalLink: write('disk.file.getExternalLink', { file }),
  /** Moves a file to the trash. */
  markFileAsDeleted: remove('disk.file.markDeleted', { file }),
  /** Restores a file from the trash. */
  restoreFile: write('disk.file.restore', { file }),
  /** Copies a file to a folder. */
  makeFileCopy: write('disk.file.copyTo', { file, folder: target }),
  /** Moves a file to a folder. */
  moveFileToFolder: write('disk.file.moveTo', { file, folder: target }),
  /** Renames a file. */
  renameFile: write('disk.file.rename', { file, name: newName }),
});
