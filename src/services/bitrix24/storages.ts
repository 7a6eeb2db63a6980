import { id, name, newName } from './fields.js';
import { list, read, table, write } from './wire.js';

const storage = id('ID of the storage', { option: 'storageid', field: 'id', example: '1357' });

export const storages = table({
  /** Lists the storages: those of users, groups, the company and applications. */
  getStoragesList: list('disk.storage.getList', 'result'),
  /** Gets the storage of the application. It creates one where there is none. */
  getAppStorage: write('disk.storage.getForApp'),
  /** Gets a storage. */
  getStorage: read('disk.storage.get', { storage }),
  /** Renames the storage of the application. */
  renameStorage: write('disk.storage.rename', { storage, name: newName }),
  /** Lists the files and folders at the top of a storage. */
  getStorageObjects: list('disk.storage.getChildren', 'result', { storage }),
  /** Creates a folder at the top of a storage. */
  createStorageFolder: write('disk.storage.addFolder', { storage, name }),
});
