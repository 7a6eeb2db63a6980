import { flag } from '../../core/definition/kinds/index.js';
import { filter, folder, id, name, newName } from './fields.js';
import { folderFilter } from './folder-filter.js';
import { custom, list, read, remove, table, write } from './wire.js';

const target = id('Target folder ID', {
  option: 'tagetid',
  field: 'targetFolderId',
  example: '8907',
});

export const folders = table({
  /** Gets information about a folder. */
  getFolderInformation: read('disk.folder.get', { folder }),
  /** Creates a subfolder. */
  createSubfolder: write('disk.folder.addSubfolder', { folder, name }),
  /** Copies a folder with its contents to another folder. */
  makeFolderCopy: write('disk.folder.copyTo', { folder, target }),
  /** Moves a folder to another folder. */
  moveFolder: write('disk.folder.moveTo', { folder, target }),
  /** Deletes a folder and its contents permanently. */
  deleteFolder: remove('disk.folder.deleteTree', { folder }),
  /** Gets the public link to a folder, and creates it if necessary. */
  getFolderExternalLink: write('disk.folder.getExternalLink', { folder }),
  /** Lists the files and folders in a folder. */
  getFolderItems: list('disk.folder.getChildren', 'result', {
    folder,
    filter: filter("{'TYPE':'file'}"),
  }),
  /** Moves a folder to the trash. */
  markFolderAsDeleted: remove('disk.folder.markDeleted', { folder }),
  /** Restores a folder from the trash. */
  restoreFolder: write('disk.folder.restore', { folder }),
  /** Renames a folder. */
  renameFolder: write('disk.folder.rename', { folder, name: newName }),
  /**
   * Gets the filter fields of GetFolderItems with their types.
   *
   * @see https://apidocs.bitrix24.com/api-reference/disk/folder/disk-folder-get-fields.html
   */
  getFolderFilterStructure: custom({
    effect: 'read',
    params: { empty: flag('Return the fields with empty values', { default: false }) },
    run: folderFilter,
  }),
});
