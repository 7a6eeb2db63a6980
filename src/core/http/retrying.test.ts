import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { type Handler, json, refusedPort, start } from '../../../test/support/server.js';
import { Call, type Effect } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { ConnectionError, HttpError, InputError, OintError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import { request } from './request.js';

function calling(effect: Effect, options: CallOptions = {}): Call {
  return new Call('test Method', effect, options);
}

/** Fails the given number of times, then succeeds. */
function failing(times: number, fail: Handler): Handler {
  return (received, response, index) =>
    index < times ? fail(received, response, index) : json(response, { made: index });
}

const soon = { 'retry-after-ms': '1' };
const refuse: Handler = (_request, response) => json(response, { error: 'busy' }, 429, soon);
const breakDown: Handler = (_request, response) => json(response, {}, 500, soon);
const cutOff: Handler = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"a":', () => response.destroy());
};
const hangUp: Handler = (_request, response) => {
  response.destroy();
};

test('a read is retried twice by default, and then its last failure is the error', async () => {
  const server = await start(refuse);
  const error = await failure(request(calling('read'), 'GET', new URL(server.url)), HttpError);
  expect(error.status).toBe(429);
  expect(server.requests).toHaveLength(3);
});

test('retries: 0 means no retry', async () => {
  const server = await start(refuse);
  await failure(request(calling('read', { retries: 0 }), 'GET', new URL(server.url)), HttpError);
  expect(server.requests).toHaveLength(1);
});

test.each([
  ['429', refuse],
  ['500', breakDown],
  ['a cut body', cutOff],
  ['a closed connection', hangUp],
])('a read survives %s', async (_name, fail) => {
  const server = await start(failing(2, fail));
  const call = calling('read');
  expect(await request(call, 'POST', new URL(server.url), { json: { a: 1 } })).toEqual({ made: 2 });
  // The same bytes each time.
  const [first, ...others] = server.requests;
  for (const other of others) expect(other).toEqual(first);
});

test.each([
  ['500', breakDown, 'http'],
  ['a cut body', cutOff, 'response'],
  ['a closed connection', hangUp, 'connection'],
] as const)('a write is not retried after %s, unless the caller says so', async (_, fail, code) => {
  const server = await start(failing(1, fail));
  const url = new URL(server.url);
  const error = await failure(request(calling('write'), 'POST', url, { json: {} }), OintError);
  expect(error.code).toBe(code);
  expect(server.requests).toHaveLength(1);

  const again = await start(failing(1, fail));
  const willing = calling('write', { retryWrites: true });
  expect(await request(willing, 'POST', new URL(again.url), { json: {} })).toEqual({ made: 1 });
});

test('a write is retried if it certainly did not happen', async () => {
  const server = await start(failing(2, refuse));
  expect(await request(calling('write'), 'POST', new URL(server.url), { json: {} })).toEqual({
    made: 2,
  });
  const refused = calling('delete', { debug: (line) => lines.push(line) });
  const lines: string[] = [];
  const url = new URL(`http://127.0.0.1:${await refusedPort()}`);
  const error = await failure(request(refused, 'DELETE', url), ConnectionError);
  expect(error).toMatchObject({ reason: 'ECONNREFUSED', sent: false });
  expect(lines.filter((line) => line.startsWith('> DELETE'))).toHaveLength(3);
});

test('the wait that the server asks for is used', async () => {
  const times: number[] = [];
  const server = await start(
    failing(1, (_request, response) => json(response, {}, 429, { 'retry-after': '0.3' })),
  );
  const debug = (line: string) => line.startsWith('>') && times.push(performance.now());
  await request(calling('read', { debug }), 'GET', new URL(server.url));
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(299);
});

test('no retry if the server asks for too long a wait', async () => {
  const server = await start((_request, response) =>
    json(response, {}, 429, { 'retry-after': '3600' }),
  );
  const error = await failure(request(calling('read'), 'GET', new URL(server.url)), HttpError);
  expect(error.message).toContain('Retry-After: 3600');
  expect(server.requests).toHaveLength(1);
});

test('a file is opened and sent again from the beginning', async () => {
  const path = join(await folder(), 'speech.wav');
  const data = Buffer.alloc(700_000, 'sound');
  await writeFile(path, data);
  const server = await start(failing(2, breakDown));
  const form = [['file', Bytes.file(path, { size: data.length, name: 'speech.wav' })]] as const;
  const call = calling('read');
  expect(await request(call, 'POST', new URL(server.url), { form })).toEqual({ made: 2 });
  expect(server.requests).toHaveLength(3);
  for (const { body } of server.requests) expect(body.includes(data)).toBe(true);
});

test('a body that can be read only once is sent only once', async () => {
  const server = await start(refuse);
  const once = new Bytes({
    open: () => Readable.from([Buffer.from('abc')], { objectMode: false }),
    replayable: false,
    from: 'a stream',
  });
  const call = calling('read', { retryWrites: true });
  await failure(request(call, 'POST', new URL(server.url), { form: [['file', once]] }), HttpError);
  expect(server.requests).toHaveLength(1);
});

test('a file that cannot be read is an error that says so, and is not retried', async () => {
  const path = join(await folder(), 'gone.wav');
  await writeFile(path, 'abc');
  const file = Bytes.file(path, { size: 3, name: 'gone.wav' });
  await rm(path);
  const server = await start((_request, response) => json(response, {}));
  const sent = request(calling('read'), 'POST', new URL(server.url), { form: [['file', file]] });
  const error = await failure(sent, InputError);
  expect(error.message).toContain(`cannot read the data to send: ENOENT`);
  expect(error.message).toContain(path);
});

test.each([
  ['grown', 'abcdef'],
  ['shrunk', 'a'],
])('a file that has %s since its size was announced is not sent', async (_, now) => {
  const path = join(await folder(), 'log.txt');
  await writeFile(path, now);
  const file = Bytes.file(path, { size: 3, name: 'log.txt' });
  const server = await start((_request, response) => json(response, {}));
  const sent = request(calling('read'), 'POST', new URL(server.url), { form: [['file', file]] });
  const error = await failure(sent, InputError);
  expect(error.message).toContain(`${path} changed its size in the meantime`);
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('x-should-retry: false is followed', async () => {
  const server = await start((_request, response) =>
    json(response, {}, 500, { ...soon, 'x-should-retry': 'false' }),
  );
  await failure(request(calling('read'), 'GET', new URL(server.url)), HttpError);
  expect(server.requests).toHaveLength(1);
});
