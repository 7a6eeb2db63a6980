import { engine } from '../../core/archives/seven-zip/packages.js';
import { service } from '../../core/definition/service.js';
import * as metadata from './metadata.js';
import * as unarchiving from './unarchiving.js';

export default service({
  name: 'rar',
  title: 'RAR',
  category: 'Files and storage',
  summary: 'RAR archives, also encrypted and in volumes: unpacked safely, and listed',
  needs: engine,
  callOptions: ['timeout'],
  regions: { Unarchiving: unarchiving, 'Getting metadata': metadata },
});
