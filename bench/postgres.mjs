// The speed of writing rows to PostgreSQL and reading them, in turns with the driver and COPY.
// POSTGRES_URL=postgresql://user@localhost/database names a server to use.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import QueryStream from 'pg-query-stream';
import * as postgres from '../dist/services/postgres.js';
import { postgresServer } from './databases.mjs';
import { inTurns, row } from './measure.mjs';

const COUNT = 100_000;

const server = await postgresServer();
if (!server) {
  console.log('skip (PostgreSQL is not installed)'.padEnd(24), 'PostgreSQL');
} else {
  await measure(server.url);
  await server.stop();
}

async function measure(url) {
  const connection = await postgres.createConnection({ connectionString: url });
  const client = new pg.Client(url);
  await client.connect();
  const table = `oint_bench_${process.pid}`;
  const columns = {
    id: 'INT PRIMARY KEY',
    name: 'TEXT',
    email: 'TEXT',
    score: 'DOUBLE PRECISION',
    made: 'TIMESTAMPTZ',
  };
  await postgres.createTable({ table, columns, connection });
  try {
    await inserting(connection, client, table);
    await single(connection, client, table);
    await reading(connection, client, table);
  } finally {
    await postgres.deleteTable({ table, connection });
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
    made: '2026-01-02T03:04:05.678Z',
  }));
}

async function inserting(connection, client, table) {
  const rows = rowsToAdd();
  const ours = async () => {
    await postgres.addRecords({ table, rows, connection });
  };
  const copy = async () => {
    const to = client.query(copyFrom(`COPY ${table} FROM STDIN`));
    const lines = function* () {
      for (const one of rows) yield `${Object.values(one).join('\t')}\n`;
    };
    await pipeline(Readable.from(chunks(lines(), 500)), to);
  };
  const clear = () => client.query(`TRUNCATE ${table}`);
  row(
    `${COUNT} rows into PostgreSQL: AddRecords : COPY`,
    await inTurns(5, ours, copy, clear),
    { most: 3 },
    'ms',
  );
}

/** One row a call, many at a time, over one connection. */
async function single(connection, client, table) {
  const rows = rowsToAdd().slice(0, 10_000);
  const atOnce = async (insert) => {
    let next = 0;
    const worker = async () => {
      while (next < rows.length) await insert(rows[next++]);
    };
    await Promise.all(Array.from({ length: 32 }, worker));
  };
  const sql = `INSERT INTO ${table} VALUES ($1, $2, $3, $4, $5)`;
  const ours = () =>
    atOnce((one) => postgres.executeSQLQuery({ sql, parameters: Object.values(one), connection }));
  const driver = () => atOnce((one) => client.query(sql, Object.values(one)));
  const clear = () => client.query(`TRUNCATE ${table}`);
  const { ours: a, other: b } = await inTurns(5, ours, driver, clear);
  const rate = (ms) => rows.length / (ms / 1000);
  row(
    '10,000 single inserts, 32 at a time : pg',
    { ratio: b / a, ours: rate(a), other: rate(b) },
    { least: 0.8 },
    'per s',
  );
}

function* chunks(lines, size) {
  let text = '';
  let count = 0;
  for (const line of lines) {
    text += line;
    if (++count % size === 0) {
      yield text;
      text = '';
    }
  }
  if (text) yield text;
}

async function reading(connection, client, table) {
  await client.query(`TRUNCATE ${table}`);
  await postgres.addRecords({ table, rows: rowsToAdd(), connection });
  const ours = async () => {
    const { data } = await postgres.getRecords({ table, connection });
    if (data.length !== COUNT) throw new Error('rows are missing');
  };
  const driver = async () => {
    await client.query(`SELECT * FROM ${table}`);
  };
  row(`${COUNT} rows out: GetRecords : pg`, await inTurns(5, ours, driver), { most: 1.5 }, 'ms');
  const stream = async () => {
    let count = 0;
    for await (const _ of await postgres.getRecords.stream({ table, connection })) count++;
    if (count !== COUNT) throw new Error('rows are missing');
  };
  const query = async () => {
    let count = 0;
    const found = client.query(new QueryStream(`SELECT * FROM ${table}`, [], { batchSize: 1000 }));
    for await (const _ of found) count++;
    if (count !== COUNT) throw new Error('rows are missing');
  };
  const { ours: a, other: b } = await inTurns(5, stream, query);
  row(
    `${COUNT} rows read as a stream : pg-query-stream`,
    { ratio: b / a, ours: COUNT / a, other: COUNT / b },
    { least: 0.8 },
    'per ms',
  );
}
