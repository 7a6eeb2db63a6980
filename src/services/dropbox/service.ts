import { service } from '../../core/definition/service.js';
import { account } from './account.js';
import { auth } from './auth.js';
import { files, getListOfFolderFiles, information } from './files.js';
import { signingIn } from './login.js';
import { sharing } from './sharing.js';
import { tags } from './tags.js';
import { request } from './wire.js';

export default service({
  name: 'dropbox',
  title: 'Dropbox',
  category: 'Files and storage',
  summary: 'Files, folders, versions, tags and shared folders of Dropbox',
  address: 'https://api.dropboxapi.com',
  regions: {
    'Account and authorization': { ...auth, ...account },
    'File and directory management': { ...information, getListOfFolderFiles, ...files },
    'Tags management': tags,
    'Shared access settings': sharing,
    'Sign-in': signingIn,
  },
  request,
});
