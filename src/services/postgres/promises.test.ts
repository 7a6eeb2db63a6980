import { startBoth } from '../../../test/support/postgres.js';
import { sqlPromises } from '../../../test/support/sql-promises.js';
import * as postgres from './index.js';

for (const { url, kind } of await startBoth()) {
  sqlPromises(kind, {
    methods: postgres,
    param: 'connection',
    address: url,
    open: () => postgres.createConnection({ connectionString: url }),
    types: {
      key: 'INT PRIMARY KEY',
      whole: 'INT',
      wide: 'BIGINT',
      text: 'TEXT',
      indexed: 'TEXT',
      bytes: 'BYTEA',
    },
    decimal: 'NUMERIC(40, 6)',
    bytes: (bytes) => bytes,
    reasons: { missing: '42P01', exists: '42P07', duplicate: '23505' },
    quote: '"',
    created: { price: '1.50', paid: true },
    namesKeys: true,
    numbers: (count) => `SELECT n FROM generate_series(1, ${count}) AS n`,
    begin: 'BEGIN',
  });
}
