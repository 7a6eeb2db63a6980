import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OintError } from '../../core/errors/errors.js';
import * as sqlite from './index.js';

/** Texts that would do harm if they became SQL. */
const HOSTILE = [
  'victim; DROP TABLE victim; --',
  'victim"; DROP TABLE victim; --',
  "x'; DROP TABLE victim; --",
  'x`; DROP TABLE victim; --',
  'x]; DROP TABLE victim; --',
  '"victim" WHERE 1=1; DELETE FROM victim; --',
  '[victim]; DELETE FROM victim; --',
  'id" = "id" OR "id',
  "' OR '1'='1",
  '1 OR 1=1',
  'id, (SELECT sql FROM sqlite_schema)',
  'TEXT); DROP TABLE victim; --',
  "TEXT DEFAULT 'x'); DELETE FROM victim; --",
  'INTEGER, stolen TEXT',
  'DESC; DROP TABLE victim',
  'ASC, (DELETE FROM victim)',
  'main.victim; DROP TABLE main.victim',
  '\0; DROP TABLE victim; --',
  '\\"; DROP TABLE victim; --',
];

let db: sqlite.SqliteConnection;
beforeEach(async () => {
  db = await sqlite.createConnection({});
  await sqlite.createTable({ table: 'victim', columns: { id: 'INTEGER', name: 'TEXT' }, db });
  await sqlite.addRecords({ table: 'victim', rows: [{ id: 1, name: 'safe' }], db });
});
afterEach(() => db.close());

type Hostile = (text: string) => Promise<unknown>;

const table = 'victim';
const places: Record<string, Hostile> = {
  'GetTableInformation table': (x) => sqlite.getTableInformation({ table: x, db }),
  'CreateTable table': (x) => sqlite.createTable({ table: x, columns: { a: 'TEXT' }, db }),
  'CreateTable column': (x) => sqlite.createTable({ table: 'new', columns: { [x]: 'TEXT' }, db }),
  'CreateTable type': (x) => sqlite.createTable({ table: 'new', columns: { a: x }, db }),
  'AddTableColumn table': (x) =>
    sqlite.addTableColumn({ table: x, column: 'a', columnType: 'TEXT', db }),
  'AddTableColumn name': (x) =>
    sqlite.addTableColumn({ table: 'other', column: x, columnType: 'TEXT', db }),
  'AddTableColumn type': (x) =>
    sqlite.addTableColumn({ table: 'other', column: 'a', columnType: x, db }),
  'DeleteTableColumn table': (x) => sqlite.deleteTableColumn({ table: x, column: 'id', db }),
  'DeleteTableColumn name': (x) => sqlite.deleteTableColumn({ table, column: x, db }),
  'EnsureTable table': (x) => sqlite.ensureTable({ table: x, columns: { a: 'TEXT' }, db }),
  'EnsureTable column': (x) => sqlite.ensureTable({ table: 'new', columns: { [x]: 'TEXT' }, db }),
  'EnsureTable type': (x) => sqlite.ensureTable({ table: 'new', columns: { a: x }, db }),
  'ClearTable table': (x) => sqlite.clearTable({ table: x, db }),
  'DeleteTable table': (x) => sqlite.deleteTable({ table: x, db }),
  'AddRecords table': (x) => sqlite.addRecords({ table: x, rows: [{ a: 1 }], db }),
  'AddRecords field': (x) => sqlite.addRecords({ table: 'other', rows: [{ [x]: 1 }], db }),
  'AddRecords value': (x) => sqlite.addRecords({ table: 'other', rows: [{ id: x }], db }),
  'UpdateRecords table': (x) =>
    sqlite.updateRecords({ table: x, values: { a: 1 }, filters: 'all', db }),
  'UpdateRecords field': (x) =>
    sqlite.updateRecords({ table, values: { [x]: 1 }, filters: 'all', db }),
  'UpdateRecords value': (x) =>
    sqlite.updateRecords({ table: 'other', values: { id: x }, filters: 'all', db }),
  'UpdateRecords filter field': (x) =>
    sqlite.updateRecords({ table, values: { id: 9 }, filters: { field: x, value: 1 }, db }),
  'UpdateRecords filter value': (x) =>
    sqlite.updateRecords({ table, values: { id: 9 }, filters: { field: 'name', value: x }, db }),
  'EnsureRecords table': (x) => sqlite.ensureRecords({ table: x, rows: [{ a: 1 }], db }),
  'EnsureRecords key': (x) =>
    sqlite.ensureRecords({ table, rows: [{ id: 5 }], keyFields: [x, 'id'], db }),
  'GetRecords table': (x) => sqlite.getRecords({ table: x, db }),
  'GetRecords field': (x) => sqlite.getRecords({ table, fields: [x, 'id'], db }),
  'GetRecords filter type': (x) =>
    sqlite.getRecords({ table, filters: { field: 'id', type: x, value: 1 }, db }),
  'GetRecords sort field': (x) => sqlite.getRecords({ table, order: { [x]: 'ASC' }, db }),
  'GetRecords sort direction': (x) => sqlite.getRecords({ table, order: { id: x }, db }),
  'GetRecords limit': (x) => sqlite.getRecords({ table, limit: x as never, db }),
  'DeleteRecords table': (x) => sqlite.deleteRecords({ table: x, filters: 'all', db }),
  'DeleteRecords filter field': (x) =>
    sqlite.deleteRecords({ table, filters: { field: x, value: 1 }, db }),
  'DeleteRecords filter type': (x) =>
    sqlite.deleteRecords({ table, filters: { field: 'id', type: x, value: 1 }, db }),
  'DeleteRecords filter value': (x) =>
    sqlite.deleteRecords({ table, filters: { field: 'name', value: x }, db }),
  'DeleteRecords filter list': (x) =>
    sqlite.deleteRecords({ table, filters: { field: 'name', type: 'IN', value: [x, x] }, db }),
  'DeleteRecords filter union': (x) =>
    sqlite.deleteRecords({
      table,
      filters: [
        { field: 'id', value: 5, union: x },
        { field: 'id', value: 6 },
      ],
      db,
    }),
  'DeleteRecords filter raw': (x) =>
    sqlite.deleteRecords({
      table,
      filters: { field: 'id', type: '>', value: `5 ${x.replace(/ OR .*/, '')}`, raw: true },
      db,
    }),
  'ExecuteSQLQuery params': (x) =>
    sqlite.executeSQLQuery({ sql: 'SELECT ?1 AS x', parameters: [x], db }),
};

describe.each(Object.entries(places))('%s', (_, attack) => {
  it('is a name or a value, or rejected: never SQL', async () => {
    await sqlite.createTable({ table: 'other', columns: { id: 'TEXT' }, db });
    await sqlite.addRecords({ table: 'other', rows: [{ id: 'o' }], db });
    for (const text of HOSTILE) {
      await attack(text).catch((error) => {
        if (!(error instanceof OintError)) throw error;
      });
      const { data } = await sqlite.getRecords({ table: 'victim', db });
      expect(data, text).toEqual([{ id: 1, name: 'safe' }]);
    }
    const columns = (await sqlite.getTableInformation({ table: 'new', db })).data;
    expect(columns.map(({ name }) => name)).not.toContain('stolen');
  });
});
