import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { InputError } from '../../core/errors/errors.js';
import * as sqlite from './index.js';
import { hasShell, newPath, noShell, shell } from './testing/database.js';

const files = await folder();
const db = await sqlite.createConnection({});
afterAll(() => db.close());
await sqlite.createTable({ table: 'v', columns: { id: 'INTEGER PRIMARY KEY', x: 'ANY_' }, db });
// A BLOB column has no affinity: values are stored unchanged.
await sqlite.createTable({ table: 'bare', columns: { x: 'BLOB' }, db });

/** A value after a round trip, and SQLite's name for its type. */
async function roundTrip(value: unknown): Promise<[value: unknown, type: unknown]> {
  await sqlite.clearTable({ table: 'bare', db });
  await sqlite.addRecords({ table: 'bare', rows: [{ x: value }], db });
  const sql = 'SELECT x, typeof(x) AS type FROM bare';
  const [row] = (await sqlite.executeSQLQuery({ sql, db })).data!;
  return [row!.x, row!.type];
}

describe('a value', () => {
  const kept: [unknown, unknown, string][] = [
    ['text', 'text', 'text'],
    ['', '', 'text'],
    ['007', '007', 'text'],
    ["it's\n\0 a \u{1f600} text", "it's\n\0 a \u{1f600} text", 'text'],
    [25, 25, 'integer'],
    [-0, -0, 'real'],
    [1.5, 1.5, 'real'],
    [1e300, 1e300, 'real'],
    [true, 1, 'integer'],
    [false, 0, 'integer'],
    [null, null, 'null'],
    [2 ** 53 - 1, 2 ** 53 - 1, 'integer'],
    [2n ** 53n - 1n, 2 ** 53 - 1, 'integer'],
    [2n ** 53n, '9007199254740992', 'integer'],
    [2n ** 53n + 1n, '9007199254740993', 'integer'],
    [-(2n ** 53n) - 1n, '-9007199254740993', 'integer'],
    [2n ** 63n - 1n, '9223372036854775807', 'integer'],
    [-(2n ** 63n), '-9223372036854775808', 'integer'],
    [new Date('2026-01-31T18:30:00Z'), '2026-01-31T18:30:00.000Z', 'text'],
    [Buffer.from('ab'), { blob: 'YWI=' }, 'blob'],
    [new Uint8Array(), { blob: '' }, 'blob'],
    [new Uint8Array([1, 2]).buffer, { blob: 'AQI=' }, 'blob'],
    [{ blob: 'YWI=' }, { blob: 'YWI=' }, 'blob'],
    [{ blob: '' }, { blob: '' }, 'blob'],
    [{ blob: Buffer.from('ab') }, { blob: 'YWI=' }, 'blob'],
    [{ a: [1, 'x'] }, '{"a":[1,"x"]}', 'text'],
    [[1, null], '[1,null]', 'text'],
    [{ blob: 'YWI=', other: 1 }, '{"blob":"YWI=","other":1}', 'text'],
  ];
  it.each(kept.map((one) => [inspect(one[0]), ...one] as const))(
    '%s is stored',
    async (_, value, expected, type) => {
      expect(await roundTrip(value)).toEqual([expected, type]);
    },
  );

  const refused: [unknown][] = [
    [undefined],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [2 ** 53],
    [-(2 ** 53) - 2],
    [2n ** 63n],
    [Symbol('x')],
    [() => 1],
    [new Date(Number.NaN)],
    [new Map()],
    [new Set([1])],
    [{ blob: 'no base64!' }],
    [{ blob: 7 }],
    [{ big: 1n }],
  ];
  it.each(refused.map(([one]) => [inspect(one), one] as const))(
    '%s is rejected',
    async (_, value) => {
      const error = await failure(roundTrip(value), InputError);
      expect(error.param).toMatch(/^rows\[0\]\.x/);
      expect(error.message).toMatch(/^sqlite AddRecords: rows\[0\]\.x/);
    },
  );

  it('from a program never names a file to read', async () => {
    const path = join(files, 'secret');
    await writeFile(path, 'secret');
    await failure(roundTrip({ blob: path }), InputError);
    expect(await roundTrip(`@${path}`)).toEqual([`@${path}`, 'text']);
  });

  it('is stored with the type of its column', async () => {
    const columns = { t: 'TEXT', i: 'INTEGER', r: 'REAL' };
    await sqlite.createTable({ table: 'typed', columns, db });
    const rows = [{ t: 25, i: '9007199254740993', r: 1 }];
    await sqlite.addRecords({ table: 'typed', rows, db });
    const sql = 'SELECT *, typeof(t) AS a, typeof(i) AS b, typeof(r) AS c FROM typed';
    expect((await sqlite.executeSQLQuery({ sql, db })).data).toEqual([
      { t: '25', i: '9007199254740993', r: 1, a: 'text', b: 'integer', c: 'real' },
    ]);
  });
});

