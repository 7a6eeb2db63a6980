import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { startBoth } from '../../../test/support/postgres.js';
import type { Definition } from '../../core/definition/method.js';
import { ConnectionError, ServiceError } from '../../core/errors/errors.js';
import postgres from './index.js';

/** Names that would do harm if they were not quoted. */
const EVIL = [
  'x"; DROP TABLE victim; --',
  "x'; DROP TABLE victim; --",
  'Ünïcode and spaces',
  'select',
  '$1',
  'a\\"b',
];

describe.each(await startBoth())('tables and rows in $kind', ({ url, kind }) => {
  const query = async (sql: string, parameters: unknown[] = []) =>
    (await postgres.executeSQLQuery({ sql, parameters, connection: url })).data;
  const onlyReal = kind === 'PGlite' ? ' (skipped: PGlite has one database only)' : '';

  it('are created, changed, read and deleted by their methods', async () => {
    await using connection = await postgres.createConnection({ connectionString: url });
    const on = { table: 'users', connection };
    const columns = {
      id: 'SERIAL PRIMARY KEY',
      name: 'VARCHAR(20) NOT NULL',
      age: 'INT DEFAULT 7',
    };
    expect(await postgres.createTable({ ...on, columns })).toEqual({ result: true });
    const { data: info } = await postgres.getTableInformation(on);
    expect(info[1]).toEqual({
      column_name: 'name',
      data_type: 'character varying',
      character_maximum_length: 20,
      column_default: null,
      is_nullable: 'NO',
    });
    const rows = [{ name: 'Ann', age: 30 }, { name: 'Bob', age: 25 }, { name: 'Cid' }];
    expect(await postgres.addRecords({ ...on, rows })).toEqual({
      ...{ result: true, rows: 3, errors: [], commit: { result: true } },
    });
    const order = { age: 'DESC' };
    const fields = ['name', 'age'];
    const all = await postgres.getRecords({ ...on, fields, order, limit: 2 });
    expect(all).toEqual({ result: true, data: [rows[0], rows[1]] });
    const filters = [{ field: 'name', type: 'ILIKE', value: 'a%' }];
    expect(await postgres.updateRecords({ ...on, values: { age: 31 }, filters })).toEqual({
      ...{ result: true, rows: 1 },
    });
    const some = [
      { field: 'age', type: 'BETWEEN', value: [20, 40], union: 'AND' },
      { field: 'name', type: '=', value: 'Ann' },
    ];
    expect((await postgres.getRecords({ ...on, fields, filters: some })).data).toEqual([
      { name: 'Ann', age: 31 },
    ]);
    expect(await postgres.addTableColumn({ ...on, column: 'mail', columnType: 'TEXT' })).toEqual({
      result: true,
    });
    expect(await postgres.deleteTableColumn({ ...on, column: 'age' })).toEqual({ result: true });
    expect((await postgres.getRecords({ ...on, filters })).data).toEqual([
      { id: 1, name: 'Ann', mail: null },
    ]);
    expect(await postgres.deleteRecords({ ...on, filters })).toEqual({ result: true, rows: 1 });
    expect(await postgres.clearTable(on)).toEqual({ result: true });
    expect((await postgres.getRecords(on)).data).toEqual([]);
    expect(await postgres.deleteTable(on)).toEqual({ result: true });
    expect((await postgres.getTableInformation(on)).data).toEqual([]);
    await expect(postgres.getRecords(on)).rejects.toMatchObject({ reason: '42P01' });
  });

  it('have names that never become SQL', async () => {
    await query('CREATE TABLE victim (id INT)');
    for (const name of EVIL) {
      const on = { table: name, connection: url };
      await postgres.createTable({ ...on, columns: { [name]: 'INT PRIMARY KEY', other: 'TEXT' } });
      await postgres.addRecords({ ...on, rows: [{ [name]: 1, other: name }] });
      await postgres.ensureRecords({
        ...on,
        rows: [{ [name]: 1, other: 'new' }],
        keyFields: [name],
      });
      await postgres.ensureRecords({ ...on, rows: [{ [name]: 2, other: name }] });
      const filters = [{ field: name, type: '>', value: 0 }];
      const found = await postgres.getRecords({
        ...on,
        fields: [name],
        filters,
        order: { [name]: 'ASC' },
      });
      expect(found.data, name).toEqual([{ [name]: 1 }, { [name]: 2 }]);
      const values = { other: name };
      const byText = [{ field: 'other', type: '=', value: 'new' }];
      expect(await postgres.updateRecords({ ...on, values, filters: byText })).toMatchObject({
        rows: 1,
      });
      await postgres.addTableColumn({ ...on, column: `${name}2`, columnType: 'TEXT' });
      await postgres.deleteTableColumn({ ...on, column: `${name}2` });
      await postgres.ensureTable({ ...on, columns: { [name]: 'INT', [`${name}3`]: 'TEXT' } });
      const { data } = await postgres.getTableInformation(on);
      expect(data.map((column) => column.column_name)).toEqual([name, `${name}3`]);
      await postgres.deleteRecords({ ...on, filters });
      await postgres.clearTable(on);
      await postgres.deleteTable(on);
    }
    expect(await query('SELECT * FROM victim')).toEqual([]);
  });

  it('reject types, sort orders and raw filters that are more than one piece of SQL', async () => {
    const on = { table: 't', connection: url };
    const refused = (promise: Promise<unknown>) =>
      expect(promise).rejects.toMatchObject({ code: 'input' });
    await refused(postgres.createTable({ ...on, columns: { a: 'INT); DROP TABLE victim; --' } }));
    await refused(
      postgres.addTableColumn({ ...on, column: 'a', columnType: 'INT; DROP TABLE victim' }),
    );
    await refused(postgres.ensureTable({ ...on, columns: { a: 'INT, b TEXT' } }));
    await refused(postgres.getRecords({ ...on, order: { a: 'ASC; DROP TABLE victim' } }));
    await refused(
      postgres.getRecords({ ...on, filters: [{ field: 'a', type: '= 1; --', value: 1 }] }),
    );
    await refused(
      postgres.getRecords({
        ...on,
        filters: [{ field: 'a', type: '=', value: '1); --', raw: true }],
      }),
    );
  });

  it('can have schemas', async () => {
    await query('CREATE SCHEMA "My shop"');
    const on = { table: '"My shop".orders', connection: url };
    await postgres.createTable({ ...on, columns: { id: 'INT' } });
    await postgres.addRecords({ ...on, rows: Array.from({ length: 1500 }, (_, id) => ({ id })) });
    expect(await query('SELECT count(*) AS n FROM "My shop".orders')).toEqual([{ n: 1500 }]);
    expect((await postgres.getTableInformation(on)).data).toHaveLength(1);
    await postgres.ensureTable({ ...on, columns: { id: 'INT', note: 'TEXT' } });
    expect((await postgres.getTableInformation(on)).data).toHaveLength(2);
    const elsewhere = await postgres.getTableInformation({ ...on, table: 'orders' });
    expect(elsewhere.data).toEqual([]);
  });

  it('are added all or none, and the error names the failing row', async () => {
    const on = { table: 'whole', connection: url };
    await postgres.createTable({ ...on, columns: { id: 'INT PRIMARY KEY', n: 'INT' } });
    const rows: { id: number; n: unknown }[] = Array.from({ length: 1200 }, (_, id) => ({
      id,
      n: id,
    }));
    rows[777]!.n = 'no number';
    const error = await failure(postgres.addRecords({ ...on, rows }), ServiceError);
    expect(error).toMatchObject({
      reason: '22P02',
      details: { row: 777 },
      method: 'postgres AddRecords',
    });
    expect(error.message).toMatch(
      /^postgres AddRecords: rows\[777\]: invalid input syntax for type integer: "no number"/,
    );
    expect(await query('SELECT count(*) AS n FROM whole')).toEqual([{ n: 0 }]);
    const apart = postgres.addRecords({ ...on, rows, transaction: false });
    expect((await failure(apart, ServiceError)).partial).toMatchObject({
      result: false,
      rows: 1199,
      errors: [{ row: 777, reason: '22P02' }],
    });
    expect(await query('SELECT count(*) AS n FROM whole')).toEqual([{ n: 1199 }]);
  });

  it('are updated if they exist, also twice in one call', async () => {
    const on = { table: 'ensured', connection: url };
    await postgres.createTable({
      ...on,
      columns: { id: 'INT PRIMARY KEY', mail: 'TEXT UNIQUE', n: 'INT' },
    });
    const first = [
      { id: 1, mail: 'a', n: 1 },
      { id: 2, mail: 'b', n: 1 },
    ];
    await postgres.ensureRecords({ ...on, rows: first, keyFields: ['id'] });
    const again = [
      { id: 1, mail: 'a', n: 2 },
      { id: 3, mail: 'c', n: 1 },
      { id: 1, mail: 'a', n: 3 },
    ];
    expect(await postgres.ensureRecords({ ...on, rows: again })).toMatchObject({ rows: 3 });
    await postgres.ensureRecords({
      ...on,
      rows: [{ id: 2, mail: 'b', n: 9 }],
      keyFields: ['mail'],
    });
    expect(await query('SELECT id, n FROM ensured ORDER BY id')).toEqual([
      ...[
        { id: 1, n: 3 },
        { id: 2, n: 9 },
        { id: 3, n: 1 },
      ],
    ]);
    const none = postgres.ensureRecords({ ...on, rows: first, keyFields: ['n'] });
    await expect(none).rejects.toMatchObject({ reason: '42P10' });
    await query('CREATE TABLE keyless (id INT)');
    const keyless = postgres.ensureRecords({
      table: 'keyless',
      rows: [{ id: 1 }],
      connection: url,
    });
    await expect(keyless).rejects.toMatchObject({ code: 'input', param: 'keyFields' });
  });

  it('give errors with the position in the query', async () => {
    const wrong = (sql: string) => failure(query(sql), ServiceError);
    const syntax = await wrong('SELECT 1,\n  2 FORM x y');
    expect(syntax).toMatchObject({
      reason: '42601',
      details: { line: 2, position: expect.any(Number) },
    });
    expect(syntax.message).toMatch(/syntax error at or near .* at 2:\d+, near "/);
    await query(
      'CREATE TABLE hinted (name TEXT NOT NULL, CONSTRAINT short CHECK (length(name) < 5))',
    );
    expect((await wrong('SELECT nmae FROM hinted')).message).toMatch(
      /at 1:8, near "nmae FROM hinted"/,
    );
    expect(await wrong("INSERT INTO hinted VALUES ('too long')")).toMatchObject({
      ...{ reason: '23514', details: { constraint: 'short', table: 'hinted', schema: 'public' } },
    });
    expect(await wrong('INSERT INTO hinted VALUES (NULL)')).toMatchObject({
      ...{ reason: '23502', details: { column: 'name' } },
    });
    const several = postgres.executeSQLQuery({
      sql: 'SELECT 1; SELECT $1',
      parameters: [1],
      connection: url,
    });
    await expect(several).rejects.toThrow(/A query with parameters must be one statement/);
  });

  it('return rows like the reference: from reading statements, and from others with force', async () => {
    await query('CREATE TABLE forced (id SERIAL, n INT)');
    const sql = 'INSERT INTO forced (n) VALUES (5) RETURNING id';
    expect(await postgres.executeSQLQuery({ sql, connection: url })).toEqual({ result: true });
    const forced = await postgres.executeSQLQuery({ sql, force: true, connection: url });
    expect(forced).toEqual({ result: true, data: [{ id: 2 }] });
    expect(await query('WITH a AS (SELECT 1 AS n) SELECT * FROM a')).toEqual([{ n: 1 }]);
    expect(
      await query('CREATE TEMP TABLE x (a INT); INSERT INTO x VALUES (1); SELECT * FROM x'),
    ).toEqual([{ a: 1 }]);
    expect(await query('SELECT 1 AS n WHERE false')).toEqual([]);
  });

  it('are streamed, and closed when the reader stops', async () => {
    await using connection = await postgres.createConnection({ connectionString: url });
    const sql = 'SELECT n FROM generate_series(1, 5000) AS n';
    let sum = 0;
    for await (const row of await postgres.executeSQLQuery.stream({ sql, connection })) {
      sum += row.n as number;
    }
    expect(sum).toBe((5000 * 5001) / 2);
    for await (const row of await postgres.executeSQLQuery.stream({ sql, connection })) {
      if (row.n === 1200) break;
    }
    const after = await postgres.executeSQLQuery({ sql: 'SELECT 1 AS n', connection });
    expect(after.data).toEqual([{ n: 1 }]);
    const failing = await postgres.executeSQLQuery.stream({
      sql: 'SELECT 1/(3-n) AS n FROM generate_series(1,9) n',
      connection: url,
    });
    const read = (async () => {
      for await (const _ of failing);
    })();
    const error = await failure(read, ServiceError);
    expect(error).toMatchObject({ reason: '22012', method: 'postgres ExecuteSQLQuery' });
  });

  it.skipIf(kind === 'PGlite')(
    `stream a million rows with little memory${onlyReal}`,
    async () => {
      const sql = "SELECT n, repeat('x', 100) AS text FROM generate_series(1, 1000000) AS n";
      let count = 0;
      let most = 0;
      const before = process.memoryUsage().rss;
      for await (const _ of await postgres.executeSQLQuery.stream({ sql, connection: url })) {
        if (++count % 50_000 === 0) most = Math.max(most, process.memoryUsage().rss - before);
      }
      expect(count).toBe(1_000_000);
      // All of them at once are some 300 MiB.
      expect(most / 2 ** 20).toBeLessThan(120);
    },
    60_000,
  );

  it.skipIf(kind === 'PGlite')(
    `and databases${onlyReal}`,
    async () => {
      for (const base of EVIL) {
        const on = { base, connection: url };
        expect(await postgres.createDatabase(on)).toEqual({ result: true });
        await expect(postgres.createDatabase(on)).rejects.toMatchObject({ reason: '42P04' });
        const inside = new URL(url);
        inside.pathname = `/${encodeURIComponent(base)}`;
        const other = await postgres.createConnection({ connectionString: inside.href });
        const gone = failure(
          postgres.executeSQLQuery({ sql: 'SELECT pg_sleep(30)', connection: other }),
          ConnectionError,
        );
        expect(await postgres.disableAllDatabaseConnections(on)).toEqual({
          ...{ result: true, data: [{ pg_terminate_backend: true }] },
        });
        expect(await gone).toMatchObject({ reason: '57P01' });
        expect(other.isOpen).toBe(false);
        expect(await postgres.deleteDatabase(on)).toEqual({ result: true });
        await expect(postgres.deleteDatabase(on)).rejects.toMatchObject({ reason: '3D000' });
      }
    },
    30_000,
  );
});

describe('a dry run', () => {
  it('shows the SQL and its values for every method, and does not connect', async () => {
    const nowhere = 'postgresql://u:s3cret-pw@192.0.2.1:1/d';
    const input: Record<string, unknown> = {
      ...{ sql: 'SELECT $1', parameters: ['it’s'], table: 't', columns: { a: 'INT' }, base: 'b' },
      ...{ create: true, column: 'c', columnType: 'INT', rows: [{ a: 1 }], values: { a: 2 } },
      ...{ filters: [{ field: 'a', value: 3 }], connection: nowhere },
    };
    for (const method of Object.values(postgres)) {
      const definition: Definition = method.definition;
      if (!definition.dryRun) continue;
      const given = Object.fromEntries(
        Object.entries(input).filter(([key]) => key in definition.params),
      );
      const dryRun: string[] = [];
      await definition.invoke(given, { dryRun });
      expect(dryRun.join('\n'), definition.name).toMatch(
        /SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|TRUNCATE/,
      );
      expect(dryRun.join('\n')).not.toContain('s3cret');
    }
  });
});
