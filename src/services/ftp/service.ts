import { service } from '../../core/definition/service.js';
import * as connections from './connections.js';
import * as directories from './directories.js';
import * as files from './files.js';
import * as folders from './folders.js';
import { driver } from './packages.js';

export default service({
  name: 'ftp',
  title: 'FTP',
  category: 'Files and storage',
  summary: 'Files and folders on FTP servers, also encrypted: upload, download, list, rename',
  needs: driver,
  callOptions: ['timeout', 'connectTimeout', 'idleTimeout', 'ca', 'cert', 'key', 'insecure'],
  regions: {
    'Common methods': connections,
    'Directory management': directories,
    'File management': files,
    Folders: folders,
  },
});
