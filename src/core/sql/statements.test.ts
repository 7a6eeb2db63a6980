import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/errors.js';
import { Bound, type Dialect, quoteName, quoteTable, tableParts } from './dialect.js';
import { type Filter, whereClause } from './filters.js';
import {
  addColumn,
  batches,
  createTable,
  deleteRows,
  dropColumn,
  ensureTable,
  insertion,
  type Row,
  select,
  update,
  upsertion,
} from './statements.js';

const dialect: Dialect = {
  title: 'Test',
  quotes: [
    ['"', '"'],
    ['[', ']'],
  ],
  placeholder: (index) => `$${index}`,
  maxParams: 6,
  maxRows: 3,
  comparisons: ['ILIKE'],
  same: ['IS NOT DISTINCT FROM', 'IS DISTINCT FROM'],
  limit: 'limit',
  addColumn: 'ADD COLUMN',
  columnType: () => 'TEXT',
  foldName: (name) => name.toLowerCase(),
  clear: (table) => `TRUNCATE ${table}`,
  upsert: ({ table, columns, values, keys, others }) =>
    `UPSERT ${table} (${columns.join()}) ${values} ON ${keys.join()} SET ${others.join()}`,
};

const filter = (changes: Partial<Filter>): Filter => ({
  ...{ field: 'a', type: '=', value: 1, union: 'AND', raw: false },
  ...changes,
});

function where(...filters: Filter[]): { clause: string; values: readonly unknown[] } {
  const bound = new Bound(dialect);
  return { clause: whereClause(dialect, bound, filters), values: bound.values };
}

