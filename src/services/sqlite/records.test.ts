import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import * as sqlite from './index.js';
import { hasShell, newPath, noShell, shell } from './testing/database.js';

const table = 'people';
let db = '';

beforeEach(async () => {
  db = newPath();
  const columns = { id: 'INTEGER PRIMARY KEY', name: 'TEXT UNIQUE', age: 'INTEGER' };
  await sqlite.createTable({ table, columns, db });
});

const people = [
  { id: 1, name: 'Ann', age: 30 },
  { id: 2, name: 'Bob', age: 25 },
  { id: 3, name: 'Eve', age: null },
];

async function all(): Promise<unknown[]> {
  return (await sqlite.getRecords({ table, order: { id: 'ASC' }, db })).data;
}

describe('addRecords', () => {
  it.skipIf(!hasShell)(`adds rows that another program reads${noShell}`, async () => {
    const added = await sqlite.addRecords({ table, rows: people, db });
    expect(added).toEqual({ result: true, rows: 3, errors: [], commit: { result: true } });
    expect(shell(db, 'SELECT * FROM people')).toBe('1|Ann|30\n2|Bob|25\n3|Eve|');
  });

  it('accepts rows with different columns, a single row, and none', async () => {
    await sqlite.addRecords({ table, rows: [{ id: 1 }, { name: 'B', id: 2 }, { id: 3 }], db });
    await sqlite.addRecords({ table, rows: { age: 9 }, db });
    expect(await sqlite.addRecords({ table, rows: [], db })).toMatchObject({
      rows: 0,
      result: true,
    });
    expect(await all()).toEqual([
      { id: 1, name: null, age: null },
      { id: 2, name: 'B', age: null },
      { id: 3, name: null, age: null },
      { id: 4, name: null, age: 9 },
    ]);
  });

  it('adds no row if one fails, and names it', async () => {
    const rows = Array.from({ length: 1000 }, (_, id) => ({ id, name: `n${id === 700 ? 3 : id}` }));
    const error = await failure(sqlite.addRecords({ table, rows, db }), ServiceError);
    expect(error.message).toBe(
      'sqlite AddRecords: rows[700]: UNIQUE constraint failed: people.name (no row was added)\n' +
        'To update existing rows, use EnsureRecords.',
    );
    expect(error).toMatchObject({
      reason: 'SQLITE_CONSTRAINT_UNIQUE',
      details: { constraint: 'UNIQUE', table: 'people', columns: ['name'], row: 700 },
    });
    expect(await all()).toEqual([]);
  });

  it('skips failing rows without a transaction, and names them', async () => {
    const rows = [...people, { id: 9, name: 'Ann' }, { id: 1, name: 'x' }, { id: 10, nosuch: 1 }];
    const adding = sqlite.addRecords({ table, rows, transaction: false, db });
    const error = await failure(adding, ServiceError);
    expect(error.message).toMatch(
      /AddRecords: 3 of 6 rows were not added: rows\[3\]: UNIQUE constraint failed: people\.name\nThe others: 4, 5\.$/,
    );
    expect(error.partial).toEqual({
      result: false,
      rows: 3,
      errors: [
        {
          row: 3,
          reason: 'SQLITE_CONSTRAINT_UNIQUE',
          error: 'UNIQUE constraint failed: people.name',
        },
        {
          row: 4,
          reason: 'SQLITE_CONSTRAINT_PRIMARYKEY',
          error: 'UNIQUE constraint failed: people.id',
        },
        { row: 5, reason: 'SQLITE_ERROR', error: 'table people has no column named nosuch' },
      ],
    });
    expect(await all()).toEqual(people);
  });

  it.each(['FAIL', 'ROLLBACK', 'ABORT'])('names the row also with ON CONFLICT %s', async (how) => {
    const columns = { id: `INTEGER UNIQUE ON CONFLICT ${how}` };
    await sqlite.createTable({ table: 'strict', columns, db });
    const rows = [{ id: 1 }, { id: 2 }, { id: 1 }, { id: 3 }];
    const error = await failure(sqlite.addRecords({ table: 'strict', rows, db }), ServiceError);
    expect(error.message).toContain('no row was added');
    expect((await sqlite.getRecords({ table: 'strict', db })).data).toEqual([]);
    const adding = sqlite.addRecords({ table: 'strict', rows, transaction: false, db });
    const { partial } = await failure(adding, ServiceError);
    expect(partial).toMatchObject({ rows: 3, errors: [{ row: 2 }] });
    expect((await sqlite.getRecords({ table: 'strict', db })).data).toHaveLength(3);
  });

  it('rejects a row without fields, and values that are not rows, before anything is done', async () => {
    for (const [rows, option] of [
      [[{ id: 1 }, {}], 'rows[1]'],
      [[{ id: 1 }, 2], 'rows[1]'],
      [[{ id: 1 }, { '': 1 }], /^rows\[1\]/],
      [[{ id: 1 }, { id: undefined }], 'rows[1].id'],
      [[{ id: 1 }, { id: Number.NaN }], 'rows[1].id'],
    ] as const) {
      const error = await failure(
        sqlite.addRecords({ table, rows: rows as never, db }),
        InputError,
      );
      expect(error.param).toMatch(option);
    }
    expect(await all()).toEqual([]);
  });

  it('shows what it would do', async () => {
    const dryRun: string[] = [];
    await sqlite.addRecords.definition.invoke(
      { table, rows: [...people, { name: "O'Neil\n; DROP" }], db: '/nowhere' },
      { dryRun },
    );
    expect(dryRun).toEqual([
      [
        'BEGIN;',
        'INSERT INTO "people" ("id", "name", "age") VALUES (?, ?, ?);',
        '-- with the values',
        '--   1: 1',
        "--   2: 'Ann'",
        '--   3: 30',
        '-- and 2 more rows like it',
        'INSERT INTO "people" ("name") VALUES (?);',
        '-- with the values',
        "--   1: 'O''Neil ; DROP'",
        'COMMIT;',
      ].join('\n'),
    ]);
  });
});

