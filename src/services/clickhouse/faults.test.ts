import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type http from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { start, startRaw } from '../../../test/support/server.js';
import type { CallOptions } from '../../index.js';

import clickhouse from './index.js';

/** Responses that no test can ask a real server for. */

type Options = CallOptions & { fullResponse?: false };

const QUICK: Options = { retries: 0 };

async function serving(headers: http.OutgoingHttpHeaders, body: string | Buffer, status = 200) {
  const server = await start((_, response) => void response.writeHead(status, headers).end(body));
  return server.url;
}

function failed(connection: string, request: string | object = 'SELECT 1', call: Options = QUICK) {
  const given = { connection, request: request as never };
  return clickhouse.executeRequest(given, call).then(
    (found) => Promise.reject(new Error(JSON.stringify(found))),
    (error: Error) => error,
  );
}

async function rowsFrom(connection: string, request: string | object = 'SELECT 1') {
  const given = { connection, request: request as never };
  const found: object[] = [];
  let error: unknown;
  try {
    for await (const row of await clickhouse.executeRequest.stream(given, QUICK)) found.push(row);
  } catch (caught) {
    error = caught;
  }
  return { found, error };
}

const LINES = { 'x-clickhouse-format': 'JSONEachRow', 'content-type': 'application/x-ndjson' };
const CSV = { 'x-clickhouse-format': 'CSV', 'content-type': 'text/csv' };
const JSON_TYPE = { 'x-clickhouse-format': 'JSON', 'content-type': 'application/json' };
const TIMED_OUT =
  'Code: 159. DB::Exception: Timeout exceeded: elapsed 1.0 seconds. (TIMEOUT_EXCEEDED) (version 23.8.1.1 (official build))';
const TAG = 'abcdefghijklmnop';
const framed = (text: string) =>
  `\r\n__exception__\r\n${TAG}\r\n${text}\n${Buffer.byteLength(text)} ${TAG}\r\n__exception__\r\n`;

describe('an error with status 200', () => {
  it('is noticed in the headers', async () => {
    const url = await serving({ ...JSON_TYPE, 'x-clickhouse-exception-code': '241' }, '');
    expect(await failed(url)).toMatchObject({
      reason: 'MEMORY_LIMIT_EXCEEDED',
      details: { code: 241 },
    });
    expect((await rowsFrom(url)).error).toMatchObject({ details: { code: 241 } });
  });

  it('is noticed after the rows of an insert that timed out', async () => {
    const url = await serving({ 'content-type': 'text/plain' }, `${TIMED_OUT}\n`);
    const error = await failed(url, {
      query: 'INSERT INTO t FORMAT CSV',
      data: '1\n',
      settings: { wait_end_of_query: 0 },
    });
    expect(error).toMatchObject({ reason: 'TIMEOUT_EXCEEDED' });
  });

  it('is noticed between marks, in any format', async () => {
    for (const [headers, data] of [
      [CSV, '1,2\n3,'],
      [JSON_TYPE, '{"meta":[],"data":[{"a":1}'],
      [LINES, '{"a":1}\n{"a"'],
      [
        { 'x-clickhouse-format': 'Parquet', 'content-type': 'application/octet-stream' },
        'PAR1\0\0',
      ],
    ] as const) {
      const url = await serving(
        { ...headers, 'x-clickhouse-exception-tag': TAG },
        data + framed(TIMED_OUT),
      );
      expect(await failed(url)).toMatchObject({
        reason: 'TIMEOUT_EXCEEDED',
        details: { code: 159 },
      });
      const file = join(await folder(), 'out.bin');
      expect(await failed(url, 'SELECT 1', { ...QUICK, saveTo: file })).toMatchObject({
        details: { code: 159 },
      });
      await expect(readFile(file)).rejects.toThrow('ENOENT');
    }
  });

  it('is noticed when the server also breaks the connection', async () => {
    const server = await start((_, response) => {
      response.writeHead(200, { ...LINES, 'x-clickhouse-exception-tag': TAG });
      response.write(`{"a":1}\n{"a":2}\n${framed(TIMED_OUT)}`, () => response.destroy());
    });
    expect(await failed(server.url)).toMatchObject({ details: { code: 159 } });
    const { found, error } = await rowsFrom(server.url);
    expect(found).toEqual([{ a: 1 }, { a: 2 }]);
    expect(error).toMatchObject({ details: { code: 159 } });
  });

  it('is noticed as the text that older versions append, and not in data', async () => {
    const url = await serving(CSV, `1,2\n${TIMED_OUT}\n`);
    const file = join(await folder(), 'rows.csv');
    expect(await failed(url, 'SELECT 1', { ...QUICK, saveTo: file })).toMatchObject({
      details: { code: 159 },
    });
    const waited = { query: 'SELECT 1', settings: { wait_end_of_query: 1 } };
    await clickhouse.executeRequest(
      { connection: url, request: waited },
      { ...QUICK, saveTo: file },
    );
    expect(await readFile(file, 'utf8')).toContain('Code: 159');
    const whole = await clickhouse.executeRequest({ connection: url, request: 'SELECT 1' }, QUICK);
    expect(whole.body).toContain('Code: 159');
    const lines = await serving(LINES, `{"a":1}\n${TIMED_OUT}\n`);
    expect((await rowsFrom(lines)).error).toMatchObject({ details: { code: 159 } });
  });

  it('is noticed in the result of versions that write it there', async () => {
    const whole = { meta: [], data: [], rows: 0, exception: TIMED_OUT };
    const url = await serving(JSON_TYPE, JSON.stringify(whole));
    expect(await failed(url)).toMatchObject({ details: { code: 159 } });
    const status = await serving(JSON_TYPE, JSON.stringify({ exception: TIMED_OUT }), 500);
    expect(await failed(status)).toMatchObject({ details: { code: 159, status: 500 } });
    // A user who may only read cannot turn that off.
    const server = await start((request, response) => {
      const isRefused = request.path.includes('http_write_exception');
      const text =
        "Code: 164. DB::Exception: Cannot modify 'http_write_exception_in_output_format' setting in readonly mode. (READONLY)";
      if (isRefused) response.writeHead(500).end(text);
      else
        response
          .writeHead(200, LINES)
          .end(`{"exception":"Code: 1. x"}\n${JSON.stringify({ exception: TIMED_OUT })}\n`);
    });
    const { found, error } = await rowsFrom(server.url);
    expect(found).toEqual([{ exception: 'Code: 1. x' }]);
    expect(error).toMatchObject({ details: { code: 159 } });
  });
});

