import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { startMariadb, whyNoServer } from '../../../test/support/mariadb.js';
import { oint } from '../../../test/support/oint.js';
import type { Notice } from '../../core/definition/call-options.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import * as mysql from './index.js';

const why = whyNoServer ? ` (skipped: ${whyNoServer})` : '';

describe.skipIf(whyNoServer)(`tables of MariaDB${why}`, async () => {
  if (whyNoServer) return;
  const { url, as } = await startMariadb();
  const query = async (
    sql: string,
    connection: mysql.MysqlConnection | string = url,
    parameters: unknown[] = [],
  ) => (await mysql.executeSQLQuery({ sql, parameters, connection })).data;

  it('are described as the server does, also those of another database', async () => {
    await query(
      "CREATE TABLE told (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL DEFAULT 'x')",
    );
    const { data } = await mysql.getTableInformation({ table: 'test.told', connection: url });
    expect(data).toEqual([
      expect.objectContaining({ COLUMN_NAME: 'id', COLUMN_KEY: 'PRI', EXTRA: 'auto_increment' }),
      {
        COLUMN_NAME: 'name',
        DATA_TYPE: 'varchar',
        COLUMN_TYPE: 'varchar(20)',
        CHARACTER_MAXIMUM_LENGTH: 20,
        IS_NULLABLE: 'NO',
        COLUMN_DEFAULT: "'x'",
        COLUMN_KEY: '',
        EXTRA: '',
      },
    ]);
    const connection = as({ database: '' });
    expect((await mysql.getTableInformation({ table: 'test.told', connection })).data).toHaveLength(
      2,
    );
    await expect(mysql.getRecords({ table: 'told', connection })).rejects.toThrow(
      /No database selected.*Name the database/s,
    );
  });

  it('change all of their columns or none', async () => {
    await query('CREATE TABLE changing (id INT, old INT)');
    const columns = { id: 'INT', fine: 'TEXT', wrong: 'NOSUCHTYPE' };
    const failing = mysql.ensureTable({ table: 'changing', columns, connection: url });
    await failure(failing, ServiceError);
    const { data } = await mysql.getTableInformation({ table: 'changing', connection: url });
    expect(data.map(({ COLUMN_NAME }) => COLUMN_NAME)).toEqual(['id', 'old']);
  });

  it('without transactions get single rows, and only if that is said', async () => {
    await query('CREATE TABLE plain (id INT PRIMARY KEY) ENGINE=MyISAM');
    const on = { table: 'plain', connection: url };
    const rows = [1, 2, 3, 2, 4].map((id) => ({ id }));
    const refused = await failure(mysql.addRecords({ ...on, rows }), InputError);
    expect(refused.message).toMatch(/stored by MyISAM, which has no transactions/);
    expect(refused.hint).toContain('Set transaction to false');
    expect(await query('SELECT * FROM plain')).toEqual([]);
    const apart = await failure(
      mysql.addRecords({ ...on, rows, transaction: false }),
      ServiceError,
    );
    expect(apart.partial).toMatchObject({ rows: 4, errors: [{ row: 3 }] });
    expect(await query('SELECT * FROM plain ORDER BY id')).toEqual(
      [1, 2, 3, 4].map((id) => ({ id })),
    );
  });

  it('without a key are refused by EnsureRecords', async () => {
    await query('CREATE TABLE keyless (id INT)');
    const keyless = mysql.ensureRecords({ table: 'keyless', rows: [{ id: 1 }], connection: url });
    await expect(keyless).rejects.toMatchObject({ code: 'input', param: 'table' });
  });

  it('get no row if a deadlock ends the transaction', async () => {
    await query('CREATE TABLE locked (id INT PRIMARY KEY, n INT)');
    await query('INSERT INTO locked VALUES (1, 0), (2, 0)');
    await using one = await mysql.createConnection({ connectionString: url });
    await using two = await mysql.createConnection({ connectionString: url });
    await query('SET innodb_lock_wait_timeout = 5', one);
    await query('BEGIN', one);
    await query('UPDATE locked SET n = 1 WHERE id = 1', one);
    await query('BEGIN', two);
    // The other transaction has written more, so that ours is the one that is ended.
    await query('INSERT INTO locked SELECT seq + 100, 0 FROM seq_1_to_500', two);
    await query('UPDATE locked SET n = 2 WHERE id = 2', two);
    const waiting = query('UPDATE locked SET n = 2 WHERE id = 1', two);
    const rows = [{ id: 3 }, { id: 2 }, { id: 4 }];
    const ensuring = mysql.ensureRecords({ table: 'locked', rows, connection: one });
    const error = await failure(ensuring, ServiceError);
    expect(error).toMatchObject({
      reason: 'ER_LOCK_DEADLOCK',
      busy: true,
      hint: expect.stringContaining('again'),
    });
    await waiting;
    await query('ROLLBACK', two);
    expect(await query('SELECT id FROM locked ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
    // It can be used again.
    await mysql.addRecords({ table: 'locked', rows: [{ id: 9 }], connection: one });
    expect(await query('SELECT id FROM locked WHERE id = 9')).toEqual([{ id: 9 }]);
  });

  it('get rows in statements that the server accepts', async () => {
    await query('SET GLOBAL max_allowed_packet = 1048576');
    await query('CREATE TABLE large (id INT PRIMARY KEY, b LONGBLOB)');
    const rows = Array.from({ length: 40 }, (_, id) => ({ id, b: Buffer.alloc(100_000, id) }));
    const on = { table: 'large', connection: url };
    expect(await mysql.addRecords({ ...on, rows })).toMatchObject({ rows: 40 });
    const sizes = await query('SELECT COUNT(*) AS n, SUM(LENGTH(b)) AS b FROM large');
    expect(sizes).toEqual([{ n: 40, b: '4000000' }]);
    const huge = mysql.addRecords({ ...on, rows: [{ id: 99, b: Buffer.alloc(2_000_000) }] });
    const error = await failure(huge, ServiceError);
    expect(error).toMatchObject({ reason: 'ER_NET_PACKET_TOO_LARGE' });
    expect(error.message).toContain('max_allowed_packet');
    await query('SET GLOBAL max_allowed_packet = 16777216');
  });

  it('are written by users who may not read them', async () => {
    await query('CREATE TABLE mailbox (id INT)');
    await query("CREATE USER writer IDENTIFIED BY 'pw'");
    await query('GRANT INSERT ON test.mailbox TO writer');
    const connection = as({ user: 'writer', password: 'pw' });
    const added = await mysql.addRecords({ table: 'mailbox', rows: [{ id: 1 }], connection });
    expect(added).toMatchObject({ rows: 1 });
    const reading = failure(mysql.getRecords({ table: 'mailbox', connection }), ServiceError);
    expect(await reading).toMatchObject({ reason: 'ER_TABLEACCESS_DENIED_ERROR' });
  });

  it('and databases have names that never become SQL', async () => {
    for (const base of ['x`; DROP DATABASE test; --', 'select', 'Ünïcode and spaces']) {
      const on = { base, connection: url };
      expect(await mysql.createDatabase(on)).toEqual({ result: true });
      await expect(mysql.createDatabase(on)).rejects.toMatchObject({
        reason: 'ER_DB_CREATE_EXISTS',
      });
      const inside = as({ database: base });
      expect(await query('SELECT DATABASE() AS d', inside)).toEqual([{ d: base }]);
      expect(await mysql.deleteDatabase(on)).toEqual({ result: true });
      await expect(mysql.deleteDatabase(on)).rejects.toMatchObject({ reason: 'ER_DB_DROP_EXISTS' });
    }
  });

  it('return rows like the reference: of reading statements, and of others with force', async () => {
    await query('CREATE TABLE forced (id INT AUTO_INCREMENT PRIMARY KEY, n INT)');
    const sql = '/* one */ INSERT INTO forced (n) VALUES (5) RETURNING id';
    expect(await mysql.executeSQLQuery({ sql, connection: url })).toEqual({ result: true });
    const forced = await mysql.executeSQLQuery({ sql, force: true, connection: url });
    expect(forced).toEqual({ result: true, data: [{ id: 2 }] });
    expect(await query('SET @a = 1; SELECT @a AS a; DO 0')).toEqual([{ a: 1 }]);
    expect(await query('SELECT 1 AS n WHERE false')).toEqual([]);
    await query('CREATE PROCEDURE pair() BEGIN SELECT 1 AS a; SELECT 2 AS b, 3 AS c; END');
    expect(await query('CALL pair()')).toEqual([{ b: 2, c: 3 }]);
    const streamed = [];
    for await (const row of await mysql.executeSQLQuery.stream({
      ...{ sql: 'CALL pair()', connection: url },
    })) {
      streamed.push(row);
    }
    expect(streamed).toEqual([{ b: 2, c: 3 }]);
    const delimiter = mysql.executeSQLQuery({ sql: 'DELIMITER //\nSELECT 1//', connection: url });
    await expect(delimiter).rejects.toThrow(/DELIMITER is a command of the mysql client/);
  });

  it('say more than the result: warnings reach the call that they belong to', async () => {
    const told: Notice[] = [];
    const call = { onNotice: (notice: Notice) => void told.push(notice) };
    await mysql.executeSQLQuery({ sql: 'DROP TABLE IF EXISTS no_tea', connection: url }, call);
    expect(told).toEqual([{ severity: 'NOTE', message: "Unknown table 'test.no_tea' (1051)" }]);
    const args = ['--dbc', url, '--sql', 'DROP TABLE IF EXISTS no_tea'];
    const ended = await oint(['mysql', 'ExecuteSQLQuery', ...args]);
    expect(ended).toMatchObject({ status: 0, stderr: expect.stringContaining('Unknown table') });
  });

  it('load a file of this machine only if the call names it', async () => {
    const path = join(await folder(), 'people.csv');
    await writeFile(path, '1,Ann\n2,Bob\n');
    await query('CREATE TABLE people (id INT PRIMARY KEY, name TEXT)');
    const sql = `LOAD DATA LOCAL INFILE '${path}' INTO TABLE people FIELDS TERMINATED BY ','`;
    await using connection = await mysql.createConnection({ connectionString: url });
    const error = await failure(mysql.executeSQLQuery({ sql, connection }), ServiceError);
    expect(error).toMatchObject({ reason: 'LOCAL_FILE', hint: expect.stringContaining('file') });
    expect(await query('SELECT * FROM people', connection)).toEqual([]);
    const named = { sql: sql.replace(path, 'any name'), localFile: path, connection };
    expect(await mysql.executeSQLQuery(named)).toEqual({ result: true });
    expect(await query('SELECT name FROM people ORDER BY id', connection)).toEqual([
      { name: 'Ann' },
      { name: 'Bob' },
    ]);
    // It is read only if the server asks for it.
    const other = { sql: 'SELECT 1 AS n', localFile: path, connection };
    expect((await mysql.executeSQLQuery(other)).data).toEqual([{ n: 1 }]);
    const args = ['mysql', 'ExecuteSQLQuery', '--dbc', url, '--file', path];
    const again = await oint([...args, '--sql', sql.replace('INTO', 'REPLACE INTO')]);
    expect(again.status, again.stderr).toBe(0);
  });

  it('stream a million rows with little memory', async () => {
    const sql = "SELECT seq AS n, REPEAT('x', 100) AS text FROM seq_1_to_1000000";
    let count = 0;
    let most = 0;
    const before = process.memoryUsage().rss;
    for await (const _ of await mysql.executeSQLQuery.stream({ sql, connection: url })) {
      if (++count % 50_000 === 0) most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect(count).toBe(1_000_000);
    // All of them at once are some 300 MiB.
    expect(most / 2 ** 20).toBeLessThan(120);
  }, 60_000);
});
