import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { longestStop } from '../../../test/support/longest-stop.js';
import { oint } from '../../../test/support/oint.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import { AbortedError, OintError, ServiceError, TimeoutError } from '../../core/errors/errors.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import * as sqlite from './index.js';

const main = join(import.meta.dirname, '../../../dist/cli/main.js');
const noMain = existsSync(main) ? '' : ' (skipped: dist/ is not built)';

/** SQL that computes for ever, and what it needs. */
const ENDLESS = [
  'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c',
  'WITH RECURSIVE c (x) AS (VALUES (1) UNION ALL SELECT 1 FROM c) SELECT 1 FROM c WHERE x = 2',
  `INSERT INTO t WITH RECURSIVE c (x) AS (VALUES (1) UNION ALL SELECT 1 FROM c)
    SELECT 1 FROM c WHERE x = 2`,
  'SELECT 1; WITH RECURSIVE c (x) AS (VALUES (1) UNION ALL SELECT 1 FROM c) SELECT count(*) FROM c',
];

async function setUp() {
  const root = await folder();
  const db = join(root, 'own.db');
  await sqlite.createTable({ table: 't', columns: { id: 'INTEGER' }, db });
  const access = new ClosedAccess({ roots: await Roots.of([root], 'Use --root.') }, { hint: '' });
  onTestFinished(() => access.close());
  const run = (input: JsonRecord, call = {}) =>
    sqlite.executeSQLQuery.definition.invoke({ db, ...input }, { access, call });
  const stream = (input: JsonRecord, call = {}) =>
    sqlite.executeSQLQuery.definition.invokeStream!({ db, ...input }, { access, call });
  return { root, db, run, stream };
}

/** The processes that serve databases, of this process. */
async function serving(): Promise<number> {
  let count = 0;
  for (const pid of await readdir('/proc').catch(() => [])) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const [, state, parent] = /\) (\w) (\d+)/.exec(stat) ?? [];
    if (line.includes('__sqlite') && state !== 'Z' && Number(parent) === process.pid) count++;
  }
  return count;
}

describe.skipIf(noMain)(`SQL of a model that computes for ever${noMain}`, () => {
  it.each(ENDLESS)('is ended by the deadline, and others work meanwhile: %s', async (sql) => {
    const { db, run } = await setUp();
    let error: unknown;
    const stop = await longestStop(async () => {
      error = await failure(run({ sql }, { timeout: 2000 }), TimeoutError);
    });
    expect(error).toMatchObject({ deadline: 'timeout', exitStatus: 3 });
    expect(stop).toBeLessThan(1500);
    // The file is not locked, and nothing was changed.
    await sqlite.addRecords({ table: 't', rows: [{ id: 1 }], db });
    expect(await run({ sql: 'SELECT * FROM t' })).toMatchObject({ data: [{ id: 1 }] });
    expect(await serving()).toBe(0);
  });

  it('is ended by a signal, also as a stream', async () => {
    const { run, stream } = await setUp();
    const signal = AbortSignal.timeout(1500);
    await failure(run({ sql: ENDLESS[0] }, { signal }), AbortedError);
    const reading = async () => {
      const rows = await stream({ sql: ENDLESS[1] }, { signal: AbortSignal.timeout(1500) });
      for await (const _ of rows as AsyncIterable<unknown>);
    };
    await failure(reading(), AbortedError);
    expect(await serving()).toBe(0);
  });

  // Hundreds of megabytes pass between the processes.
  it('is limited in memory and in rows', { timeout: 180_000 }, async () => {
    const { run, stream } = await setUp();
    const large = run({ sql: 'SELECT zeroblob(900000000) AS x' });
    expect((await failure(large, ServiceError)).reason).toMatch(/NOMEM|TOOBIG/);
    const many = run({
      sql: `WITH RECURSIVE c (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c)
        SELECT zeroblob(1000000) AS x FROM c`,
    });
    expect((await failure(many, ServiceError)).reason).toBe('SQLITE_TOOBIG');
    // A reader that stops in the middle ends it.
    const rows = (await stream({
      sql: 'WITH RECURSIVE c (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c) SELECT x FROM c',
    })) as AsyncIterable<JsonRecord>;
    for await (const { x } of rows) if (x === 3000) break;
    expect(await serving()).toBe(0);
  });
});

