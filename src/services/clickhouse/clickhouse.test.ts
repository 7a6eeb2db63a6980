import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { authority, whyNoOpenssl } from '../../../test/support/certificates.js';
import {
  type Clickhouse,
  noClickhouse,
  startClickhouse,
} from '../../../test/support/clickhouse.js';
import { folder } from '../../../test/support/folder.js';
import { Bytes } from '../../core/files/bytes.js';
import clickhouse, { type Executed } from './index.js';

const why = noClickhouse ? ` (skipped: ${noClickhouse})` : '';

describe.skipIf(noClickhouse)(`a server of 2018${why}`, () => {
  let server: Clickhouse;
  let conn: { address: string; user: string; password: string };

  beforeAll(async () => {
    server = await startClickhouse();
    conn = { address: server.url, user: 'default', password: server.password };
  });

  const run = (request: string | object, more: object = {}, saveTo?: string): Promise<Executed> =>
    clickhouse.executeRequest(
      { connection: conn, request: request as never, ...more },
      saveTo === undefined ? {} : { saveTo },
    );

  it('executes plain SQL at a plain address', async () => {
    const connection = server.url.replace('//', `//default:${server.password}@`);
    const { status, body } = await clickhouse.executeRequest({
      connection,
      request: 'SELECT 1 AS a',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ meta: [{ name: 'a', type: 'UInt8' }], data: [{ a: 1 }], rows: 1 });
  });

  it('loses no digit, and no infinity', async () => {
    const sql =
      "SELECT 18446744073709551615 AS a, toDecimal128('0.12345678901234567890', 20) AS b, 1/0 AS c";
    const { body } = await run(sql);
    expect(body).toMatchObject({
      data: [{ a: '18446744073709551615', b: '0.12345678901234567890', c: 'inf' }],
    });
  });

  it('works for a user who may only read and change no setting', async () => {
    const connection = { ...conn, user: 'reader' };
    const request = 'SELECT 18446744073709551615 AS a';
    const { body } = await clickhouse.executeRequest({ connection, request });
    expect(body).toMatchObject({ data: [{ a: '18446744073709551615' }] });
    const insert = clickhouse.executeRequest({
      connection,
      request: 'CREATE TABLE x (a UInt8) ENGINE = Memory',
    });
    await expect(insert).rejects.toMatchObject({
      code: 'service',
      reason: 'READONLY',
      details: { code: 164 },
    });
  });

  it.each([
    ['CSV', '1,"x"\n'],
    ['TSV', '1\tx\n'],
    ['JSONCompact', { data: [[1, 'x']] }],
    ['Pretty', expect.stringContaining('┃ a ┃')],
    ['Native', expect.any(Buffer)],
  ])('returns %s', async (format, expected) => {
    const { body } = await run({ query: "SELECT 1 AS a, 'x' AS b", format });
    if (typeof expected === 'object' && 'data' in (expected as object))
      expect(body).toMatchObject(expected as object);
    else if (format !== 'Pretty') expect(body).toEqual(expected);
    else expect(String(body)).toContain('x');
  });

  it('inserts text, records, files, streams and compressed files', async () => {
    await run('CREATE TABLE people (id UInt64, name String) ENGINE = Memory');
    const csv = 'INSERT INTO people FORMAT CSV';
    await run({ query: csv, data: '1,Ada\n' });
    await run({ query: 'INSERT INTO people FORMAT JSONEachRow', data: { id: 2, name: 'Alan' } });
    await run({ query: csv, data: Readable.from([Buffer.from('3,'), Buffer.from('Grace\n')]) });
    const path = join(await folder(), 'rows.csv.gz');
    await writeFile(path, gzipSync('4,Ken\n'));
    const zipped = Bytes.file(path, { size: (await readFile(path)).length, name: 'rows.csv.gz' });
    await run({ query: csv, data: zipped });
    const { body } = await run({ query: 'SELECT name FROM people ORDER BY id', format: 'TSV' });
    expect(body).toBe('Ada\nAlan\nGrace\nKen\n');
    await run('DROP TABLE people');
  });

  it('sends external tables with their structure', async () => {
    const table = await clickhouse.getExternalTableStructure({
      name: 'ext',
      columns: { id: 'UInt64', name: 'String' },
      data: '1\tAda\n2\tAlan\n',
      format: 'TSV',
    });
    const request = await clickhouse.getRequestSettings({
      query: 'SELECT name FROM ext WHERE id > 1',
      tables: [table],
    });
    expect((await run(request)).body).toMatchObject({ data: [{ name: 'Alan' }] });
    const both = run({ query: 'SELECT 1', data: 'x', external_tables: [table] });
    await expect(both).rejects.toThrow('cannot have both data and external tables');
  });

  it('keeps temporary tables in a session, which must exist if asked', async () => {
    const session = await clickhouse.getSessionSettings({});
    await run('CREATE TEMPORARY TABLE t (a UInt8)', { session });
    await run({ query: 'INSERT INTO t FORMAT CSV', data: '7\n' }, { session });
    expect((await run('SELECT a FROM t', { session: session.id })).body).toMatchObject({
      data: [{ a: 7 }],
    });
    const missing = run('SELECT 1', { session: { id: 'no-such-session', check: true } });
    await expect(missing).rejects.toMatchObject({ reason: 'SESSION_NOT_FOUND' });
  });

  it('passes on database, settings and query ID', async () => {
    await run('CREATE DATABASE other');
    const { body } = await run({
      query:
        "SELECT currentDatabase() AS db, value FROM system.settings WHERE name = 'max_threads'",
      database: 'other',
      settings: { max_threads: 3 },
    });
    expect(body).toMatchObject({ data: [{ db: 'other', value: '3' }] });
    const named = run({ query: 'SELECT sleep(1)', id: 'one' });
    await expect(
      Promise.all([named, run({ query: 'SELECT sleep(1)', id: 'one' })]),
    ).rejects.toMatchObject({
      details: { code: 216 },
    });
  });

  it.each([
    ['SELECT * FROM nope', 'UNKNOWN_TABLE', 60],
    ['SELEC 1', 'SYNTAX_ERROR', 62],
    [
      'SELECT throwIf(number = 3) FROM system.numbers LIMIT 9',
      'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO',
      395,
    ],
    [
      { query: 'SELECT sum(number) FROM system.numbers', settings: { max_execution_time: 1 } },
      'TIMEOUT_EXCEEDED',
      159,
    ],
    [{ query: 'SELECT 1', settings: { nope: 1 } }, 'UNKNOWN_SETTING', 115],
  ])('reports the error of %j', async (request, reason, code) => {
    await expect(run(request)).rejects.toMatchObject({
      code: 'service',
      reason,
      details: { code },
    });
  });

  it('refuses a wrong password once, and shows none', async () => {
    const connection = { ...conn, password: 'wrong-password-1' };
    const failed = clickhouse.executeRequest(
      { connection, request: 'SELECT 1' },
      { retryWrites: true, retries: 3 },
    );
    const error = await failed.catch((caught: Error) => caught);
    expect(error).toMatchObject({ reason: 'WRONG_PASSWORD', busy: false });
    expect(JSON.stringify(error) + String(error)).not.toContain('wrong-password-1');
  });

  it('reads rows as they arrive', async () => {
    const request = 'SELECT number, toString(number) AS text FROM system.numbers LIMIT 100000';
    const stream = await clickhouse.executeRequest.stream({ connection: conn, request });
    let rows = 0;
    for await (const row of stream)
      expect(row).toEqual({ number: String(rows), text: String(rows++) });
    expect(rows).toBe(100_000);
    const asked = { query: 'SELECT 1 AS a FORMAT CSV' };
    const csv = await clickhouse.executeRequest.stream({ connection: conn, request: asked });
    const reading = (async () => {
      for await (const _ of csv);
    })();
    await expect(reading).rejects.toThrow('the format of the query is CSV');
  });

  it('notices an error after the first rows, whether they are read or saved', async () => {
    const query = 'SELECT number, throwIf(number = 200000) FROM system.numbers LIMIT 300000';
    const stream = await clickhouse.executeRequest.stream({ connection: conn, request: query });
    let rows = 0;
    const reading = (async () => {
      for await (const _ of stream) rows++;
    })();
    await expect(reading).rejects.toMatchObject({ reason: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' });
    expect(rows).toBeGreaterThan(1000);
    const file = join(await folder(), 'rows.csv');
    await expect(run({ query, format: 'CSV' }, {}, file)).rejects.toMatchObject({
      details: { code: 395 },
    });
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  it('saves a response in the format of the request, or of the file', async () => {
    const home = await folder();
    const file = join(home, 'rows.csv');
    const saved = await run('SELECT number FROM system.numbers LIMIT 3', {}, file);
    expect(saved).toMatchObject({ result: true, status: 200, file: { bytes: 15 } });
    expect(await readFile(file, 'utf8')).toBe('"number"\n0\n1\n2\n');
    const text = join(home, 'rows.txt');
    await run({ query: 'SELECT number FROM system.numbers LIMIT 2', format: 'TSV' }, {}, text);
    expect(await readFile(text, 'utf8')).toBe('0\n1\n');
  });
});

const noTls = noClickhouse || whyNoOpenssl();

describe.skipIf(noTls)(`a server of 2018 with TLS${noTls ? ` (skipped: ${noTls})` : ''}`, () => {
  it('verifies its certificate', async () => {
    const ca = await authority();
    const certificate = await ca.sign('server', 'IP:127.0.0.1');
    const server = await startClickhouse({ certificate });
    const connection = { address: server.tlsUrl, user: 'default', password: server.password };
    const request = 'SELECT 1 AS a';
    await expect(clickhouse.executeRequest({ connection, request })).rejects.toMatchObject({
      code: 'connection',
    });
    const tls = await clickhouse.getTlsSettings({ trust: false, cert: ca.certPath });
    const found = await clickhouse.executeRequest({ connection: { ...connection, tls }, request });
    expect(found.body).toMatchObject({ data: [{ a: 1 }] });
    const trusting = await clickhouse.executeRequest({ connection, request }, { ca: ca.certPath });
    expect(trusting.status).toBe(200);
  });

  it('refuses a certificate that has expired, or of another host', async () => {
    const ca = await authority();
    const old = await ca.sign('old', 'IP:127.0.0.1', {
      from: '20200101000000Z',
      to: '20210101000000Z',
    });
    const other = await ca.sign('other', 'DNS:other.test');
    const says = [];
    for (const certificate of [old, other]) {
      const server = await startClickhouse({ certificate });
      const connection = { address: server.tlsUrl, user: 'default', password: server.password };
      const failed = clickhouse.executeRequest(
        { connection, request: 'SELECT 1' },
        { ca: ca.certPath },
      );
      says.push(await failed.then(String, String));
    }
    expect(says[0]).toContain('expired');
    expect(says[1]).toMatch(/not for|host name|does not match/);
  });
});