describe('ensureRecords', () => {
  beforeEach(() => sqlite.addRecords({ table, rows: people, db }));

  it('adds rows, and updates existing ones', async () => {
    const rows = [
      { id: '1', name: 'Ann B.', age: 31 },
      { id: 4, name: 'Zoe', age: 5 },
    ];
    const done = await sqlite.ensureRecords({ table, rows, keyFields: ['id'], db });
    expect(done).toEqual({ result: true, rows: 2, errors: [], commit: { result: true } });
    expect(await all()).toEqual(
      [rows[0], people[1], people[2], rows[1]].map((r) => ({ ...r, id: Number(r!.id) })),
    );
  });

  it('uses any key of the table by default', async () => {
    await sqlite.ensureRecords({
      table,
      rows: [
        { name: 'Bob', age: 26 },
        { id: 1, age: 1 },
      ],
      db,
    });
    expect(await all()).toEqual([{ ...people[0], age: 1 }, { ...people[1], age: 26 }, people[2]]);
  });

  it('does not change a row if only its key is given', async () => {
    await sqlite.ensureRecords({ table, rows: [{ id: 1 }], keyFields: 'id', db });
    expect(await all()).toEqual(people);
  });

  it('rolls back everything if one row fails, and names fields that are not a key', async () => {
    const rows = [
      { id: 1, age: 99 },
      { id: 2, name: 'Ann' },
    ];
    const failed = sqlite.ensureRecords({ table, rows, keyFields: ['id'], db });
    expect((await failure(failed, ServiceError)).details).toMatchObject({ row: 1 });
    expect(await all()).toEqual(people);
    const noKey = sqlite.ensureRecords({ table, rows, keyFields: ['age'], db });
    expect((await failure(noKey, ServiceError)).hint).toContain('must be the PRIMARY KEY');
  });
});

describe('getRecords', () => {
  beforeEach(() => sqlite.addRecords({ table, rows: people, db }));

  const ids = async (input: object) =>
    (await sqlite.getRecords({ table, db, order: { id: 'ASC' }, ...input })).data.map(
      ({ id }) => id,
    );

  it('gets fields, filtered, sorted and limited', async () => {
    const { data } = await sqlite.getRecords({
      table,
      fields: ['name', 'age'],
      filters: [
        { field: 'name', type: '=', value: 'Ann', union: 'OR', raw: false },
        { field: 'age', type: 'BETWEEN', value: '20 AND 30', raw: true },
      ],
      order: { age: 'desc' },
      limit: 1,
      db,
    });
    expect(data).toEqual([{ name: 'Ann', age: 30 }]);
  });

  it.each([
    [{ field: 'age', value: null }, [3]],
    [{ field: 'age', type: '!=', value: null }, [1, 2]],
    [{ field: 'age', type: 'is not null' }, [1, 2]],
    [{ field: 'age', type: 'IS', value: 25 }, [2]],
    [{ field: 'id', type: 'IN', value: [1, 3, 7] }, [1, 3]],
    [{ field: 'id', type: 'not  in', value: [1, 3] }, [2]],
    [{ field: 'id', type: 'IN', value: [] }, []],
    [{ field: 'id', type: 'IN', value: 2 }, [2]],
    [{ field: 'id', type: 'BETWEEN', value: [2, 3] }, [2, 3]],
    [{ field: 'name', type: 'LIKE', value: '%n%' }, [1]],
    [{ field: 'name', type: 'GLOB', value: '[AB]*' }, [1, 2]],
    [{ field: 'id', type: 'IN', value: '(SELECT 3)', raw: 'true' }, [3]],
    [{ field: 'id', type: '', value: 2, union: '', raw: '' }, [2]],
  ])('filters by %j', async (filter, expected) => {
    expect(await ids({ filters: filter })).toEqual(expected);
  });

  it('rejects and names an invalid filter', async () => {
    for (const [filter, says] of [
      [
        { feild: 'id', value: 1 },
        'filters[0] has an unknown field "feild"; known fields: field, type, value',
      ],
      [{ value: 1 }, 'filters[0] needs a field name'],
      [{ field: 'id' }, 'filters[0] has no "value"'],
      [{ field: 'id', type: '= 1 OR 1', value: 1 }, 'filters[0] has an unknown "type"'],
      [{ field: 'id', value: 1, union: 'OR 1=1 OR' }, 'filters[0] has an unknown "union"'],
      [{ field: 'id', value: 1, raw: 'perhaps' }, 'filters[0] has a "raw"'],
      [{ field: 'id', type: 'BETWEEN', value: '1 AND 2' }, 'needs an array of two values'],
      [
        { field: 'id', value: '1); DELETE FROM people; --', raw: true },
        'is not a single condition',
      ],
      [{ field: 'id', value: { a: 1n } }, 'filters[0].value'],
    ] as const) {
      const error = await failure(
        sqlite.deleteRecords({ table, filters: filter as never, db }),
        InputError,
      );
      expect(error.message).toContain(says);
    }
    expect(await all()).toEqual(people);
  });

  it('rejects an invalid direction, limit and fields', async () => {
    for (const wrong of [
      { order: { id: 'ASC; DROP TABLE people' } },
      { order: { id: 1 } },
      { limit: -1 },
      { limit: 1.5 },
      { fields: [''] },
      { fields: [] },
    ]) {
      const error = await failure(sqlite.getRecords({ table, db, ...wrong }), InputError);
      expect(error.param).toMatch(new RegExp(`^${Object.keys(wrong)[0]}`));
    }
    expect(await ids({ limit: 0 })).toEqual([]);
  });

  it('reports an unknown field: it never becomes a string', async () => {
    const error = await failure(sqlite.getRecords({ table, fields: ['nosuch'], db }), ServiceError);
    expect(error.message).toContain('no such column: "nosuch"');
  });

  it('streams the rows', async () => {
    const stream = await sqlite.getRecords.stream({ table, order: { id: 'DESC' }, db });
    const found = [];
    for await (const { id } of stream) found.push(id);
    expect(found).toEqual([3, 2, 1]);
    await expect(sqlite.getRecords.stream({ table: 'none', db })).rejects.toThrow('no such table');
  });
});

