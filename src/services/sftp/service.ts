import { service } from '../../core/definition/service.js';
import { driver } from '../../core/ssh/packages.js';
import * as connections from './connections.js';
import * as directories from './directories.js';
import * as files from './files.js';
import * as folders from './folders.js';

export default service({
  name: 'sftp',
  title: 'SFTP',
  category: 'Files and storage',
  summary: 'Files and folders on remote machines over SSH: upload, download, list, rename',
  needs: driver,
  callOptions: ['timeout', 'connectTimeout', 'idleTimeout', 'hostKey'],
  regions: {
    'Common methods': connections,
    'Directory management': directories,
    'File management': files,
    Folders: folders,
  },
});
