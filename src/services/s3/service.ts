import { service } from '../../core/definition/service.js';
import * as buckets from './buckets.js';
import * as common from './common.js';
import * as folders from './folders.js';
import * as uploads from './object-uploads.js';
import * as objects from './objects.js';
import * as presigned from './presigned.js';

export default service({
  name: 's3',
  title: 'S3',
  category: 'Files and storage',
  summary: 'Buckets and objects of Amazon S3 and other storages with its protocol',
  regions: {
    'Common methods': common,
    'Buckets management': buckets,
    'Objects management': { ...uploads, ...objects, ...presigned },
    Folders: folders,
  },
});
