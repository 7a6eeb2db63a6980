// Rows that do not fit into memory, in real processes with little of it.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { bash, home, oint, startOint } from '../support/oint.js';
import { startPostgres } from '../support/postgres.js';

const ROWS = 300_000;
/** Megabytes for objects: the rows alone would need ten times as many. */
const env = { NODE_OPTIONS: '--max-old-space-size=64' };

const good = join(home, 'good.csv');
const lines = join(home, 'good.jsonl');
/** A row late in it has a value too few. */
const broken = join(home, 'broken.csv');
/** The key of the first row comes again at the end. */
const twice = join(home, 'twice.csv');

async function generate(path: string, first: string, rowOf: (id: number) => string, last = '') {
  const file = createWriteStream(path);
  file.write(first);
  for (let id = 1; id <= ROWS; id += 1000) {
    let text = '';
    for (let at = id; at < id + 1000; at++) text += rowOf(at);
    if (!file.write(text)) await once(file, 'drain');
  }
  file.end(last);
  await finished(file);
}

const csvRow = (id: number) => `${id},"Name, ${id}",user${id}@example.com,${id % 90},${id}.25,\n`;
const header = 'id,name,email,age,price,note\n';

beforeAll(async () => {
  await generate(good, header, csvRow);
  await generate(broken, header, csvRow, '1,2\n');
  await generate(twice, header, csvRow, csvRow(1));
  const jsonRow = (id: number) => `{"id":${id},"name":"Name ${id}","price":${id}.10}\n`;
  await generate(lines, '', jsonRow);
}, 120_000);

const { url } = await startPostgres();
const database = join(home, 'rows.db');
const targets = [
  { service: 'sqlite', on: ['--db', database] },
  { service: 'postgres', on: ['--dbc', url] },
] as const;

describe.each(targets)('rows of $service', ({ service, on }) => {
  const add = (table: string, rows: string, ...others: string[]) =>
    oint([service, 'AddRecords', ...on, '--table', table, '--rows', rows, ...others], { env });
  const query = async (sql: string) => {
    const { stdout } = await oint([service, 'ExecuteSQLQuery', ...on, '--sql', sql]);
    return JSON.parse(stdout).data;
  };
  const count = async (table: string) => {
    const [{ n }] = await query(`SELECT CAST(count(*) AS INTEGER) AS n FROM ${table}`);
    return n;
  };
  const command = (table: string) =>
    `oint ${service} AddRecords ${on[0]} '${on[1]}' --table ${table} --rows -`;

  it('are written from a file, into a new table with the types of all rows', async () => {
    const { stdout, stderr } = await add('people', good, '--create');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ result: true, rows: ROWS });
    const [last] = await query(`SELECT id, name, age, note FROM people WHERE id = ${ROWS}`);
    expect(last).toEqual({ id: ROWS, name: `Name, ${ROWS}`, age: ROWS % 90, note: null });
    expect(await count('people')).toBe(ROWS);
  });

  it('are written from standard input, also into a new table', async () => {
    const piped = await bash(`cat ${good} | ${command('piped')} --create`, { env });
    expect(piped).toMatchObject({ status: 0, stderr: '' });
    expect(await count('piped')).toBe(ROWS);
    const more = await bash(`cat ${good} | ${command('piped')}`, { env });
    expect(more).toMatchObject({ status: 0, stderr: '' });
    expect(await count('piped')).toBe(2 * ROWS);
    // The copy on disk was deleted.
    expect((await readdir(home)).filter((name) => name.startsWith('oint-'))).toEqual([]);
  });

  it('are written from JSON Lines', async () => {
    expect((await add('lines', lines, '--create')).stderr).toBe('');
    const [row] = await query('SELECT id, price FROM lines WHERE id = 7');
    expect([row.id, Number(row.price)]).toEqual([7, 7.1]);
    expect(await count('lines')).toBe(ROWS);
  });

  it('are all rolled back if one of the last is wrong, and the error names it', async () => {
    const wrong = await add('people', broken);
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain(
      `broken.csv is not valid CSV at line ${ROWS + 2}: it has 2 values`,
    );
    expect(await count('people')).toBe(ROWS);
    const type = service === 'sqlite' ? 'INTEGER' : 'INT';
    const columns = `{'id':'${type} PRIMARY KEY'}`;
    const again = await add('keyed', twice, '--create', '--cols', columns);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain(`--rows[${ROWS}]: `);
    expect(again.stderr).toContain('no row was added');
    expect((await add('keyed', broken, '--create')).status).toBe(2);
    const { stderr } = await oint([
      service,
      'ExecuteSQLQuery',
      ...on,
      '--sql',
      'SELECT 1 FROM keyed',
    ]);
    expect(stderr).toMatch(/no such table|does not exist/);
  });

  it('are refused if standard input has no line end, however much there is', async () => {
    const endless = `yes a | tr -d '\\n' | ${command('people')}`;
    const { status, stderr } = await bash(endless, { env });
    expect(stderr).toContain('standard input is larger than 256 MiB, and JSON is read as a whole');
    expect(status).toBe(2);
  });

  it('are all rolled back after Ctrl-C while more are awaited', async () => {
    const args = ['AddRecords', ...on, '--table', 'people', '--rows', '-'];
    const running = startOint([service, ...args], { env, stdin: 'open' });
    // More than one batch of them.
    await running.write((await readFile(good)).subarray(0, 4_000_000));
    running.signal('SIGINT');
    expect((await running.ended).status).toBe(130);
    expect(await count('people')).toBe(ROWS);
  });
});

it('are shown in a dry run', async () => {
  const args = ['sqlite', 'AddRecords', '--db', join(home, 'none.db'), '--table', 't'];
  const { stdout } = await oint([...args, '--rows', good, '--create', '--dry-run'], { env });
  expect(stdout).toContain('CREATE TABLE "t" ("id" INTEGER, "name" TEXT');
  expect(stdout).toContain(`-- and ${ROWS - 1} more rows like it`);
});
