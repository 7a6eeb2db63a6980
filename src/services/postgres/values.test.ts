import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startBoth } from '../../../test/support/postgres.js';
import * as postgres from './index.js';

/** Values that a column of this type returns unchanged. */
const TYPES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  BOOL: fc.boolean(),
  INT: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  BIGINT: fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value))),
  'DOUBLE PRECISION': fc.oneof(
    // PostgreSQL reads -0, but JSON does not write it.
    fc.double({ noNaN: true, min: -1e15, max: 1e15 }).map((value) => value + 0 || 0),
    fc.constantFrom('NaN', 'Infinity', '-Infinity'),
  ),
  NUMERIC: fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 40n }), fc.nat({ max: 999_999 }))
    .map(([whole, part]) => `${whole}.${String(part).padStart(6, '0')}`),
  TEXT: fc
    .string({ unit: 'binary' })
    .map((text) => Buffer.from(text).toString().replaceAll('\0', '')),
  BYTEA: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  JSONB: fc
    .jsonValue({ maxDepth: 3 })
    // A plain null is SQL's NULL; see below. JSONB numbers have no -0, and text has no NUL.
    .map((value) =>
      JSON.parse(JSON.stringify([value]).replaceAll('\\u0000', '').replaceAll('-0', '0')),
    ),
  'TEXT[]': fc.array(fc.option(fc.string().map((text) => text.replaceAll('\0', '')))),
  'INT[]': fc.array(fc.option(fc.integer({ min: -1000, max: 1000 }))),
  'BYTEA[]': fc.array(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
  TIMESTAMP: fc
    .tuple(
      fc.date({ min: new Date(0), max: new Date(8e12), noInvalidDate: true }),
      fc.integer({ min: 1, max: 9 }),
    )
    .map(([date, micro]) => `${date.toISOString().slice(0, 19)}.00000${micro}`),
  UUID: fc.uuid(),
};

