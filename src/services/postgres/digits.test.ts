import { describe, expect, it } from 'vitest';
import { oint } from '../../../test/support/oint.js';
import { startBoth } from '../../../test/support/postgres.js';
import * as postgres from './index.js';

const WIDE = '{"id":12345678901234567890,"p":1.10,"big":1e400}';

describe.each(await startBoth())('digits in $kind', ({ url }) => {
  async function inTable(columns: Record<string, string>, rows: string) {
    const connection = await postgres.createConnection({ connectionString: url });
    await postgres.executeSQLQuery({ sql: 'DROP TABLE IF EXISTS digits', connection });
    await postgres.createTable({ table: 'digits', columns, connection });
    const added = postgres.addRecords({ table: 'digits', rows, connection });
    return { connection, added };
  }

  const texts = async (connection: postgres.PostgresConnection, sql: string) =>
    (await postgres.executeSQLQuery({ sql, connection })).data;

  it('of a numeric are stored as they were typed', async () => {
    const typed = ['12345678901234.12345678', '123456789012345678901234567890', '1.10', '-0.0'];
    const rows = `[${typed.map((one) => `{"a":${one}}`).join(',')},{"a":1e400}]`;
    const { connection, added } = await inTable({ a: 'NUMERIC' }, rows);
    await added;
    await using _ = connection;
    const found = await texts(connection, 'SELECT a::text AS a FROM digits');
    expect(found!.slice(0, 3).map(({ a }) => a)).toEqual(typed.slice(0, 3));
    expect(found![4]!.a).toBe(`1${'0'.repeat(400)}`);
  });

  it('are kept in many rows, which COPY writes', async () => {
    const rows = Array.from({ length: 1500 }, (_, at) => `{"a":${at}.50,"b":${at}.0,"j":[1.10]}`);
    const columns = { a: 'NUMERIC', b: 'INT', j: 'JSONB' };
    const { connection, added } = await inTable(columns, `[${rows.join(',')}]`);
    await added;
    await using _ = connection;
    const sql = 'SELECT a::text AS a, b, j::text AS j FROM digits ORDER BY b LIMIT 2';
    expect(await texts(connection, sql)).toEqual([
      { a: '0.50', b: 0, j: '[1.10]' },
      { a: '1.50', b: 1, j: '[1.10]' },
    ]);
  });

  it('of a whole number fit an integer, and stay in text', async () => {
    const columns = { i: 'INT', b: 'BIGINT', t: 'TEXT', n: 'NUMERIC' };
    const { connection, added } = await inTable(columns, '[{"i":1.0,"b":2.00,"t":3.0,"n":4.0}]');
    await added;
    await using _ = connection;
    const sql = 'SELECT i, b, t, n FROM digits';
    expect(await texts(connection, sql)).toEqual([{ i: 1, b: 2, t: '3.0', n: '4.0' }]);
    const asked = 'SELECT $1::int AS i, $2::text AS t';
    const parameters = '[1.0, 1.0]';
    const found = await postgres.executeSQLQuery({ sql: asked, parameters, connection });
    expect(found.data).toEqual([{ i: 1, t: '1.0' }]);
  });

  it('that a type does not hold are refused by the server, and never become Infinity', async () => {
    const { connection, added } = await inTable({ a: 'FLOAT8' }, '[{"a":1e400}]');
    await using _ = connection;
    await expect(added).rejects.toThrow(/out of range/);
  });

  it('of JSON go in and come out', async () => {
    const { connection, added } = await inTable({ j: 'JSONB' }, `[{"j":${WIDE}}]`);
    await added;
    await using _ = connection;
    const [row] = (await texts(connection, 'SELECT j, j::text AS t FROM digits'))!;
    expect(row!.t).toContain('12345678901234567890');
    expect(row!.t).toContain('"p": 1.10');
    // For a program, a number that would lose digits is text.
    expect(row!.j).toMatchObject({ id: '12345678901234567890', p: 1.1 });
    const sql = `SELECT '${WIDE}'::json AS j, ARRAY['1.10'::jsonb] AS l`;
    const shown = await oint(['postgres', 'ExecuteSQLQuery', '--dbc', url, '--sql', sql]);
    expect(shown.stdout.replace(/\s/g, '')).toBe(
      `{"result":true,"data":[{"j":${WIDE},"l":[1.10]}]}`,
    );
  });

  it('of a list for JSON stay in it, also as a parameter and in a filter', async () => {
    const { connection, added } = await inTable({ j: 'JSONB' }, '[{"j":[1]}]');
    await added;
    await using _ = connection;
    const sql = 'INSERT INTO digits VALUES ($1)';
    for (const parameters of ['[[]]', '[[1,2]]', '[[12345678901234567890,1.10]]']) {
      await postgres.executeSQLQuery({ sql, parameters, connection });
    }
    const found = await texts(
      connection,
      'SELECT j::text AS j FROM digits ORDER BY length(j::text)',
    );
    expect(found!.map(({ j }) => j)).toEqual([
      '[]',
      '[1]',
      '[1, 2]',
      '[12345678901234567890, 1.10]',
    ]);
    const filters = { field: 'j', type: '@>', value: [2] };
    const { data } = await postgres.getRecords({ table: 'digits', filters, connection });
    expect(data).toEqual([{ j: [1, 2] }]);
    const rows = [];
    const streaming = await postgres.getRecords.stream({ table: 'digits', filters, connection });
    for await (const row of streaming) rows.push(row);
    expect(rows).toEqual(data);
    // Where the server expects an array, a list is one.
    const any = { sql: 'SELECT 2 = ANY($1) AS found', parameters: [[1, 2]], connection };
    expect((await postgres.executeSQLQuery(any)).data).toEqual([{ found: true }]);
  });

  it('of a statement that fails leave the connection usable', async () => {
    await using connection = await postgres.createConnection({ connectionString: url });
    const wrong = { sql: 'SELECT nosuch($1)', parameters: [[1]], connection };
    await expect(postgres.executeSQLQuery(wrong)).rejects.toThrow(/nosuch/);
    expect(await texts(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('are shown in a dry run', async () => {
    const rows = ['--rows', '[{"a":1.10,"j":[12345678901234567890]}]'];
    const on = ['--table', 't', '--dbc', url, '--dry-run'];
    const { stdout } = await oint(['postgres', 'AddRecords', ...on, ...rows]);
    expect(stdout).toContain("1: '1.10'");
    expect(stdout).toContain("2: '[12345678901234567890]'");
  });
});
