import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/core/errors/errors.js';
import { failure } from './failure.js';
import { sqlCreating } from './sql-creating.js';
import type { Input, Row, SqlMethod, SqlService } from './sql-service.js';

/** Names that would do harm if they were not quoted. */
const EVIL = [
  'x"; DROP TABLE victim; --',
  "x'; DROP TABLE victim; --",
  'x`; DROP TABLE victim; --',
  'x]; DROP TABLE victim; --',
  'Ünïcode and spaces',
  'select',
  '$1 ?',
  'a\\"b',
];

/** What every SQL service promises, tested on its real database. */
export function sqlPromises(title: string, service: SqlService): void {
  const { param, address, types, reasons, numbers, quote } = service;
  const run = (name: string) => Reflect.get(service.methods, name) as SqlMethod;
  const at = (place: unknown) => ({ [param]: place });
  const query = async (sql: string, place: unknown = address, parameters?: unknown[]) =>
    (await run('executeSQLQuery')({ sql, ...at(place), ...(parameters && { parameters }) })).data;
  const count = async (table: string, place: unknown = address) =>
    Number(
      (await query(
        `SELECT count(*) AS n FROM ${quote}${table}${quote === '[' ? ']' : quote}`,
        place,
      ))![0]!.n,
    );

  sqlCreating(title, service);

  describe(`tables and rows of ${title}`, () => {
    it('are created, changed, read and deleted by their methods', async () => {
      await using connection = await service.open();
      const on = { table: 'users', ...at(connection) };
      const columns = { id: types.key, name: types.text, age: types.whole };
      const exists = await run('createTable')({ ...on, columns });
      expect(exists).toEqual({ result: true });
      await expect(run('createTable')({ ...on, columns })).rejects.toMatchObject({
        reason: reasons.exists,
      });
      expect((await run('getTableInformation')(on)).data).toHaveLength(3);
      const rows = [
        { id: 1, name: 'Ann', age: 30 },
        { id: 2, name: 'Bob', age: 25 },
        { id: 3, name: 'Cid', age: null },
      ];
      expect(await run('addRecords')({ ...on, rows })).toEqual({
        ...{ result: true, rows: 3, errors: [], commit: { result: true } },
      });
      const get = async (more: Input) => (await run('getRecords')({ ...on, ...more })).data;
      const order = { age: 'DESC' };
      const some = [
        { field: 'age', type: 'BETWEEN', value: [20, 40], union: 'AND' },
        { field: 'name', type: 'IN', value: ['Ann', 'Bob'], union: 'AND' },
        { field: 'name', type: 'IS NOT', value: null },
      ];
      expect(await get({ filters: some, order, limit: 1 })).toEqual([rows[0]]);
      const byId = (type: string, value: unknown) => [{ field: 'id', type, value }];
      expect(
        await get({ fields: ['name'], filters: byId('IS NOT', 1), order: { id: 'ASC' } }),
      ).toEqual([{ name: 'Bob' }, { name: 'Cid' }]);
      const missing = { field: 'age', type: 'IS', value: null };
      expect(await get({ filters: missing })).toEqual([rows[2]]);
      const update = { ...on, values: { age: 31 }, filters: byId('=', 1) };
      expect(await run('updateRecords')(update)).toEqual({ result: true, rows: 1 });
      expect(
        await run('addTableColumn')({ ...on, column: 'mail', columnType: types.text }),
      ).toEqual({ result: true });
      expect(await run('deleteTableColumn')({ ...on, column: 'age' })).toEqual({ result: true });
      const plan = { id: types.key, NAME: types.text, born: types.whole };
      if (quote === '"') Object.assign(plan, { NAME: undefined, name: types.text });
      const wanted = Object.fromEntries(Object.entries(plan).filter(([, type]) => type));
      expect(await run('ensureTable')({ ...on, columns: wanted })).toEqual({
        ...{ result: true, commit: { result: true } },
      });
      expect(await get({ filters: byId('=', 1) })).toEqual([{ id: 1, name: 'Ann', born: null }]);
      const gone = { ...on, filters: byId('>', 1) };
      expect(await run('deleteRecords')(gone)).toEqual({ result: true, rows: 2 });
      expect(await run('clearTable')(on)).toMatchObject({ result: true });
      expect(await get({})).toEqual([]);
      expect(await run('deleteTable')(on)).toEqual({ result: true });
      expect((await run('getTableInformation')(on)).data).toEqual([]);
      await expect(get({})).rejects.toMatchObject({ reason: reasons.missing });
    });

    it('have names that never become SQL', async () => {
      await query(`CREATE TABLE victim (id ${types.whole})`);
      for (const name of EVIL) {
        const on = { table: name, ...at(address) };
        const columns = { [name]: types.key, other: types.text };
        await run('createTable')({ ...on, columns });
        await run('addRecords')({ ...on, rows: [{ [name]: 1, other: name }] });
        const keys = service.namesKeys ? { keyFields: [name] } : {};
        await run('ensureRecords')({ ...on, ...keys, rows: [{ [name]: 1, other: 'new' }] });
        const filters = { field: name, type: '>', value: 0 };
        const found = await run('getRecords')({ ...on, filters, order: { [name]: 'ASC' } });
        expect(found.data, name).toEqual([{ [name]: 1, other: 'new' }]);
        const values = { other: name };
        await run('updateRecords')({ ...on, values, filters: { field: 'other', value: 'new' } });
        const all = await run('getRecords')({ ...on, fields: ['other'] });
        expect(all.data).toEqual([{ other: name }]);
        await run('addTableColumn')({ ...on, column: `${name}2`, columnType: types.text });
        await run('deleteTableColumn')({ ...on, column: `${name}2` });
        await run('ensureTable')({
          ...on,
          columns: { [name]: types.key, [`${name}3`]: types.text },
        });
        await run('deleteRecords')({ ...on, filters });
        await run('clearTable')(on);
        await run('deleteTable')(on);
      }
      expect(await query('SELECT * FROM victim')).toEqual([]);
    });

    it('reject types, sort orders and raw filters that are more than one piece of SQL', async () => {
      const on = { table: 'victim', ...at(address) };
      const refused = (name: string, more: Input) =>
        expect(run(name)({ ...on, ...more })).rejects.toMatchObject({ code: 'input' });
      for (const type of ['INT); DROP TABLE victim; --', 'INT, b TEXT', 'INT # x', 'INT /* x']) {
        await refused('createTable', { columns: { a: type } });
        await refused('addTableColumn', { column: 'a', columnType: type });
        await refused('ensureTable', { columns: { a: type } });
      }
      await refused('getRecords', { order: { a: 'ASC; DROP TABLE victim' } });
      await refused('getRecords', { filters: { field: 'a', type: '= 1; --', value: 1 } });
      for (const value of ['1); --', "'\\' OR 1=1", '`a` = 1']) {
        await refused('getRecords', { filters: { field: 'a', value, raw: true } });
      }
    });

    it('are added all or none, and the error names the failing row', async () => {
      const on = { table: 'whole', ...at(address) };
      const columns = { id: types.key, n: `${types.whole} NOT NULL` };
      await run('createTable')({ ...on, columns });
      const rows: Row[] = Array.from({ length: 1200 }, (_, id) => ({ id, n: id }));
      rows[777]!.n = null;
      const error = await failure(run('addRecords')({ ...on, rows }), ServiceError);
      expect(error.details).toMatchObject({ row: 777 });
      expect(error.message).toMatch(/^\w+ AddRecords: rows\[777\]: .* \(no row was added\)/);
      expect(await count('whole')).toBe(0);
      const apart = run('addRecords')({ ...on, rows, transaction: false });
      expect((await failure(apart, ServiceError)).partial).toMatchObject({
        ...{ result: false, rows: 1199, errors: [{ row: 777 }] },
      });
      expect(await count('whole')).toBe(1199);
    });

    it('are updated if they exist, also twice in one call', async () => {
      const on = { table: 'ensured', ...at(address) };
      const columns = { id: types.key, mail: `${types.indexed} UNIQUE`, n: types.whole };
      await run('createTable')({ ...on, columns });
      const keys = service.namesKeys ? { keyFields: ['id'] } : {};
      const ensure = (rows: Row[]) => run('ensureRecords')({ ...on, ...keys, rows });
      await ensure([
        { id: 1, mail: 'a', n: 1 },
        { id: 2, mail: 'b', n: 1 },
      ]);
      const again = await ensure([
        { id: 1, mail: 'a', n: 2 },
        { id: 3, mail: 'c', n: 1 },
        { id: 1, mail: 'a', n: 3 },
      ]);
      expect(again).toMatchObject({ rows: 3 });
      expect((await run('getRecords')({ ...on, order: { id: 'ASC' } })).data).toEqual([
        { id: 1, mail: 'a', n: 3 },
        { id: 2, mail: 'b', n: 1 },
        { id: 3, mail: 'c', n: 1 },
      ]);
    });

    it('leave the caller’s transaction open, and roll back only their own part', async () => {
      await using connection = await service.open();
      const on = { table: 'outer_one', ...at(connection) };
      await run('createTable')({ ...on, columns: { id: types.key } });
      await query(service.begin, connection);
      await query('INSERT INTO outer_one VALUES (1)', connection);
      const failing = run('addRecords')({ ...on, rows: [{ id: 2 }, { id: 1 }] });
      await expect(failing).rejects.toMatchObject({ reason: reasons.duplicate });
      await run('addRecords')({ ...on, rows: [{ id: 3 }] });
      await query('COMMIT', connection);
      const order = { id: 'ASC' };
      expect((await run('getRecords')({ ...on, order })).data).toEqual([{ id: 1 }, { id: 3 }]);
    });

    it('are streamed, and closed when the reader stops', async () => {
      await using connection = await service.open();
      const on = { sql: numbers(5000), ...at(connection) };
      let sum = 0;
      for await (const { n } of await run('executeSQLQuery').stream(on)) sum += Number(n);
      expect(sum).toBe((5000 * 5001) / 2);
      for await (const { n } of await run('executeSQLQuery').stream(on)) {
        if (Number(n) === 1200) break;
      }
      expect(await query('SELECT 1 AS n', connection)).toEqual([{ n: 1 }]);
    });

    it('have all columns of one name, in their order', async () => {
      const found = await query('SELECT 1 AS id, 2 AS id, 3 AS other, 4 AS id');
      expect(Object.entries(found![0]!)).toEqual([
        ['id', 1],
        ['id:1', 2],
        ['other', 3],
        ['id:2', 4],
      ]);
    });

    it('are shown as SQL by a dry run of every method, which does not connect', async () => {
      const input: Input = {
        ...{ sql: 'SELECT 1', table: 't', columns: { a: types.whole }, base: 'b', column: 'c' },
        ...{ columnType: types.whole, rows: [{ a: 1 }], values: { a: 2 }, create: true },
        ...{ filters: [{ field: 'a', value: 3 }], ...at(address) },
      };
      for (const { definition } of Object.values(service.methods) as SqlMethod[]) {
        // The default export is all of them.
        if (!definition?.dryRun) continue;
        const given = Object.entries(input).filter(([key]) => key in definition.params);
        const dryRun: string[] = [];
        await definition.invoke(Object.fromEntries(given), { dryRun });
        expect(dryRun.join('\n'), definition.name).toMatch(
          /SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|TRUNCATE|ATTACH|VACUUM/,
        );
      }
    });
  });

  const values: Record<string, [type: string, values: fc.Arbitrary<unknown>]> = {
    'whole numbers': [types.whole, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
    'wide numbers': [
      types.wide,
      fc
        .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
        .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value))),
    ],
    text: [
      types.text,
      fc
        .string({ unit: 'binary' })
        .map((text) => Buffer.from(text).toString().replaceAll('\0', '')),
    ],
    bytes: [types.bytes, fc.uint8Array().map((bytes) => service.bytes(Buffer.from(bytes)))],
  };
  if (service.decimal) {
    const digits = fc.bigInt({ min: 1n, max: 10n ** 20n });
    const part = fc.nat({ max: 999_999 });
    const decimals = fc.tuple(digits, part).map(([whole, part]) => {
      return `${whole}.${String(part).padStart(6, '0')}`;
    });
    values['digits after the point'] = [service.decimal, decimals];
  }

  describe(`values of ${title}`, () => {
    it.each(Object.entries(values))('%s are returned unchanged', async (what, [type, some]) => {
      await using connection = await service.open();
      const table = `round ${what}`;
      const on = { table, ...at(connection) };
      await run('createTable')({ ...on, columns: { id: types.key, value: type } });
      const read = async () => (await run('getRecords')({ ...on, order: { id: 'ASC' } })).data;
      await fc.assert(
        fc.asyncProperty(fc.array(some, { minLength: 1, maxLength: 20 }), async (given) => {
          await run('clearTable')(on);
          const rows = given.map((value, id) => ({ id: id + 1, value }));
          await run('addRecords')({ ...on, rows });
          expect(await read()).toEqual(rows);
          // They can be added again from their JSON, as from one command to another.
          const again = JSON.parse(JSON.stringify(await read())) as Row[];
          await run('clearTable')(on);
          await run('addRecords')({ ...on, rows: again });
          expect(await read()).toEqual(rows);
          // And each is found by a filter.
          const filters = [
            { field: 'value', value: again[0]!.value },
            { field: 'id', value: 1 },
          ];
          expect((await run('getRecords')({ ...on, filters })).data).toEqual([rows[0]]);
        }),
        { numRuns: 12 },
      );
    });

    it('are bound, and never become SQL', async () => {
      const evil = "'; DROP TABLE victim; --\\";
      const [row] = (await query(
        `SELECT ${service.param === 'db' ? '?' : PLACE[quote]} AS v`,
        address,
        [evil],
      ))!;
      expect(row).toEqual({ v: evil });
    });
  });
}

/** The placeholders of servers, by their quotes. */
const PLACE: Readonly<Record<string, string>> = { '"': '$1::text', '`': '?', '[': '@P1' };
