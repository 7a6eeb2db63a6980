import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { home, oint, startOint } from '../../../test/support/oint.js';
import { newPath } from './testing/database.js';

const sqlite = (method: string, ...args: string[]) => oint(['sqlite', method, ...args]);
const db = newPath();
const table = ['--table', 'test', '--db', db];

const isPartOf = (name: string) => name.includes('endless');

describe('the command line', () => {
  it('does not apply an expression to a text that would fill the memory', async () => {
    const sql = "SELECT printf('%.*c', 50000000, 'x') AS s";
    const run = (query: string) => sqlite('ExecuteSQLQuery', '--sql', sql, '--query', query);
    const { status, stdout, stderr } = await run('length(data[0].s)');
    expect(stderr).toMatch(/is not applied to a text of more than 32 MiB, so the whole result/);
    expect(status).not.toBe(0);
    expect(stdout.length).toBeGreaterThan(50_000_000);
  });

  it('creates a table, adds rows with an image, and gets them', async () => {
    const picture = join(home, 'picture.bin');
    await writeFile(picture, Buffer.from([0, 1, 255]));
    const columns = "{'id':'INTEGER PRIMARY KEY','name':'TEXT','data':'BLOB'}";
    expect((await sqlite('CreateTable', ...table, '--cols', columns)).stdout).toBe(
      '{"result":true}\n',
    );
    const rows = `[{'name':'Ann, "A"','data':{'blob':'${picture}'}},{'name':'=1+1'}]`;
    expect(JSON.parse((await sqlite('AddRecords', ...table, '--rows', rows)).stdout)).toMatchObject(
      { rows: 2 },
    );
    const filter = "{'field':'name','type':'LIKE','value':'Ann%'}";
    const got = await sqlite('GetRecords', ...table, '--filter', filter, '--query', 'data[0]');
    expect(JSON.parse(got.stdout)).toEqual({ id: 1, name: 'Ann, "A"', data: { blob: 'AAH/' } });
  });

  it.each(['csv', 'tsv', 'jsonl'])(
    'tells NULL from empty text in both directions, in .%s',
    async (format) => {
      const rows = [
        { id: 1, name: null, note: '' },
        { id: 2, name: '', note: null },
      ];
      const [first, second] = [join(home, `first.${format}`), join(home, `second.${format}`)];
      const on = ['--db', newPath(), '--table'];
      const add = (table: string, from: string) =>
        sqlite('AddRecords', ...on, table, '--rows', from, '--create');
      expect((await add('one', JSON.stringify(rows))).stderr).toBe('');
      await sqlite('GetRecords', ...on, 'one', '--out', first);
      expect((await add('two', first)).stderr).toBe('');
      await sqlite('GetRecords', ...on, 'two', '--out', second);
      expect(await readFile(second, 'utf8')).toBe(await readFile(first, 'utf8'));
      const { stdout } = await sqlite('GetRecords', ...on, 'two', '--query', 'data');
      expect(JSON.parse(stdout)).toEqual(rows);
    },
  );

  it('writes rows to .csv and .jsonl', async () => {
    const csv = join(home, 'rows.csv');
    expect(
      await sqlite('GetRecords', ...table, '--fields', "['id','name']", '--out', csv),
    ).toMatchObject({ status: 0, stdout: '' });
    expect(await readFile(csv, 'utf8')).toBe('id,name\r\n1,"Ann, ""A"""\r\n2,=1+1\r\n');
    const lines = join(home, 'rows.jsonl');
    await sqlite(
      'ExecuteSQLQuery',
      '--sql',
      'SELECT id, 9007199254740993 AS n FROM test',
      '--db',
      db,
      '--out',
      lines,
    );
    expect(await readFile(lines, 'utf8')).toBe(
      '{"id":1,"n":"9007199254740993"}\n{"id":2,"n":"9007199254740993"}\n',
    );
  });

  it('leaves the error where a script looks for the result', async () => {
    const wrong = ['ExecuteSQLQuery', '--sql', 'SELEC 1', '--db', db] as const;
    const out = join(home, 'wrong.json');
    const printed = await sqlite(...wrong);
    expect(printed.status).toBe(1);
    expect(JSON.parse(printed.stdout)).toEqual({
      result: false,
      error: expect.stringContaining('near "SELEC": syntax error'),
    });
    expect(printed.stderr).toContain('near "SELEC": syntax error');
    expect(await sqlite(...wrong, '--out', out)).toMatchObject({ status: 1, stdout: '' });
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual(JSON.parse(printed.stdout));
    const env = { OINT_COMPAT: '1' };
    const compatible = await oint(['sqlite', ...wrong, '--out', out], { env });
    expect(compatible).toMatchObject({ status: 0, stdout: '' });
    expect(compatible.stderr).toContain('syntax error');
    expect((await sqlite(...wrong, '--query', 'data')).stdout).toBe('');
  });

  it('prints rows as they arrive', async () => {
    const { stdout } = await sqlite('GetRecords', ...table, '--fields', 'id', '--stream');
    expect(stdout).toBe('{"id":1}\n{"id":2}\n');
  });

  it('writes rows as they arrive with --stream too, and rejects formats that need all of them', async () => {
    const lines = join(home, 'streamed.jsonl');
    await sqlite('GetRecords', ...table, '--fields', 'id', '--stream', '--out', lines);
    expect(await readFile(lines, 'utf8')).toBe('{"id":1}\n{"id":2}\n');
    const whole = await sqlite('GetRecords', ...table, '--stream', '--out', join(home, 'a.json'));
    expect(whole.stderr).toContain('--stream cannot write to --out');
    expect(whole.status).toBe(2);
  });

  it('is interrupted by Ctrl-C, and leaves no partial file', async () => {
    const out = join(home, 'endless.jsonl');
    const sql = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n';
    const running = startOint(['sqlite', 'ExecuteSQLQuery', '--sql', sql, '--stream']);
    await running.until('{"i":1000}');
    running.signal('SIGINT');
    expect(await running.ended).toMatchObject({ status: 130 });
    const writing = startOint(['sqlite', 'ExecuteSQLQuery', '--sql', sql, '--out', out]);
    const hasPart = async () => (await readdir(home)).some(isPartOf);
    await expect.poll(hasPart, { timeout: 20_000 }).toBe(true);
    writing.signal('SIGINT');
    expect(await writing.ended).toMatchObject({ status: 130 });
    expect((await readdir(home)).filter(isPartOf)).toEqual([]);
  });

  it('shows SQL and values without touching the database', async () => {
    const nowhere = newPath();
    const shown = await sqlite(
      'UpdateRecords',
      '--table',
      't',
      '--values',
      "{'a':'x'}",
      '--filter',
      'all',
      '--db',
      nowhere,
      '--dry-run',
    );
    expect(shown.stdout).toBe('UPDATE "t" SET "a" = ?;\n-- with the values\n--   1: \'x\'\n');
    const query = await sqlite(
      'ExecuteSQLQuery',
      '--sql',
      'SELECT ?1;',
      '--params',
      "[1,'x']",
      '--dry-run',
    );
    expect(query.stderr).toContain('the query has 1 placeholder, but --params has 2 values');
  });

  it('reports errors in one or two lines, with the right exit status', async () => {
    for (const [args, status, says] of [
      [
        ['GetRecords', '--table', 'none', '--db', db],
        1,
        'oint: sqlite GetRecords: no such table: none\n',
      ],
      [['GetRecords', '--table', 'none'], 1, 'Pass the path of its file as db'],
      [['GetRecords', '--table', 't', '--db', home], 2, 'is a folder'],
      [['GetRecords', ...table, '--filter', "{'field':'id'}"], 2, '--filter[0] has no "value"'],
      [['GetRecords', ...table, '--filter', ''], 2, '--filter is empty\n  Use "all" for all rows.'],
      [['DeleteRecords', ...table, '--filter', ''], 2, '--filter is empty'],
      [['DeleteRecords', ...table], 2, '--filter is missing: Filters'],
      [
        ['AddRecords', ...table, '--rows', "[{'id':7},{'id':7}]"],
        1,
        'rows[1]: UNIQUE constraint failed: test.id (no row was added)',
      ],
      [
        ['AddRecords', ...table, '--rows', "{'data':{'blob':'/no/such'}}"],
        2,
        '--rows[0].data.blob: no such file: "/no/such"',
      ],
      [['CreateConnection', '--db', db], 2, 'only for programs'],
    ] as const) {
      const ended = await sqlite(...(args as unknown as [string]));
      expect(ended.stderr).toContain(says);
      expect(ended.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
      expect(ended.status).toBe(status);
      if (status !== 1) expect(ended.stdout).toBe('');
    }
  });
});
