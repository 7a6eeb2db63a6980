import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.js';
import { embeddedLocal } from '../local.js';
import type { LogEntry } from './exchange.js';
import { LocalServer } from './server.js';

const MIB = 2 ** 20;
const TOKEN = 'the-token';

const local = embeddedLocal({ memory: true });
const log: LogEntry[] = [];
let server: LocalServer;
let url: string;
beforeAll(async () => {
  const app = createApp(local, { isServed: true });
  server = new LocalServer((...given) => app.fetch(...given), {
    ...{ host: '127.0.0.1', port: 0, loopback: true, token: TOKEN, origins: [] },
    ...{ mostUpload: 4 * MIB, mostJson: MIB, onRequest: (entry) => log.push(entry) },
  });
  url = await server.start();
});
afterAll(async () => {
  await server.stop(0);
  await local.close();
});

const authorization = `Bearer ${TOKEN}`;
const json = { authorization, 'content-type': 'application/json' };
const form = { authorization, 'content-type': 'multipart/form-data; boundary=x' };
const chunked = { 'transfer-encoding': 'chunked' };

function part(size: number, name = 'file'): Buffer {
  const head = `--x\r\ncontent-disposition: form-data; name="${name}"; filename="a"\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.alloc(size, 'a'), Buffer.from('\r\n--x--\r\n')]);
}

interface Refused {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  status: number;
}

const many = Buffer.alloc(3 * MIB, ' ');
const cases: Record<string, Refused> = {
  'too large while it comes': {
    path: '/v1/chat/completions',
    headers: { ...json, ...chunked },
    body: many,
    status: 413,
  },
  'a form that is too large while it comes': {
    path: '/v1/files',
    headers: { ...form, ...chunked },
    body: part(6 * MIB),
    status: 413,
  },
  'too large by its own words': {
    path: '/v1/chat/completions',
    headers: json,
    body: many,
    status: 413,
  },
  'a part of an unknown upload': {
    path: '/v1/uploads/upload_none/parts',
    headers: form,
    body: part(3 * MIB, 'data'),
    status: 404,
  },
  'a form that breaks off its rules at once': {
    path: '/v1/files',
    headers: form,
    body: Buffer.concat([Buffer.from('--x\r\nnonsense\r\n\r\n'), many]),
    status: 400,
  },
  'no form where one is wanted': {
    path: '/v1/files',
    headers: json,
    body: Buffer.alloc(MIB - 1, ' '),
    status: 400,
  },
  'a wrong token': {
    path: '/v1/files',
    headers: { ...form, authorization: 'Bearer wrong' },
    body: part(3 * MIB),
    status: 401,
  },
  'a path that is not served': { path: '/v2/files', headers: form, body: many, status: 404 },
};

function send(
  agent: Agent,
  path: string,
  headers: object,
  body?: Buffer,
): Promise<IncomingMessage & { text: string }> {
  return new Promise((resolve, reject) => {
    const options = { agent, method: body ? 'POST' : 'GET', headers: { ...headers } };
    const sent = request(`${url}${path}`, options, async (response) => {
      let text = '';
      for await (const piece of response.setEncoding('utf8')) text += piece;
      resolve(Object.assign(response, { text }));
    });
    sent.once('error', reject).end(body);
  });
}

describe.each(Object.entries(cases))('a request refused early: %s', (_, refused) => {
  const { path, headers, body, status } = refused;

  it('ends its connection, and the next one never meets the end of it', {
    timeout: 60_000,
  }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let count = 0; count < 40; count++) {
      const answer = await send(agent, path, headers, body);
      expect(answer.statusCode).toBe(status);
      expect(answer.headers.connection).toBe('close');
      expect(JSON.parse(answer.text).error.message).toEqual(expect.any(String));
      const next = await send(agent, '/v1/models', { authorization });
      expect([next.statusCode, next.headers.connection]).toEqual([200, 'keep-alive']);
    }
    agent.destroy();
  });

  it('has its answer also where the client reads after it has sent all', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').pause();
    const lines = Object.entries({ host: 'localhost', ...headers }).map((pair) => pair.join(': '));
    const isChunked = 'transfer-encoding' in headers;
    if (!isChunked) lines.push(`content-length: ${body.length}`);
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    for (let at = 0; at < body.length; at += 64 * 1024) {
      const piece = body.subarray(at, at + 64 * 1024);
      if (isChunked) socket.write(`${piece.length.toString(16)}\r\n`);
      const hasRoom = socket.write(piece);
      if (isChunked) socket.write('\r\n');
      if (!hasRoom) await once(socket, 'drain');
    }
    if (isChunked) socket.write('0\r\n\r\n');
    let text = '';
    for await (const piece of socket.setEncoding('utf8')) text += piece;
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).toMatch(/"error":\{.*\}\}(\r\n0\r\n\r\n)?$/s);
  });
});

it('a body that is nested without end is refused before it is parsed', async () => {
  const agent = new Agent();
  const deep = Buffer.alloc(MIB, '[');
  const answer = await send(agent, '/v1/chat/completions', json, deep);
  expect(answer.statusCode).toBe(400);
  expect(JSON.parse(answer.text).error.message).toBe(
    'The request body is nested deeper than 200 levels.',
  );
});

it('a small body that was read in part only is not taken for the next request', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let count = 0; count < 40; count++) {
    const { path, headers } = cases['a part of an unknown upload']!;
    const refused = await send(agent, path, headers, part(count * 5_000, 'data'));
    expect(refused.statusCode).toBe(404);
    expect((await send(agent, '/v1/models', { authorization })).statusCode).toBe(200);
  }
  agent.destroy();
});

it('a small body that was read whole leaves the connection open', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number>();
  agent.on('free', (socket) => ports.add(socket.localPort));
  for (let count = 0; count < 3; count++) {
    const { statusCode, headers } = await send(agent, '/v1/embeddings', json, Buffer.from('{}'));
    expect([statusCode, headers.connection]).toEqual([400, 'keep-alive']);
  }
  expect(ports.size).toBe(1);
  agent.destroy();
});

it('a client that goes on sending for ever is cut off', { timeout: 60_000 }, async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    `POST /v1/files HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000000000\r\n\r\n`,
  );
  const drip = setInterval(() => socket.write('x'), 50);
  let text = '';
  socket.setEncoding('utf8').on('data', (piece) => {
    text += piece;
  });
  await once(socket, 'close');
  clearInterval(drip);
  expect(text).toMatch(/^HTTP\/1\.1 401 /);
});

it('what comes behind a refused request is not carried out', async () => {
  log.length = 0;
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`POST /v1/files HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\n`);
  await once(socket, 'data');
  socket.write(
    `12345GET /v1/models HTTP/1.1\r\nhost: localhost\r\nauthorization: ${authorization}\r\n\r\n`,
  );
  await once(socket, 'close');
  expect(log.map(({ path, status }) => [path, status])).toEqual([['/v1/files', 401]]);
});
