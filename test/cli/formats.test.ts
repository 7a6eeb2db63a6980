import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bash, home, inTerminal, type Options, oint } from '../support/oint.js';

const CSV = 'id,name,price\r\n1,"Smith, Bob",1.10\r\n2,"",\r\n12345678901,Ann,0.5\r\n';
const db = join(home, 'formats.db');
const on = ['--table', 'people', '--db', db];

const sqlite = (method: string, args: readonly string[], options?: Options) =>
  oint(['sqlite', method, ...args], options);
const get = (...args: string[]) => sqlite('GetRecords', [...on, ...args]);

beforeAll(async () => {
  await writeFile(join(home, 'people.csv'), CSV);
  const columns = "{'id':'INTEGER','name':'TEXT','price':'TEXT'}";
  await sqlite('CreateTable', [...on, '--cols', columns]);
  const added = await sqlite('AddRecords', [...on, '--rows', 'people.csv', '--query', 'rows']);
  expect(added).toMatchObject({ status: 0, stdout: '3\n' });
});

describe('rows', () => {
  it.each(['csv', 'tsv', 'jsonl'])(
    'written to .%s are the same when they are added',
    async (ending) => {
      const [copy, file, again] = ['db', ending, `again.${ending}`].map((name) =>
        join(home, `copy-${ending}.${name}`),
      );
      await get('--out', file!);
      const { stdout } = await bash(
        `cd ${home} && oint sqlite CreateTable --table people --db ${copy} --cols "{'id':'INTEGER','name':'TEXT','price':'TEXT'}" &&
       oint sqlite AddRecords --table people --db ${copy} --rows - --query rows < ${file} &&
       oint sqlite GetRecords --table people --db ${copy} --out ${again}`,
      );
      expect(stdout).toBe('{"result":true}\n3\n');
      expect(await readFile(again!, 'utf8')).toBe(await readFile(file!, 'utf8'));
    },
  );

  it('are printed in each format', async () => {
    const [csv, lines, text, table] = await Promise.all([
      get('--output', 'csv'),
      get('--output', 'jsonl', '--stream'),
      get('--output', 'text'),
      get('-T'),
    ]);
    expect(csv).toMatchObject({ status: 0, stdout: CSV, stderr: '' });
    expect(lines.stdout.split('\n')[1]).toBe('{"id":2,"name":"","price":null}');
    expect(text.stdout).toBe('1\tSmith, Bob\t1.10\n2\t\t\n12345678901\tAnn\t0.5\n');
    expect(table.stdout).toBe(
      [
        '         id  name        price',
        '───────────  ──────────  ─────',
        '          1  Smith, Bob  1.10',
        '          2',
        '12345678901  Ann         0.5',
        '',
      ].join('\n'),
    );
  });

  it('that --query selected have a format too, also in a file', async () => {
    const query = ['--query', 'data[].{who: name}'];
    const [yaml] = await Promise.all([
      get(...query, '--output', 'yaml'),
      get(...query, '--out', join(home, 'who.csv')),
    ]);
    expect(yaml.stdout).toBe('- who: Smith, Bob\n- who: ""\n- who: Ann\n');
    expect(await readFile(join(home, 'who.csv'), 'utf8')).toBe(
      'who\r\n"Smith, Bob"\r\n""\r\nAnn\r\n',
    );
  });
});

describe('a format', () => {
  it.each([
    [['--output', 'tabel'], '--output must be json, jsonl, table, csv, tsv, yaml or text'],
    [['--output', 'yaml', '--out', '_hex_'], '--output cannot be used with --out _hex_'],
    [['--output', 'csv', '--out', 'a.png'], 'the result is JSON, which is not written as .png'],
    [['--stream', '--output', 'yaml'], 'it cannot be used with --output yaml'],
    [['--output'], '--output needs a value'],
  ])('is refused before anything is done: %j', async (args, message) => {
    const { status, stdout, stderr } = await get(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('is JSON in a pipe, whatever the default for a terminal is', async () => {
    const env = { OINT_OUTPUT: 'table' };
    const { stdout } = await sqlite('GetRecords', [...on, '--limit', '1'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ result: true });
  });
});

describe('on a terminal', () => {
  const shown = async (args: string[], env: Record<string, string>) => {
    const terminal = inTerminal(['sqlite', 'GetRecords', ...on, ...args], { env });
    return { status: await terminal.ended, output: terminal.output };
  };

  it('JSON has colors, unless NO_COLOR is set', async () => {
    const args = ['--limit', '1', '--query', 'data[0]'];
    const [colored, plain] = await Promise.all([
      shown(args, { TERM: 'xterm-256color', COLORTERM: '', NO_COLOR: '', FORCE_COLOR: '' }),
      shown(args, { TERM: 'xterm-256color', NO_COLOR: '1' }),
    ]);
    expect(colored.output).toContain('\x1b[36m"name"\x1b[39m: \x1b[32m"Smith, Bob"\x1b[39m');
    expect(plain.output).toBe('{\n  "id": 1,\n  "name": "Smith, Bob",\n  "price": "1.10"\n}\n');
  });

  it('OINT_OUTPUT is the default, and a wrong one is ignored', async () => {
    const args = ['--limit', '1', '--fields', "['id','name']"];
    const [table, wrong] = await Promise.all([
      shown(args, { OINT_OUTPUT: 'table', NO_COLOR: '1' }),
      shown([...args, '--query', 'data[0].id'], { OINT_OUTPUT: 'nosuch', NO_COLOR: '1' }),
    ]);
    expect(table.output).toBe('id  name\n──  ──────────\n 1  Smith, Bob\n');
    expect(wrong.output).toBe('1\n');
  });

  it('a table shows no control characters of a server', async () => {
    const nasty = join(home, 'nasty.db');
    const sql =
      "SELECT char(27) || ']0;x' || char(7) || char(155) || '2J' AS a, 'b' || char(10) AS b";
    const terminal = inTerminal(
      ['sqlite', 'ExecuteSQLQuery', '--db', nasty, '--sql', sql, '--output', 'table'],
      { env: { NO_COLOR: '1' } },
    );
    await terminal.ended;
    expect(terminal.output).toBe('a          b\n─────────  ───\n\ufffd]0;x\ufffd\ufffd2J  b\\n\n');
  });
});
