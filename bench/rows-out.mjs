// A million rows of a server into a CSV file: the command line, in turns with a loop over the driver's
// stream that writes the same lines. Whole processes, and their peak memory.
// MYSQL_URL=mysql://user@localhost/database and POSTGRES_URL name servers to use.

import { createWriteStream, mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mysqlServer, postgresServer } from './databases.mjs';
import { compare, here, inProcess, median, row } from './measure.mjs';

const ROWS = 1_000_000;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MAIN = here('../dist/cli/main.js');

/** A query of a million rows: a number, two texts, a decimal and a time. */
const QUERIES = {
  mysql: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    SELECT (a.i - 1) * 1000 + b.i AS id, CONCAT('Name ', b.i) AS name, CONCAT('user', a.i, '@example.com') AS email,
    a.i + 0.25 AS price, TIMESTAMP('2026-01-02 03:04:05') AS made FROM n a JOIN n b`,
  postgres: `SELECT i AS id, 'Name ' || i AS name, 'user' || i || '@example.com' AS email, i + 0.25 AS price,
    TIMESTAMP '2026-01-02 03:04:05' AS made FROM generate_series(1, ${ROWS}) AS i`,
};

const [task, service, url, out] = process.argv.slice(2);
if (task === 'oint') await oint();
else if (task === 'driver') await driver();
else {
  for (const [name, start] of Object.entries({ mysql: mysqlServer, postgres: postgresServer })) {
    const server = await start();
    if (server) measure(name, server.url);
    else console.log('skip (no server is installed)'.padEnd(24), `rows of ${name} as CSV`);
    await server?.stop();
  }
}

function measure(name, address) {
  const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
  const peaks = [];
  const run = (what) => () => {
    const file = join(folder, `${what}.csv`);
    const { seconds, peak } = inProcess('rows-out.mjs', what, name, address, file);
    if (what === 'oint') peaks.push(peak);
    return seconds * 1000;
  };
  try {
    const { ours, other } = compare(ROUNDS, run('oint'), run('driver'));
    row(
      `1,000,000 rows of ${name} as CSV: speed : the driver’s stream`,
      { ratio: other / ours, ours, other },
      { least: 0.7 },
      'ms',
    );
    const peak = median(peaks);
    row('the same, peak memory', { ratio: peak, ours: peak, other: 120 }, { most: 120 }, 'MiB');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs the command line in this process. */
async function oint() {
  const sql = QUERIES[service];
  process.on('exit', () => writeSync(1, JSON.stringify(measured())));
  process.argv = [process.execPath, MAIN, service, 'ExecuteSQLQuery'];
  process.argv.push('--dbc', url, '--sql', sql, '--out', out);
  await import(MAIN);
}

/** The loop that a user would write. */
async function driver() {
  const stream = service === 'mysql' ? await ofMysql() : await ofPostgres();
  let text = '';
  const lines = new Transform({
    writableObjectMode: true,
    transform({ id, name, email, price, made }, _, done) {
      text += `${id},${name},${email},${price},${made}\r\n`;
      if (text.length > 65_536) {
        this.push(text);
        text = '';
      }
      done();
    },
    flush(done) {
      done(null, text);
    },
  });
  await pipeline(stream, lines, createWriteStream(out));
  console.log(JSON.stringify(measured()));
  process.exit();
}

async function ofMysql() {
  const { createConnection } = await import('mysql2');
  return createConnection({ uri: url, dateStrings: true }).query(QUERIES.mysql).stream();
}

async function ofPostgres() {
  const [{ default: pg }, { default: QueryStream }] = await Promise.all([
    import('pg'),
    import('pg-query-stream'),
  ]);
  const client = new pg.Client(url);
  await client.connect();
  return client.query(new QueryStream(QUERIES.postgres, [], { batchSize: 1000 }));
}

function measured() {
  return { seconds: process.uptime(), peak: process.resourceUsage().maxRSS / 1024 };
}
