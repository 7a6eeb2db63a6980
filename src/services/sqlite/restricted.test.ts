import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import type { Access } from '../../core/access/access.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import { InputError } from '../../core/errors/errors.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import * as sqlite from './index.js';

/** A folder that a model may use, and a database of the user beside it. */
async function setUp() {
  const root = await folder();
  const secret = join(await folder(), 'secret.db');
  await sqlite.executeSQLQuery({ sql: "CREATE TABLE s AS SELECT 'secret' AS x", db: secret });
  const db = join(root, 'own.db');
  await sqlite.createTable({ table: 't', columns: { id: 'INTEGER', n: 'TEXT' }, db });
  await sqlite.addRecords({ table: 't', rows: [{ id: 1, n: 'a' }], db });
  const access = new ClosedAccess({ roots: await Roots.of([root], 'Use --root.') }, { hint: '' });
  onTestFinished(() => access.close());
  return { root, secret, db, access };
}

const asModel = (access: Access, method: { definition: { invoke: Invoke } }, input: JsonRecord) =>
  method.definition.invoke(input, { access });
type Invoke = (input: JsonRecord, invocation: { access: Access }) => Promise<unknown>;

const ATTACKS = (secret: string, out: string) => [
  `ATTACH '${secret}' AS s`,
  `attach database '${secret}' AS s; SELECT * FROM s.s`,
  `SELECT 1; /* a */ aTTach '${secret}' AS s`,
  `SELECT ';'; --;\nATTACH '${secret}' AS s`,
  `SELECT '''', "a""b", [c], \`d\`; ATTACH '${secret}' AS s`,
  `\uFEFFATTACH '${secret}' AS s`,
  `EXPLAIN ATTACH '${secret}' AS s`,
  `SELECT $x('); ATTACH '${secret}' AS s; --')`,
  `VACUUM INTO '${out}'`,
  `VACUUM main INTO '${out}'`,
  'DETACH main',
  `SELECT load_extension('${out}')`,
  'PRAGMA trusted_schema = ON',
  'PRAGMA trusted_schema(ON)',
  'PRAGMA "trusted_schema" = ON',
  'PRAGMA main.writable_schema=1',
  'PRAGMA user_version = 7',
  `PRAGMA temp_store_directory = '${out}'`,
  'PRAGMA/**/query_only=off',
  'SELECT 1;\0ATTACH x AS y',
];

describe('SQL of a model', () => {
  it('reaches no other file and no setting', async () => {
    const { root, secret, db, access } = await setUp();
    const out = join(root, 'out.db');
    for (const sql of ATTACKS(secret, out)) {
      const { message } = await failure(
        asModel(access, sqlite.executeSQLQuery, {
          sql,
          parameters: sql.includes('$x') ? ['x'] : [],
          db,
        }),
        InputError,
      );
      expect(message, sql).toContain('is not allowed');
      expect(existsSync(out), sql).toBe(false);
    }
  });

  it('is otherwise all of SQL', async () => {
    const { db, access } = await setUp();
    for (const [sql, data] of [
      ["SELECT n || ' attach; vacuum' AS n FROM t -- ATTACH", [{ n: 'a attach; vacuum' }]],
      [
        'SELECT 1 AS "attach", 2 AS [vacuum], 3 AS detached',
        [{ attach: 1, vacuum: 2, detached: 3 }],
      ],
      ['PRAGMA user_version', [{ user_version: 0 }]],
      ["SELECT name FROM pragma_table_info('t')", [{ name: 'id' }, { name: 'n' }]],
      ["UPDATE t SET n = 'b' RETURNING n", undefined],
    ] as const) {
      const found = await asModel(access, sqlite.executeSQLQuery, { sql, db });
      expect((found as { data?: unknown }).data, sql).toEqual(data);
    }
    const table = (await asModel(access, sqlite.executeSQLQuery, {
      sql: 'PRAGMA table_info(t)',
      db,
    })) as { data: { name: string }[] };
    expect(table.data.map(({ name }) => name)).toEqual(['id', 'n']);
  });

  it('and what it reads writes nothing', async () => {
    const { db, access } = await setUp();
    const sql =
      'CREATE TABLE log (x); CREATE TRIGGER w AFTER INSERT ON t BEGIN INSERT INTO log VALUES (1); END';
    await sqlite.executeSQLQuery({ sql, db });
    const before = { table: 'log', db };
    expect(await asModel(access, sqlite.getRecords, { table: 't', db })).toMatchObject({
      data: [{ id: 1 }],
    });
    expect((await sqlite.getRecords(before)).data).toEqual([]);
    // The user's own trigger runs for rows that a model may add.
    await asModel(access, sqlite.addRecords, { table: 't', rows: [{ id: 2 }], db });
    expect((await sqlite.getRecords(before)).data).toEqual([{ x: 1 }]);
  });

  it('does not run functions of a view that have effects elsewhere', async () => {
    const { db, access } = await setUp();
    await sqlite.executeSQLQuery({
      sql: "CREATE VIEW v AS SELECT load_extension('/no/such') AS x",
      db,
    });
    await expect(asModel(access, sqlite.getRecords, { table: 'v', db })).rejects.toThrow(
      /unsafe use of load_extension|no such function: load_extension/,
    );
  });

  it('is not allowed inside a filter', async () => {
    const { db, access } = await setUp();
    const filters = { field: 'n', value: '(SELECT n FROM t)', raw: true };
    for (const method of [sqlite.getRecords, sqlite.deleteRecords]) {
      const { message } = await failure(
        asModel(access, method, { table: 't', filters, db }),
        InputError,
      );
      expect(message).toContain('filters[0] is "raw": SQL inside a filter is not allowed');
    }
    const bound = { ...filters, raw: false, value: 'a' };
    expect(
      await asModel(access, sqlite.getRecords, { table: 't', filters: bound, db }),
    ).toMatchObject({ data: [{ id: 1 }] });
  });

  it('opens only the files of the folders', async () => {
    const { secret, access } = await setUp();
    const reading = asModel(access, sqlite.getRecords, { table: 's', db: secret });
    await failure(reading, InputError);
  });
});
