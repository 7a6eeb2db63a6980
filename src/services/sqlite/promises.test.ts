import { sqlPromises } from '../../../test/support/sql-promises.js';
import * as sqlite from './index.js';
import { newPath } from './testing/database.js';

const path = newPath();

sqlPromises('SQLite', {
  methods: sqlite,
  param: 'db',
  address: path,
  open: () => sqlite.createConnection({ path }),
  types: {
    key: 'INTEGER PRIMARY KEY',
    whole: 'INTEGER',
    wide: 'INTEGER',
    text: 'TEXT',
    indexed: 'TEXT',
    bytes: 'BLOB',
  },
  bytes: (bytes) => ({ blob: bytes.toString('base64') }),
  reasons: {
    missing: 'SQLITE_ERROR',
    exists: 'SQLITE_ERROR',
    duplicate: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  },
  quote: '"',
  created: { price: 1.5, paid: 'true' },
  namesKeys: true,
  numbers: (count) =>
    `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${count}) SELECT n FROM s`,
  begin: 'BEGIN',
});
