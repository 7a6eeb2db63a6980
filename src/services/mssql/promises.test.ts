import { sqlPromises } from '../../../test/support/sql-promises.js';
import * as mssql from './index.js';
import { addressOf, startStandIn } from './testing/stand-in.js';

// There is no SQL Server to test with: its protocol is real here, its T-SQL is translated for SQLite.
const server = await startStandIn();
const address = addressOf(server);

sqlPromises('a stand-in for SQL Server', {
  methods: mssql,
  param: 'connection',
  address,
  open: () => mssql.createConnection({ connectionString: address }),
  types: {
    key: 'INT PRIMARY KEY',
    whole: 'INT',
    wide: 'BIGINT',
    text: 'NVARCHAR(max)',
    indexed: 'NVARCHAR(50)',
    bytes: 'VARBINARY(max)',
  },
  decimal: 'DECIMAL(38, 6)',
  bytes: (bytes) => bytes,
  reasons: { missing: '208', exists: '2714', duplicate: '2627' },
  quote: '[',
  created: { price: '1.50', paid: true },
  namesKeys: true,
  numbers: (count) =>
    `WITH s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < ${count}) SELECT n FROM s OPTION (MAXRECURSION 0)`,
  begin: 'BEGIN TRANSACTION',
});