const bytes = fc.uint8Array({ maxLength: 50 }).map((value) => Buffer.from(value));
const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n)),
  fc.constant(null),
);

it('every value is returned unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(scalar, bytes), { minLength: 1 }), async (values) => {
      await sqlite.clearTable({ table: 'v', db });
      await sqlite.addRecords({ table: 'v', rows: values.map((x, id) => ({ id, x })), db });
      const { data } = await sqlite.getRecords({ table: 'v', order: { id: 'ASC' }, db });
      const expected = values.map((x) => (Buffer.isBuffer(x) ? { blob: x.toString('base64') } : x));
      expect(data.map(({ x }) => x)).toEqual(expected);
      // Results can be added again.
      await sqlite.clearTable({ table: 'v', db });
      await sqlite.addRecords({ table: 'v', rows: data, db });
      expect((await sqlite.getRecords({ table: 'v', order: { id: 'ASC' }, db })).data).toEqual(
        data,
      );
    }),
    { numRuns: 150 },
  );
});

it('every value is found by a filter for it', async () => {
  await sqlite.clearTable({ table: 'bare', db });
  await fc.assert(
    fc.asyncProperty(fc.oneof(scalar, bytes), async (x) => {
      await sqlite.addRecords({ table: 'bare', rows: [{ x }], db });
      const filters = { field: 'x', type: '=', value: x };
      const { data } = await sqlite.getRecords({ table: 'bare', filters, db });
      expect(data.length).toBeGreaterThan(0);
      expect(await sqlite.deleteRecords({ table: 'bare', filters, db })).toMatchObject({
        rows: data.length,
      });
    }),
    { numRuns: 150 },
  );
});

it('tables and columns can have any names', async () => {
  // Quotes around a name are removed: so each name is quoted here, with doubled quotes inside.
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((one) => !one.includes('\0'));
  const quoted = (one: string) => `"${one.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(name, name, async (one, other) => {
      const table = quoted(`t${one}`);
      const column = quoted(other);
      await sqlite.createTable({ table, columns: { [column]: 'TEXT' }, db });
      await sqlite.addRecords({ table, rows: [{ [column]: 'x' }], db });
      const filters = { field: column, value: 'x' };
      const found = await sqlite.getRecords({ table, fields: [column], filters, db });
      expect(found.data).toEqual([Object.fromEntries([[other, 'x']])]);
      await sqlite.deleteTable({ table, db });
    }),
    { numRuns: 150 },
  );
});

it('a column can be named __proto__, and two columns can have the same name', async () => {
  const sql = 'SELECT 1 AS "__proto__", 2 AS id, 3 AS id, 4 AS "id:1"';
  const { data } = await sqlite.executeSQLQuery({ sql, db });
  expect(Object.entries(data![0]!)).toEqual([
    ['__proto__', 1],
    ['id', 2],
    ['id:1', 3],
    ['id:1:1', 4],
  ]);
});

it.skipIf(!hasShell)(`another program reads what was written${noShell}`, async () => {
  const path = newPath();
  await sqlite.createTable({
    table: 'таблица',
    columns: { 'имя "x"': 'TEXT', b: 'BLOB' },
    db: path,
  });
  const rows = [{ 'имя "x"': 'Ёж', b: Buffer.from([0, 255]) }];
  await sqlite.addRecords({ table: 'таблица', rows, db: path });
  expect(shell(path, 'SELECT "имя ""x""", hex(b) FROM "таблица"')).toBe('Ёж|00FF');
});
