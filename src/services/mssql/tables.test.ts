import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import * as mssql from './index.js';
import { addressOf, startStandIn } from './testing/stand-in.js';

describe('the T-SQL of methods', async () => {
  const server = await startStandIn();
  const connection = addressOf(server);

  const shown = async (
    method: { definition: typeof mssql.addRecords.definition },
    input: object,
  ) => {
    const dryRun: string[] = [];
    await method.definition.invoke({ connection, ...input }, { dryRun });
    return dryRun.join('\n');
  };

  it('names a table in brackets, with its schema and database', async () => {
    const table = 'shop.[my schema].[a.b]]c]';
    expect(await shown(mssql.clearTable as never, { table })).toBe(
      'TRUNCATE TABLE [shop].[my schema].[a.b]]c];',
    );
    expect(await shown(mssql.getTableInformation as never, { table })).toContain(
      'FROM [shop].INFORMATION_SCHEMA.COLUMNS',
    );
    expect(
      await shown(mssql.getRecords as never, { table: 't', limit: 5, order: { a: 'DESC' } }),
    ).toBe('SELECT TOP (5) * FROM [t] ORDER BY [a] DESC;');
  });

  it('updates a row, or adds it under the lock of its key', async () => {
    const input = { table: 't', keyFields: ['id'], rows: [{ id: 1, a: 'x' }] };
    expect(await shown(mssql.ensureRecords as never, input)).toBe(
      `BEGIN TRANSACTION;
UPDATE [t] WITH (UPDLOCK, HOLDLOCK) SET [a] = @P2 WHERE [id] = @P1; IF @@ROWCOUNT = 0 INSERT INTO [t] ([id], [a]) VALUES (@P1, @P2);
-- with the values
--   1: 1
--   2: 'x'
COMMIT;`,
    );
    const only = { table: 't', keyFields: ['id'], rows: [{ id: 1 }] };
    expect(await shown(mssql.ensureRecords as never, only)).toContain(
      'IF NOT EXISTS (SELECT 1 FROM [t] WITH (UPDLOCK, HOLDLOCK) WHERE [id] = @P1) INSERT INTO [t] ([id]) VALUES (@P1)',
    );
  });

  it('stays within 2100 parameters and 1000 rows', async () => {
    const columns = { id: 'INT PRIMARY KEY', a: 'INT', b: 'INT' };
    await mssql.createTable({ connection, table: 'many', columns });
    const rows = Array.from({ length: 2500 }, (_, id) => ({ id, a: id, b: id }));
    await mssql.addRecords({ connection, table: 'many', rows });
    await mssql.createTable({ connection, table: 'narrow', columns: { id: 'INT' } });
    await mssql.addRecords({ connection, table: 'narrow', rows: rows.map(({ id }) => ({ id })) });
    const inserts = server.requests.filter(({ sql }) => sql.startsWith('INSERT'));
    expect(Math.max(...inserts.map(({ values }) => values.length))).toBe(2097);
    expect(Math.max(...inserts.map(({ sql }) => sql.split('(@P').length - 1))).toBe(1000);
    await mssql.ensureRecords({
      connection,
      table: 'many',
      rows: rows.slice(0, 1100).map((row) => ({ ...row, b: -1 })),
    });
    const filters = { field: 'b', value: -1 };
    const { data } = await mssql.getRecords({ connection, table: 'many', filters, fields: ['id'] });
    expect(data.length).toBe(1100);
  });

  it('finds the PRIMARY KEY, and says if there is none', async () => {
    await mssql.createTable({ connection, table: 'keyless', columns: { a: 'INT' } });
    const failing = mssql.ensureRecords({ connection, table: 'keyless', rows: [{ a: 1 }] });
    const error = await failure(failing, InputError);
    expect(error.message).toMatch(/keyless has no PRIMARY KEY.*Name the fields.*keyFields/s);
    await mssql.ensureRecords({
      connection,
      table: 'keyless',
      keyFields: ['a'],
      rows: [{ a: 1 }, { a: 1 }],
    });
    expect((await mssql.getRecords({ connection, table: 'keyless' })).data).toEqual([{ a: 1 }]);
  });

  it('adds nothing if the server ends the transaction in between', async () => {
    await mssql.createTable({ connection, table: 'ended', columns: { d: 'DATE' } });
    const rows = [{ d: '2026-01-01' }, { d: 'never' }, { d: '2026-01-02' }];
    const error = await failure(
      mssql.addRecords({ connection, table: 'ended', rows }),
      ServiceError,
    );
    expect(error.message).toMatch(/Conversion failed.*\(no row was added\)/s);
    expect((await mssql.getRecords({ connection, table: 'ended' })).data).toEqual([]);
  });

  it('creates and deletes databases', async () => {
    await mssql.createDatabase({ connection, base: 'shop' });
    await expect(mssql.createDatabase({ connection, base: 'shop' })).rejects.toMatchObject({
      reason: '1801',
    });
    const inside = addressOf(server, 'shop');
    await mssql.createTable({ connection: inside, table: 't', columns: { a: 'INT' } });
    expect((await mssql.getTableInformation({ connection: inside, table: 'dbo.t' })).data).toEqual([
      {
        ...{ column_name: 'a', data_type: 'int', character_maximum_length: null },
        ...{ numeric_precision: 10, numeric_scale: 0, is_nullable: 'YES', column_default: null },
      },
    ]);
    await mssql.deleteDatabase({ connection, base: 'shop' });
    await expect(mssql.deleteDatabase({ connection, base: 'shop' })).rejects.toMatchObject({
      reason: '3701',
    });
  });
});
