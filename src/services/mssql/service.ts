import { service } from '../../core/definition/service.js';
import * as connections from './connections.js';
import * as databases from './databases.js';
import { driver } from './packages.js';
import * as records from './records.js';
import * as tables from './tables.js';

export default service({
  name: 'mssql',
  title: 'Microsoft SQL Server',
  category: 'Databases',
  summary: 'Tables, rows and databases of Microsoft SQL Server and Azure SQL',
  needs: driver,
  callOptions: ['timeout', 'connectTimeout', 'ca', 'cert', 'key', 'insecure'],
  regions: {
    'Common methods': connections,
    'Database management': databases,
    'Table management': tables,
    'Record management': records,
  },
});
