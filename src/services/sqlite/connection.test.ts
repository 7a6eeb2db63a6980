import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import { loadSqlite } from '../../core/sqlite/open.js';
import * as sqlite from './index.js';
import { newPath } from './testing/database.js';

const files = await folder();
const built = pathToFileURL(
  fileURLToPath(new URL('../../../dist/services/sqlite.js', import.meta.url)),
);
const sql = 'SELECT 1 AS n';

describe('a connection', () => {
  it('is used for many calls, in memory or to a file', async () => {
    await using memory = await sqlite.createConnection({});
    await sqlite.executeSQLQuery({ sql: 'CREATE TABLE t (n INT)', db: memory });
    await sqlite.addRecords({ table: 't', rows: [{ n: 1 }], db: memory });
    expect((await sqlite.getRecords({ table: 't', db: memory })).data).toEqual([{ n: 1 }]);
    expect(memory.path).toBe('');
    const path = newPath();
    await using file = await sqlite.createConnection({ path });
    expect(file.path).toBe(path);
    expect(await sqlite.executeSQLQuery({ sql, db: file })).toEqual({
      result: true,
      data: [{ n: 1 }],
    });
  });

  it('is recognized among other values', async () => {
    await using connection = await sqlite.createConnection({});
    expect(await sqlite.isConnector({ value: connection })).toBe(true);
    for (const value of [{}, { path: '' }, '', 'a.sqlite', 1, [connection]]) {
      expect(await sqlite.isConnector({ value })).toBe(false);
    }
  });

  it('is closed once', async () => {
    const connection = await sqlite.createConnection({});
    expect(await sqlite.closeConnection({ connection })).toEqual({ result: true });
    expect(await sqlite.closeConnection({ connection })).toEqual({ result: true });
    expect(connection.isOpen).toBe(false);
    const error = await failure(sqlite.executeSQLQuery({ sql, db: connection }), InputError);
    expect(error.message).toContain('db: this connection is closed');
  });

  it('is closed after the earlier calls are done', async () => {
    const path = newPath();
    const connection = await sqlite.createConnection({ path });
    await sqlite.createTable({ table: 't', columns: { n: 'INT' }, db: connection });
    const rows = Array.from({ length: 20_000 }, (_, n) => ({ n }));
    const running = sqlite.addRecords({ table: 't', rows, db: connection });
    await setImmediate();
    const closing = connection.close();
    const late = failure(sqlite.executeSQLQuery({ sql, db: connection }), InputError);
    expect(await running).toMatchObject({ rows: 20_000 });
    await closing;
    expect((await late).message).toContain('this connection is closed');
  });

  it('ends a running stream of rows when it is closed: with an error, not like the last row', async () => {
    const connection = await sqlite.createConnection({});
    const many =
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999) SELECT i FROM n';
    const stream = await sqlite.executeSQLQuery.stream({ sql: many, db: connection });
    const rows = stream[Symbol.asyncIterator]();
    await rows.next();
    await connection.close();
    const rest = async () => {
      while (!(await rows.next()).done);
    };
    expect((await failure(rest(), ServiceError)).message).toContain('closed while its rows');
  });

  it('runs simultaneous calls in turn, each in its own transaction', async () => {
    await using db = await sqlite.createConnection({});
    await sqlite.createTable({ table: 't', columns: { n: 'INTEGER UNIQUE' }, db });
    const rows = (from: number) => Array.from({ length: 20_000 }, (_, n) => ({ n: from + n }));
    const calls = [rows(0), [...rows(50_000), { n: 1 }], rows(100_000)];
    const done = await Promise.allSettled(
      calls.map((some) => sqlite.addRecords({ table: 't', rows: some, db })),
    );
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const count = await sqlite.executeSQLQuery({ sql: 'SELECT count(*) AS n FROM t', db });
    expect(count.data).toEqual([{ n: 40_000 }]);
  });

  it('can be in a transaction of the caller', async () => {
    await using db = await sqlite.createConnection({});
    await sqlite.createTable({ table: 't', columns: { n: 'INTEGER UNIQUE' }, db });
    await sqlite.executeSQLQuery({ sql: 'BEGIN', db });
    await sqlite.addRecords({ table: 't', rows: [{ n: 1 }], db });
    await failure(sqlite.addRecords({ table: 't', rows: [{ n: 2 }, { n: 1 }], db }), ServiceError);
    expect((await sqlite.getRecords({ table: 't', db })).data).toEqual([{ n: 1 }]);
    await sqlite.executeSQLQuery({ sql: 'ROLLBACK', db });
    expect((await sqlite.getRecords({ table: 't', db })).data).toEqual([]);
  });

  it('that is not closed does not keep the process alive', async () => {
    const script = `
      const { createConnection, executeSQLQuery } = await import(${JSON.stringify(built.href)});
      const db = await createConnection({});
      await executeSQLQuery.stream({ sql: 'SELECT 1', db }).then((rows) => rows[Symbol.asyncIterator]().next());
      console.log('over');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    const [status] = await once(child, 'close');
    expect(status).toBe(0);
  });
});

describe('a path', () => {
  it('of a file that is not a database is rejected with the reason', async () => {
    const text = join(files, 'text.sqlite');
    await writeFile(text, 'this is no database, however long it is: '.repeat(100));
    const error = await failure(sqlite.executeSQLQuery({ sql, db: text }), ServiceError);
    expect(error).toMatchObject({ reason: 'SQLITE_NOTADB' });
    expect(error.message).toContain(`${text} is not a SQLite database`);
    expect(await readFile(text, 'utf8')).toContain('this is no database');
  });

  it('of a folder, or in a folder that does not exist, is rejected', async () => {
    for (const [db, says] of [
      [files, 'is a folder'],
      [join(files, 'nowhere', 'a.sqlite'), 'does not exist'],
      ['a\0b', 'without NUL characters'],
    ] as const) {
      const error = await failure(sqlite.executeSQLQuery({ sql, db }), InputError);
      expect(error).toMatchObject({ param: 'db', exitStatus: 2 });
      expect(error.message).toContain(says);
    }
  });

  const root = process.getuid?.() === 0;
  it.skipIf(root)(
    `without read permission is reported${root ? ' (skipped: root can read all files)' : ''}`,
    async () => {
      const db = newPath();
      await sqlite.createTable({ table: 't', columns: { n: 'INT' }, db });
      await chmod(db, 0);
      const error = await failure(sqlite.getRecords({ table: 't', db }), InputError);
      expect(error.message).toContain('cannot be opened');
    },
  );
});

describe('several processes', () => {
  const adding = (db: string, from: number) => `
    const { addRecords } = await import(${JSON.stringify(built.href)});
    for (let call = 0; call < 10; call++) {
      const rows = Array.from({ length: 500 }, (_, n) => ({ n: ${from} + call * 500 + n }));
      await addRecords({ table: 't', rows, db: ${JSON.stringify(db)} });
    }`;

  it('write at the same time, and nothing is lost', async () => {
    const db = newPath();
    await sqlite.createTable({ table: 't', columns: { n: 'INTEGER PRIMARY KEY' }, db });
    const ended = [0, 100_000].map(async (from) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', adding(db, from)]);
      let errors = '';
      child.stderr.on('data', (text) => {
        errors += text;
      });
      const [status] = await once(child, 'close');
      return { status, errors };
    });
    expect(await Promise.all(ended)).toEqual([
      { status: 0, errors: '' },
      { status: 0, errors: '' },
    ]);
    const count = await sqlite.executeSQLQuery({ sql: 'SELECT count(*) AS n FROM t', db });
    expect(count.data).toEqual([{ n: 10_000 }]);
  });

  it('wait for a process that writes, but not forever', async () => {
    const db = newPath();
    await sqlite.createTable({ table: 't', columns: { n: 'INT' }, db });
    const other = (await loadSqlite())(db, { timeout: 0 });
    other.exec('BEGIN IMMEDIATE');
    const call = { timeout: 100 };
    const error = await failure(
      sqlite.addRecords({ table: 't', rows: [{ n: 1 }], db }, call),
      ServiceError,
    );
    expect(error).toMatchObject({ reason: 'SQLITE_BUSY' });
    expect(error.message).toMatch(/database is locked\nAnother connection is writing/);
    other.exec('COMMIT');
    other.close();
    await sqlite.addRecords({ table: 't', rows: [{ n: 1 }], db }, call);
  });
});

describe('connections of one process to one file', () => {
  const opened = async () => {
    const db = newPath();
    await sqlite.createTable({ table: 't', columns: { n: 'INT' }, db });
    const one = await sqlite.createConnection({ path: db });
    // Another path of the same file.
    const link = `${db}-link`;
    await symlink(db, link);
    const two = await sqlite.createConnection({ path: link });
    onTestFinished(async () => {
      await one.close();
      await two.close();
    });
    const count = async () =>
      (await sqlite.executeSQLQuery({ sql: 'SELECT count(*) AS n FROM t', db: one })).data![0]!.n;
    return { db, one, two, count };
  };
  const many = Array.from({ length: 20_000 }, (_, n) => ({ n }));

  it.skipIf(process.platform === 'win32')('write one after another', async () => {
    const { db, one, two, count } = await opened();
    const targets = [one, two, db, one, two, db];
    await Promise.all(targets.map((db) => sqlite.addRecords({ table: 't', rows: many, db })));
    expect(await count()).toBe(6 * many.length);
  });

  it.skipIf(process.platform === 'win32')('let the owner of a transaction end it', async () => {
    const { one, two, count } = await opened();
    const run = (sql: string) => sqlite.executeSQLQuery({ sql, db: one });
    await run('BEGIN IMMEDIATE');
    await run('INSERT INTO t VALUES (1)');
    const other = sqlite.addRecords({ table: 't', rows: [{ n: 2 }], db: two });
    const third = sqlite.executeSQLQuery({ sql: 'INSERT INTO t VALUES (3)', db: two });
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    await run('INSERT INTO t VALUES (1)');
    await run('COMMIT');
    await Promise.all([other, third]);
    expect(await count()).toBe(4);
  });

  it.skipIf(process.platform === 'win32')('write while the other one reads', async () => {
    const { one, two, count } = await opened();
    await sqlite.addRecords({ table: 't', rows: many, db: one });
    let writing: Promise<unknown> | undefined;
    let rows = 0;
    for await (const _ of await sqlite.getRecords.stream({ table: 't', db: one })) {
      rows++;
      writing ??= sqlite.addRecords({ table: 't', rows: [{ n: 1 }], db: two });
    }
    await writing;
    expect(rows).toBe(many.length);
    expect(await count()).toBe(many.length + 1);
  });

  it('end their waiting with the call', async () => {
    const db = newPath();
    await sqlite.createTable({ table: 't', columns: { n: 'INT' }, db });
    await using one = await sqlite.createConnection({ path: db });
    await sqlite.executeSQLQuery({ sql: 'BEGIN IMMEDIATE', db: one });
    const stop = new AbortController();
    const waiting = sqlite.addRecords(
      { table: 't', rows: [{ n: 1 }], db },
      { signal: stop.signal },
    );
    await setImmediate();
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('the log of a connection', () => {
  it('has the events, in memory and in a file', async () => {
    const path = join(files, 'log.txt');
    const logging = await sqlite.getLoggingSettings({ path });
    await using connection = await sqlite.createConnection({ logging });
    await sqlite.executeSQLQuery({ sql, db: connection });
    await failure(sqlite.executeSQLQuery({ sql: 'SELEC', db: connection }), ServiceError);
    const log = await sqlite.getLog({ connection });
    expect(log).toMatchObject({ result: true, returned: 6, total: 6 });
    const text = await sqlite.getLog({ connection, asText: true });
    expect(text).toMatch(
      /^\[.+\] Connecting to SQLite \(in_memory=true\)\n\[.+\] Connected to SQLite\n\[.+\] Execute query \(params=0, force_result=false\): SELECT 1 AS n\n\[.+\] Query returned 1 row\(s\)\n/,
    );
    expect(text).toMatch(/Error: near "SELEC": syntax error$/);
    expect(await readFile(path, 'utf8')).toBe(`${text}\n`);
    expect(await sqlite.getLog({ connection, count: 1 })).toMatchObject({ returned: 1, total: 6 });
  });

  it('is empty if not requested', async () => {
    await using connection = await sqlite.createConnection({});
    expect(await sqlite.getLog({ connection })).toMatchObject({ logs: [], total: 0 });
  });
});
