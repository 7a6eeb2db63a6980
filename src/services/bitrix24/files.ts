import { bytes, list, records, text } from '../../core/definition/kinds/index.js';
import { id, newName, sentAs } from './fields.js';
import { uploadToFolder, uploadToStorage } from './upload.js';
import { custom, read, remove, table, write } from './wire.js';

const file = id('ID of the file', { option: 'fileid', field: 'id', example: '9043' });
const folder = id('ID of the folder', { option: 'folderid', example: '8930' });
const target = sentAs(folder, 'targetFolderId');
const upload = {
  name: text('Name of the file, with its extension', { option: 'title', example: 'report.pdf' }),
  data: bytes('File', { option: 'file', example: 'report.pdf' }),
};

export const files = table({
  /**
   * Uploads a file to the top of a storage.
   *
   * A file of up to 1 MiB is sent at once. A larger one is streamed, to an address that Bitrix24 gives.
   *
   * @see https://apidocs.bitrix24.com/api-reference/disk/storage/disk-storage-upload-file.html
   */
  uploadFileToStorage: custom({
    effect: 'write',
    params: {
      ...upload,
      storage: id('ID of the storage', { option: 'storageid', example: '1357' }),
      rights: list(records, 'Rights on the file', {
        example: "[{'TASK_ID':75,'ACCESS_CODE':'U503'}]",
        optional: true,
      }),
    },
    run: uploadToStorage,
  }),
  /**
   * Uploads a file to a folder.
   *
   * A file of up to 1 MiB is sent at once. A larger one is streamed, to an address that Bitrix24 gives.
   *
   * @see https://apidocs.bitrix24.com/api-reference/disk/folder/disk-folder-upload-file.html
   */
  uploadFileToFolder: custom({
    effect: 'write',
    params: { ...upload, folder },
    run: uploadToFolder,
  }),
  /** Gets a file's information. `result.DOWNLOAD_URL` leads to its content. */
  getFileInformation: read('disk.file.get', { file }),
  /** Deletes a file for good. */
  deleteFile: remove('disk.file.delete', { file }),
  /** Gets the public link to a file. It creates one where there is none. */
  getFileExternalLink: write('disk.file.getExternalLink', { file }),
  /** Moves a file to the trash. */
  markFileAsDeleted: remove('disk.file.markDeleted', { file }),
  /** Restores a file from the trash. */
  restoreFile: write('disk.file.restore', { file }),
  /** Copies a file into a folder. */
  makeFileCopy: write('disk.file.copyTo', { file, folder: target }),
  /** Moves a file into a folder. */
  moveFileToFolder: write('disk.file.moveTo', { file, folder: target }),
  /** Renames a file. */
  renameFile: write('disk.file.rename', { file, name: newName }),
});
