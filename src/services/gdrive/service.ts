import { service } from '../../core/definition/service.js';
import { auth } from './auth.js';
import { comments } from './comments.js';
import { files } from './files.js';
import { address, request } from './wire.js';

export default service({
  name: 'gdrive',
  title: 'Google Drive',
  category: 'Google',
  summary: 'Files, folders and comments on Google Drive',
  address,
  regions: {
    Authorization: auth,
    'File and directory management': files,
    'Comment management': comments,
  },
  request,
});
