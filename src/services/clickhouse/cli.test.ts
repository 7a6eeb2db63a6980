import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { noClickhouse, startClickhouse } from '../../../test/support/clickhouse.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';

const why = noClickhouse ? ` (skipped: ${noClickhouse})` : '';

describe.skipIf(noClickhouse)(`the command line${why}`, () => {
  let start: string[];
  let home = '';
  beforeAll(async () => {
    const { url, password } = await startClickhouse();
    home = await folder();
    const address = url.replace('//', `//default:${password}@`);
    start = ['clickhouse', 'ExecuteRequest', '--conn', address, '--req'];
  });
  const THREE = 'SELECT number AS a FROM system.numbers LIMIT 3';

  it('saves what the server writes, in the format of the file', async () => {
    const out = join(home, 'rows.csv');
    expect(await oint([...start, THREE, '--out', out])).toMatchObject({ status: 0, stdout: '' });
    expect(await readFile(out, 'utf8')).toBe('"a"\n0\n1\n2\n');
    const asked = "{'query':'SELECT 1','format':'TSV'}";
    await oint([...start, asked, '--out', out]);
    expect(await readFile(out, 'utf8')).toBe('1\n');
  });

  it('leaves no file if the query fails after its first rows', async () => {
    const out = join(home, 'broken.csv');
    const query = 'SELECT number, throwIf(number = 200000) FROM system.numbers LIMIT 300000';
    const { status, stderr } = await oint([...start, query, '--out', out]);
    expect(status).toBe(1);
    expect(stderr).toContain('Code: 395');
    expect((await readdir(home)).filter((name) => name.includes('broken'))).toEqual([]);
  });

  it('shows rows as they arrive, in other formats, and the text', async () => {
    const csv = await oint([...start, THREE, '--output', 'csv']);
    expect(csv.stdout.replaceAll('\r', '')).toBe('a\n0\n1\n2\n');
    const lines = await oint([...start, THREE, '--stream']);
    expect(lines.stdout).toBe('{"a":"0"}\n{"a":"1"}\n{"a":"2"}\n');
    const text = await oint([...start, `${THREE} FORMAT TSV`, '--text']);
    expect(text.stdout).toBe('0\n1\n2\n\n');
  });

  it('inserts standard input', async () => {
    await oint([...start, 'CREATE TABLE t (a UInt8) ENGINE = Memory']);
    const insert = "{'query':'INSERT INTO t FORMAT CSV','data':'-'}";
    expect(await oint([...start, insert], { stdin: '7\n8\n' })).toMatchObject({ status: 0 });
    const sum = await oint([...start, 'SELECT sum(a) AS s FROM t', '--query', 'body.data[0].s']);
    expect(sum.stdout).toBe('15\n');
  });
});
