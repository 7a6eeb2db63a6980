import { describe, expect, it } from 'vitest';
import * as mssql from './index.js';
import { addressOf, startStandIn } from './testing/stand-in.js';

describe('values', async () => {
  const server = await startStandIn();
  const connection = addressOf(server);

  /** What a column of this type returns for a value, and what was sent. */
  async function stored(type: string, value: unknown) {
    const table = `t ${type}`;
    await mssql.createTable({ connection, table, columns: { v: type } });
    await mssql.addRecords({ connection, table, rows: [{ v: value }] });
    const [sent] = server.requests.at(-2)!.values;
    const { data } = await mssql.getRecords({ connection, table });
    const { data: found } = await mssql.getRecords({
      ...{
        connection,
        table,
        filters: { field: 'v', value: JSON.parse(JSON.stringify(data[0]!.v)) },
      },
    });
    await mssql.deleteTable({ connection, table });
    return { read: data[0]!.v, declared: sent?.declared, sent: sent?.value, found: found.length };
  }

  it.each([
    ['BIGINT', '9223372036854775807', '9223372036854775807', 'bigint'],
    ['BIGINT', -5, -5, 'bigint'],
    ['INT', 7, 7, 'int'],
    ['TINYINT', 255, 255, 'tinyint'],
    ['SMALLINT', -32768, -32768, 'smallint'],
    ['BIT', true, true, 'bit'],
    ['FLOAT', 0.1, 0.1, 'float'],
    ['FLOAT', 5e-324, 5e-324, 'float'],
    ['REAL', 0.1, 0.1, 'real'],
    ['DECIMAL(38, 10)', '1234567890123456789012345678.0123456789', undefined, 'decimal(38,10)'],
    ['DECIMAL(10, 2)', 1.1, '1.10', 'decimal(10,2)'],
    ['NUMERIC(5, 0)', -12345, '-12345', 'decimal(5,0)'],
    ['MONEY', '-922337203685477.5808', undefined, 'decimal(19,4)'],
    ['SMALLMONEY', '214748.3647', undefined, 'decimal(10,4)'],
    ['DATE', '0001-01-01', undefined, 'date'],
    ['DATE', '2026-03-25T23:10:00-03:00', '2026-03-26', 'date'],
    ['TIME(7)', '23:59:59.9999999', undefined, 'time(7)'],
    ['TIME(0)', '23:59:59', undefined, 'time(7)'],
    ['DATETIME2(7)', '9999-12-31T23:59:59.9999999', undefined, 'datetime2(7)'],
    ['DATETIME2(3)', '2026-03-25 18:10:17.123', '2026-03-25T18:10:17.123', 'datetime2(7)'],
    [
      'DATETIME2(7)',
      '2026-03-25T18:10:17.1234567+03:00',
      '2026-03-25T15:10:17.1234567',
      'datetime2(7)',
    ],
    ['DATETIME', '2026-03-25T18:10:17.123', undefined, 'datetime2(7)'],
    ['SMALLDATETIME', '2026-03-25T18:10:00', undefined, 'datetime2(7)'],
    ['DATETIMEOFFSET(7)', '2026-03-25T01:10:17.1234567+03:00', undefined, 'datetimeoffset(7)'],
    ['DATETIMEOFFSET(0)', '2026-03-25T23:10:17-12:30', undefined, 'datetimeoffset(7)'],
    [
      'UNIQUEIDENTIFIER',
      '7a0611c8-bbf7-48b8-9fd0-5a0bc1327b36',
      '7A0611C8-BBF7-48B8-9FD0-5A0BC1327B36',
      'uniqueidentifier',
    ],
    ['NVARCHAR(50)', "Ünï 🦀 '", undefined, 'nvarchar(4000)'],
    ['NVARCHAR(50)', 5, '5', 'nvarchar(4000)'],
    ['NVARCHAR(max)', { a: [1.1] }, '{"a":[1.1]}', 'nvarchar(4000)'],
    ['VARCHAR(50)', 'äöü', undefined, 'nvarchar(4000)'],
    ['XML', '<a>ü</a>', undefined, 'xml'],
    ['VARBINARY(50)', { BYTES: 'AP8=' }, Buffer.from([0, 255]), 'varbinary(8000)'],
  ])('of %s: %j', async (type, given, expected, declaration) => {
    const { read, declared, found } = await stored(type, given);
    expect(read).toEqual(expected ?? given);
    expect(declared).toBe(declaration);
    // Of the stand-in: it compares text.
    if (!/XML|DATE|TIME|^REAL/.test(type)) expect(found).toBe(1);
  });

  it.each([
    'INT',
    'DECIMAL(9,2)',
    'NVARCHAR(9)',
    'VARBINARY(9)',
    'DATE',
    'XML',
    'FLOAT',
    'VARCHAR(max)',
  ])('NULL of %s has the type of its column', async (type) => {
    const { read, declared, sent } = await stored(type, null);
    expect(read).toBe(null);
    expect(sent).toBe(null);
    if (/BINARY/.test(type)) expect(declared).toBe('varbinary(8000)');
  });

  it('of a query have types that show all of their digits', async () => {
    const declared = async (value: unknown) => {
      await mssql.executeSQLQuery({ sql: 'SELECT @P1 AS v', parameters: [value], connection });
      const { declared, value: sent } = server.requests.at(-1)!.values[0]!;
      return `${declared} ${Buffer.isBuffer(sent) ? sent.toString('hex') : sent}`;
    };
    expect(await declared(5)).toBe('int 5');
    expect(await declared(2 ** 40)).toBe('bigint 1099511627776');
    expect(await declared(12345678901234567890n)).toBe('decimal(20,0) 12345678901234567890');
    expect(await declared(0.1)).toBe('decimal(1,1) 0.1');
    expect(await declared(1e300)).toBe('float 1e+300');
    expect(await declared(true)).toBe('bit 1');
    expect(await declared(null)).toBe('nvarchar(4000) null');
    expect(await declared({ BYTES: null })).toBe('varbinary(8000) null');
    expect(await declared(new Date('2026-03-25T18:10:17.123Z'))).toBe(
      'datetime2(7) 2026-03-25 18:10:17.123',
    );
    expect(await declared({ DATETIMEOFFSET: '2026-03-25T18:10:00+03:00' })).toBe(
      'datetimeoffset(7) 2026-03-25T18:10:00+03:00',
    );
    expect(await declared({ DATETIME: '2026-03-25T18:10:00+03:00' })).toBe(
      'datetime 2026-03-25T15:10:00',
    );
    expect(await declared({ DECIMAL: '10.30' })).toBe('decimal(4,2) 10.30');
    expect(await declared({ UUID: 'x' })).toBe('uniqueidentifier X'.replace('X', 'x'));
    expect(await declared({ SMALLINT: 20 })).toBe('smallint 20');
    expect(await declared({ VARBINARY: 'AP8=' })).toBe('varbinary(8000) 00ff');
  });

  it('that a type does not have are refused by the server', async () => {
    const table = 'refusing';
    await mssql.createTable({ connection, table, columns: { n: 'INT' } });
    const add = (n: unknown) => mssql.addRecords({ connection, table, rows: [{ n }] });
    await expect(add(1.5)).rejects.toMatchObject({ reason: '8114', details: { row: 0 } });
    await expect(add('many')).rejects.toMatchObject({ reason: '8114' });
    expect((await mssql.getRecords({ connection, table })).data).toEqual([]);
  });
});
