import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import { startBoth } from '../../../test/support/postgres.js';
import * as postgres from './index.js';
import { hasSeveralStatements } from './sql-text.js';

const sql = 'SELECT 1 AS id, 2 AS id, 3 AS "id:1", 4 AS id, 5 AS "__proto__"';
const entries = [
  ['id', 1],
  ['id:1', 2],
  ['id:1:1', 3],
  ['id:2', 4],
  ['__proto__', 5],
];

describe.each(await startBoth())('columns of one name in $kind', ({ url }) => {
  it('are all in the result, as in SQLite', async () => {
    const { data } = await postgres.executeSQLQuery({ sql, connection: url });
    expect(Object.entries(data![0]!)).toEqual(entries);
    const streamed = [];
    for await (const row of await postgres.executeSQLQuery.stream({ sql, connection: url })) {
      streamed.push(Object.entries(row));
    }
    expect(streamed).toEqual([entries]);
  });

  it('are all in files', async () => {
    const home = await folder();
    const run = async (name: string) => {
      const out = join(home, name);
      await oint(['postgres', 'ExecuteSQLQuery', '--dbc', url, '--sql', sql, '--out', out]);
      return readFile(out, 'utf8');
    };
    expect(await run('a.csv')).toBe('id,id:1,id:1:1,id:2,__proto__\r\n1,2,3,4,5\r\n');
    expect(await run('a.jsonl')).toBe('{"id":1,"id:1":2,"id:1:1":3,"id:2":4,"__proto__":5}\n');
  });
});

describe.each(await startBoth())('several statements in $kind', ({ url }) => {
  it('run with --out as they do without, and write the rows of the last one', async () => {
    const out = join(await folder(), 'a.csv');
    const run = (sql: string) =>
      oint(['postgres', 'ExecuteSQLQuery', '--dbc', url, '--sql', sql, '--out', out]);
    const several = `CREATE TEMP TABLE x (a TEXT, b TEXT); -- one; two
      INSERT INTO x VALUES (';', NULL), ('', 'it''s');
      SELECT * FROM x;`;
    expect(await run(several)).toMatchObject({ status: 0, stderr: '' });
    expect(await readFile(out, 'utf8')).toBe('a,b\r\n;,\r\n"",it\'s\r\n');
    expect(await run(`SELECT ';' AS a, $x$;b$x$ AS "b;c";`)).toMatchObject({ status: 0 });
    expect(await readFile(out, 'utf8')).toBe('a,b;c\r\n;,;b\r\n');
  });
});

it.each([
  ['SELECT 1', false],
  ['SELECT 1; ;', false],
  ["SELECT ';', 1", false],
  ["SELECT E'\\';' || 'a'", false],
  ['SELECT $a$;b$a$; -- c', false],
  ['SELECT 1; /* ; */', false],
  ['SELECT 1;SELECT 2', true],
  ["SELECT 1;'x'", true],
])('%s: several statements: %s', (text, several) => {
  expect(hasSeveralStatements(text)).toBe(several);
});
