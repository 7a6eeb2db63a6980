import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { json, type Listening, start, startRaw, startWith } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { HttpError, TimeoutError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import { request, requestBytes } from './request.js';

/** Short for the deadline under test; all others keep their defaults. */
const SHORT = 150;

function read(options: CallOptions): Call {
  return new Call('test Method', 'read', { retries: 0, ...options });
}

async function deadlineOf(promise: Promise<unknown>): Promise<string> {
  const error = await failure(promise, TimeoutError);
  expect(error.message).toContain(`test Method: `);
  expect(error.message).toContain(`(${error.deadline})`);
  expect(error.after).toBe(SHORT);
  return error.deadline;
}

/** Nothing is left of the call: the server has no open connection. */
async function expectClosed(server: Listening): Promise<void> {
  // A server that does not read would not notice the end either.
  for (const socket of server.sockets) socket.resume();
  await expect.poll(() => server.sockets.size).toBe(0);
}

test('a TLS handshake that is never answered is ended by connectTimeout', async () => {
  const silent = await startRaw((socket) => socket.resume());
  const url = new URL(`https://${silent.host}/`);
  expect(await deadlineOf(request(read({ connectTimeout: SHORT }), 'GET', url))).toBe(
    'connectTimeout',
  );
  await expectClosed(silent);
});

test('a proxy that never answers CONNECT is ended by connectTimeout', async () => {
  const silent = await startRaw((socket) => socket.resume());
  const call = read({ connectTimeout: SHORT, proxy: `http://${silent.host}` });
  expect(await deadlineOf(request(call, 'GET', new URL('https://example.test/')))).toBe(
    'connectTimeout',
  );
  await expectClosed(silent);
});

test('a tunnel to a server without TLS is ended by connectTimeout', async () => {
  const tunnel = await startRaw((socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
  });
  const call = read({ connectTimeout: SHORT, proxy: `http://${tunnel.host}` });
  expect(await deadlineOf(request(call, 'GET', new URL('https://example.test/')))).toBe(
    'connectTimeout',
  );
  await expectClosed(tunnel);
});

test.each([['GET', undefined] as const, ['POST', { a: 1 }] as const])(
  'a server that accepts a %s and never responds is ended by firstByteTimeout',
  async (method, body) => {
    const silent = await startRaw((socket) => socket.resume());
    const call = read({ firstByteTimeout: SHORT });
    expect(await deadlineOf(request(call, method, new URL(silent.url), { json: body }))).toBe(
      'firstByteTimeout',
    );
    await expectClosed(silent);
  },
);

test('incomplete response headers are not a response', async () => {
  const half = await startRaw((socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-ty'));
  });
  const call = read({ firstByteTimeout: SHORT });
  expect(await deadlineOf(request(call, 'GET', new URL(half.url)))).toBe('firstByteTimeout');
});

test('a body that stops is ended by idleTimeout', async () => {
  const stopping = await startRaw((socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":'));
  });
  const url = new URL(stopping.url);
  const options = { idleTimeout: SHORT };
  expect(await deadlineOf(request(read(options), 'GET', url))).toBe('idleTimeout');
  expect(await deadlineOf(requestBytes(read(options), 'GET', url))).toBe('idleTimeout');
  const saveTo = join(await folder(), 'out.bin');
  expect(await deadlineOf(requestBytes(read({ ...options, saveTo }), 'GET', url))).toBe(
    'idleTimeout',
  );
  await expectClosed(stopping);
});

test('a compressed body that stops is ended by idleTimeout', async () => {
  const stopping = await startRaw((socket) => {
    socket.once('data', () =>
      socket.write(
        'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 100\r\n\r\n\x1f\x8b',
        'latin1',
      ),
    );
  });
  const call = read({ idleTimeout: SHORT });
  expect(await deadlineOf(request(call, 'GET', new URL(stopping.url)))).toBe('idleTimeout');
});

test('a slow body is not ended by idleTimeout', async () => {
  const slow = await start(async (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    for (const piece of ['{"a"', ':', '1', '}', ' ', ' ', ' ', ' ']) {
      response.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    response.end();
  });
  // In total it takes longer than the idle timeout.
  const call = read({ idleTimeout: 1000 });
  expect(await request(call, 'GET', new URL(slow.url))).toEqual({ a: 1 });
});

test('an upload that the server never reads is ended by idleTimeout', async () => {
  const path = join(await folder(), 'sparse.bin');
  const size = 64 * 1024 * 1024;
  await writeFile(path, '');
  const handle = await open(path, 'r+');
  await handle.truncate(size);
  await handle.close();
  const deaf = await startRaw((socket) => socket.pause());
  const form = [['file', Bytes.file(path, { size, name: 'sparse.bin' })]] as const;
  const call = read({ idleTimeout: SHORT });
  expect(await deadlineOf(request(call, 'POST', new URL(deaf.url), { form }))).toBe('idleTimeout');
  await expectClosed(deaf);
});

test('a large JSON body that the server never reads is ended by idleTimeout', async () => {
  const deaf = await startRaw((socket) => socket.pause());
  const json = { text: 'x'.repeat(32 * 1024 * 1024) };
  const call = read({ idleTimeout: SHORT });
  expect(await deadlineOf(request(call, 'POST', new URL(deaf.url), { json }))).toBe('idleTimeout');
  await expectClosed(deaf);
});

test('a large JSON body may take longer than idleTimeout if it makes progress', async () => {
  const text = 'x'.repeat(24 * 1024 * 1024);
  let got = 0;
  const slow = await startRaw((socket) => {
    const length = Buffer.byteLength(JSON.stringify({ text }));
    socket.on('data', (chunk) => {
      const head = got === 0 ? chunk.indexOf('\r\n\r\n') + 4 : 0;
      got += chunk.length - head;
      if (got >= length) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      // It pauses about every 2 MiB.
      else if (got % (2 * 1024 * 1024) < chunk.length) {
        socket.pause();
        setTimeout(() => socket.resume(), 120);
      }
    });
  });
  const call = read({ idleTimeout: 1000 });
  expect(await request(call, 'POST', new URL(slow.url), { json: { text } })).toEqual({});
});

test('the whole call has a deadline, whatever its phase', async () => {
  const silent = await startRaw((socket) => socket.resume());
  const url = new URL(silent.url);
  expect(await deadlineOf(request(read({ timeout: SHORT }), 'GET', url))).toBe('timeout');
  expect(
    await deadlineOf(request(read({ timeout: SHORT }), 'GET', new URL(`https://${silent.host}`))),
  ).toBe('timeout');
  const trickling = await startRaw((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const timer = setInterval(() => socket.write(' '), 20);
      socket.once('close', () => clearInterval(timer));
    });
  });
  const call = read({ timeout: SHORT });
  expect(await deadlineOf(request(call, 'GET', new URL(trickling.url)))).toBe('timeout');
  await expectClosed(silent);
  await expectClosed(trickling);
});

