/**
 * Files, folders, versions, tags and shared folders of Dropbox.
 *
 * @module
 */
import { account } from './account.js';
import { auth } from './auth.js';
import { files, getListOfFolderFiles, information } from './files.js';
import { signingIn } from './login.js';
import { sharing } from './sharing.js';
import { tags } from './tags.js';

// Typed by name, so that the published types have the docstrings.
const dropbox: typeof auth &
  typeof account &
  typeof information & { getListOfFolderFiles: typeof getListOfFolderFiles } & typeof files &
  typeof tags &
  typeof sharing &
  typeof signingIn = {
  ...auth,
  ...account,
  ...information,
  getListOfFolderFiles,
  ...files,
  ...tags,
  ...sharing,
  ...signingIn,
};
export default dropbox;