describe('names', () => {
  it('are quoted, their own quotes doubled', () => {
    expect(quoteName(dialect, 'a"b')).toBe('"a""b"');
    expect(quoteName(dialect, 'a; DROP TABLE t --')).toBe('"a; DROP TABLE t --"');
  });

  it('lose the quotes that are given with them, if these are complete', () => {
    expect(quoteName(dialect, '[An obscure column]')).toBe('"An obscure column"');
    expect(quoteName(dialect, '"a""b"')).toBe('"a""b"');
    expect(quoteName(dialect, '[a] = 1; --]')).toBe('"[a] = 1; --]"');
    expect(quoteName(dialect, '"a" = 1 OR "b"')).toBe('"""a"" = 1 OR ""b"""');
  });

  it('of tables may have a schema before a dot', () => {
    expect(quoteTable(dialect, 'main.users')).toBe('"main"."users"');
    expect(quoteTable(dialect, '"main"."a.b"')).toBe('"main"."a.b"');
    expect(quoteTable(dialect, '[a.b]')).toBe('"a.b"');
    expect(quoteTable(dialect, 'a.')).toBe('"a."');
    expect(quoteTable(dialect, 'a"; DROP TABLE b; --')).toBe('"a""; DROP TABLE b; --"');
    expect(tableParts(dialect, 'x.y.z')).toEqual(['x', 'y', 'z']);
  });

  it('that are invalid in every database are refused', () => {
    for (const name of ['', 'a\0b']) {
      expect(() => quoteName(dialect, name)).toThrow(InputError);
      expect(() => quoteTable(dialect, name)).toThrow(InputError);
    }
  });

  it('cannot be closed early, whatever is in them', () => {
    const name = fc.string({ unit: fc.constantFrom('"', '[', ']', '.', ';', ' ', 'a', '\\', '-') });
    fc.assert(
      fc.property(name.filter(Boolean), (given) => {
        const parts = /^("(?:[^"]|"")+")(\.("(?:[^"]|"")+"))*$/;
        expect(quoteName(dialect, given)).toMatch(/^"(?:[^"]|"")+"$/);
        expect(quoteTable(dialect, given)).toMatch(parts);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('tables', () => {
  it('are created from columns and their types', () => {
    expect(createTable(dialect, 't', { id: 'INTEGER PRIMARY KEY', n: 'TEXT' })).toEqual({
      sql: 'CREATE TABLE "t" ("id" INTEGER PRIMARY KEY, "n" TEXT)',
      values: [],
    });
    expect(addColumn(dialect, 't', 'n', 'TEXT').sql).toBe('ALTER TABLE "t" ADD COLUMN "n" TEXT');
    expect(dropColumn(dialect, 't', 'n').sql).toBe('ALTER TABLE "t" DROP COLUMN "n"');
  });

  it('get the missing columns and lose the extra ones; names are compared as in the database', () => {
    const plan = ensureTable(dialect, 't', { ID: 'INT', '[b c]': 'TEXT', d: 'TEXT' }, [
      'id',
      'b c',
      '[old]',
    ]);
    expect(plan.map(({ sql }) => sql)).toEqual([
      'ALTER TABLE "t" ADD COLUMN "d" TEXT',
      'ALTER TABLE "t" DROP COLUMN "[old]"',
    ]);
    expect(ensureTable(dialect, 't', { id: 'INT' }, ['id'])).toEqual([]);
    expect(ensureTable(dialect, 't', { id: 'INT' }, undefined)[0]!.sql).toMatch(/^CREATE TABLE/);
  });

  it('change all columns in one statement, if each of several would end the transaction', () => {
    const atOnce: Dialect = { ...dialect, altersAtOnce: true };
    const plan = ensureTable(atOnce, 't', { id: 'INT', d: 'TEXT' }, ['id', 'old']);
    expect(plan.map(({ sql }) => sql)).toEqual([
      'ALTER TABLE "t" ADD COLUMN "d" TEXT, DROP COLUMN "old"',
    ]);
    expect(ensureTable(atOnce, 't', { id: 'INT' }, ['id'])).toEqual([]);
  });
});

describe('rows', () => {
  const columns = ['a', 'b'];
  const row = (...values: unknown[]): Row => ({ columns, values });

  it('are written many at a time, as far as their columns and the limits allow', () => {
    const other: Row = { columns: ['a'], values: [9] };
    const rows = [row(1, 2), row(3, 4), row(5, 6), row(7, 8), other, row(1, 2)];
    const found = [...batches(dialect, rows)].map(({ first, rows }) => [first, rows.length]);
    expect(found).toEqual([
      [0, 3],
      [3, 1],
      [4, 1],
      [5, 1],
    ]);
  });

  it('have their values bound in order, also in a second statement with the same text', () => {
    const write = insertion(dialect, 't');
    const first = write([row(1, 2), row(3, 4)]);
    const second = write([row(5, 6), row(7, 8)]);
    expect(first.sql).toBe('INSERT INTO "t" ("a", "b") VALUES ($1, $2), ($3, $4)');
    expect(second).toEqual({ sql: first.sql, values: [5, 6, 7, 8] });
    expect(write([row(9, 9)]).sql).toBe('INSERT INTO "t" ("a", "b") VALUES ($1, $2)');
  });

  it('have their own text each time if it depends on the values', () => {
    const casting = {
      ...dialect,
      castsValues: true,
      placeholder: (index: number, value: unknown) => `$${index}::${typeof value}`,
    };
    const write = insertion(casting, 't');
    expect(write([row(1, 'x')]).sql).toContain('($1::number, $2::string)');
    expect(write([row('x', 1)]).sql).toContain('($1::string, $2::number)');
  });

  it('are upserted by key fields; all others are set', () => {
    const write = upsertion(dialect, 't', ['[A]']);
    expect(write([row(1, 2)]).sql).toBe('UPSERT "t" ("a","b") VALUES ($1, $2) ON "A" SET "b"');
  });

  it('are updated and deleted by filters, or all of them', () => {
    expect(update(dialect, 't', row(1, 2), [filter({ value: 3 })])).toEqual({
      sql: 'UPDATE "t" SET "a" = $1, "b" = $2 WHERE "a" = $3',
      values: [1, 2, 3],
    });
    expect(deleteRows(dialect, 't', [])).toEqual({ sql: 'DELETE FROM "t"', values: [] });
  });

  it('are selected with fields, filters, order and limit', () => {
    const all = { fields: ['*'], filters: [], order: [], limit: undefined };
    expect(select(dialect, 't', all).sql).toBe('SELECT * FROM "t"');
    const some = { fields: ['a', '[b]'], filters: [filter({})], order: [['c', 'DESC']], limit: 5 };
    expect(select(dialect, 't', some as never).sql).toBe(
      'SELECT "a", "b" FROM "t" WHERE "a" = $1 ORDER BY "c" DESC LIMIT 5',
    );
    const top = { ...dialect, limit: 'top' as const };
    expect(select(top, 't', { ...all, limit: 0 }).sql).toBe('SELECT TOP (0) * FROM "t"');
  });
});

describe('filters', () => {
  it('are connected by the union of the one before', () => {
    const { clause, values } = where(filter({ union: 'OR' }), filter({ field: 'b', value: 2 }));
    expect(clause).toBe(' WHERE "a" = $1 OR "b" = $2');
    expect(values).toEqual([1, 2]);
  });

  it('bind each value of a list', () => {
    expect(where(filter({ type: 'IN', value: [1, 2] }))).toEqual({
      clause: ' WHERE "a" IN ($1, $2)',
      values: [1, 2],
    });
    expect(where(filter({ type: 'NOT BETWEEN', value: [1, 2] })).clause).toBe(
      ' WHERE "a" NOT BETWEEN $1 AND $2',
    );
    expect(where(filter({ type: 'IN', value: [] })).clause).toBe(' WHERE 1 = 0');
    expect(where(filter({ type: 'NOT IN', value: [] })).clause).toBe(' WHERE 1 = 1');
  });

  it('find NULL if they are given null', () => {
    expect(where(filter({ value: null }))).toEqual({ clause: ' WHERE "a" IS NULL', values: [] });
    expect(where(filter({ type: '<>', value: null })).clause).toBe(' WHERE "a" IS NOT NULL');
    expect(where(filter({ type: 'IS NOT NULL', value: null })).clause).toBe(
      ' WHERE "a" IS NOT NULL',
    );
    expect(where(filter({ type: 'IS', value: 1 })).clause).toBe(
      ' WHERE "a" IS NOT DISTINCT FROM $1',
    );
  });

  it('put raw SQL in parentheses', () => {
    const raw = filter({ type: 'BETWEEN', value: '20 AND 30 OR 1=1', raw: true });
    expect(where(raw, filter({ field: 'b' })).clause).toBe(
      ' WHERE ("a" BETWEEN 20 AND 30 OR 1=1) AND "b" = $1',
    );
  });
});
