import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { start, startWith } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { HttpError, ResponseError } from '../errors/errors.js';
import { readAll } from './read.js';
import { exchange, request, requestBytes } from './request.js';
import { requestEvents } from './sse.js';

const call = () => new Call('test Method', 'read', { retries: 0, timeout: 20_000 });

/** A server whose response is these bytes, with this content encoding. */
async function serve(encoding: string, body: Buffer, status = 200): Promise<URL> {
  const { url } = await start((_request, response) => {
    response.writeHead(status, { 'content-encoding': encoding }).end(body);
  });
  return new URL(url);
}

const value = { text: 'Blöcke '.repeat(10_000) };
const text = Buffer.from(JSON.stringify(value));
// Made here: the tests are measured, see test/support/short-stops.ts.
const zeros = gzipSync(Buffer.alloc(64 * 1024 * 1024));
const emptyLists = gzipSync(Buffer.alloc(80 * 2 ** 20, '[],'));

test.each([
  ['gzip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['GZIP', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['br', brotliCompressSync(text)],
  ['identity', text],
])('%s is read', async (encoding, body) => {
  const url = await serve(encoding, body);
  expect(await request(call(), 'GET', url)).toStrictEqual(value);
  expect(text.equals((await requestBytes(call(), 'GET', url)) as Buffer)).toBe(true);
});

test('it is requested', async () => {
  const server = await start((_request, response) => {
    response.end('{}');
  });
  await request(call(), 'GET', new URL(server.url));
  expect(server.requests[0]!.headers['accept-encoding']).toBe('gzip, deflate, br');
});

test('the body of an error may be compressed too', async () => {
  const body = gzipSync(JSON.stringify({ error: { message: 'no such model' } }));
  const error = await failure(request(call(), 'GET', await serve('gzip', body, 404)), HttpError);
  expect(error.message).toContain('404 Not Found: no such model');
});

test('events may be compressed too', async () => {
  const url = await serve('gzip', gzipSync('data: 1\n\ndata: 2\n\n'));
  const answer = await requestEvents(call(), 'GET', url, {});
  const seen: string[] = [];
  if ('events' in answer) {
    for await (const batch of answer.events) seen.push(...batch.map((event) => event.data));
  }
  expect(seen).toEqual(['1', '2']);
});

test('a body that is not compressed as declared', async () => {
  for (const encoding of ['gzip', 'deflate', 'br']) {
    const url = await serve(encoding, Buffer.from('this is not compressed at all'));
    const error = await failure(request(call(), 'GET', url), ResponseError);
    expect(error.message).toContain('the response cannot be read');
    expect(error.cut).toBe(false);
  }
});

test('an unsupported compression', async () => {
  // LZW, which no Node has; zstd is known from Node 22.15 on.
  const error = await failure(request(call(), 'GET', await serve('compress', text)), ResponseError);
  expect(error.message).toContain('its compression is not supported (compress)');
});

test('an error status stays an error, whatever its body', async () => {
  for (const encoding of ['gzip', 'zstd']) {
    const url = await serve(encoding, Buffer.from('garbage'), 500);
    const error = await failure(request(call(), 'GET', url), HttpError);
    expect(error.status).toBe(500);
  }
});

test('compressed bytes that end too early are an incomplete response', async () => {
  const whole = gzipSync(text);
  const url = await serve('gzip', whole.subarray(0, whole.length - 20));
  const error = await failure(request(call(), 'GET', url), ResponseError);
  expect(error.message).toContain('the response was cut off before its end');
  expect(error.cut).toBe(true);
});

test('a connection that closes right after the headers of a compressed response', async () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n';
  for (const rest of ['content-length: 100\r\n\r\n', 'transfer-encoding: chunked\r\n\r\nZZ\r\n']) {
    const { url } = await startWith(head + rest);
    const error = await failure(request(call(), 'GET', new URL(url)), ResponseError);
    expect(error.cut).toBe(true);
  }
});

test('a body that decompresses without end is stopped', async () => {
  const url = await serve('gzip', zeros);
  const limit = 4 * 1024 * 1024;
  const read = exchange(call(), 'GET', url, {}, (exchange) =>
    readAll(exchange, { largest: limit }),
  );
  const error = await failure(read, ResponseError);
  expect(error.message).toContain('it is larger than 4 MiB');
  // The body of an error is read up to 1 MiB.
  const failed = await failure(request(call(), 'GET', await serve('gzip', zeros, 500)), HttpError);
  expect(String(failed.body).length).toBe(1024 * 1024);
});

test('a body that decompresses to far more than was sent is refused', async () => {
  const error = await failure(
    request(call(), 'GET', await serve('gzip', emptyLists)),
    ResponseError,
  );
  expect(error.message).toMatch(/decompresses to more than 200 times its size/);
  const saved = join(await folder(), 'saved');
  await failure(save('gzip', emptyLists, { saveTo: saved }), ResponseError);
  expect(existsSync(saved)).toBe(false);
});

const millions = Buffer.from(`[${'[],'.repeat(6_000_000)}0]`);

test('a body of millions of empty lists is refused before it is parsed', async () => {
  const url = await serve('identity', millions);
  const error = await failure(request(call(), 'GET', url), ResponseError);
  expect(error.message).toMatch(/more than 5000000 objects and arrays/);
});

test.each(['identity', 'gzip'])('no more than maxFilesize is read (%s)', async (encoding) => {
  const body = encoding === 'gzip' ? gzipSync(text) : text;
  const limit = (maxFilesize: number) => save(encoding, body, { maxFilesize });
  expect(text.equals((await limit(text.length)) as Buffer)).toBe(true);
  const error = await failure(limit(text.length - 1), ResponseError);
  expect(error.message).toContain(`it is larger than ${text.length - 1} bytes`);
});

async function save(encoding: string, body: Buffer, options: CallOptions): Promise<unknown> {
  const own = new Call('test Method', 'read', { retries: 0, ...options });
  return requestBytes(own, 'GET', await serve(encoding, body));
}
