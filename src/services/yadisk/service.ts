import { service } from '../../core/definition/service.js';
import { auth } from './auth.js';
import { objects } from './objects.js';
import { sharing } from './sharing.js';
import { uploads } from './uploads.js';
import { request } from './wire.js';

export default service({
  name: 'yadisk',
  title: 'Yandex Disk',
  category: 'Yandex',
  summary: 'Files, folders and public links of Yandex Disk',
  address: 'https://cloud-api.yandex.net',
  regions: {
    Authorization: auth,
    'File and folder management': { ...objects, ...uploads },
    'Manage public access': sharing,
  },
  request,
});