test('the deadline of the whole call includes its retries', async () => {
  const server = await start((_request, response, index) => {
    if (index === 0) json(response, {}, 503, { 'retry-after-ms': '10' });
    // The second one is never answered.
  });
  const call = read({ timeout: SHORT, retries: 2 });
  expect(await deadlineOf(request(call, 'GET', new URL(server.url)))).toBe('timeout');
  expect(server.requests).toHaveLength(2);
});

test('a retry that could not begin in time is skipped: the last failure is the result', async () => {
  const server = await start((_request, response) =>
    json(response, {}, 503, { 'retry-after': '50' }),
  );
  const call = read({ timeout: 5_000, retries: 2 });
  const error = await failure(request(call, 'GET', new URL(server.url)), HttpError);
  expect(error.status).toBe(503);
  expect(server.requests).toHaveLength(1);
});

test('a stalled body of an error does not hide the error', async () => {
  const stopping = await startRaw((socket) => {
    socket.once('data', () =>
      socket.write('HTTP/1.1 401 Unauthorized\r\ncontent-length: 100\r\n\r\nno such key'),
    );
  });
  const error = await failure(
    request(read({ idleTimeout: SHORT }), 'GET', new URL(stopping.url)),
    HttpError,
  );
  expect(error.status).toBe(401);
  expect(error.message).toContain('no such key');
});

test('a response that switches to another protocol is an error at once', async () => {
  const switching = await startWith(
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  );
  const call = read({ timeout: 10_000 });
  await expect(request(call, 'GET', new URL(switching.url))).rejects.toThrow(
    'closed the connection without a response',
  );
});

test('a deadline may be of any length', async () => {
  const server = await start((_request, response) => json(response, { ok: true }));
  const long = {
    timeout: Number.MAX_SAFE_INTEGER,
    idleTimeout: 2 ** 40,
    firstByteTimeout: Infinity,
  };
  expect(await request(read(long), 'GET', new URL(server.url))).toEqual({ ok: true });
});
