import { service } from '../../core/definition/service.js';
import * as connections from './connections.js';
import * as databases from './databases.js';
import { driver } from './packages.js';
import * as records from './records.js';
import * as tables from './tables.js';

export default service({
  name: 'mysql',
  title: 'MySQL',
  category: 'Databases',
  summary: 'Tables, rows and databases of MySQL and MariaDB servers',
  needs: driver,
  callOptions: ['timeout', 'connectTimeout', 'ca', 'cert', 'key', 'insecure'],
  regions: {
    'Common methods': connections,
    'Database management': databases,
    'Table management': tables,
    'Record management': records,
  },
});
