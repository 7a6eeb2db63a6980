import { describe, it } from 'vitest';
import { startMariadb, whyNoServer } from '../../../test/support/mariadb.js';
import { sqlPromises } from '../../../test/support/sql-promises.js';
import * as mysql from './index.js';

if (whyNoServer) describe('MySQL', () => it.skip(`(skipped: ${whyNoServer})`));
else {
  const { url } = await startMariadb();
  sqlPromises('MariaDB', {
    methods: mysql,
    param: 'connection',
    address: url,
    open: () => mysql.createConnection({ connectionString: url }),
    types: {
      key: 'INT PRIMARY KEY',
      whole: 'INT',
      wide: 'BIGINT',
      text: 'TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
      indexed: 'VARCHAR(50)',
      bytes: 'BLOB',
    },
    decimal: 'DECIMAL(40, 6)',
    bytes: (bytes) => bytes,
    reasons: {
      missing: 'ER_NO_SUCH_TABLE',
      exists: 'ER_TABLE_EXISTS_ERROR',
      duplicate: 'ER_DUP_ENTRY',
    },
    quote: '`',
    created: { price: '1.50', paid: 1 },
    namesKeys: false,
    numbers: (count) => `SELECT seq AS n FROM seq_1_to_${count}`,
    begin: 'START TRANSACTION',
  });
}
