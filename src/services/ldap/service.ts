import { service } from '../../core/definition/service.js';
import * as catalog from './catalog.js';
import * as connections from './connections.js';
import { driver } from './packages.js';

export default service({
  name: 'ldap',
  title: 'LDAP',
  category: 'Servers and protocols',
  summary: 'Entries of directories: search, add, change, delete and compare, with TLS',
  needs: driver,
  callOptions: ['timeout', 'connectTimeout', 'idleTimeout', 'ca', 'cert', 'key', 'insecure'],
  regions: { 'Common methods': connections, 'Work with catalog': catalog },
});
