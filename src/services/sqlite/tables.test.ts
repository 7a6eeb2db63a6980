import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import * as sqlite from './index.js';
import { hasShell, newPath, noShell, shell } from './testing/database.js';

const table = 'test';

async function made(columns: Record<string, string>): Promise<string> {
  const db = newPath();
  await sqlite.createTable({ table, columns, db });
  return db;
}

async function names(db: string): Promise<string[]> {
  return (await sqlite.getTableInformation({ table, db })).data.map(({ name }) => name);
}

describe('createTable', () => {
  it.skipIf(!hasShell)(`creates a table that another program reads${noShell}`, async () => {
    const db = await made({
      id: 'INTEGER PRIMARY KEY',
      name: "TEXT NOT NULL DEFAULT 'it''s'",
      '[An obscure column]': 'NUMERIC(15, 2)',
    });
    expect(shell(db, 'SELECT sql FROM sqlite_schema')).toBe(
      `CREATE TABLE "test" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL DEFAULT 'it''s', "An obscure column" NUMERIC(15, 2))`,
    );
  });

  it('rejects a table that already exists', async () => {
    const db = await made({ id: 'INTEGER' });
    const error = await failure(
      sqlite.createTable({ table, columns: { id: 'INTEGER' }, db }),
      ServiceError,
    );
    expect(error.message).toBe('sqlite CreateTable: table "test" already exists');
    expect(error).toMatchObject({ reason: 'SQLITE_ERROR', exitStatus: 1 });
  });

  it('rejects no columns, an invalid type and an invalid name', async () => {
    const db = newPath();
    for (const columns of [{}, { a: 1 }, { a: 'INT, b INT' }, { '': 'INT' }, { 'a\0': 'INT' }]) {
      const error = await failure(sqlite.createTable({ table, columns, db }), InputError);
      expect(error.param).toMatch(/^columns/);
    }
    expect(existsSync(db)).toBe(false);
  });
});

describe('getTableInformation', () => {
  it('describes generated and hidden columns, too', async () => {
    const db = newPath();
    const sql = `CREATE TABLE test (id INTEGER PRIMARY KEY, a INT, c INT AS (a + 1), d TEXT
      GENERATED ALWAYS AS ('x') STORED); CREATE VIRTUAL TABLE f USING fts5(body)`;
    await sqlite.executeSQLQuery({ sql, db });
    await sqlite.addRecords({ table, rows: [{ a: 1 }], db });
    expect(await names(db)).toEqual(['id', 'a', 'c', 'd']);
    const { data } = await sqlite.getRecords({ table, db });
    expect(Object.keys(data[0]!)).toEqual(await names(db));
    const words = await sqlite.getTableInformation({ table: 'main.f', db });
    expect(words.data.map(({ name }) => name)).toEqual(['body', 'f', 'rank']);
  });

  it('describes the columns as SQLite does', async () => {
    const db = await made({ id: 'INTEGER PRIMARY KEY', n: "TEXT NOT NULL DEFAULT 'x'" });
    expect(await sqlite.getTableInformation({ table, db })).toEqual({
      result: true,
      data: [
        { cid: 0, name: 'id', type: 'INTEGER', notnull: 0, dflt_value: null, pk: 1 },
        { cid: 1, name: 'n', type: 'TEXT', notnull: 1, dflt_value: "'x'", pk: 0 },
      ],
    });
    const schema = await sqlite.getTableInformation({ table: 'main.test', db });
    expect(schema.data).toHaveLength(2);
  });

  it('returns nothing for an unknown table, and rejects an unknown schema', async () => {
    const db = await made({ id: 'INTEGER' });
    expect((await sqlite.getTableInformation({ table: 'none', db })).data).toEqual([]);
    const error = await failure(
      sqlite.getTableInformation({ table: 'nowhere.test', db }),
      ServiceError,
    );
    expect(error.message).toContain('nowhere');
  });
});

describe('columns', () => {
  it('are added and deleted', async () => {
    const db = await made({ id: 'INTEGER' });
    await sqlite.addTableColumn({ table, column: 'né "x"', columnType: 'TEXT', db });
    expect(await names(db)).toEqual(['id', 'né "x"']);
    await sqlite.deleteTableColumn({ table, column: 'id', db });
    expect(await names(db)).toEqual(['né "x"']);
  });

  it('that are keys cannot be deleted, as SQLite’s message says', async () => {
    const db = await made({ id: 'INTEGER PRIMARY KEY', n: 'TEXT' });
    const error = await failure(
      sqlite.deleteTableColumn({ table, column: 'id', db }),
      ServiceError,
    );
    expect(error.message).toContain('cannot drop PRIMARY KEY column: "id"');
  });
});

