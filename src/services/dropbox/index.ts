/**
 * Files, folders, versions, tags and shared folders of Dropbox.
 *
 * @module
 */
import { account } from './account.js';
import { auth } from './auth.js';
import { files, information } from './files.js';
import { getListOfFolderFiles } from './folder-pages.js';
import { sharing } from './sharing.js';
import { tags } from './tags.js';

const own = { ...information, getListOfFolderFiles };

// Typed by name, so that the published types have the docstrings.
const dropbox: typeof auth &
  typeof account &
  typeof files &
  typeof own &
  typeof tags &
  typeof sharing = {
  ...auth,
  ...account,
  ...files,
  ...own,
  ...tags,
  ...sharing,
};
export default dropbox;
