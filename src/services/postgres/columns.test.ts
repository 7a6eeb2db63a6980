import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import { startBoth } from '../../../test/support/postgres.js';
import * as postgres from './index.js';

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
