import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authority } from '../../../test/support/certificates.js';
import { failure } from '../../../test/support/failure.js';
import {
  NATIVE_USER,
  PASSWORD,
  startMariadb,
  whyNoServer,
  whyNoTls,
} from '../../../test/support/mariadb.js';
import { home, oint } from '../../../test/support/oint.js';
import { startRelay } from '../../../test/support/relay.js';
import { listen } from '../../../test/support/server.js';
import {
  AbortedError,
  ConnectionError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import * as mysql from './index.js';

const unlessTls = whyNoTls ? ` (skipped: ${whyNoTls})` : '';
const why = whyNoServer ? ` (skipped: ${whyNoServer})` : '';

describe.skipIf(whyNoServer)(`connections to MariaDB${why}`, async () => {
  if (whyNoServer) return;
  const server = await startMariadb();
  const { url } = server;
  const open = (connectionString = url) => mysql.createConnection({ connectionString });
  const query = (connection: mysql.MysqlConnection | string, sql: string) =>
    mysql.executeSQLQuery({ sql, connection });

  it('says that there are too many of a user: that may pass', async () => {
    await query(url, "CREATE USER few@'%' IDENTIFIED BY 'pw' WITH MAX_USER_CONNECTIONS 1");
    const few = url.replace('root@', 'few:pw@').replace('/test', '/');
    await using one = await open(few);
    expect(one.isOpen).toBe(true);
    expect(await failure(open(few), ServiceError)).toMatchObject({
      busy: true,
      exitStatus: 75,
      hint: 'Close some connections, or try again later.',
    });
  });

  /** A way to the server that can be cut. */
  async function relay() {
    const way = await startRelay(server.port);
    return { ...way, url: `mysql://root@127.0.0.1:${way.port}/test?ssl-mode=DISABLED` };
  }

  describe('an open connection', () => {
    it('is closed at the end of its block, and then rejected', async () => {
      let kept: mysql.MysqlConnection;
      {
        await using connection = await open();
        kept = connection;
        expect(kept.isOpen).toBe(true);
        expect(await mysql.isConnector({ value: kept })).toBe(true);
      }
      expect(kept.isOpen).toBe(false);
      await expect(query(kept, 'SELECT 1')).rejects.toMatchObject({
        ...{ code: 'input', param: 'connection' },
      });
      expect(await mysql.closeConnection({ connection: kept })).toEqual({ result: true });
      expect(await mysql.isConnector({ value: {} })).toBe(false);
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
      const failing = mysql.addRecords({ table: 'apart', rows, connection });
      const other = query(connection, 'INSERT INTO apart VALUES (9)');
      await expect(failing).rejects.toMatchObject({
        ...{ reason: 'ER_DUP_ENTRY', details: { row: 2 } },
      });
      await other;
      expect((await query(connection, 'SELECT * FROM apart')).data).toEqual([{ id: 9 }]);
    });

    it('does not keep a program alive that has not closed it, encrypted or not', async () => {
      const script = `
        const { createConnection, executeSQLQuery } = await import(process.argv[1]);
        for (const mode of process.argv[3].split(',')) {
          const connection = await createConnection({ connectionString: process.argv[2] + '?ssl-mode=' + mode });
          const { data } = await executeSQLQuery({ sql: 'SELECT 1 AS one', connection });
          console.log(data[0].one, connection.isOpen);
        }`;
      const built = new URL('../../../dist/services/mysql.js', import.meta.url).href;
      const modes = server.authority ? 'DISABLED,REQUIRED' : 'DISABLED';
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
      const logging = await mysql.getLoggingSettings({});
      await using connection = await mysql.createConnection({ connectionString: url, logging });
      await query(connection, 'SELECT 1 AS n');
      const { logs } = (await mysql.getLog({ connection })) as mysql.ConnectionLogResult;
      expect(logs.join('\n')).toMatch(/Connecting to MySQL.*Connected.*SQL: SELECT 1 AS n/s);
      expect(await mysql.getLog({ connection, asText: true, count: 1 })).toMatch(/SELECT 1 AS n$/);
    });

    it('has UTC and the strict mode, whatever the server has', async () => {
      await query(url, "SET GLOBAL time_zone = '-07:00', GLOBAL sql_mode = ''");
      await using connection = await open();
      await query(url, "SET GLOBAL time_zone = 'SYSTEM', GLOBAL sql_mode = DEFAULT");
      await query(connection, 'CREATE TABLE strict_one (n TINYINT, t TIMESTAMP NULL)');
      const add = (row: object) =>
        mysql.addRecords({ table: 'strict_one', rows: [{ ...row }], connection });
      await expect(add({ n: 300 })).rejects.toMatchObject({ reason: 'ER_WARN_DATA_OUT_OF_RANGE' });
      await add({ t: '2026-03-25T18:10:00+03:00' });
      const { data } = await query(connection, 'SELECT t, UNIX_TIMESTAMP(t) AS u FROM strict_one');
      const u = Date.UTC(2026, 2, 25, 15, 10) / 1000;
      expect(data).toEqual([{ t: '2026-03-25T15:10:00Z', u }]);
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
      expect(error.hint).toContain('may or may not have been executed');
      expect((await waiting).exitStatus).toBe(3);
      expect(connection.isOpen).toBe(false);
      await connection.close();
    });

    it('is one in the middle of an answer, also of a stream', async () => {
      const way = await relay();
      const connection = await open(way.url);
      const sql = "SELECT seq, REPEAT('x', 1000) AS x FROM seq_1_to_1000000";
      const reading = (async () => {
        let count = 0;
        for await (const _ of await mysql.executeSQLQuery.stream({ sql, connection })) {
          if (++count === 5000) way.drop();
        }
      })();
      expect(await failure(reading, ConnectionError)).toMatchObject({ exitStatus: 3 });
      expect(connection.isOpen).toBe(false);
    });

    it('is a ConnectionError if the server crashes', async () => {
      const connection = await open();
      const failing = failure(query(connection, 'SELECT SLEEP(30)'), ConnectionError);
      // By then it is running.
      await query(url, 'SELECT 1');
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
      const failing = mysql.executeSQLQuery({ sql: 'SELECT 1', connection }, options);
      const error = await failure(failing, TimeoutError);
      expect(error).toMatchObject({ deadline: 'timeout', after: 300 });
      expect(connection.isOpen).toBe(false);
    });

    it('ends a query on the server that times out or is aborted', async () => {
      const modes = server.authority ? ['DISABLED', 'REQUIRED'] : ['DISABLED'];
      for (const mode of modes) {
        await using connection = await open(server.as({ query: `ssl-mode=${mode}` }));
        const sql = 'SELECT COUNT(*) FROM seq_1_to_100000000 a JOIN seq_1_to_100000000 b';
        const late = mysql.executeSQLQuery({ sql, connection }, { timeout: 200 });
        expect(await failure(late, TimeoutError)).toMatchObject({ after: 200 });
        const signal = AbortSignal.timeout(100);
        await failure(mysql.executeSQLQuery({ sql, connection }, { signal }), AbortedError);
        // The connection still works, and the query no longer runs on the server.
        const running =
          "SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT COUNT(*) FROM seq_1%'";
        expect((await query(connection, running)).data).toEqual([{ n: 0 }]);
      }
    });

    it('leaves a stream whose reader stops, and one that times out', async () => {
      await using connection = await open();
      const sql = "SELECT seq AS n, REPEAT('x', 1000) AS x FROM seq_1_to_10000000";
      for await (const { n } of await mysql.executeSQLQuery.stream({ sql, connection })) {
        if (n === 3000) break;
      }
      const late = async () => {
        const options = { timeout: 300 };
        for await (const _ of await mysql.executeSQLQuery.stream({ sql, connection }, options));
      };
      await failure(late(), TimeoutError);
      expect((await query(connection, 'SELECT 1 AS n')).data).toEqual([{ n: 1 }]);
    }, 20_000);

    it('does not try a wrong password again, and does not show it', async () => {
      const way = await relay();
      const wrong = 'wr0ng-s3cret/pw';
      const who = `${encodeURIComponent(NATIVE_USER)}:${encodeURIComponent(wrong)}`;
      const error = await failure(open(way.url.replace('root', who)), ServiceError);
      expect(error).toMatchObject({ reason: 'ER_ACCESS_DENIED_ERROR', exitStatus: 1 });
      expect(error.message).toMatch(/Access denied for user 'native user'.*Check the user/s);
      expect(JSON.stringify(error) + error.stack).not.toMatch(/wr0ng/);
      expect(way.pairs.length).toBe(1);
      await using right = await open(server.as({ user: NATIVE_USER, password: PASSWORD }));
      expect((await query(right, 'SELECT 1 AS n')).data).toEqual([{ n: 1 }]);
    });

    it('names a database that does not exist', async () => {
      const error = await failure(open(server.as({ database: 'nowhere' })), ServiceError);
      expect(error).toMatchObject({ reason: 'ER_BAD_DB_ERROR' });
      expect(error.message).toMatch(/Unknown database 'nowhere'.*CreateDatabase/s);
    });

    it('is no connection to a server of another kind', async () => {
      for (const greeting of ['HTTP/1.1 400 Bad Request\r\n\r\n', 'SSH-2.0-OpenSSH_9.2\r\n']) {
        const other = await listen(net.createServer((socket) => void socket.write(greeting)));
        const failing = open(`mysql://root@127.0.0.1:${other.port}/`);
        expect(await failure(failing, ConnectionError)).toMatchObject({ reason: 'NOT_MYSQL' });
      }
    });
  });

  describe('encryption', () => {
    const encrypted = async (
      connection: string,
      tls?: mysql.TlsSettings,
      call = {},
    ): Promise<boolean> => {
      const sql = "SHOW STATUS LIKE 'Ssl_version'";
      const input = { sql, connection, ...(tls && { tls: { ...tls } }) };
      const { data } = await mysql.executeSQLQuery(input, call);
      return data![0]!.Value !== '';
    };

    it.skipIf(whyNoTls)(`follows the connection string${unlessTls}`, async () => {
      const { certPath } = server.authority!;
      const mode = (query: string) => encrypted(server.as({ query }));
      expect(await encrypted(url)).toBe(true);
      expect(await mode('ssl-mode=DISABLED')).toBe(false);
      expect(await mode('ssl-mode=REQUIRED')).toBe(true);
      expect(await mode('sslMode=trust')).toBe(true);
      expect(await mode(`ssl-mode=VERIFY_IDENTITY&ssl-ca=${certPath}`)).toBe(true);
      const untrusted = await failure(mode('ssl-mode=VERIFY_IDENTITY'), ConnectionError);
      expect(untrusted.message).toMatch(/is not trusted.*authority/s);
      const other = await authority();
      await failure(mode(`ssl-mode=VERIFY_CA&ssl-ca=${other.certPath}`), ConnectionError);
    });

    it.skipIf(whyNoTls)(`follows the settings and the call options${unlessTls}`, async () => {
      const { certPath: cert } = server.authority!;
      expect(await encrypted(url, await mysql.getTlsSettings({ trust: false, cert }))).toBe(true);
      expect(await encrypted(url, await mysql.getTlsSettings({ trust: true }))).toBe(true);
      await failure(encrypted(url, await mysql.getTlsSettings({ trust: false })), ConnectionError);
      expect(await encrypted(url, undefined, { ca: cert })).toBe(true);
      const byName = url.replace('127.0.0.1', 'localhost');
      const wrongName = await failure(encrypted(byName, undefined, { ca: cert }), ConnectionError);
      expect(wrongName.reason).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    });
  });

  describe('on the command line', () => {
    it('rows are written to a CSV file as they arrive, and the password is never shown', async () => {
      const env = { MYSQL_TEST_URL: server.as({ user: NATIVE_USER, password: PASSWORD }) };
      const dbc = ['--dbc', 'env:MYSQL_TEST_URL', '--debug'];
      const sql = 'SELECT seq AS n, \'a,"b"\' AS text, NULL AS none FROM seq_1_to_2500';
      const out = join(home, 'rows.csv');
      const args = ['mysql', 'ExecuteSQLQuery', '--sql', sql, ...dbc, '--out', out];
      const { status, stderr } = await oint(args, { env });
      expect(status, stderr).toBe(0);
      const lines = (await readFile(out, 'utf8')).trimEnd().split('\r\n');
      expect(lines.length).toBe(2501);
      expect(lines.slice(0, 2)).toEqual(['n,text,none', '1,"a,""b""",']);
      expect(stderr).toContain('> connecting to MySQL at 127.0.0.1');
      for (const form of [PASSWORD, encodeURIComponent(PASSWORD)]) {
        expect(stderr).not.toContain(form);
      }
    });

    it('a binary file and a .sql file are read from their paths', async () => {
      const [data, file] = [join(home, 'data.bin'), join(home, 'count.sql')];
      await writeFile(data, Buffer.from([0, 255, 10]));
      await writeFile(file, 'SELECT LENGTH(?) AS bytes, ? AS n');
      const parameters = JSON.stringify([{ BYTES: data }, { INT: '7' }]);
      const given = ['--sql', file, '--params', parameters, '--dbc', url];
      const { status, stdout, stderr } = await oint(['mysql', 'ExecuteSQLQuery', ...given]);
      expect(status, stderr).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ result: true, data: [{ bytes: 3, n: '7' }] });
    });

    it('the exit status is 1 for a wrong query, 2 for wrong input, 3 for no connection', async () => {
      const run = async (sql: string, dbc: string) =>
        (await oint(['mysql', 'ExecuteSQLQuery', '--sql', sql, '--dbc', dbc])).status;
      expect(await run('SELCT', url)).toBe(1);
      expect(await run('SELECT 1', 'nonsense')).toBe(2);
      expect(await run('SELECT 1', 'mysql://u@127.0.0.1:1/d')).toBe(3);
    });
  });
});