describe('ensureTable', () => {
  it('creates a table, then changes its columns, and keeps the values of remaining ones', async () => {
    const db = newPath();
    const done = { result: true, commit: { result: true } };
    const columns = { id: 'INTEGER PRIMARY KEY', name: 'TEXT', old: 'TEXT' };
    expect(await sqlite.ensureTable({ table, columns, db })).toEqual(done);
    await sqlite.addRecords({ table, rows: [{ id: 1, name: 'Ann', old: 'x' }], db });
    const wanted = { ID: 'INTEGER', name: 'BLOB', age: 'INTEGER DEFAULT 7' };
    expect(await sqlite.ensureTable({ table, columns: wanted, db })).toEqual(done);
    const { data } = await sqlite.getRecords({ table, db });
    expect(data).toEqual([{ id: 1, name: 'Ann', age: 7 }]);
    // The types of remaining columns do not change.
    const info = await sqlite.getTableInformation({ table, db });
    expect(info.data.map(({ type }) => type)).toEqual(['INTEGER', 'TEXT', 'INTEGER']);
  });

  it('recognizes generated columns and quoted names', async () => {
    const db = await made({ '"a b"': 'INT', c: 'INT GENERATED ALWAYS AS ("a b" * 2)' });
    await sqlite.ensureTable({ table, columns: { '[a b]': 'INT', c: 'INT' }, db });
    expect(await names(db)).toEqual(['a b', 'c']);
  });

  it('makes all changes or none', async () => {
    const db = await made({ id: 'INTEGER PRIMARY KEY', name: 'TEXT' });
    const columns = { added: 'TEXT', unique: 'TEXT UNIQUE' };
    const error = await failure(sqlite.ensureTable({ table, columns, db }), ServiceError);
    expect(error.message).toContain('Cannot add a UNIQUE column');
    expect(await names(db)).toEqual(['id', 'name']);
  });

  it('shows the changes to the current table, and makes none', async () => {
    const db = await made({ id: 'INTEGER', old: 'TEXT' });
    const dryRun: string[] = [];
    const columns = { id: 'INTEGER', age: 'INTEGER' };
    await sqlite.ensureTable.definition.invoke({ table, columns, db }, { dryRun });
    expect(dryRun).toEqual([
      'BEGIN;\nALTER TABLE "test" ADD COLUMN "age" INTEGER;\nALTER TABLE "test" DROP COLUMN "old";\nCOMMIT;',
    ]);
    expect(await names(db)).toEqual(['id', 'old']);
    const nowhere = newPath();
    await sqlite.ensureTable.definition.invoke({ table, columns, db: nowhere }, { dryRun });
    expect(dryRun[1]).toContain('CREATE TABLE "test" ("id" INTEGER, "age" INTEGER);');
    expect(existsSync(nowhere)).toBe(false);
  });
});

describe('clearTable and deleteTable', () => {
  it('empty a table, and delete it', async () => {
    const db = await made({ id: 'INTEGER' });
    await sqlite.addRecords({ table, rows: [{ id: 1 }, { id: 2 }], db });
    expect(await sqlite.clearTable({ table, db })).toEqual({ result: true, rows: 2 });
    expect((await sqlite.getRecords({ table, db })).data).toEqual([]);
    expect(await sqlite.deleteTable({ table, db })).toEqual({ result: true });
    const error = await failure(sqlite.clearTable({ table, db }), ServiceError);
    expect(error.message).toBe('sqlite ClearTable: no such table: test');
  });

  it('do not create a database', async () => {
    const db = newPath();
    const error = await failure(sqlite.deleteTable({ table, db }), InputError);
    expect(error.message).toContain(`database ${db} does not exist`);
    expect(existsSync(db)).toBe(false);
  });
});

describe('strings in double quotes', () => {
  it.skipIf(!hasShell)(`in a trigger or a view are named as such${noShell}`, async () => {
    const db = newPath();
    shell(
      db,
      `CREATE TABLE t (a); CREATE TABLE log (x);
      CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES ("new row"); END;
      CREATE VIEW v AS SELECT "n/a" AS x`,
    );
    const adding = sqlite.addRecords({ table: 't', rows: [{ a: 1 }], db });
    const stored = /stored text of a trigger, a view or an index.*single quotes/s;
    expect((await failure(adding, ServiceError)).hint).toMatch(stored);
    const reading = sqlite.getRecords({ table: 'v', db });
    expect((await failure(reading, ServiceError)).hint).toMatch(stored);
    const own = sqlite.executeSQLQuery({ sql: 'SELECT "own" FROM t', db });
    expect((await failure(own, ServiceError)).hint).toMatch(/^Put a string in single quotes/);
  });
});
