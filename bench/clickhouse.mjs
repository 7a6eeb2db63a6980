// A million rows of ClickHouse into a CSV file: the command line, in turns with curl. Whole processes.
// The file is what the server writes; rows that are read as objects are measured beside it.
// Needs a server: CLICKHOUSE_URL=http://user:password@localhost:8123 node bench/clickhouse.mjs

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnv, compare, here, inProcess, row } from './measure.mjs';

const ROWS = 1_000_000;
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const MAIN = here('../dist/cli/main.js');
const SQL = `SELECT number AS id, concat('Name ', toString(number)) AS name,
  concat('user', toString(number), '@example.com') AS email, number / 4 AS price,
  toDateTime('2026-01-02 03:04:05') AS made FROM system.numbers LIMIT ${ROWS}`;

const url = process.env.CLICKHOUSE_URL;
if (process.argv[2] === 'rows') await reads();
else if (url) measure();
else console.log('skip (CLICKHOUSE_URL is not set)'.padEnd(24), 'ClickHouse');

function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
  const [ours, theirs] = [join(folder, 'oint.csv'), join(folder, 'curl.csv')];
  const oint = () =>
    timed(process.execPath, [
      ...[MAIN, 'clickhouse', 'ExecuteRequest', '--conn', url, '--req', SQL, '--out', ours],
    ]);
  const curl = () =>
    timed('curl', [
      ...['-s', '-o', theirs, '--data-binary', SQL, `${url}/?default_format=CSVWithNames`],
    ]);
  try {
    row(
      '1,000,000 rows of ClickHouse as CSV: oint : curl',
      compare(ROUNDS, oint, curl),
      { most: 3.5 },
      'ms',
    );
    if (statSync(ours).size !== statSync(theirs).size) throw new Error('the files differ');
    const rows = () => inProcess('clickhouse.mjs', 'rows').seconds * 1000;
    row('the same as rows : as a file', compare(ROUNDS, rows, oint), { most: 12 }, 'ms');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function timed(program, args) {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { env: cleanEnv });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** Reads every row as an object, in this process. */
async function reads() {
  const clickhouse = await import('../dist/services/clickhouse.js');
  const stream = await clickhouse.executeRequest.stream({ connection: url, request: SQL });
  let count = 0;
  for await (const batch of stream.batches()) count += batch.length;
  if (count !== ROWS) throw new Error(`${count} rows`);
  console.log(JSON.stringify({ seconds: process.uptime() }));
}
