import { getEventListeners } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { json, type Listening, start, startRaw } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { AbortedError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import { request, requestBytes } from './request.js';
import { requestEvents } from './sse.js';

function aborting(options: CallOptions = {}) {
  const controller = new AbortController();
  const call = new Call('test Method', 'read', { signal: controller.signal, ...options });
  return { call, abort: () => controller.abort(), signal: controller.signal };
}

/** It failed as aborted, its connections are closed, and the signal has no listener left. */
async function expectAborted(
  promise: Promise<unknown>,
  signal: AbortSignal,
  server?: Listening,
): Promise<void> {
  const error = await failure(promise, AbortedError);
  expect(error.message).toBe('test Method: interrupted');
  expect(error.exitStatus).toBe(130);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  if (server) await expect.poll(() => server.sockets.size).toBe(0);
}

/** A server that runs this when it has the headers of a request. */
function onRequest(act: (write: (text: string) => void) => void) {
  return startRaw((socket) => {
    socket.once('data', () => act((text) => socket.write(text)));
  });
}

test('before the call is made', () => {
  const signal = AbortSignal.abort();
  expect(() => new Call('test Method', 'read', { signal })).toThrow(AbortedError);
});

test('between making the call and sending', async () => {
  const server = await start((_request, response) => json(response, {}));
  const { call, abort, signal } = aborting();
  abort();
  await expectAborted(request(call, 'GET', new URL(server.url)), signal);
  expect(server.requests).toEqual([]);
});

test('while connecting', async () => {
  const { call, abort, signal } = aborting();
  const silent = await startRaw((socket) => {
    socket.once('data', abort).resume();
  });
  await expectAborted(request(call, 'GET', new URL(`https://${silent.host}`)), signal, silent);
});

test('while a proxy connects', async () => {
  const { call, abort, signal } = aborting();
  const proxy = await onRequest(abort);
  const proxied = new Call('test Method', 'read', { ...call.options, proxy: proxy.url });
  await expectAborted(request(proxied, 'GET', new URL('https://example.test')), signal, proxy);
});

test('during the TLS handshake in a tunnel', async () => {
  const { call, abort, signal } = aborting();
  const proxy = await startRaw((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.once('data', abort);
    });
  });
  const proxied = new Call('test Method', 'read', { ...call.options, proxy: proxy.url });
  await expectAborted(request(proxied, 'GET', new URL('https://example.test')), signal, proxy);
});

test('while waiting for the response', async () => {
  const { call, abort, signal } = aborting();
  const silent = await onRequest(abort);
  await expectAborted(request(call, 'POST', new URL(silent.url), { json: {} }), signal, silent);
});

test('while uploading', async () => {
  const { call, abort, signal } = aborting();
  const server = await onRequest(abort);
  const source = new Readable({
    read() {
      setImmediate(() => this.push(Buffer.alloc(1000)));
    },
  });
  const file = new Bytes({ open: () => source, replayable: false, from: 'a stream' });
  const sent = request(call, 'POST', new URL(server.url), { form: [['file', file]] });
  await expectAborted(sent, signal, server);
  expect(source.destroyed).toBe(true);
});

test('while uploading from a source that has stalled', async () => {
  const { call, abort, signal } = aborting();
  const server = await onRequest(abort);
  const source = new Readable({ read() {} });
  const file = new Bytes({ open: () => source, replayable: false, from: 'a stream' });
  const sent = request(call, 'POST', new URL(server.url), { form: [['file', file]] });
  await expectAborted(sent, signal, server);
  expect(source.destroyed).toBe(true);
});

test('in the middle of the response', async () => {
  const { call, abort, signal } = aborting();
  const server = await onRequest((write) => {
    write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":');
    setTimeout(abort, 20);
  });
  await expectAborted(request(call, 'GET', new URL(server.url)), signal, server);
});

test('in the middle of an error’s body', async () => {
  const { call, abort, signal } = aborting();
  const server = await onRequest((write) => {
    write('HTTP/1.1 500 Internal Server Error\r\ncontent-length: 100\r\n\r\n{"a":');
    setTimeout(abort, 20);
  });
  await expectAborted(request(call, 'GET', new URL(server.url)), signal, server);
});

test('in the middle of a compressed response', async () => {
  const { call, abort, signal } = aborting();
  const server = await onRequest((write) => {
    write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 100\r\n\r\n');
    setTimeout(abort, 20);
  });
  await expectAborted(request(call, 'GET', new URL(server.url)), signal, server);
});

test('in the middle of a stream of events', async () => {
  const { call, abort, signal } = aborting();
  const server = await onRequest((write) =>
    write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: 1\n\n'),
  );
  const answer = await requestEvents(call, 'GET', new URL(server.url), {});
  const reading = (async () => {
    if (!('events' in answer)) return;
    for await (const _ of answer.events) setTimeout(abort, 20);
  })();
  await expectAborted(reading, signal, server);
});

test('by the reader of the events, with more of them already received', async () => {
  const { call, abort, signal } = aborting();
  const server = await onRequest((write) => {
    const chunk = 'data: 1\n\n'.repeat(10_000);
    write(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${chunk}`);
  });
  const answer = await requestEvents(call, 'GET', new URL(server.url), {});
  const reading = (async () => {
    if (!('events' in answer)) return;
    for await (const _ of answer.events) abort();
  })();
  await expectAborted(reading, signal, server);
});

test('while a file is being saved, even if all of it has arrived already', async () => {
  const where = await folder();
  const body = Buffer.alloc(200_000, 1);
  const server = await start((_request, response) => {
    response.end(body);
  });
  const saveTo = join(where, 'out.bin');
  // At each of the chunks in turn, as many as Node makes of it: the last ones are buffered in memory.
  for (let piece = 1; ; piece++) {
    let seen = 0;
    const { call, abort, signal } = aborting({
      saveTo,
      onProgress: () => {
        seen++;
        if (seen === piece) abort();
      },
    });
    let saved: unknown;
    const ended = requestBytes(call, 'GET', new URL(server.url)).then((value) => {
      saved = value;
      return value;
    });
    await ended.catch(() => {});
    if (!signal.aborted) {
      expect(piece).toBeGreaterThan(2);
      return;
    }
    await expectAborted(ended, signal);
    expect(saved).toBeUndefined();
    expect(await readdir(where)).toEqual([]);
  }
});

test('between retries', async () => {
  const { call, abort, signal } = aborting();
  const server = await start((_request, response) => {
    json(response, {}, 503, { 'retry-after': '30' });
    setTimeout(abort, 50);
  });
  await expectAborted(request(call, 'GET', new URL(server.url)), signal);
  expect(server.requests).toHaveLength(1);
});

test('a signal for many calls accumulates no listeners', async () => {
  const { signal } = new AbortController();
  const server = await start(({ path }, response) => {
    if (path === '/broken') response.destroy();
    else json(response, {}, path === '/error' ? 400 : 200);
  });
  for (const path of ['/', '/error', '/broken', '/']) {
    const call = new Call('test Method', 'read', { signal, retries: 0 });
    await request(call, 'GET', new URL(path, server.url)).catch(() => {});
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  }
});

test('aborting after the end does not affect idle connections', async () => {
  const server = await start((_request, response) => json(response, {}));
  const { call, abort } = aborting();
  await request(call, 'GET', new URL(server.url));
  abort();
  expect(await request(new Call('test Method', 'read'), 'GET', new URL(server.url))).toEqual({});
  expect(server.sockets.size).toBe(1);
});
