import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { noEngine } from '../../../test/support/clickhouse-engine.js';
import { startEngineGrpc } from '../../../test/support/clickhouse-grpc.js';
import { startEngineHttp } from '../../../test/support/clickhouse-http.js';
import { folder } from '../../../test/support/folder.js';
import { refusedPort } from '../../../test/support/server.js';
import type { Executed } from './index.js';
import clickhouse from './index.js';

const why = noEngine ? ` (skipped: ${noEngine})` : '';
const password = 'click-secret-26-7';
const login = { user: 'default', password };

describe.skipIf(noEngine)(`today's engine over HTTP${why}`, () => {
  let address = '';
  beforeAll(async () => {
    address = (await startEngineHttp(password)).url;
  });
  const run = (request: string | object, saveTo?: string): Promise<Executed> =>
    clickhouse.executeRequest(
      { connection: { address, ...login }, request: request as never },
      saveTo === undefined ? {} : { saveTo },
    );

  it('loses no digit of integers, decimals and infinities', async () => {
    const sql =
      "SELECT 18446744073709551615::UInt64 AS a, -9223372036854775808::Int64 AS b, '0.12345678901234567890'::Decimal(38, 20) AS c, 1/0 AS d, toUInt256('200000000000000000000000000000000000001') AS e";
    const expected = {
      a: '18446744073709551615',
      b: '-9223372036854775808',
      c: '0.1234567890123456789',
      d: 'inf',
      e: '200000000000000000000000000000000000001',
    };
    expect((await run(sql)).body).toMatchObject({ data: [expected] });
    const plain = {
      query: sql,
      settings: {
        output_format_json_quote_64bit_integers: 0,
        output_format_json_quote_decimals: 0,
      },
    };
    const { body } = await run(plain);
    expect(body).toMatchObject({ data: [{ ...expected, d: 'inf' }] });
  });

  it('has the format, the query ID and the server in its headers', async () => {
    const { headers, body } = await run({
      query: 'SELECT 1 AS a',
      id: 'query-7',
      format: 'JSONEachRow',
    });
    expect(headers).toMatchObject({
      'x-clickhouse-query-id': 'query-7',
      'x-clickhouse-format': 'JSONEachRow',
    });
    expect(body).toEqual([{ a: 1 }]);
  });

  it.each([
    ['SELECT * FROM nope', 'UNKNOWN_TABLE', 60, 404],
    ['SELEC 1', 'SYNTAX_ERROR', 62, 400],
    ['SELECT throwIf(number = 3) FROM numbers(9)', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO', 395, 500],
  ])('reports the error of %j', async (request, reason, code, status) => {
    await expect(run(request)).rejects.toMatchObject({
      code: 'service',
      reason,
      details: { code, status },
    });
  });

  it('refuses a wrong password once, and shows none', async () => {
    const connection = { address, user: 'default', password: 'wrong-password-2' };
    const failed = clickhouse.executeRequest(
      { connection, request: 'SELECT 1' },
      { retryWrites: true },
    );
    const error = await failed.catch((caught: Error) => caught);
    expect(error).toMatchObject({ reason: 'AUTHENTICATION_FAILED', busy: false });
    expect(JSON.stringify(error) + String(error)).not.toContain('wrong-password-2');
    expect(String(error)).toContain('Check the user and the password in connection');
  });

  it('notices an error after the first rows, whether they are read or saved', async () => {
    const query =
      'SELECT number, throwIf(number = 200000) AS t FROM numbers(300000) SETTINGS max_block_size = 10000';
    const connection = { address, ...login };
    const stream = await clickhouse.executeRequest.stream({ connection, request: query });
    let rows = 0;
    const reading = (async () => {
      for await (const _ of stream) rows++;
    })();
    await expect(reading).rejects.toMatchObject({
      reason: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO',
      details: { code: 395 },
    });
    expect(rows).toBeGreaterThan(50_000);
    const file = join(await folder(), 'rows.csv');
    await expect(run({ query, format: 'CSV' }, file)).rejects.toMatchObject({
      details: { code: 395 },
    });
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  it('saves Parquet, which the engine reads back', async () => {
    const file = join(await folder(), 'rows.parquet');
    await run("SELECT number AS id, 'x' AS name FROM numbers(1000)", file);
    const { body } = await run(`SELECT count() AS n, sum(id) AS s FROM file('${file}')`);
    expect(body).toMatchObject({ data: [{ n: '1000', s: '499500' }] });
  });

  it('passes on values of parameters, and external tables', async () => {
    const named = {
      query: 'SELECT {id:UInt64} AS id, {name:String} AS name',
      settings: { param_id: 7, param_name: "O'Hara" },
    };
    expect((await run(named)).body).toMatchObject({ data: [{ id: '7', name: "O'Hara" }] });
    const table = {
      name: 'people',
      cols: { id: 'UInt64', name: 'String' },
      data: '1,Ada\n',
      format: 'CSV',
    };
    const request = { query: 'SELECT name FROM people', external_tables: [table] };
    expect((await run(request)).body).toMatchObject({ data: [{ name: 'Ada' }] });
  });
});

describe.skipIf(noEngine)(`today's engine over gRPC${why}`, () => {
  let settings: { address: string; transport: string; user: string; password: string };
  beforeAll(async () => {
    const { address } = await startEngineGrpc(password);
    settings = { address, transport: 'grpc', ...login };
    await clickhouse.executeRequest({
      connection: settings,
      request: 'CREATE TABLE events (id UInt64, name String) ENGINE = MergeTree ORDER BY id',
    });
  });

  it('executes a request, and says what the server reports', async () => {
    const found = await clickhouse.executeRequest({
      connection: settings,
      request: { query: 'SELECT 18446744073709551615::UInt64 AS a', id: 'query-8' },
    });
    expect(found).toMatchObject({
      result: true,
      body: { data: [{ a: '18446744073709551615' }] },
      message: { query_id: 'query-8', output_format: 'JSON', time_zone: 'UTC' },
    });
  });

  it('puts a large result together, and reads its rows', async () => {
    const request = "SELECT number, repeat('é', 20) AS text FROM numbers(20000)";
    const { body } = await clickhouse.executeRequest({ connection: settings, request });
    const { data } = body as { data: object[] };
    expect(data.length).toBe(20_000);
    expect(data.at(-1)).toEqual({ number: '19999', text: 'é'.repeat(20) });
    let rows = 0;
    for await (const row of await clickhouse.executeRequest.stream({
      connection: settings,
      request,
    })) {
      expect(row).toEqual({ number: String(rows++), text: 'é'.repeat(20) });
    }
    expect(rows).toBe(20_000);
    const file = join(await folder(), 'rows.jsonl');
    await clickhouse.executeRequest({ connection: settings, request }, { saveTo: file });
    expect((await readFile(file, 'utf8')).split('\n').length).toBe(20_001);
  });

  it('reports errors with their names', async () => {
    const failed = (request: string, more = {}) =>
      clickhouse.executeRequest({ connection: { ...settings, ...more }, request });
    await expect(failed('SELECT * FROM nope')).rejects.toMatchObject({
      reason: 'UNKNOWN_TABLE',
      details: { code: 60 },
    });
    await expect(failed('SELECT 1', { password: 'wrong' })).rejects.toMatchObject({
      reason: 'AUTHENTICATION_FAILED',
    });
  });

  it('sends data in parts, and says how much was written', async () => {
    const sent = await clickhouse.processGRPCSending({
      connection: settings,
      request: { query: 'INSERT INTO events FORMAT CSV', data: '1,Ada\n' },
      data: ['2,Alan\n', Buffer.from('3,Grace\n')],
    });
    expect(sent).toMatchObject({
      result: true,
      data_sending: [{ result: true }, { result: true }],
      received_message: {
        result: true,
        message: { progress: { written_rows: 3, written_bytes: 21 } },
      },
    });
    const received = await clickhouse.processGRPCReceiving({
      connection: settings,
      request: { query: 'SELECT * FROM events ORDER BY id', format: 'JSON' },
    });
    expect(received).toMatchObject({
      messages: [{ message: { output: { rows: 3 } } }],
      stop_message: { result: false, error: 'the stream has ended' },
    });
  });

  it('streams step by step', async () => {
    await using connection = await clickhouse.createGRPCConnection({ settings });
    const insert = await clickhouse.openGRPCStream({ connection });
    const stream = { connection, streamId: insert.streamId };
    const request = await clickhouse.getRequestSettings({
      query: 'INSERT INTO events FORMAT JSONEachRow',
      data: { id: 4, name: 'Ken' },
    });
    expect(await clickhouse.sendGRPCMessage({ ...stream, request, waitNext: true })).toEqual(
      insert,
    );
    expect(await clickhouse.sendGRPCData({ ...stream, data: { id: 5, name: 'Edsger' } })).toEqual(
      insert,
    );
    await clickhouse.completeGRPCSending(stream);
    expect(await clickhouse.getGRPCMessage(stream)).toMatchObject({
      result: true,
      message: { output: '' },
    });
    expect(await clickhouse.getGRPCMessage(stream)).toEqual({
      result: false,
      error: 'the stream has ended',
    });
    expect(await clickhouse.closeGRPCStream(stream)).toEqual({ result: true });
    await expect(clickhouse.getGRPCMessage(stream)).rejects.toThrow('no open stream with this ID');

    const select = { connection, ...(await clickhouse.openGRPCStream({ connection })) };
    const query = {
      query: "SELECT number, repeat('é', 30) AS t FROM numbers(5000)",
      format: 'TSV',
    };
    await clickhouse.sendGRPCMessage({ connection, streamId: select.streamId, request: query });
    let text = '';
    for (;;) {
      const found = await clickhouse.getGRPCMessage({ connection, streamId: select.streamId });
      if (!found.result) break;
      text += found.message.output as string;
    }
    // A character was cut in two by the messages.
    expect(text.split('\n').every((line) => line === '' || line.endsWith('é'))).toBe(true);
    expect(text.split('\n').length).toBe(5001);

    const bad = { connection, ...(await clickhouse.openGRPCStream({ connection })) };
    await clickhouse.sendGRPCMessage({
      connection,
      streamId: bad.streamId,
      request: 'SELECT * FROM nope',
    });
    await expect(
      clickhouse.getGRPCMessage({ connection, streamId: bad.streamId }),
    ).rejects.toMatchObject({ reason: 'UNKNOWN_TABLE' });
  });

  it('says what a silent stream lacks, and where no server is', async () => {
    await using connection = await clickhouse.createGRPCConnection({ settings });
    const { streamId } = await clickhouse.openGRPCStream({ connection, timeout: 50 });
    expect(await clickhouse.getGRPCMessage({ connection, streamId })).toEqual({
      result: false,
      error: 'no message arrived within 0.05 s',
    });
    const nowhere = { ...settings, address: `http://127.0.0.1:${await refusedPort()}` };
    const failed = clickhouse.executeRequest({ connection: nowhere, request: 'SELECT 1' });
    await expect(failed).rejects.toMatchObject({ code: 'connection', reason: 'ECONNREFUSED' });
  });

  it('sends external tables', async () => {
    const table = {
      name: 'ext',
      cols: { id: 'UInt64', name: 'String' },
      data: '1,Ada\n',
      format: 'CSV',
    };
    const { body } = await clickhouse.executeRequest({
      connection: settings,
      request: { query: 'SELECT name FROM ext', external_tables: [table] },
    });
    expect(body).toMatchObject({ data: [{ name: 'Ada' }] });
  });
});
