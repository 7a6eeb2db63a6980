import { service } from '../../core/definition/service.js';
import { driver } from '../../core/sqlite/packages.js';
import * as connections from './connections.js';
import * as records from './records.js';
import * as tables from './tables.js';

export default service({
  name: 'sqlite',
  title: 'SQLite',
  summary: 'Tables and rows of SQLite databases: files, or in memory',
  needs: driver,
  regions: {
    'Common methods': connections,
    'Table management': tables,
    'Record management': records,
  },
});
