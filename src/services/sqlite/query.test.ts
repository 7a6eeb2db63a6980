import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { AbortedError, InputError, ServiceError, TimeoutError } from '../../core/errors/errors.js';
import * as sqlite from './index.js';
import { placeholdersOf } from './placeholders.js';

const { executeSQLQuery } = sqlite;
const rows = (count: number) =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i, 'row ' || i AS t FROM n`;

async function withTable(): Promise<sqlite.SqliteConnection> {
  const db = await sqlite.createConnection({});
  await executeSQLQuery({ sql: 'CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT UNIQUE)', db });
  return db;
}

describe('placeholders', () => {
  it.each([
    ['SELECT ?, ?', [undefined, undefined]],
    ['SELECT ?2, ?1', ['1', '2']],
    ['SELECT ?3', [undefined, undefined, '3']],
    ['SELECT :a, @b, $c, :a', ['a', 'b', 'c']],
    ['SELECT ?1, ?, :x', ['1', undefined, 'x']],
    [`SELECT '?', "?", [?], \`?\` -- ?\n, ? /* ? */`, [undefined]],
    ["SELECT 'it''s ?', ?", [undefined]],
    ['SELECT a$b, x:y', ['y']],
    ['SELECT 1', []],
  ])('%s', (sql, expected) => expect(placeholdersOf(sql)).toEqual(expected));

  it.each([
    ['SELECT ? AS a, ? AS b', { a: 1, b: 'x' }],
    ['SELECT ?1 AS a, ?2 AS b', { a: 1, b: 'x' }],
    ['SELECT ?2 AS a, ?1 AS b', { a: 'x', b: 1 }],
    ['SELECT :p AS a, @q AS b, :p AS c', { a: 1, b: 'x', c: 1 }],
    ['SELECT ?1 AS a, ? AS b, ?1 AS c', { a: 1, b: 'x', c: 1 }],
  ])('are bound to their values: %s', async (sql, expected) => {
    expect((await executeSQLQuery({ sql, parameters: [1, 'x'] })).data).toEqual([expected]);
  });

  it('must be as many as the values', async () => {
    for (const [sql, parameters] of [
      ['SELECT ?, ?', [1]],
      ['SELECT 1', [1]],
      ['SELECT ?', []],
    ] as const) {
      const error = await failure(executeSQLQuery({ sql, parameters }), InputError);
      expect(error.param).toBe('parameters');
      expect(error.message).toMatch(
        /the query has \d placeholders?, but parameters has \d values?$/,
      );
    }
  });
});

describe('rows', () => {
  it.each([
    'SELECT 7 AS n',
    '-- a comment\n  WITH x AS (SELECT 7 AS n) SELECT * FROM x;',
    'VALUES (7)',
    'PRAGMA user_version',
    'EXPLAIN SELECT 1',
  ])('are returned by reading statements: %s', async (sql) => {
    expect((await executeSQLQuery({ sql })).data!.length).toBeGreaterThan(0);
  });

  it('are returned by writing statements with force', async () => {
    await using db = await withTable();
    const sql = "INSERT INTO t (n) VALUES ('a') RETURNING id";
    expect(await executeSQLQuery({ sql, force: true, db })).toEqual({
      result: true,
      data: [{ id: 1 }],
    });
    const again = sql.replace('a', 'b');
    expect(await executeSQLQuery({ sql: again, db })).toEqual({ result: true });
    expect(await executeSQLQuery({ sql: 'DELETE FROM t', force: true, db })).toEqual({
      result: true,
      data: [],
    });
  });

  it('are streamed, a million with little memory', async () => {
    const stream = await executeSQLQuery.stream({ sql: rows(1_000_000) });
    let count = 0;
    let most = 0;
    const before = process.memoryUsage.rss();
    for await (const { i } of stream) {
      if (++count !== i) throw new Error(`${i} is not row ${count}`);
      if (count % 50_000 === 0) most = Math.max(most, process.memoryUsage.rss() - before);
    }
    expect(count).toBe(1_000_000);
    // All of them in memory would need twice that.
    expect(most).toBeLessThan(80 * 2 ** 20);
    expect(stream.result()).toEqual({ result: true });
  });

  it('can be streamed while the table is changed', async () => {
    await using db = await withTable();
    const all = Array.from({ length: 1000 }, (_, id) => ({ id, n: `${id}` }));
    await sqlite.addRecords({ table: 't', rows: all, db });
    for await (const { id } of await sqlite.getRecords.stream({ table: 't', fields: ['id'], db })) {
      const filters = { field: 'id', value: id };
      await sqlite.updateRecords({ table: 't', values: { n: `x${id}` }, filters, db });
    }
    const left = await executeSQLQuery({
      sql: "SELECT count(*) AS n FROM t WHERE n LIKE 'x%'",
      db,
    });
    expect(left.data).toEqual([{ n: 1000 }]);
  });

  it('do not have to be read to the end', async () => {
    await using db = await sqlite.createConnection({});
    for await (const { i } of await executeSQLQuery.stream({ sql: rows(9999), db })) {
      if (i === 500) break;
    }
    expect((await executeSQLQuery({ sql: 'SELECT 1 AS n', db })).data).toEqual([{ n: 1 }]);
  });

  it('end with the caller’s signal and with the deadline', async () => {
    const controller = new AbortController();
    const reading = executeSQLQuery({ sql: rows(100_000_000) }, { signal: controller.signal });
    controller.abort();
    await failure(reading, AbortedError);
    const late = executeSQLQuery({ sql: rows(100_000_000) }, { timeout: 60 });
    expect(await failure(late, TimeoutError)).toMatchObject({ deadline: 'timeout', after: 60 });
  });
});

