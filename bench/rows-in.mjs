// A million rows of a CSV file into SQLite, in turns with `.import` of the shell sqlite3: the command line, also
// with the types of a new table, for which it reads the file twice. Whole processes, and their peak memory.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, here, inProcess, median, row } from './measure.mjs';

const ROWS = 1_000_000;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MAIN = here('../dist/cli/main.js');
const COLUMNS = 'id INTEGER, name TEXT, email TEXT, age INTEGER, salary NUMERIC, note TEXT';

const [task, csv, database] = process.argv.slice(2);
if (task) await oint();
else if (spawnSync('sqlite3', ['--version']).status === 0) measure();
else console.log('skip (no sqlite3)'.padEnd(24), 'rows of a file into SQLite');

function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
  try {
    const csv = join(folder, 'rows.csv');
    writeFileSync(csv, text());
    against(folder, csv, 'add', 'a table');
    against(folder, csv, 'create', 'a new table');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function against(folder, csv, task, what) {
  const peaks = [];
  let count = 0;
  const fresh = () => {
    const path = join(folder, `${task}${count++}.db`);
    if (task === 'add') sqlite(path, `CREATE TABLE people (${COLUMNS})`);
    return path;
  };
  const ours = () => {
    const path = fresh();
    const { seconds, peak } = inProcess('rows-in.mjs', task, csv, path);
    peaks.push(peak);
    check(path);
    return seconds * 1000;
  };
  const shell = () => {
    const path = fresh();
    // Into a table that is there, the header is a row like any other.
    const skip = task === 'add' ? '--skip 1 ' : '';
    const started = process.hrtime.bigint();
    sqlite(path, `.import --csv ${skip}${csv} people`);
    const took = Number(process.hrtime.bigint() - started) / 1e6;
    check(path);
    return took;
  };
  const label = `1,000,000 rows of CSV into ${what} of SQLite : .import of sqlite3`;
  row(label, compare(ROUNDS, ours, shell), { most: task === 'add' ? 3 : 5 }, 'ms');
  const peak = median(peaks);
  row('the same, peak memory', { ratio: peak, ours: peak, other: 200 }, { most: 200 }, 'MiB');
}

function sqlite(path, command) {
  const { status, stdout, stderr } = spawnSync('sqlite3', [path, command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function check(path) {
  const found = Number(sqlite(path, 'SELECT count(*) FROM people'));
  if (found !== ROWS) throw new Error(`only ${found} rows were added`);
  rmSync(path);
}

function text() {
  let text = 'id,name,email,age,salary,note\n';
  for (let id = 0; id < ROWS; id++) {
    text += `${id},Name ${id},user${id}@example.com,${id % 90},${id}.25,\n`;
  }
  return text;
}

/** Runs the command line in this process. */
async function oint() {
  const measured = () => ({
    seconds: process.uptime(),
    peak: process.resourceUsage().maxRSS / 1024,
  });
  process.on('exit', () => writeSync(1, JSON.stringify(measured())));
  process.argv = [process.execPath, MAIN, 'sqlite', 'AddRecords', '--db', database];
  process.argv.push('--table', 'people', '--rows', csv, '--out', '/dev/null');
  if (task === 'create') process.argv.push('--create');
  await import(MAIN);
}
