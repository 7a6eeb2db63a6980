import { service } from '../../core/definition/service.js';
import { driver } from '../../core/ssh/packages.js';
import * as connections from './connections.js';
import * as directories from './directories.js';
import * as files from './files.js';

export default service({
  name: 'sftp',
  title: 'SFTP',
  summary: 'Files and folders on other machines over SSH: up, down, lists, renames',
  needs: driver,
  regions: {
    'Common methods': connections,
    'Directory management': directories,
    'File management': files,
  },
});
