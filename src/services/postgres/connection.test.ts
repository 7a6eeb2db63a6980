import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authority } from '../../../test/support/certificates.js';
import { failure } from '../../../test/support/failure.js';
import { home, oint } from '../../../test/support/oint.js';
import {
  PASSWORD,
  SCRAM_USER,
  startPostgres,
  whyNoServer,
  whyNoTls,
} from '../../../test/support/postgres.js';
import { startRelay } from '../../../test/support/relay.js';
import {
  AbortedError,
  ConnectionError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import * as postgres from './index.js';

const server = await startPostgres();
const { url } = server;
const open = (connectionString = url) => postgres.createConnection({ connectionString });
const query = (connection: postgres.PostgresConnection | string, sql: string) =>
  postgres.executeSQLQuery({ sql, connection });
const unlessReal = whyNoServer ? ` (skipped: ${whyNoServer})` : '';
const unlessTls = whyNoTls ? ` (skipped: ${whyNoTls})` : '';

/** A way to the server that can be cut. */
async function relay() {
  const way = await startRelay(server.port);
  return { ...way, url: `postgresql://admin@127.0.0.1:${way.port}/postgres?sslmode=disable` };
}

describe('an open connection', () => {
  it('is closed at the end of its block, and then rejected', async () => {
    let kept: postgres.PostgresConnection;
    {
      await using connection = await open();
      kept = connection;
      expect(kept.isOpen).toBe(true);
      expect(await postgres.isConnector({ value: kept })).toBe(true);
    }
    expect(kept.isOpen).toBe(false);
    await expect(query(kept, 'SELECT 1')).rejects.toMatchObject({
      code: 'input',
      param: 'connection',
    });
    expect(await postgres.closeConnection({ connection: kept })).toEqual({ result: true });
    expect(await postgres.isConnector({ value: {} })).toBe(false);
  });

  it('runs simultaneous calls one after another', async () => {
    await using connection = await open();
    const sums = Array.from({ length: 20 }, (_, n) => query(connection, `SELECT ${n} AS n`));
    const found = await Promise.all(sums);
    expect(found.map(({ data }) => data![0]!.n)).toEqual(found.map((_, n) => n));
  });

  it('isolates a transaction from the statements of other calls', async () => {
    await using connection = await open();
    await query(connection, 'CREATE TABLE apart (id INT PRIMARY KEY)');
    const rows = [{ id: 1 }, { id: 2 }, { id: 1 }];
    const failing = postgres.addRecords({ table: 'apart', rows, connection });
    const other = query(connection, 'INSERT INTO apart VALUES (9)');
    await expect(failing).rejects.toMatchObject({ reason: '23505', details: { row: 2 } });
    await other;
    expect((await query(connection, 'SELECT * FROM apart')).data).toEqual([{ id: 9 }]);
  });

  it('leaves the caller’s transaction open, and rolls back only its own part', async () => {
    await using connection = await open();
    await query(connection, 'CREATE TABLE outer_one (id INT PRIMARY KEY)');
    await query(connection, 'BEGIN');
    await query(connection, 'INSERT INTO outer_one VALUES (1)');
    const failing = postgres.addRecords({
      table: 'outer_one',
      rows: [{ id: 2 }, { id: 1 }],
      connection,
    });
    await expect(failing).rejects.toMatchObject({ reason: '23505' });
    await query(connection, 'COMMIT');
    expect((await query(connection, 'SELECT * FROM outer_one')).data).toEqual([{ id: 1 }]);
  });

  it('does not keep a program alive that has not closed it, encrypted or not', async () => {
    const script = `
      import pg from 'pg';
      import net from 'node:net';
import { join } from 'node:path';
      const { createConnection, executeSQLQuery } = await import(process.argv[1]);
      for (const sslmode of process.argv[3].split(',')) {
        const connection = await createConnection({ connectionString: process.argv[2] + '?sslmode=' + sslmode });
        const { data } = await executeSQLQuery({ sql: 'SELECT 1 AS one', connection });
        console.log(data[0].one, connection.isOpen);
      }`;
    const built = new URL('../../../dist/services/postgres.js', import.meta.url).href;
    const modes = server.authority ? 'disable,require' : 'disable';
    const args = ['--input-type=module', '-e', script, built, url, modes];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const [status] = (await once(child, 'close')) as [number];
    expect(output).toBe('1 true\n'.repeat(modes.split(',').length));
    expect(status).toBe(0);
  }, 20_000);

  it('has a log if requested', async () => {
    const logging = await postgres.getLoggingSettings({});
    await using connection = await postgres.createConnection({ connectionString: url, logging });
    await query(connection, 'SELECT 1 AS n');
    const { logs } = (await postgres.getLog({ connection })) as postgres.ConnectionLogResult;
    expect(logs.join('\n')).toMatch(/Connecting to PostgreSQL.*Connected.*SQL: SELECT 1 AS n/s);
    expect(await postgres.getLog({ connection, asText: true, count: 1 })).toMatch(/SELECT 1 AS n$/);
  });
});

describe('a failing connection', () => {
  it('is a ConnectionError at once if the server goes away during a query', async () => {
    const way = await relay();
    const connection = await open(way.url);
    way.silence();
    const failing = failure(query(connection, 'SELECT 2'), ConnectionError);
    const waiting = failure(query(connection, 'SELECT 1'), ConnectionError);
    // By then it is running.
    await query(url, 'SELECT 1');
    way.drop();
    const error = await failing;
    expect(error).toMatchObject({ reason: 'ECONNRESET', exitStatus: 3 });
    expect((await waiting).exitStatus).toBe(3);
    expect(connection.isOpen).toBe(false);
    await connection.close();
  });

  it.skipIf(whyNoServer)(`is a ConnectionError if the server crashes${unlessReal}`, async () => {
    const connection = await open();
    const failing = failure(query(connection, 'SELECT pg_sleep(30)'), ConnectionError);
    await server.crash();
    expect((await failing).exitStatus).toBe(3);
    expect(connection.isOpen).toBe(false);
    expect((await query(url, 'SELECT 1 AS one')).data).toEqual([{ one: 1 }]);
  });

  it('times out if the server stops responding', async () => {
    const way = await relay();
    const connection = await open(way.url);
    way.silence();
    const options = { timeout: 300 };
    const failing = postgres.executeSQLQuery({ sql: 'SELECT 1', connection }, options);
    const error = await failure(failing, TimeoutError);
    expect(error).toMatchObject({ deadline: 'timeout', after: 300 });
    expect(connection.isOpen).toBe(false);
  });

  it.skipIf(whyNoServer)(`cancels a query that times out on the server${unlessReal}`, async () => {
    await using connection = await open();
    const sql = 'SELECT pg_sleep(30)';
    const late = postgres.executeSQLQuery({ sql, connection }, { timeout: 200 });
    expect(await failure(late, TimeoutError)).toMatchObject({ deadline: 'timeout', after: 200 });
    const signal = AbortSignal.timeout(100);
    const aborted = postgres.executeSQLQuery({ sql, connection }, { signal });
    await failure(aborted, AbortedError);
    // The connection still works, and the query no longer runs on the server.
    const running =
      "SELECT count(*) AS n FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(30)' AND state = 'active'";
    expect((await query(connection, running)).data).toEqual([{ n: 0 }]);
  });

  it.skipIf(whyNoServer)(`does the same over TLS${unlessTls}`, async () => {
    await using connection = await open(server.as({ query: 'sslmode=require' }));
    const sql = 'SELECT pg_sleep(30)';
    const late = postgres.executeSQLQuery({ sql, connection }, { timeout: 200 });
    await failure(late, TimeoutError);
    expect(connection.isOpen).toBe(true);
    expect((await query(connection, 'SELECT 1 AS n')).data).toEqual([{ n: 1 }]);
  });

  it.skipIf(whyNoServer)(
    `has a hint for a wrong password, but does not show it${unlessReal}`,
    async () => {
      const wrong = 'wr0ng-s3cret/pw';
      const error = await failure(
        open(server.as({ user: SCRAM_USER, password: wrong })),
        ServiceError,
      );
      expect(error).toMatchObject({ reason: '28P01', exitStatus: 1 });
      expect(error.message).toMatch(
        /password authentication failed for user "scram user".*Check the user and password in connectionString\./s,
      );
      expect(JSON.stringify(error) + error.stack).not.toMatch(/wr0ng/);
      await expect(open(server.as({ user: SCRAM_USER }))).rejects.toThrow(/requires a password/);
      await using right = await open(server.as({ user: SCRAM_USER, password: PASSWORD }));
      expect((await query(right, 'SELECT current_user AS me')).data).toEqual([{ me: SCRAM_USER }]);
    },
  );

  it.skipIf(whyNoServer)(`names a database that does not exist${unlessReal}`, async () => {
    const error = await failure(open(server.as({ database: 'nowhere' })), ServiceError);
    expect(error).toMatchObject({ reason: '3D000' });
    expect(error.message).toMatch(/database "nowhere" does not exist.*CreateDatabase/s);
  });
});

describe('encryption', () => {
  const encrypted = async (
    connection: postgres.PostgresConnection | string,
    tls?: postgres.TlsSettings,
    call = {},
  ) => {
    const sql = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    const { data } = await postgres.executeSQLQuery(
      { sql, connection, tls: tls && { ...tls } },
      call,
    );
    return data![0]!.ssl;
  };

  it.skipIf(whyNoTls)(`follows the connection string${unlessTls}`, async () => {
    const { certPath } = server.authority!;
    const mode = (query: string) => encrypted(server.as({ query }));
    expect(await encrypted(url)).toBe(true);
    expect(await mode('sslmode=disable')).toBe(false);
    expect(await mode('sslmode=require')).toBe(true);
    expect(await mode(`sslmode=verify-full&sslrootcert=${certPath}`)).toBe(true);
    const untrusted = await failure(mode('sslmode=verify-full'), ConnectionError);
    expect(untrusted.message).toMatch(/is not trusted.*authority/s);
    const other = await authority();
    await failure(mode(`sslmode=require&sslrootcert=${other.certPath}`), ConnectionError);
  });

  it.skipIf(whyNoTls)(`follows the settings and the call options${unlessTls}`, async () => {
    const { certPath: cert } = server.authority!;
    expect(await encrypted(url, await postgres.getTlsSettings({ trust: false, cert }))).toBe(true);
    expect(await encrypted(url, await postgres.getTlsSettings({ trust: true }))).toBe(true);
    await failure(encrypted(url, await postgres.getTlsSettings({ trust: false })), ConnectionError);
    expect(await encrypted(url, undefined, { ca: cert })).toBe(true);
    expect(await encrypted(url, undefined, { insecure: true })).toBe(true);
    const byName = url.replace('127.0.0.1', 'localhost');
    const wrongName = await failure(encrypted(byName, undefined, { ca: cert }), ConnectionError);
    expect(wrongName.reason).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });
});

describe('on the command line', () => {
  it('rows are written to a CSV file as they arrive, and the password is never shown', async () => {
    const env = {
      PG_TEST_URL: whyNoServer ? url : server.as({ user: SCRAM_USER, password: PASSWORD }),
    };
    const dbc = ['--dbc', 'env:PG_TEST_URL', '--debug'];
    const sql = 'SELECT n, \'a,"b"\' AS text, NULL AS none FROM generate_series(1, 2500) AS n';
    const out = join(home, 'rows.csv');
    const args = ['postgres', 'ExecuteSQLQuery', '--sql', sql, ...dbc, '--out', out];
    const { status, stderr } = await oint(args, { env });
    expect(status, stderr).toBe(0);
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\r\n');
    expect(lines.length).toBe(2501);
    expect(lines.slice(0, 2)).toEqual(['n,text,none', '1,"a,""b""",']);
    expect(stderr).toContain('> connecting to PostgreSQL at 127.0.0.1');
    for (const form of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(stderr).not.toContain(form);
  });

  it('a binary file and a .sql file are read from their paths', async () => {
    const [data, file] = [join(home, 'data.bin'), join(home, 'count.sql')];
    await writeFile(data, Buffer.from([0, 255, 10]));
    await writeFile(file, 'SELECT length($1::bytea) AS bytes, $2::int AS n');
    const parameters = JSON.stringify([{ BYTEA: data }, { INT: '7' }]);
    const given = ['--sql', file, '--params', parameters, '--dbc', url];
    const { status, stdout, stderr } = await oint(['postgres', 'ExecuteSQLQuery', ...given]);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ result: true, data: [{ bytes: 3, n: 7 }] });
  });

  it('the exit status is 1 for a wrong query, 2 for wrong input, 3 for no connection', async () => {
    const run = async (sql: string, dbc: string) =>
      (await oint(['postgres', 'ExecuteSQLQuery', '--sql', sql, '--dbc', dbc])).status;
    expect(await run('SELCT', url)).toBe(1);
    expect(await run('SELECT 1', 'nonsense')).toBe(2);
    expect(await run('SELECT 1', 'postgresql://u@127.0.0.1:1/d')).toBe(3);
  });
});