describe('a server that fails', () => {
  it.each([
    [202, 'Too many simultaneous queries. Maximum: 100. (TOO_MANY_SIMULTANEOUS_QUERIES)'],
    [252, 'Too many parts (300). (TOO_MANY_PARTS)'],
    [241, '(total) memory limit exceeded: would use 1 GiB. (MEMORY_LIMIT_EXCEEDED)'],
  ])('for now (%i) is busy', async (code, text) => {
    const url = await serving(
      { 'x-clickhouse-exception-code': String(code) },
      `Code: ${code}. DB::Exception: ${text}`,
      500,
    );
    expect(await failed(url)).toMatchObject({ busy: true, exitStatus: 75 });
  });

  it('is not asked again for what it has executed', async () => {
    let count = 0;
    const server = await start((_, response) => {
      count++;
      response.socket!.destroy();
    });
    const twice = { retries: 1 };
    await failed(server.url, 'INSERT INTO t SELECT 1', twice);
    expect(count).toBe(1);
    await failed(server.url, '-- read it\nSELECT 1', twice);
    expect(count).toBe(3);
  });

  it('with the page of a proxy is an HTTP error', async () => {
    const url = await serving(
      { 'content-type': 'text/html' },
      '<html><title>Bad Gateway</title>',
      502,
    );
    expect(await failed(url)).toMatchObject({ code: 'http', status: 502 });
  });

  it('in the middle of its response is noticed', async () => {
    const short = await startRaw((socket) => {
      socket.once('data', () =>
        socket.end(
          'HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nX-ClickHouse-Format: CSV\r\nContent-Length: 100\r\n\r\n1,2\n',
        ),
      );
    });
    expect(await failed(short.url)).toMatchObject({ code: 'response', cut: true });
    const file = join(await folder(), 'rows.csv');
    expect(await failed(short.url, 'SELECT 1', { ...QUICK, saveTo: file })).toMatchObject({
      cut: true,
    });
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    const chunked = await startRaw((socket) => {
      socket.once('data', () =>
        socket.end(
          `HTTP/1.1 200 OK\r\nX-ClickHouse-Format: JSONEachRow\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{"a":1}\n\r\n8\r\n{"a"`,
        ),
      );
    });
    const { found, error } = await rowsFrom(chunked.url);
    expect(found).toEqual([{ a: 1 }]);
    expect(error).toMatchObject({ cut: true });
  });

  it('that stops sending ends with its deadline', async () => {
    const silent = await startRaw(() => {});
    expect(
      await failed(silent.url, 'SELECT 1', { retries: 0, firstByteTimeout: 50 }),
    ).toMatchObject({ deadline: 'firstByteTimeout' });
    const stuck = await start((_, response) => void response.writeHead(200, CSV).write('1,2\n'));
    expect(await failed(stuck.url, 'SELECT 1', { retries: 0, idleTimeout: 50 })).toMatchObject({
      deadline: 'idleTimeout',
    });
  });

  it('with JSON that is not JSON says so', async () => {
    expect(String(await failed(await serving(JSON_TYPE, '{"meta":')))).toContain(
      'is not valid JSON',
    );
    const { error } = await rowsFrom(await serving(LINES, '{"a":1}\nnonsense\u001b[31m\n'));
    expect(String(error)).toContain('a line that is not JSON: "nonsense [31m"');
    const few = await serving(
      { ...LINES, 'x-clickhouse-format': 'JSONCompactEachRowWithNames' },
      '["a","b"]\n[1]\n',
    );
    expect(String((await rowsFrom(few)).error)).toContain('a row has 1 values for 2 columns');
  });

  it('with a row without an end does not fill the memory', async () => {
    const part = Buffer.alloc(1024 * 1024, 'x');
    const server = await start(async (_, response) => {
      response.writeHead(200, LINES);
      const closed = once(response, 'close');
      while (!response.destroyed) {
        if (!response.write(part)) await Promise.race([closed, once(response, 'drain')]);
      }
    });
    const { error } = await rowsFrom(server.url);
    expect(String(error)).toContain('64 MiB without a line break');
  });
});

