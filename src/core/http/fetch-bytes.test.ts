import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json, start, startRaw } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { AbortedError, HttpError, ResponseError, TimeoutError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import { fetchBytes, openUrl } from './fetch-bytes.js';
import { request } from './request.js';

const newCall = (options: CallOptions = {}) =>
  new Call('test Method', 'write', { retries: 0, ...options });

const picture = Buffer.alloc(400_000, 'picture');

/** Bytes to send, from a URL. */
function from(url: string, call: Call): Bytes {
  return new Bytes({ open: () => openUrl(url, call), replayable: true, from: url, name: 'a.png' });
}

test('a param is fetched, and the response to the call is still to come', async () => {
  const server = await start((_request, response) => {
    response.end(picture);
  });
  const call = newCall();
  call.redactor.add('sentinel');
  expect(picture.equals(await fetchBytes(server.url, call))).toBe(true);
  expect(call.answered).toBeUndefined();
  expect(server.requests[0]!.method).toBe('GET');
  expect(server.requests[0]!.headers.authorization).toBeUndefined();
});

test('also in a dry run: the displayed request contains it', async () => {
  const server = await start((_request, response) => json(response, {}));
  const call = new Call('test Method', 'write', {}, { dryRun: [] });
  expect((await fetchBytes(server.url, call)).toString()).toBe('{}');
  expect(call.dryRun).toEqual([]);
});

test('it is retried like any read, even if the call writes', async () => {
  const server = await start((_request, response, index) => {
    if (index === 0) json(response, {}, 500, { 'retry-after-ms': '1' });
    else response.end('abc');
  });
  expect((await fetchBytes(server.url, newCall({ retries: 1 }))).toString()).toBe('abc');
});

test('it is streamed from one server to the other', async () => {
  const source = await start((_request, response) => {
    response.end(picture);
  });
  const target = await start((_request, response) => json(response, { ok: true }));
  const call = newCall();
  const form = [['file', from(source.url, call)]] as const;
  expect(await request(call, 'POST', new URL(target.url), { token: 'sentinel', form })).toEqual({
    ok: true,
  });
  expect(target.requests[0]!.body.includes(picture)).toBe(true);
  expect(JSON.stringify(source.requests[0]!.headers)).not.toContain('sentinel');
});

test('a source that refuses is the error, with its own URL', async () => {
  const source = await start((_request, response) => json(response, { error: 'gone' }, 404));
  const target = await start((_request, response) => json(response, {}));
  const call = newCall();
  const form = [['file', from(`${source.url}/a.png`, call)]] as const;
  const error = await failure(request(call, 'POST', new URL(target.url), { form }), HttpError);
  expect(error.message).toContain(`404 Not Found: gone (GET ${source.url}/a.png)`);
  await expect.poll(() => target.sockets.size).toBe(0);
});

test('a source that ends early', async () => {
  const source = await start((_request, response) => {
    response.writeHead(200, { 'content-length': 2 * picture.length });
    response.write(picture, () => response.destroy());
  });
  const target = await start((_request, response) => json(response, {}));
  const call = newCall();
  const form = [['file', from(source.url, call)]] as const;
  const error = await failure(request(call, 'POST', new URL(target.url), { form }), ResponseError);
  expect(error.message).toContain(`the response was cut off before its end (GET ${source.url}/)`);
});

test('a stalled source is released as soon as the target has refused', async () => {
  const source = await startRaw((socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'));
  });
  const target = await startRaw((socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 413 No\r\ncontent-length: 0\r\n\r\n'));
  });
  const call = newCall();
  const form = [['file', from(source.url, call)]] as const;
  const error = await failure(request(call, 'POST', new URL(target.url), { form }), HttpError);
  expect(error.status).toBe(413);
  await expect.poll(() => source.sockets.size).toBe(0);
  await expect.poll(() => target.sockets.size).toBe(0);
});

test('deadlines and the signal apply to it too', async () => {
  const silent = await startRaw((socket) => socket.resume());
  await failure(fetchBytes(silent.url, newCall({ firstByteTimeout: 100 })), TimeoutError);
  const signal = AbortSignal.timeout(100);
  await failure(fetchBytes(silent.url, newCall({ signal })), AbortedError);
  await expect.poll(() => silent.sockets.size).toBe(0);
});
