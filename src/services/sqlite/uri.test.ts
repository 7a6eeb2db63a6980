import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import * as sqlite from './index.js';
import { newPath } from './testing/database.js';

async function made(path = newPath()): Promise<string> {
  await sqlite.createTable({ table: 't', columns: { a: 'INT' }, db: path });
  return path;
}

const add = (db: string) => sqlite.addRecords({ table: 't', rows: [{ a: 1 }], db });
const create = (db: string) => sqlite.executeSQLQuery({ sql: 'CREATE TABLE z (a)', db });

describe('a file: URI as a database', () => {
  it.each(['', '?mode=rw', '?mode=rwc', '#part'])('is opened%s', async (more) => {
    const path = await made();
    await add(`${pathToFileURL(path)}${more}`);
    await add(`file:${path}${more}`);
    await add(`file://localhost${path}${more}`);
    expect((await sqlite.getRecords({ table: 't', db: path })).data).toHaveLength(3);
  });

  it('is read-only with mode=ro, and creates nothing', async () => {
    const path = await made();
    const db = `file:${path}?mode=ro`;
    expect((await sqlite.getRecords({ table: 't', db })).data).toEqual([]);
    expect((await failure(create(db), ServiceError)).reason).toBe('SQLITE_READONLY');
    await using connection = await sqlite.createConnection({ path: db });
    await failure(
      sqlite.addRecords({ table: 't', rows: [{ a: 1 }], db: connection }),
      ServiceError,
    );
    for (const mode of ['ro', 'rw']) {
      const missing = newPath();
      const error = await failure(create(`file:${missing}?mode=${mode}`), InputError);
      expect(error.message).toContain('does not exist');
      expect(existsSync(missing)).toBe(false);
    }
  });

  it('is in memory with mode=memory, and may be relative and encoded', async () => {
    expect(await create('file:x?mode=memory')).toEqual({ result: true });
    const home = await folder();
    await mkdir(join(home, 'a b'));
    const before = process.cwd();
    process.chdir(home);
    onTestFinished(() => process.chdir(before));
    expect(await create('file:a%20b/100%25.db')).toEqual({ result: true });
    expect(existsSync(join(home, 'a b', '100%.db'))).toBe(true);
    expect(existsSync('x')).toBe(false);
  });

  it.each([
    ['file:a.db?cache=shared', 'cache'],
    ['file:a.db?mode=ro&immutable=1', 'immutable'],
    ['file:a.db?vfs=unix', 'vfs'],
    ['file:a.db?mode=x', 'unknown mode=x'],
    ['file://host/a.db', 'host'],
    ['file:a%.db', '%'],
  ])('is refused if something in it would be ignored: %s', async (db, what) => {
    const error = await failure(create(db), InputError);
    expect(error.message).toContain(what);
    expect(error.param).toBe('db');
  });
});
