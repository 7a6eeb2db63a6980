import { engine } from '../../core/archives/seven-zip/packages.js';
import { service } from '../../core/definition/service.js';
import * as archiving from './archiving.js';
import * as metadata from './metadata.js';

export default service({
  name: '7z',
  identifier: 'sevenZip',
  title: '7z',
  category: 'Files and storage',
  summary: 'Archives in 7z, also encrypted: packed, unpacked safely, listed and changed',
  needs: engine,
  callOptions: ['timeout'],
  regions: { Archiving: archiving, 'Getting metadata': metadata },
});
