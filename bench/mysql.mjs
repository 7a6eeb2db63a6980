// The speed of writing rows to MySQL or MariaDB, in turns with LOAD DATA, and of reading them, in turns
// with the driver. MYSQL_URL=mysql://user@localhost/database names a server to use, which must allow
// LOCAL INFILE.

import { Readable } from 'node:stream';
import { createConnection } from 'mysql2/promise';
import * as mysql from '../dist/services/mysql.js';
import { mysqlServer } from './databases.mjs';
import { inTurns, row } from './measure.mjs';

const COUNT = 100_000;

const server = await mysqlServer();
if (!server) {
  console.log('skip (MariaDB is not installed)'.padEnd(24), 'MySQL');
} else {
  await measure(server.url);
  await server.stop();
}

async function measure(url) {
  const connection = await mysql.createConnection({ connectionString: url });
  const client = await createConnection({ uri: url, timezone: 'Z' });
  const table = `oint_bench_${process.pid}`;
  const columns = {
    id: 'INT PRIMARY KEY',
    name: 'VARCHAR(100)',
    email: 'VARCHAR(100)',
    score: 'DOUBLE',
    made: 'DATETIME(3)',
  };
  await mysql.createTable({ table, columns, connection });
  try {
    await inserting(connection, client, table);
    await reading(connection, client, table);
  } finally {
    await mysql.deleteTable({ table, connection });
    await connection.close();
    await client.end();
  }
}

function rowsToAdd() {
  return Array.from({ length: COUNT }, (_, id) => ({
    id,
    name: `name ${id}`,
    email: `user${id}@example.com`,
    score: id / 7,
    made: '2026-01-02 03:04:05.678',
  }));
}

async function inserting(connection, client, table) {
  const rows = rowsToAdd();
  const ours = async () => {
    await mysql.addRecords({ table, rows, connection });
  };
  const load = async () => {
    const lines = function* () {
      for (let at = 0; at < rows.length; at += 500) {
        const some = rows.slice(at, at + 500);
        yield Buffer.from(some.map((one) => `${Object.values(one).join('\t')}\n`).join(''));
      }
    };
    await client.query({
      sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table}`,
      infileStreamFactory: () => Readable.from(lines(), { objectMode: false }),
    });
  };
  const clear = () => client.query(`TRUNCATE ${table}`);
  row(
    `${COUNT} rows into MySQL: AddRecords : LOAD DATA`,
    await inTurns(5, ours, load, clear),
    { most: 3 },
    'ms',
  );
}

async function reading(connection, client, table) {
  await client.query(`TRUNCATE ${table}`);
  await mysql.addRecords({ table, rows: rowsToAdd(), connection });
  const ours = async () => {
    const { data } = await mysql.getRecords({ table, connection });
    if (data.length !== COUNT) throw new Error('rows are missing');
  };
  const driver = async () => {
    await client.query(`SELECT * FROM ${table}`);
  };
  row(
    `${COUNT} rows out: GetRecords : mysql2`,
    await inTurns(5, ours, driver),
    { most: 1.5 },
    'ms',
  );
}
