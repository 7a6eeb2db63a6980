import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
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

  it('of parameters and filters are the same', async () => {
    const sql = 'SELECT typeof(?) AS type, ? AS text';
    const parameters = '[9007199254740993, 9007199254740993]';
    const { data } = await sqlite.executeSQLQuery({ sql, parameters });
    expect(data).toEqual([{ type: 'integer', text: '9007199254740993' }]);
    await failure(sqlite.executeSQLQuery({ sql: 'SELECT ?', parameters: '[1e400]' }), InputError);
  });
});
