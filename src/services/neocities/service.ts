import { service } from '../../core/definition/service.js';
import { files } from './files.js';
import { site } from './site.js';
import { request } from './wire.js';

export default service({
  name: 'neocities',
  title: 'Neocities',
  category: 'Files and storage',
  summary: 'Files of sites on Neocities; folders in step with a site',
  address: 'https://neocities.org',
  regions: {
    'Data retrieving': site,
    'File management': files,
  },
  request,
});