describe.skipIf(noMain)(`SQL of a model${noMain}`, () => {
  it('has the results and errors that it has otherwise', async () => {
    const { run } = await setUp();
    const sql = `SELECT 9007199254740993 AS big, x'00ff' AS bytes, 9e999 AS inf, NULL AS no, ?1 AS v,
      ?2 AS w, 'é' AS text, 1 AS big`;
    const parameters = ['a', { blob: 'AAE=' }];
    expect(await run({ sql, parameters })).toEqual(
      await sqlite.executeSQLQuery({ sql, parameters }),
    );
    for (const wrong of ['SELECT nosuch', 'SELEC 1', ' ', 'SELECT 1; SELECT nosuch']) {
      const own = await failure(sqlite.executeSQLQuery({ sql: wrong }), OintError);
      const theirs = await failure(run({ sql: wrong, db: '' }), OintError);
      expect(theirs.message).toBe(own.message);
      expect(theirs.constructor).toBe(own.constructor);
    }
  });

  it('writes all rows or none, and waits for another connection', async () => {
    const { db } = await setUp();
    const access = new ClosedAccess(
      { roots: await Roots.of([join(db, '..')], 'Use --root.') },
      { hint: '' },
    );
    onTestFinished(() => access.close());
    const add = (rows: JsonRecord[]) =>
      sqlite.addRecords.definition.invoke({ table: 'u', rows, db }, { access });
    await sqlite.createTable({ table: 'u', columns: { id: 'INTEGER UNIQUE' }, db });
    expect(await add([{ id: 1 }, { id: 2 }])).toMatchObject({ rows: 2 });
    await failure(add([{ id: 3 }, { id: 1 }]), ServiceError);
    await using other = await sqlite.createConnection({ path: db });
    await sqlite.executeSQLQuery({ sql: 'BEGIN IMMEDIATE', db: other });
    const waiting = add([{ id: 4 }]);
    setTimeout(() => void sqlite.executeSQLQuery({ sql: 'COMMIT', db: other }), 500);
    expect(await waiting).toMatchObject({ rows: 1 });
    const sql = 'SELECT group_concat(id) AS ids FROM u';
    expect((await sqlite.executeSQLQuery({ sql, db })).data).toEqual([{ ids: '1,2,4' }]);
  });

  it.skipIf(process.platform !== 'linux')('does not outlive its program', async () => {
    const { root, db } = await setUp();
    const core = join(import.meta.dirname, '../../../dist/services/sqlite.js');
    const script = `
      const { executeSQLQuery } = await import(${JSON.stringify(core)});
      const files = { forDriver: async (p) => p, find: async () => ({ kind: 'file', size: 1 }) };
      const access = { files, network: {}, trusted: false };
      void executeSQLQuery.definition.invoke(
        { sql: ${JSON.stringify(ENDLESS[0])}, db: ${JSON.stringify(db)} }, { access });
      setInterval(() => {}, 1000);`;
    const program = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: root });
    onTestFinished(() => void program.kill('SIGKILL'));
    const child = await until(() => childOf(program.pid!));
    // Until it computes.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    program.kill('SIGKILL');
    await until(async () => ((await isAlive(child)) ? undefined : true));
  });
});

async function until<T>(found: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await found();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function childOf(pid: number): Promise<number | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return Number(children.trim().split(' ')[0]) || undefined;
}

async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/\) Z/.test(stat);
}

describe.skipIf(noMain)(`SQL that a user typed${noMain}`, () => {
  it.skipIf(process.platform !== 'linux')('is ended by Ctrl-C', async () => {
    const args = [main, 'sqlite', 'ExecuteSQLQuery', '--sql', ENDLESS[0]!];
    // A group of its own: Ctrl-C reaches all processes of a group.
    const running = spawn(process.execPath, args, { detached: true });
    const ended = new Promise((resolve) => running.once('exit', resolve));
    const child = await until(() => childOf(running.pid!));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    process.kill(-running.pid!, 'SIGINT');
    expect(await ended).toBe(130);
    expect(await isAlive(child)).toBe(false);
  });

  it('has its rows and bytes', async () => {
    const sql = "SELECT x'00ff' AS b, 9007199254740993 AS n, 1.5 AS r";
    const { stdout } = await oint(['sqlite', 'ExecuteSQLQuery', '--sql', sql]);
    expect(JSON.parse(stdout).data).toEqual([
      { b: { blob: 'AP8=' }, n: '9007199254740993', r: 1.5 },
    ]);
  });
});
