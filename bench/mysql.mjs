// The speed of writing rows to MySQL or MariaDB, in turns with LOAD DATA, and of reading them, in turns
// with the driver. Needs a server that allows LOCAL INFILE:
// MYSQL_URL=mysql://user@localhost/database node bench/mysql.mjs

import { Readable } from 'node:stream';
import { createConnection } from 'mysql2/promise';
import * as mysql from '../dist/services/mysql.js';
import { inTurns, row } from './measure.mjs';

const COUNT = 100_000;

const url = process.env.MYSQL_URL;
if (!url) {
  console.log('skip (MYSQL_URL is not set)'.padEnd(24), 'MySQL');
} else {
  await measure();
}

async function measure() {
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
