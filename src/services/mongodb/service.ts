import { service } from '../../core/definition/service.js';
import * as collections from './collections.js';
import * as connections from './connections.js';
import * as databases from './databases.js';
import * as documents from './documents.js';
import { driver } from './packages.js';
import * as roles from './roles.js';
import * as users from './users.js';

export default service({
  name: 'mongodb',
  title: 'MongoDB',
  category: 'Databases',
  summary: 'Documents, collections, users and roles of MongoDB servers',
  needs: driver,
  callOptions: ['timeout', 'connectTimeout', 'ca', 'cert', 'key', 'insecure'],
  regions: {
    'Common methods': connections,
    'Working with databases': databases,
    'Collection management': collections,
    'Documents management': documents,
    'Users management': users,
    'Role management': roles,
  },
});
