import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { type Received, start, type TestServer } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions, Progress } from '../definition/call-options.js';
import { ResponseError } from '../errors/errors.js';
import { type Announced, download } from './download.js';
import { exchange, requestBytes } from './request.js';

let where: string;
let saveTo: string;
beforeEach(async () => {
  where = await folder();
  saveTo = join(where, 'film.mp4');
});

const DATA = Buffer.from(Array.from({ length: 300_000 }, (_, n) => n % 251));
const MD5 = createHash('md5').update(DATA).digest('hex');

const callWith = (options: CallOptions = {}, effect: 'read' | 'write' = 'read') =>
  new Call('test Download', effect, { retries: 2, saveTo, ...options });

function get(url: string, options: CallOptions = {}, announced: Announced = {}) {
  const call = callWith(options);
  return download(
    call,
    (headers, read) => exchange(call, 'GET', new URL(url), { ownHeaders: { ...headers } }, read),
    announced,
  );
}

/** The start of the requested range. */
const startOf = ({ headers }: Received) =>
  Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);

interface Part {
  data?: Buffer;
  /** Sends this many bytes, then closes the connection. */
  cutAfter?: number;
  headers?: Record<string, string>;
}

/** Sends the requested range of a file. */
function serve(request: Received, response: ServerResponse, { data = DATA, ...part }: Part): void {
  const from = startOf(request);
  const body = data.subarray(from);
  const range = { 'content-range': `bytes ${from}-${data.length - 1}/${data.length}` };
  response.writeHead(from > 0 ? 206 : 200, {
    ...{ 'content-type': 'video/mp4', 'content-length': body.length },
    ...(from > 0 && range),
    ...part.headers,
  });
  if (part.cutAfter === undefined) response.end(body);
  else response.write(body.subarray(0, part.cutAfter), () => response.destroy());
}

const rangesOf = ({ requests }: TestServer) => requests.map(({ headers }) => headers.range);
const etag = { etag: '"v1"' };

test('continues where it was, as often as there is progress', async () => {
  const server = await start((request, response, index) =>
    serve(request, response, { headers: etag, ...(index < 5 && { cutAfter: 50_000 }) }),
  );
  const progress: Progress[] = [];
  const onProgress = (now: Progress) => progress.push(now);
  const call = callWith({ retries: 1, onProgress });
  const saved = await requestBytes(call, 'GET', new URL(`${server.url}/film?x=1`));
  expect(saved).toEqual({ path: saveTo, bytes: DATA.length, type: 'video/mp4' });
  expect(DATA.equals(await readFile(saveTo))).toBe(true);
  const starts = server.requests.map(startOf);
  expect(starts).toHaveLength(6);
  expect(starts.toSorted((a, b) => a - b)).toEqual(starts);
  expect(server.requests.at(-1)!.headers['if-range']).toBe('"v1"');
  expect(new Set(server.requests.map(({ path }) => path))).toEqual(new Set(['/film?x=1']));
  expect(new Set(progress.map(({ total }) => total))).toEqual(new Set([DATA.length]));
  expect(progress.at(-1)!.done).toBe(DATA.length);
});

test('starts again if the file has changed', async () => {
  const other = Buffer.alloc(200_000, 'new');
  const server = await start((request, response, index) => {
    if (index === 0) return serve(request, response, { headers: etag, cutAfter: 1000 });
    expect(request.headers['if-range']).toBe('"v1"');
    response.writeHead(200, { etag: '"v2"' }).end(other);
  });
  expect(await get(server.url)).toMatchObject({ bytes: other.length });
  expect(other.equals(await readFile(saveTo))).toBe(true);
});

test.each([
  ['no ETag', {}],
  ['a weak ETag', { etag: 'W/"v1"' }],
  ['no support for ranges', { ...etag, 'accept-ranges': 'none' }],
])('starts again with %s', async (_, headers) => {
  const server = await start((request, response, index) =>
    serve(request, response, { headers, ...(index === 0 && { cutAfter: 1000 }) }),
  );
  await get(server.url);
  expect(rangesOf(server)).toEqual([undefined, undefined]);
  expect(DATA.equals(await readFile(saveTo))).toBe(true);
});

test('starts again if the server knows no such range', async () => {
  const server = await start((request, response, index) => {
    if (index === 0) serve(request, response, { headers: etag, cutAfter: 1000 });
    else if (request.headers.range) response.writeHead(416).end();
    else serve(request, response, {});
  });
  await get(server.url);
  expect(rangesOf(server).map(Boolean)).toEqual([false, true, false]);
  expect(DATA.equals(await readFile(saveTo))).toBe(true);
});

test('ends if the server brings nothing more, or another range', async () => {
  await writeFile(saveTo, 'old');
  const silent = await start((request, response, index) =>
    serve(request, response, { headers: etag, cutAfter: index === 0 ? 1000 : 0 }),
  );
  expect((await failure(get(silent.url), ResponseError)).cut).toBe(true);
  expect(silent.requests).toHaveLength(3);
  const confused = await start((request, response, index) => {
    if (index === 0) return serve(request, response, { headers: etag, cutAfter: 1000 });
    response.writeHead(206, { 'content-range': 'bytes 7-9/300000' }).end('abc');
  });
  const error = await failure(get(confused.url), ResponseError);
  expect(error.message).toContain('"bytes 7-9/300000" instead of the bytes from');
  expect(await readFile(saveTo, 'utf8')).toBe('old');
  expect(await readdir(where)).toEqual(['film.mp4']);
});

test('does not continue what is not a read: another request would have another result', async () => {
  const server = await start((request, response) =>
    serve(request, response, { headers: etag, cutAfter: 1000 }),
  );
  const call = callWith({}, 'write');
  await failure(requestBytes(call, 'POST', new URL(server.url)), ResponseError);
  expect(server.requests).toHaveLength(1);
});

test('does not continue a range that the caller asked for', async () => {
  const server = await start((request, response, index) =>
    serve(request, response, { headers: etag, ...(index === 0 && { cutAfter: 1000 }) }),
  );
  const spec = { headers: { range: 'bytes=100-' } };
  await requestBytes(callWith(), 'GET', new URL(server.url), spec);
  expect(rangesOf(server)).toEqual(['bytes=100-', 'bytes=100-']);
  expect(DATA.subarray(100).equals(await readFile(saveTo))).toBe(true);
});

test('continues without an ETag if the digest of the file is known, and checks it', async () => {
  const server = await start((request, response, index) =>
    serve(request, response, { ...(index === 0 && { cutAfter: 1000 }) }),
  );
  await get(server.url, {}, { md5: MD5 });
  expect(rangesOf(server).map(Boolean)).toEqual([false, true]);
  expect(DATA.equals(await readFile(saveTo))).toBe(true);
});

test.each([true, false])('refuses a file with another digest; to a file: %s', async (isSaved) => {
  await writeFile(saveTo, 'old');
  const server = await start((_request, response) => {
    response.end('other');
  });
  const options = isSaved ? {} : { saveTo: undefined };
  const error = await failure(get(server.url, options, { md5: MD5 }), ResponseError);
  expect(error.message).toContain(`its MD5 is 795f3202b17cb6bc3d4b771d8c6c9eaf, expected ${MD5}`);
  expect(await readFile(saveTo, 'utf8')).toBe('old');
});