describe.each(await startBoth())('values in $kind', ({ url }) => {
  it.each(Object.entries(TYPES))('%s is returned unchanged', async (type, values) => {
    await using connection = await postgres.createConnection({ connectionString: url });
    const table = `round ${type}`;
    await postgres.createTable({ table, columns: { id: 'SERIAL', value: type }, connection });
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 20 }), async (given) => {
        await postgres.clearTable({ table, connection });
        const rows = given.map((value) => ({ value }));
        await postgres.addRecords({ table, rows, connection });
        const order = { id: 'ASC' };
        const { data } = await postgres.getRecords({ table, fields: ['value'], order, connection });
        expect(data).toEqual(rows);
        // Values can be added again from their JSON, as from one command to another.
        const again = JSON.parse(JSON.stringify(data)) as typeof data;
        await postgres.clearTable({ table, connection });
        await postgres.addRecords({ table, rows: again, connection });
        const second = await postgres.getRecords({ table, fields: ['value'], order, connection });
        expect(second.data).toEqual(rows);
      }),
      { numRuns: 12 },
    );
  });

  it('COPY keeps tabs, line breaks, backslashes and NULL', async () => {
    await using connection = await postgres.createConnection({ connectionString: url });
    const table = 'many';
    const columns = { id: 'INT', a: 'TEXT', b: 'BYTEA', c: 'TEXT[]', d: 'JSONB', e: 'BOOL' };
    await postgres.createTable({ table, columns, connection });
    const odd = ['a\tb', 'a\nb\r', '\\N', '\\', null, 'ü€😀', '', '\\.', "'; DROP TABLE many; --"];
    const rows = Array.from({ length: 2500 }, (_, id) => ({
      id,
      a: odd[id % odd.length],
      b: Buffer.from(`\\x${id}\t`),
      c: ['a,b', null, '{"}', '\\t'],
      d: [id, { a: 'x\ty' }],
      e: id % 2 === 0,
    }));
    const added = await postgres.addRecords({ table, rows, connection });
    expect(added).toMatchObject({ result: true, rows: 2500, errors: [] });
    const { data } = await postgres.getRecords({ table, order: { id: 'ASC' }, connection });
    expect(data).toEqual(rows);
  });

  it('accepts the reference’s typed form', async () => {
    const table = 'typed';
    const row = {
      bool_field: ['BOOL', { BOOL: true }, true],
      oldchar_field: ['"char"', { OLDCHAR: 65 }, 'A'],
      smallint_field: ['SMALLINT', { SMALLINT: '5' }, 5],
      oid_field: ['OID', { OID: 24576 }, 24576],
      bigint_field: ['BIGINT', { BIGINT: '9007199254740993' }, '9007199254740993'],
      real_field: ['REAL', { REAL: 15.2 }, 15.2],
      large_field: ['FLOAT8', { FLOAT8: 2 ** 60 }, 2 ** 60],
      dp_field: ['DOUBLE PRECISION', { DOUBLE_PRECISION: '1.0002' }, 1.0002],
      charn_field: ['CHAR(3)', { CHAR: 'AAA' }, 'AAA'],
      name_field: ['NAME', { NAME: 'Vitaly' }, 'Vitaly'],
      bytea_field: ['BYTEA', { BYTEA: 'AQID' }, Buffer.from([1, 2, 3])],
      ts_field: ['TIMESTAMP', { TIMESTAMP: '3/6/2026 1:45:18 PM' }, '2026-03-06T13:45:18'],
      date_field: ['DATE', { DATE: '3/6/2026 1:45:18 PM' }, '2026-03-06'],
      time_field: ['TIME', { TIME: '2026-03-06T13:45:18' }, '13:45:18'],
      ip_field: ['INET', { INET: '127.0.0.1' }, '127.0.0.1'],
      json_field: ['JSON', { JSON: { key: 'a', value: 10 } }, { key: 'a', value: 10 }],
      list_field: ['JSONB', { JSONB: [1, 2] }, [1, 2]],
      array_field: ['INT[]', { 'INT[]': [1, null] }, [1, null]],
      nested_field: [
        'INT[]',
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 2],
          [3, 4],
        ],
      ],
      numeric_field: ['NUMERIC(15, 2)', { NUMERIC: '15.2' }, '15.20'],
      interval_field: ['INTERVAL', { INTERVAL: '1 day 2 hours' }, '1 day 02:00:00'],
      range_field: ['INT4RANGE', '[1,5)', '[1,5)'],
      plain_field: ['JSONB', { INT: 'x', other: 1 }, { INT: 'x', other: 1 }],
      null_field: ['INT', { INT: null }, null],
      date_object: ['TIMESTAMPTZ', new Date(0), '1970-01-01T00:00:00+00:00'],
    } as const;
    const part = (index: 0 | 1 | 2) =>
      Object.fromEntries(Object.entries(row).map(([name, parts]) => [name, parts[index]]));
    await using connection = await postgres.createConnection({ connectionString: url });
    await postgres.executeSQLQuery({ sql: "SET TIME ZONE 'UTC'", connection });
    const columns = part(0) as Record<string, string>;
    await postgres.createTable({ table, columns, connection });
    await postgres.addRecords({ table, rows: [part(1)], connection });
    const { data } = await postgres.getRecords({ table, connection });
    expect(data).toEqual([part(2)]);
  });

  it('distinguishes JSON’s null from SQL’s, and converts lists to the type of their column', async () => {
    await using connection = await postgres.createConnection({ connectionString: url });
    const columns = { id: 'INT', j: 'JSONB' };
    await postgres.createTable({ table: 'nulls', columns, connection });
    const rows = [
      { id: 1, j: null },
      { id: 2, j: { JSONB: null } },
      { id: 3, j: [] },
    ];
    await postgres.addRecords({ table: 'nulls', rows, connection });
    const sql = 'SELECT id, j IS NULL AS sql, j::text AS json FROM nulls ORDER BY id';
    const { data } = await postgres.executeSQLQuery({ sql, connection });
    expect(data).toEqual([
      { id: 1, sql: true, json: null },
      { id: 2, sql: false, json: 'null' },
      { id: 3, sql: false, json: '[]' },
    ]);
  });

  it('binds lists and dates as parameters', async () => {
    const sql = 'SELECT $1::int = ANY($2) AS found, $3::timestamptz = to_timestamp(0) AS epoch';
    const parameters = [2, [1, 2, 3], new Date(0)];
    const found = await postgres.executeSQLQuery({ sql, parameters, connection: url });
    expect(found).toEqual({ result: true, data: [{ found: true, epoch: true }] });
  });

  it('rejects invalid values before anything is sent', async () => {
    const refused = async (value: unknown, says: RegExp) =>
      expect(
        postgres.executeSQLQuery({
          sql: 'SELECT $1',
          parameters: [value],
          connection: 'postgresql://h:1/d',
        }),
      ).rejects.toThrow(says);
    await refused('a\0b', /parameters\[0\] must be text without NUL/);
    await refused(2 ** 60, /too large for an exact number/);
    await refused(new Map(), /parameters\[0\] must be .* not a Map/);
    await refused({ BYTEA: 'no base64!' }, /parameters\[0\]\.BYTEA must be bytes/);
    await refused({ OLDCHAR: 300 }, /0 to 127/);
  });
});
