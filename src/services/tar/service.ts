import { service } from '../../core/definition/service.js';
import * as archiving from './archiving.js';
import * as metadata from './metadata.js';

export default service({
  name: 'tar',
  title: 'Tar',
  category: 'Files and storage',
  summary: 'Tar archives, also with gzip: packed, unpacked safely, listed and changed',
  callOptions: ['timeout'],
  regions: { Archiving: archiving, 'Getting metadata': metadata },
});