describe('what is given', () => {
  it.each([
    ['ftp://host', 'SELECT 1', 'connection'],
    [{ address: 'http://h', transport: 'tcp' }, 'SELECT 1', 'transport must be http or grpc'],
    [
      { address: 'http://h', user: 'a', password: 'b', token: 'c', auth_type: 'kerberos' },
      'SELECT 1',
      'auth_type must be basic or jwt',
    ],
    [
      { address: 'http://a:b@h', user: 'a' },
      'SELECT 1',
      'the login is both in the address and in the settings',
    ],
    [{ address: 'http://h', meta: {} }, 'SELECT 1', 'meta is for the transport grpc'],
    ['http://h', { query: '' }, 'query is missing'],
    [{ adress: 'http://h' }, 'SELECT 1', 'unknown field "adress"'],
    ['http://h', { query: 'SELECT 1', format: 'a b' }, 'format must be the name of a format'],
    [
      'http://h',
      { query: 'SELECT 1', external_tables: [{ name: 'a-b', cols: { a: 'UInt8' } }] },
      'name must be a name of letters',
    ],
    [
      'http://h',
      { query: 'SELECT 1', external_tables: [{ name: 'a', cols: {} }] },
      'must be columns with their types',
    ],
  ])('%j with %j is refused', async (connection, request, says) => {
    const given = { connection: connection as never, request: request as never };
    await expect(clickhouse.executeRequest(given)).rejects.toThrow(says);
  });

  it('is sent as it is, with the login in a header', async () => {
    const server = await start((_, response) => void response.writeHead(200, CSV).end('1\n'));
    const connection = {
      address: `${server.url}/proxy/?quota=x`,
      token: 'jwt-token-1',
      headers: { 'X-Trace': '7' },
    };
    const request = {
      query: 'SELECT 1',
      settings: { role: ['a', 'b'], async_insert: true },
      database: 'my db',
    };
    await clickhouse.executeRequest({ connection, request });
    const [{ path, headers, body }] = server.requests as [(typeof server.requests)[number]];
    const { pathname, searchParams } = new URL(path, server.url);
    expect(pathname).toBe('/proxy/');
    expect(searchParams.getAll('role')).toEqual(['a', 'b']);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      quota: 'x',
      async_insert: '1',
      database: 'my db',
      default_format: 'JSON',
      wait_end_of_query: '1',
    });
    expect(headers).toMatchObject({ authorization: 'Bearer jwt-token-1', 'x-trace': '7' });
    expect(String(body)).toBe('SELECT 1');
  });
});
