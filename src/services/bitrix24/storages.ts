import { id, name, newName } from './fields.js';
import { list, read, table, write } from './wire.js';

const storage = id('Storage ID', { option: 'storageid', field: 'id', example: '1357' });

export const storages = table({
  /** Lists the storages of users, groups, the company and applications. */
  getStoragesList: list('disk.storage.getList', 'result'),
  /** Gets the storage of the application, and creates it if necessary. */
  getAppStorage: write('disk.storage.getForApp'),
  /** Gets a storage. */
  getStorage: read('disk.storage.get', { storage }),
  /** Renames the storage of the application. */
  renameStorage: write('disk.storage.rename', { storage, name: newName }),
  /** Lists the files and folders in the root of a storage. */
  getStorageObjects: list('disk.storage.getChildren', 'result', { storage }),
  /** Creates a folder in the root of a storage. */
  createStorageFolder: write('disk.storage.addFolder', { storage, name }),
});
