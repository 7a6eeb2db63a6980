import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { startRelay } from '../../../test/support/relay.js';
import { listen } from '../../../test/support/server.js';
import {
  AbortedError,
  ConnectionError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import * as mssql from './index.js';
import { addressOf, PASSWORD, startStandIn } from './testing/stand-in.js';

describe('connections to a stand-in for SQL Server', async () => {
  const server = await startStandIn();
  const address = addressOf(server);
  const open = (connectionString = address) => mssql.createConnection({ connectionString });
  const query = (connection: mssql.MssqlConnection | string, sql: string) =>
    mssql.executeSQLQuery({ sql, connection });
  const MANY =
    'WITH s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < 60000) SELECT n FROM s';

  /** A way to the server that can be cut. */
  async function relay() {
    const way = await startRelay(server.port);
    return { ...way, address: address.replace(String(server.port), String(way.port)) };
  }

  describe('an open connection', () => {
    it('is closed at the end of its block, and then rejected', async () => {
      let kept: mssql.MssqlConnection;
      {
        await using connection = await open();
        kept = connection;
        expect(await mssql.isConnector({ value: kept })).toBe(true);
      }
      expect(kept.isOpen).toBe(false);
      await expect(query(kept, 'SELECT 1')).rejects.toMatchObject({
        ...{ code: 'input', param: 'connection' },
      });
      expect(await mssql.closeConnection({ connection: kept })).toEqual({ result: true });
      expect(await mssql.isConnector({ value: {} })).toBe(false);
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
      const failing = mssql.addRecords({ table: 'apart', rows, connection });
      const other = query(connection, 'INSERT INTO apart VALUES (9)');
      await expect(failing).rejects.toMatchObject({ reason: '2627', details: { row: 2 } });
      await other;
      expect((await query(connection, 'SELECT * FROM apart')).data).toEqual([{ id: 9 }]);
    });

    it('does not keep a program alive that has not closed it', async () => {
      const script = `
        const { createConnection, executeSQLQuery } = await import(process.argv[1]);
        const connection = await createConnection({ connectionString: process.argv[2] });
        const { data } = await executeSQLQuery({ sql: 'SELECT 1 AS one', connection });
        console.log(data[0].one, connection.isOpen);`;
      const built = new URL('../../../dist/services/mssql.js', import.meta.url).href;
      const args = ['--input-type=module', '-e', script, built, address];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      const [status] = (await once(child, 'close')) as [number];
      expect(output).toBe('1 true\n');
      expect(status).toBe(0);
    }, 20_000);

    it('has a log if requested', async () => {
      const logging = await mssql.getLoggingSettings({});
      await using connection = await mssql.createConnection({ connectionString: address, logging });
      await query(connection, 'SELECT 1 AS n');
      const { logs } = (await mssql.getLog({ connection })) as mssql.ConnectionLogResult;
      expect(logs.join('\n')).toMatch(/Connecting to SQL Server.*Connected.*SQL: SELECT 1 AS n/s);
      expect(logs.join('\n')).not.toContain(PASSWORD);
    });
  });

  describe('a failing connection', () => {
    it('is a ConnectionError at once if the server goes away during a query', async () => {
      const way = await relay();
      const connection = await open(way.address);
      way.silence();
      const failing = failure(query(connection, 'SELECT 2'), ConnectionError);
      const waiting = failure(query(connection, 'SELECT 1'), ConnectionError);
      await query(address, 'SELECT 1');
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
      const connection = await open(way.address);
      const reading = (async () => {
        let count = 0;
        for await (const _ of await mssql.executeSQLQuery.stream({ sql: MANY, connection })) {
          if (++count === 5000) way.drop();
        }
      })();
      expect(await failure(reading, ConnectionError)).toMatchObject({ exitStatus: 3 });
      expect(connection.isOpen).toBe(false);
    });

    it('times out if the server stops responding', async () => {
      const way = await relay();
      const connection = await open(way.address);
      way.silence();
      const options = { timeout: 300 };
      const failing = mssql.executeSQLQuery({ sql: 'SELECT 1', connection }, options);
      const error = await failure(failing, TimeoutError);
      expect(error).toMatchObject({ deadline: 'timeout', after: 300 });
      expect(connection.isOpen).toBe(false);
    });

    it('ends a query on the server that times out or is aborted', async () => {
      await using connection = await open();
      const sql = "WAITFOR DELAY '01:00:00'";
      const late = mssql.executeSQLQuery({ sql, connection }, { timeout: 200 });
      expect(await failure(late, TimeoutError)).toMatchObject({ after: 200 });
      const signal = AbortSignal.timeout(100);
      await failure(mssql.executeSQLQuery({ sql, connection }, { signal }), AbortedError);
      expect((await query(connection, 'SELECT 1 AS n')).data).toEqual([{ n: 1 }]);
    });

    it('leaves a stream whose reader stops, and one that times out', async () => {
      await using connection = await open();
      for await (const { n } of await mssql.executeSQLQuery.stream({ sql: MANY, connection })) {
        if (n === 3000) break;
      }
      const late = async () => {
        const options = { timeout: 300 };
        const stream = await mssql.executeSQLQuery.stream({ sql: MANY, connection }, options);
        for await (const _ of stream) await new Promise((resolve) => setTimeout(resolve, 1));
      };
      await failure(late(), TimeoutError);
      expect((await query(connection, 'SELECT 1 AS n')).data).toEqual([{ n: 1 }]);
    }, 20_000);

    it('does not try a wrong password again, and does not show it', async () => {
      const way = await relay();
      const wrong = 'wr0ng-s3cret/pw';
      const text = way.address.replace(/Password="(?:[^"]|"")*"/, `Password=${wrong}`);
      const error = await failure(open(text), ServiceError);
      expect(error).toMatchObject({ reason: '18456', exitStatus: 1 });
      expect(error.message).toMatch(/Login failed for user 'sa'.*Msg 18456.*Check the user/s);
      expect(JSON.stringify(error) + error.stack).not.toMatch(/wr0ng/);
      expect(way.pairs.length).toBe(1);
    });

    it('names a database that does not exist', async () => {
      const error = await failure(open(addressOf(server, 'nowhere')), ServiceError);
      expect(error).toMatchObject({ reason: '4060' });
      expect(error.message).toMatch(/Cannot open database "nowhere".*CreateDatabase/s);
    });

    it('is no connection to a server of another kind', async () => {
      const greetings = ['HTTP/1.1 400 Bad Request\r\n\r\n', 'SSH-2.0-OpenSSH_9.2\r\n'];
      for (const greeting of [...greetings, '\x04\x01\x00\x09\0\0\0\0\x07']) {
        const other = await listen(
          net.createServer((socket) => void socket.end(greeting, 'latin1')),
        );
        const failing = open(`Server=127.0.0.1,${other.port};User Id=sa;Password=x;Encrypt=false`);
        expect((await failure(failing, ConnectionError)).exitStatus).toBe(3);
      }
    });

    it('times out if the server stops in the middle of the login', async () => {
      const pairs: net.Socket[] = [];
      const half = await listen(
        net.createServer((socket) => {
          pairs.push(socket);
          socket.once('data', () => socket.write(Buffer.from('0401002b000001', 'hex')));
        }),
      );
      const connectionString = `Server=127.0.0.1,${half.port};User Id=sa;Password=x`;
      const failing = mssql.createConnection({ connectionString }, { connectTimeout: 200 });
      expect(await failure(failing, TimeoutError)).toMatchObject({ deadline: 'connectTimeout' });
    });
  });

  it('has the words of the server in its errors, and the line', async () => {
    const error = await failure(query(address, 'SELECT * FROM nowhere'), ServiceError);
    expect(error).toMatchObject({
      reason: '208',
      details: { number: 208, state: 1, severity: 16, line: 1 },
    });
    expect(error.message).toMatch(
      /Invalid object name 'nowhere'. \(Msg 208, Level 16, State 1, Line 1\)/,
    );
  });

  it('has all results of several statements, and a stream only one', async () => {
    await using connection = await open();
    const { data } = await query(connection, 'SELECT 1 AS a; SELECT 2 AS b');
    expect(data).toEqual([{ b: 2 }]);
    const sql = 'SELECT 1 AS a; SELECT 2 AS b';
    const rows: unknown[] = [];
    for await (const row of await mssql.executeSQLQuery.stream({ sql, connection })) rows.push(row);
    expect(rows).toEqual([{ b: 2 }]);
  });
});
