// The speed of writing rows to PostgreSQL and reading them, in turns with the driver and COPY.
// Needs a server: POSTGRES_URL=postgresql://user@localhost/database node bench/postgres.mjs

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import * as postgres from '../dist/services/postgres.js';
import { inTurns, row } from './measure.mjs';

const COUNT = 100_000;

const url = process.env.POSTGRES_URL;
if (!url) {
  console.log('skip (POSTGRES_URL is not set)'.padEnd(24), 'PostgreSQL');
} else {
  await measure();
}

async function measure() {
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
  row(
    `${COUNT} rows out: stream : pg at once`,
    await inTurns(5, stream, driver),
    { most: 2 },
    'ms',
  );
}
