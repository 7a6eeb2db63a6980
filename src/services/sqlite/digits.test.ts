import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import { InputError } from '../../core/errors/errors.js';
import * as sqlite from './index.js';

describe('digits', () => {
  const stored = async (number: string, type = 'BLOB') => {
    await using db = await sqlite.createConnection({});
    await sqlite.createTable({ table: 't', columns: { a: type }, db });
    await sqlite.addRecords({ table: 't', rows: `[{"a":${number}}]`, db });
    const sql = 'SELECT CAST(a AS TEXT) AS a, typeof(a) AS type FROM t';
    const [row] = (await sqlite.executeSQLQuery({ sql, db })).data!;
    return [row!.a, row!.type];
  };

  it.each([
    ['9007199254740993', '9007199254740993', 'integer'],
    ['9223372036854775807', '9223372036854775807', 'integer'],
    ['-9223372036854775808', '-9223372036854775808', 'integer'],
    ['1.10', '1.1', 'real'],
    ['0.1', '0.1', 'real'],
    ['100000000000000000000', '1.0e+20', 'real'],
  ])('of %s are stored', async (typed, text, type) => {
    expect(await stored(typed)).toEqual([text, type]);
  });

  it.each([
    '9223372036854775808',
    '123456789012345678901234567890',
    '12345678901234.12345678',
    '0.1234567890123456789',
    '1e400',
    '1e-400',
  ])('of %s are refused: SQLite would lose them', async (typed) => {
    const error = await failure(stored(typed), InputError);
    expect(error.param).toBe('rows[0].a');
    expect(error.message).toContain(typed);
    expect(error.hint).toBe('Put it in quotes to store it as text.');
    expect(await stored(`"${typed}"`)).toEqual([typed, 'text']);
  });

  it('of JSON are written into its text', async () => {
    const json = '{"id":12345678901234567890,"p":1.10}';
    expect(await stored(json)).toEqual([json, 'text']);
    expect(await stored(`[${json}]`)).toEqual([`[${json}]`, 'text']);
  });

  it('of infinity are a word, as in PostgreSQL', async () => {
    const sql = 'SELECT 9e999 AS p, -9e999 AS m';
    const data = [{ p: 'Infinity', m: '-Infinity' }];
    expect((await sqlite.executeSQLQuery({ sql })).data).toEqual(data);
    const { stdout } = await oint(['sqlite', 'ExecuteSQLQuery', '--sql', sql]);
    expect(JSON.parse(stdout)).toEqual({ result: true, data });
  });

  it.each(['TEXT', 'varchar(9)', 'CLOB'])(
    'of a decimal stay in a column of type %s',
    async (type) => {
      await using db = await sqlite.createConnection({});
      await sqlite.createTable({ table: 't', columns: { id: 'INTEGER PRIMARY KEY', a: type }, db });
      const all = async () => {
        const { data } = await sqlite.executeSQLQuery({ sql: 'SELECT a FROM t ORDER BY id', db });
        return data!.map(({ a }) => a);
      };
      const found = async (filters: string) =>
        (await sqlite.getRecords({ table: 't', filters, db })).data.map(({ id }) => id);
      const rows = '[{"id":1,"a":1.10},{"id":2,"A":"1.10"},{"id":3,"[a]":-0.50},{"id":4,"a":1.0}]';
      await sqlite.addRecords({ table: 't', rows, db });
      expect(await all()).toEqual(['1.10', '1.10', '-0.50', '1.0']);
      expect(await found('{"field":"a","value":1.10}')).toEqual([1, 2]);
      expect(await found('{"field":"a","type":"IN","value":[1.10,1.0]}')).toEqual([1, 2, 4]);
      const streamed = await sqlite.getRecords.stream({
        table: 't',
        filters: '{"field":"a","value":1.10}',
        db,
      });
      const ids: unknown[] = [];
      for await (const row of streamed) ids.push(row.id);
      expect(ids).toEqual([1, 2]);
      const filters = '{"field":"a","value":1.0}';
      await sqlite.updateRecords({ table: 't', values: '{"a":2.50}', filters, db });
      const changed = '[{"id":1,"a":7.00}]';
      await sqlite.ensureRecords({ table: 't', rows: changed, keyFields: ['id'], db });
      expect(await all()).toEqual(['7.00', '1.10', '-0.50', '2.50']);
      await sqlite.deleteRecords({ table: 't', filters: '{"field":"a","value":2.50}', db });
      expect(await all()).toEqual(['7.00', '1.10', '-0.50']);
    },
  );

  it('of a decimal are those of its number in other columns', async () => {
    await using db = await sqlite.createConnection({});
    const columns = { n: 'NUMERIC', r: 'REAL', i: 'INT', p: 'POINT TEXT', b: 'BLOB' };
    await sqlite.createTable({ table: 't', columns, db });
    const row = '{"n":1.10,"r":1.10,"i":1.10,"p":1.10,"b":1.10}';
    await sqlite.addRecords({ table: 't', rows: `[${row}]`, db });
    const { data } = await sqlite.getRecords({ table: 't', db });
    expect(data).toEqual([{ n: 1.1, r: 1.1, i: 1.1, p: 1.1, b: 1.1 }]);
    const filters = '{"field":"n","value":1.10}';
    expect((await sqlite.getRecords({ table: 't', filters, db })).data).toEqual(data);
  });

  it('of text survive from file to file', async () => {
    const cwd = await folder();
    const run = async (...args: string[]) => {
      const ended = await oint(['sqlite', ...args, '--db', 'a.db'], { cwd });
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      return ended.stdout;
    };
    await run('ExecuteSQLQuery', '--sql', 'CREATE TABLE t (a TEXT)');
    await run('AddRecords', '--table', 't', '--rows', '[{"a":1.10},{"a":"1.10"},{"a":"007"}]');
    await run('ExecuteSQLQuery', '--sql', 'INSERT INTO t VALUES (?)', '--params', '["1.10"]');
    await run('GetRecords', '--table', 't', '--out', 'out.csv');
    expect(await readFile(join(cwd, 'out.csv'), 'utf8')).toBe(
      'a\r\n1.10\r\n1.10\r\n007\r\n1.10\r\n',
    );
    const rows = await run('GetRecords', '--table', 't', '--query', 'data');
    await writeFile(join(cwd, 'rows.json'), rows);
    await run('ClearTable', '--table', 't');
    await run('AddRecords', '--table', 't', '--rows', '@rows.json');
    expect(await run('GetRecords', '--table', 't', '--query', 'data')).toBe(rows);
    const filter = ['--filter', '{"field":"a","value":1.10}'];
    const count = await run('GetRecords', '--table', 't', ...filter, '--query', 'length(data)');
    expect(count).toBe('3\n');
  });

  it('of parameters and filters are the same', async () => {
    const sql = 'SELECT typeof(?) AS type, ? AS text';
    const parameters = '[9007199254740993, 9007199254740993]';
    const { data } = await sqlite.executeSQLQuery({ sql, parameters });
    expect(data).toEqual([{ type: 'integer', text: '9007199254740993' }]);
    await failure(sqlite.executeSQLQuery({ sql: 'SELECT ?', parameters: '[1e400]' }), InputError);
  });
});
