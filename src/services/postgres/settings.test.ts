import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import { PASSWORD, SCRAM_USER, startPostgres } from '../../../test/support/postgres.js';
import { InputError } from '../../core/errors/errors.js';
import * as postgres from './index.js';

const server = await startPostgres();
const { url } = server;

const ask = async (sql: string, connection: string) =>
  (await postgres.executeSQLQuery({ sql, connection })).data;

describe('a session', () => {
  it('has exact numbers, whatever the role has set', async () => {
    await ask(`ALTER ROLE "${SCRAM_USER}" SET extra_float_digits = 0`, url);
    const who =
      server.kind === 'PGlite' ? url : server.as({ user: SCRAM_USER, password: PASSWORD });
    expect(await ask('SELECT 0.1::float8 + 0.2::float8 AS sum', who)).toEqual([
      { sum: 0.30000000000000004 },
    ]);
  });

  it('has the schema of the connection string', async () => {
    await ask('CREATE SCHEMA "My schema"; CREATE TABLE "My schema".t AS SELECT 1 AS x', url);
    const connection = server.as({ query: 'schema=My%20schema' });
    expect((await postgres.getRecords({ table: 't', connection })).data).toEqual([{ x: 1 }]);
    await expect(postgres.getRecords({ table: 't', connection: url })).rejects.toThrow('t');
  });
});

describe('COPY', () => {
  const sql = 'COPY (SELECT 1, 2) TO STDOUT';

  it('to standard output is refused, and its data not lost in silence', async () => {
    await using connection = await postgres.createConnection({ connectionString: url });
    const refused = await failure(postgres.executeSQLQuery({ sql, connection }), InputError);
    expect(refused.message).toContain('COPY … TO STDOUT is not supported');
    expect(refused.hint).toContain('GetRecords');
    const reading = async () => {
      for await (const _ of await postgres.executeSQLQuery.stream({ sql, connection }));
    };
    await failure(reading(), InputError);
    expect((await postgres.executeSQLQuery({ sql: 'SELECT 1 AS x', connection })).data).toEqual([
      { x: 1 },
    ]);
  });

  it('from standard input is refused, and names what writes rows', async () => {
    await ask('CREATE TABLE copied (x INT)', url);
    await expect(ask('COPY copied FROM STDIN', url)).rejects.toMatchObject({
      hint: 'To write rows, use AddRecords.',
    });
  });

  it('fails on the command line, also into a file', async () => {
    const args = ['postgres', 'ExecuteSQLQuery', '--dbc', url, '--sql', sql];
    expect(await oint(args)).toMatchObject({ status: 2, stdout: '' });
    const out = join(await folder(), 'a.csv');
    expect(await oint([...args, '--out', out])).toMatchObject({ status: 2, stdout: '' });
  });
});
