import { flag } from '../../core/definition/kinds/index.js';
import { filter, folder, id, name, newName } from './fields.js';
import { folderFilter } from './folder-filter.js';
import { custom, list, read, remove, table, write } from './wire.js';

const target = id('ID of the folder that it goes into', {
  option: 'tagetid',
  field: 'targetFolderId',
  example: '8907',
});

export const folders = table({
  /** Gets a folder. */
  getFolderInformation: read('disk.folder.get', { folder }),
  /** Creates a folder in a folder. */
  createSubfolder: write('disk.folder.addSubfolder', { folder, name }),
  /** Copies a folder, with all that is in it, into another one. */
  makeFolderCopy: write('disk.folder.copyTo', { folder, target }),
  /** Moves a folder into another one. */
  moveFolder: write('disk.folder.moveTo', { folder, target }),
  /** Deletes a folder for good, with all that is in it. */
  deleteFolder: remove('disk.folder.deleteTree', { folder }),
  /** Gets the public link to a folder. It creates one where there is none. */
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
   * Gets the fields that GetFolderItems filters by, with their types.
   *
   * @see https://apidocs.bitrix24.com/api-reference/disk/folder/disk-folder-get-fields.html
   */
  getFolderFilterStructure: custom({
    effect: 'read',
    params: { empty: flag('Give the fields with empty values', { default: false }) },
    run: folderFilter,
  }),
});