describe('several statements', () => {
  it('run in one call', async () => {
    await using db = await withTable();
    const sql = `BEGIN; INSERT INTO t (n) VALUES ('a;b'); INSERT INTO t (n) VALUES ('c'); COMMIT;
      CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET n = n; END;`;
    expect(await executeSQLQuery({ sql, db })).toEqual({ result: true });
    expect((await sqlite.getRecords({ table: 't', fields: 'n', db })).data).toEqual([
      { n: 'a;b' },
      { n: 'c' },
    ]);
  });

  it('roll back their transaction if one of them fails', async () => {
    await using db = await withTable();
    const sql = "BEGIN; INSERT INTO t (n) VALUES ('a'); INSERT INTO t (n) VALUES ('a'); COMMIT;";
    const error = await failure(executeSQLQuery({ sql, db }), ServiceError);
    expect(error.reason).toBe('SQLITE_CONSTRAINT_UNIQUE');
    expect((await sqlite.getRecords({ table: 't', db })).data).toEqual([]);
    await executeSQLQuery({ sql: 'BEGIN', db });
  });

  it('accept no values, and no statement is an error', async () => {
    for (const [sql, parameters, says] of [
      ['SELECT ?; SELECT 1', [1], 'with values, only one is possible'],
      ['-- nothing', [], 'has no statement'],
    ] as const) {
      const error = await failure(executeSQLQuery({ sql, parameters }), InputError);
      expect(error).toMatchObject({ param: 'sql' });
      expect(error.message).toContain(says);
    }
  });
});

describe('an error from SQLite', () => {
  it('is a ServiceError with its code, message and position', async () => {
    await using db = await withTable();
    const error = await failure(executeSQLQuery({ sql: 'SELECT * FORM t', db }), ServiceError);
    expect(error.message).toBe('sqlite ExecuteSQLQuery: near "FORM": syntax error');
    expect(error.toJSON()).toMatchObject({
      code: 'service',
      reason: 'SQLITE_ERROR',
      details: { near: 'FORM', offset: 9 },
    });
    const missing = await failure(executeSQLQuery({ sql: 'SELECT * FROM none' }), ServiceError);
    expect(missing.hint).toContain('Without db, the database is empty');
    await executeSQLQuery({ sql: 'CREATE TABLE c (a INT CHECK (a > 0), b INT NOT NULL)', db });
    for (const [sql, details, reason] of [
      [
        'INSERT INTO c VALUES (0, 1)',
        { constraint: 'CHECK', check: 'a > 0' },
        'SQLITE_CONSTRAINT_CHECK',
      ],
      [
        'INSERT INTO c VALUES (1, NULL)',
        { constraint: 'NOT NULL', table: 'c', columns: ['b'] },
        'SQLITE_CONSTRAINT_NOTNULL',
      ],
    ] as const) {
      expect(await failure(executeSQLQuery({ sql, db }), ServiceError)).toMatchObject({
        details,
        reason,
      });
    }
  });
});

const SOURCE = `
#include "sqlite3ext.h"
SQLITE_EXTENSION_INIT1
static void answer(sqlite3_context *c, int n, sqlite3_value **v) { sqlite3_result_int(c, 42); }
int sqlite3_answer_init(sqlite3 *db, char **e, const sqlite3_api_routines *api) {
  SQLITE_EXTENSION_INIT2(api);
  return sqlite3_create_function(db, "answer", 0, SQLITE_UTF8, 0, answer, 0, 0);
}`;

/** A real extension, or the reason why it is missing. */
async function extension(): Promise<{ path: string } | { why: string }> {
  const path = join(await folder(), 'answer.so');
  const headers = join(process.cwd(), 'node_modules/better-sqlite3/deps/sqlite3');
  const args = ['-shared', '-fPIC', '-x', 'c', '-', '-o', path, '-I', headers];
  try {
    execFileSync('cc', args, { input: SOURCE, stdio: ['pipe', 'ignore', 'ignore'] });
    return { path };
  } catch {
    return { why: ' (skipped: no C compiler or no SQLite headers)' };
  }
}

const found = await extension();
const why = 'why' in found ? found.why : '';

describe.skipIf(why !== '')(`an extension${why}`, () => {
  const { path } = found as { path: string };
  const sql = 'SELECT answer() AS n';

  it('is loaded into a connection, from its file or its bytes', async () => {
    for (const one of [path, await readFile(path)]) {
      await using db = await sqlite.createConnection({});
      const entryPoint = 'sqlite3_answer_init';
      expect(await sqlite.connectExtension({ extension: one, entryPoint, db })).toEqual({
        result: true,
      });
      expect((await executeSQLQuery({ sql, db })).data).toEqual([{ n: 42 }]);
    }
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('oint-sqlite-'))).toEqual([]);
  });

  it('is loaded for a query, with the default entry point', async () => {
    expect((await executeSQLQuery({ sql, extensions: { [path]: '' } })).data).toEqual([{ n: 42 }]);
    const stream = await executeSQLQuery.stream({ sql, extensions: { [path]: '' } });
    for await (const row of stream) expect(row).toEqual({ n: 42 });
  });

  it('that is invalid, or does not have the entry point, is rejected', async () => {
    const text = join(await folder(), 'none.so');
    await writeFile(text, 'no library');
    for (const [extension, entryPoint] of [
      [text, ''],
      [path, 'no_such_init'],
    ] as const) {
      const error = await failure(sqlite.connectExtension({ extension, entryPoint }), ServiceError);
      expect(error.reason).toBe('SQLITE_ERROR');
    }
    await failure(executeSQLQuery({ sql, extensions: { [path]: 1 } }), InputError);
    await failure(executeSQLQuery({ sql, extensions: { '/no/such.so': '' } }), InputError);
  });
});