describe('updateRecords and deleteRecords', () => {
  beforeEach(() => sqlite.addRecords({ table, rows: people, db }));

  it('change the rows that match the filters', async () => {
    const filters = { field: 'name', type: '=', value: 'Ann', union: 'AND', raw: false };
    const values = { name: 'Ann B.', age: '31' };
    expect(await sqlite.updateRecords({ table, values, filters, db })).toEqual({
      result: true,
      rows: 1,
    });
    expect(await all()).toEqual([{ id: 1, name: 'Ann B.', age: 31 }, people[1], people[2]]);
    const gone = await sqlite.deleteRecords({ table, filters: [{ field: 'age', value: 31 }], db });
    expect(gone).toEqual({ result: true, rows: 1 });
    expect(await all()).toEqual(people.slice(1));
  });

  it('change all rows only if "all" says so', async () => {
    const filters = 'all';
    const values = { age: 1 };
    expect(await sqlite.updateRecords({ table, values, filters, db })).toMatchObject({ rows: 3 });
    expect(await sqlite.deleteRecords({ table, filters, db })).toMatchObject({ rows: 3 });
    expect(await all()).toEqual([]);
  });

  it.each([
    [undefined, 'filters is missing'],
    [null, 'filters is missing'],
    ['', 'filters is empty'],
    [' ', 'filters is empty'],
    ['[]', 'filters is empty'],
    [[], 'filters is empty'],
    [{}, 'filters[0] needs a field name'],
    ['{}', 'filters[0] needs a field name'],
    [[{}], 'filters[0] needs a field name'],
    ['ALL ROWS', 'filters'],
  ])('change nothing if the filter is %j', async (filters, says) => {
    const given = { table, filters: filters as never, db };
    for (const change of [
      () => sqlite.deleteRecords(given),
      () => sqlite.updateRecords({ ...given, values: { age: 1 } }),
    ]) {
      expect((await failure(change(), InputError)).message).toContain(says);
    }
    expect(await all()).toEqual(people);
    // What reads all rows by default still refuses what is given and empty.
    if (filters === undefined || filters === null) return;
    await failure(sqlite.getRecords(given), InputError);
  });

  it('reject an update without fields, and undefined values', async () => {
    for (const values of [{}, { age: undefined }]) {
      const error = await failure(
        sqlite.updateRecords({ table, values, filters: 'all', db }),
        InputError,
      );
      expect(error.param).toMatch(/^values/);
    }
  });
});

describe('getRecordsFilterStructure', () => {
  it('returns a template that is a filter when filled in', async () => {
    expect(Object.keys(await sqlite.getRecordsFilterStructure({}))).toEqual([
      'field',
      'type',
      'value',
      'union',
      'raw',
    ]);
    await sqlite.addRecords({ table, rows: people, db });
    const template = await sqlite.getRecordsFilterStructure({ empty: true });
    const filters = { ...template, field: 'name', value: 'Bob' };
    expect((await sqlite.getRecords({ table, filters, db })).data).toEqual([people[1]]);
  });
});
