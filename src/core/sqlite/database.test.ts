import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { isBusy, openDatabase, openSqlite } from './database.js';

async function opened(path: string, open = openDatabase) {
  const db = await open(path);
  onTestFinished(() => {
    try {
      db.close();
    } catch {}
  });
  return db;
}

it('accepts values by position and by name', async () => {
  const db = await opened(':memory:');
  db.exec('CREATE TABLE t (a, b)');
  const bytes = Uint8Array.of(0, 255);
  expect(db.prepare('INSERT INTO t VALUES (?, ?)').run(1, bytes).changes).toBe(1);
  db.prepare('INSERT INTO t VALUES (@a, @b)').run({ a: null, b: 'x' });
  expect(db.prepare('SELECT * FROM t ORDER BY a').all()).toMatchObject([
    { a: null, b: 'x' },
    { a: 1, b: expect.anything() },
  ]);
  expect(db.prepare('SELECT * FROM t WHERE a = ?').get(7)).toBeUndefined();
});

it('applies a transaction completely or not at all', async () => {
  const db = await opened(':memory:');
  db.exec('CREATE TABLE t (a UNIQUE)');
  const add = (...values: number[]) =>
    db.transaction(() => {
      for (const value of values) db.prepare('INSERT INTO t VALUES (?)').run(value);
      return values.length;
    });
  expect(add(1, 2)).toBe(2);
  expect(() => add(3, 1)).toThrow(/UNIQUE/);
  const both = () =>
    db.transaction(() => {
      add(5);
      return add(6, 1);
    });
  expect(both).toThrow(/UNIQUE/);
  expect(add(4)).toBe(1);
  expect(db.prepare('SELECT count(*) AS count FROM t').get()).toMatchObject({ count: 3 });
});

it.skipIf(process.platform === 'win32')('creates files for their owner only', async () => {
  const path = join(await folder(), 'a.db');
  const db = await opened(path);
  db.exec('CREATE TABLE t (a)');
  for (const name of [path, `${path}-wal`, `${path}-shm`]) {
    expect((await stat(name)).mode & 0o777, name).toBe(0o600);
  }
});

it('reports that another connection has locked the database', async () => {
  const path = join(await folder(), 'a.db');
  const first = await opened(path, openSqlite);
  first.exec('BEGIN EXCLUSIVE');
  const second = await opened(path, openSqlite);
  let error: unknown;
  try {
    second.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    error = thrown;
  }
  expect(isBusy(error)).toBe(true);
  first.close();
  second.exec('BEGIN EXCLUSIVE');
});
