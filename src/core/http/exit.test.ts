import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createProxy } from 'proxy';
import { beforeAll, expect, test } from 'vitest';
import { authority, whyNoOpenssl } from '../../../test/support/certificates.js';
import { folder } from '../../../test/support/folder.js';
import { json, listen, refusedPort, start, startRaw } from '../../../test/support/server.js';

import { usedOnly } from './send/choice.js';

/**
 * A script that makes one call and exits on its own, as any script does. Anything a call leaves
 * behind (a timer, a socket, a file) would keep it from exiting.
 */
const SCRIPT = `
  import { Call } from './src/core/definition/call.js';
  import { Bytes } from './src/core/files/bytes.js';
  import { request, requestBytes } from './src/core/http/request.js';
  import { useOnly } from './src/core/http/send/choice.js';
  import { requestEvents } from './src/core/http/sse.js';
  import { Readable } from 'node:stream';

  const [kind, address, text, transport] = process.argv.slice(2);
  await useOnly(transport);
  const { abortAfter, ...options } = JSON.parse(text);
  const signal = abortAfter && AbortSignal.timeout(abortAfter);
  const call = new Call('test Method', 'read', { retries: 0, signal, ...options });
  const url = new URL(address);
  const endless = () => new Bytes({ open: () => new Readable({ read() {} }), replayable: false, from: 'test' });
  const makes = {
    request: () => request(call, 'POST', url, { json: { a: 1 } }),
    bytes: () => requestBytes(call, 'GET', url),
    upload: () => request(call, 'POST', url, { form: [['file', endless()]] }),
    async events() {
      const answer = await requestEvents(call, 'GET', url, {});
      for await (const batch of answer.events) return batch[0].data;
    },
    async unread() {
      await requestEvents(call, 'GET', url, {});
      return 'not read';
    },
  };
  try {
    console.log(JSON.stringify({ result: await makes[kind]() }));
  } catch (error) {
    console.log(JSON.stringify(error));
  }
`;

let script: string;
beforeAll(async () => {
  script = join(await folder(), 'script.mjs');
  const resolveDir = new URL('../../..', import.meta.url).pathname;
  const stdin = { contents: SCRIPT, resolveDir, sourcefile: 'script.ts' };
  await build({ stdin, outfile: script, bundle: true, format: 'esm', platform: 'node' });
});

interface Outcome {
  result?: unknown;
  code?: string;
  deadline?: string;
}

/** Runs the script and waits until it exits on its own. */
async function run(kind: string, url: string, options: object = {}): Promise<Outcome> {
  const args = [script, kind, url, JSON.stringify(options), usedOnly()!];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  // Longer than any deadline below, and shorter than the default ones.
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  const [status, signal] = await once(child, 'close');
  clearTimeout(timer);
  expect({ status, signal, output }).toMatchObject({ status: 0, signal: null });
  return JSON.parse(output);
}

const silent = () => startRaw((socket) => socket.resume());

test('after a response', async () => {
  const server = await start((_request, response) => json(response, { ok: true }));
  expect(await run('request', server.url)).toEqual({ result: { ok: true } });
});

test('after an error status', async () => {
  const server = await start((_request, response) => json(response, { error: 'no' }, 400));
  expect(await run('request', server.url)).toMatchObject({ code: 'http' });
});

test('after a refused connection', async () => {
  const outcome = await run('request', `http://127.0.0.1:${await refusedPort()}`);
  expect(outcome).toMatchObject({ code: 'connection' });
});

test('after each deadline', async () => {
  const { url, host } = await silent();
  const short = { connectTimeout: 200, firstByteTimeout: 200 };
  expect(await run('request', url, short)).toMatchObject({ deadline: 'firstByteTimeout' });
  expect(await run('request', url, { timeout: 200 })).toMatchObject({ deadline: 'timeout' });
  expect(await run('request', `https://${host}`, short)).toMatchObject({
    deadline: 'connectTimeout',
  });
  const proxied = { ...short, proxy: url };
  expect(await run('request', 'https://example.test', proxied)).toMatchObject({
    deadline: 'connectTimeout',
  });
});

test('after a body that stopped', async () => {
  const server = await startRaw((socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1'));
  });
  expect(await run('bytes', server.url, { idleTimeout: 200 })).toMatchObject({
    deadline: 'idleTimeout',
  });
});

test('after an upload whose source never ends', async () => {
  const { url } = await silent();
  expect(await run('upload', url, { idleTimeout: 200 })).toMatchObject({
    deadline: 'idleTimeout',
  });
  const refusing = await startRaw((socket) => {
    socket.once('data', () =>
      socket.write('HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n'),
    );
  });
  expect(await run('upload', refusing.url)).toMatchObject({ code: 'http' });
});

test('after being aborted', async () => {
  const { url, host } = await silent();
  expect(await run('request', url, { abortAfter: 200 })).toMatchObject({ code: 'aborted' });
  const proxied = { abortAfter: 200, proxy: url };
  expect(await run('request', 'https://example.test', proxied)).toMatchObject({ code: 'aborted' });
  expect(await run('request', `https://${host}`, { abortAfter: 200 })).toMatchObject({
    code: 'aborted',
  });
});

test('after leaving an event stream early', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  });
  expect(await run('events', server.url)).toEqual({ result: '1' });
});

test('an event stream that is not read ends with its deadline', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  });
  expect(await run('unread', server.url, { idleTimeout: 200 })).toEqual({ result: 'not read' });
});

const missing = whyNoOpenssl();
test.skipIf(missing)(`over TLS${missing ? ` (skipped: ${missing})` : ''}`, async () => {
  const { cert, key } = await (await authority()).sign('server', 'IP:127.0.0.1');
  const secure = await start((_request, response) => json(response, { ok: true }), { cert, key });
  const plain = await listen(createProxy(http.createServer()));
  const encrypted = await listen(createProxy(https.createServer({ cert, key })));
  const proxies = [undefined, `http://${plain.host}`, `https://${encrypted.host}`];
  for (const proxy of proxies) {
    const outcome = await run('request', secure.url, { insecure: true, proxy });
    expect(outcome).toEqual({ result: { ok: true } });
  }
});
