import { open } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { json, listen, start, startRaw } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions, Progress } from '../definition/call-options.js';
import { HttpError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import { request } from './request.js';

const MIB = 1024 * 1024;
const SIZE = 256 * MIB;

let big: Bytes;
beforeAll(async () => {
  const path = join(await folder(), 'sparse.bin');
  const handle = await open(path, 'w');
  await handle.truncate(SIZE);
  await handle.close();
  big = Bytes.file(path, { size: SIZE, name: 'sparse.bin' });
});

const call = (options: CallOptions = {}) =>
  new Call('test Method', 'write', { retries: 0, timeout: 25_000, ...options });

/** Counts the bytes that arrive and discards them. */
async function counting() {
  let bytes = 0;
  const server = http.createServer((incoming, response) => {
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    incoming.on('end', () => response.end('{}'));
  });
  const { host } = await listen(server);
  return { url: new URL(`http://${host}`), bytes: () => bytes };
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** The bytes in buffers that are still referenced. */
function held(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

test('a large file is sent in chunks, and is never in memory as a whole', async () => {
  const server = await counting();
  const before = held();
  let most = 0;
  const progress: Progress[] = [];
  const onProgress = (now: Progress) => {
    if (progress.push(now) % 32 === 0) most = Math.max(most, held() - before);
  };
  await request(call({ onProgress }), 'POST', server.url, { form: [['file', big]] });
  const last = progress.at(-1)!;
  expect(last).toEqual({ direction: 'up', done: server.bytes(), total: server.bytes() });
  expect(server.bytes()).toBeGreaterThan(SIZE);
  // The server's side is in this process too.
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(SIZE / 4);
  expect(progress.length).toBeGreaterThan(100);
  for (let at = 1; at < progress.length; at++) {
    expect(progress[at]!.done).toBeGreaterThan(progress[at - 1]!.done);
  }
});

test('no more is read than a slow server accepts', async () => {
  const server = await startRaw((socket) => socket.pause());
  let read = 0;
  const source = new Readable({
    highWaterMark: MIB,
    read() {
      read += MIB;
      this.push(read > SIZE ? null : Buffer.alloc(MIB));
    },
  });
  const file = new Bytes({ open: () => source, size: SIZE, replayable: false, from: 'test' });
  const controller = new AbortController();
  const { signal } = controller;
  const sent = request(call({ signal }), 'POST', new URL(server.url), { form: [['file', file]] });
  sent.catch(() => {});
  // Until nothing moves: how much the system buffers in between does not matter.
  let before = -1;
  while (read !== before || read === 0) {
    before = read;
    await sleep(200);
  }
  expect(read).toBeLessThan(SIZE);
  controller.abort();
  await expect(sent).rejects.toThrow('interrupted');
});

test('a refusal in the middle of an upload is the response, and the rest is not sent', async () => {
  let bytes = 0;
  const server = await startRaw((socket) => {
    socket.once('data', () => {
      const body = '{"error":{"message":"at most 1 MB"}}';
      socket.write(
        `HTTP/1.1 413 Content Too Large\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    });
    socket.on('data', (chunk) => {
      bytes += chunk.length;
    });
  });
  const sent = request(call(), 'POST', new URL(server.url), { form: [['file', big]] });
  const error = await failure(sent, HttpError);
  expect(error.status).toBe(413);
  expect(error.message).toContain('413 Content Too Large: at most 1 MB');
  await expect.poll(() => server.sockets.size).toBe(0);
  expect(bytes).toBeLessThan(SIZE);
});

test('a refusal by a server that reads nothing more, and keeps the connection', async () => {
  const server = await startRaw((socket) => {
    socket.once('data', () => {
      socket.pause();
      socket.write('HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n');
    });
  });
  const sent = request(call(), 'POST', new URL(server.url), { form: [['file', big]] });
  expect((await failure(sent, HttpError)).status).toBe(413);
  for (const socket of server.sockets) socket.resume();
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('a refusal by a server that then closes its side', async () => {
  const server = await startRaw((socket) => {
    socket.once('data', () => {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno');
    });
  });
  const sent = request(call(), 'POST', new URL(server.url), { form: [['file', big]] });
  const error = await failure(sent, HttpError);
  expect(error.message).toContain('401 Unauthorized: no');
});

test('a response before the end of the upload may be successful', async () => {
  const server = await startRaw((socket) => {
    let bytes = 0;
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{'));
    socket.on('data', (chunk) => {
      const was = bytes;
      bytes += chunk.length;
      if (was < SIZE && bytes >= SIZE) socket.write('}');
    });
  });
  expect(await request(call(), 'POST', new URL(server.url), { form: [['file', big]] })).toEqual({});
});

test('a connection is reused after an upload', async () => {
  const server = await start((_request, response) => json(response, {}));
  const url = new URL(server.url);
  const small = Bytes.of(Buffer.alloc(100));
  for (let index = 0; index < 3; index++) {
    await request(call(), 'POST', url, { form: [['file', small]] });
  }
  expect(server.requests).toHaveLength(3);
  expect(server.sockets.size).toBe(1);
});

test('listeners do not accumulate on a reused connection', async () => {
  const server = await start((_request, response) => json(response, {}));
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  for (let index = 0; index < 30; index++) {
    await request(call(), 'POST', new URL(server.url), { json: { index } });
  }
  // Warnings are emitted a tick later.
  await sleep(10);
  process.off('warning', note);
  expect(warnings).toEqual([]);
  expect(server.sockets.size).toBe(1);
});

test('an error in the caller’s own progress function ends the call with it', async () => {
  const server = await counting();
  const onProgress = () => {
    throw new RangeError('my own');
  };
  const sent = request(call({ onProgress }), 'POST', server.url, { form: [['file', big]] });
  await failure(sent, RangeError);
});

test('a stream that fails in the middle', async () => {
  const server = await start((_request, response) => json(response, {}));
  const source = new Readable({
    read() {
      this.push('abc');
      this.destroy(new Error('the tape is torn'));
    },
  });
  const file = new Bytes({ open: () => source, replayable: false, from: 'a tape' });
  const sent = request(call(), 'POST', new URL(server.url), { form: [['file', file]] });
  await expect(sent).rejects.toThrow('cannot read the data to send: the tape is torn');
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('a large text arrives unchanged', async () => {
  const server = await start(({ body }, response) => json(response, { length: body.length }));
  const text = 'ünïcode 🎈 '.repeat(200_000);
  const length = Buffer.byteLength(JSON.stringify({ text }));
  const answer = await request(call(), 'POST', new URL(server.url), { json: { text } });
  expect(answer).toEqual({ length });
  expect(server.requests[0]!.headers['content-length']).toBe(String(length));
  expect(JSON.parse(server.requests[0]!.body.toString())).toEqual({ text });
});
