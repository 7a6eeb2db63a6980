// Writes 100,000 rows to SQLite, compared with the driver's own loop, and reads a million rows in
// little memory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, inProcess, median, row } from './measure.mjs';

const ROWS = 100_000;
const READ = 1_000_000;
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const [task] = process.argv.slice(2);

const sql = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${READ})
  SELECT i AS id, 'Name ' || i AS name, i % 90 AS age, i + 0.25 AS salary FROM n`;

const tasks = { oint, driver, stream, loop };
if (task) {
  const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
  try {
    console.log(JSON.stringify(await tasks[task](join(folder, 'bench.sqlite'))));
  } finally {
    rmSync(folder, { recursive: true });
  }
} else {
  const seconds = (name) => () => inProcess('sqlite.mjs', name).seconds * 1000;
  row(
    '100,000 rows into SQLite : the driver’s prepared loop',
    compare(ROUNDS, seconds('oint'), seconds('driver')),
    { most: 1.5 },
    'ms',
  );
  const memory = [];
  const streamed = () => {
    const { seconds, grown } = inProcess('sqlite.mjs', 'stream');
    memory.push(grown);
    return seconds * 1000;
  };
  row(
    '1,000,000 rows as a stream : the driver’s iterate()',
    compare(ROUNDS, streamed, seconds('loop')),
    { most: 3 },
    'ms',
  );
  const grown = median(memory);
  row(
    'the same, memory grown by, in MiB',
    { ratio: grown, ours: grown, other: 60 },
    { most: 60 },
    'MiB',
  );
}

function records() {
  return Array.from({ length: ROWS }, (_, id) => ({
    id,
    name: `Name ${id}`,
    age: id % 90,
    salary: id + 0.25,
  }));
}

async function oint(path) {
  const { createConnection, createTable, addRecords } = await import('../dist/services/sqlite.js');
  const db = await createConnection({ path });
  const columns = { id: 'INTEGER PRIMARY KEY', name: 'TEXT', age: 'INTEGER', salary: 'REAL' };
  await createTable({ table: 'bench', columns, db });
  const rows = records();
  const started = process.hrtime.bigint();
  const added = await addRecords({ table: 'bench', rows, db });
  if (added.rows !== ROWS) throw new Error(`only ${added.rows} rows were added`);
  const measured = since(started);
  await db.close();
  return measured;
}

async function driver(path) {
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(path);
  db.exec('CREATE TABLE bench (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, salary REAL)');
  const rows = records();
  const started = process.hrtime.bigint();
  const insert = db.prepare('INSERT INTO bench (id, name, age, salary) VALUES (?, ?, ?, ?)');
  db.transaction(() => {
    for (const { id, name, age, salary } of rows) insert.run(id, name, age, salary);
  })();
  return since(started);
}

async function stream() {
  const { executeSQLQuery } = await import('../dist/services/sqlite.js');
  const before = process.memoryUsage.rss();
  const started = process.hrtime.bigint();
  let sum = 0;
  for await (const { age } of await executeSQLQuery.stream({ sql })) sum += age;
  return { ...since(started), sum, grown: (process.memoryUsage.rss() - before) / 2 ** 20 };
}

async function loop() {
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(':memory:');
  const started = process.hrtime.bigint();
  let sum = 0;
  for (const { age } of db.prepare(sql).iterate()) sum += age;
  return { ...since(started), sum };
}

function since(started) {
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}
