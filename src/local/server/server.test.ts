import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorAnswer } from '../errors.js';
import type { ServedBindings } from '../served.js';
import { harmless, type LogEntry } from './exchange.js';
import { LocalServer, type ServerOptions } from './server.js';

/** An application that reports what became of its responses, and can be held up. */
class Application {
  readonly app = new Hono<{ Bindings: ServedBindings }>();
  /** How responses in progress ended: `aborted` by the signal, `returned` by the reader. */
  readonly ends: string[] = [];
  release = () => {};
  #noted = () => {};

  constructor() {
    this.app.onError(errorAnswer);
    this.app.get('/', (context) => context.text('the page'));
    this.app.get('/v1/models', (context) => context.json({ object: 'list' }));
    this.app.post('/v1/echo', async (context) => context.text(await context.req.text()));
    this.app.get('/v1/held', async (context) => {
      context.req.raw.signal.addEventListener('abort', () => this.#note('aborted'));
      await new Promise<void>((resolve) => {
        this.release = resolve;
      });
      return context.text('released');
    });
    this.app.get('/v1/endless', (context) => context.body(ReadableStream.from(this.#endless())));
  }

  async *#endless() {
    const piece = new TextEncoder().encode('word '.repeat(20_000));
    try {
      for (;;) yield piece;
    } finally {
      this.#note('returned');
    }
  }

  #note(end: string): void {
    this.ends.push(end);
    this.#noted();
  }

  /** Waits for the next end. */
  async ended(): Promise<void> {
    if (this.ends.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#noted = resolve;
    });
  }
}

async function start(options: Partial<ServerOptions> = {}) {
  const application = new Application();
  const log: LogEntry[] = [];
  const waiting: (() => void)[] = [];
  const server = new LocalServer((...given) => application.app.fetch(...given), {
    ...{ host: '127.0.0.1', port: 0, loopback: true, token: undefined, origins: [] },
    mostUpload: 1000,
    onRequest(entry) {
      log.push(entry);
      for (const look of waiting.splice(0)) look();
    },
    ...options,
  });
  const url = await server.start();
  onTestFinished(async () => void (await server.stop(0)));
  const logged = async (count = 1) => {
    while (log.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    return log;
  };
  return { url, port: Number(new URL(url).port), server, application, log, logged };
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  code: string | undefined;
}

/** A request by hand: fetch would not send such headers. */
function ask(url: string, headers: object = {}, method = 'GET', body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { ...headers } }, async (response) => {
      let text = '';
      for await (const piece of response.setEncoding('utf8')) text += piece;
      const isJson = response.headers['content-type'] === 'application/json';
      const code = isJson ? JSON.parse(text).error?.code : undefined;
      resolve({ status: response.statusCode!, headers: response.headers, text, code });
    });
    sent.once('error', reject).end(body);
  });
}

/** Everything the server sends on a connection, up to its end. */
async function raw(port: number, ...pieces: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  for (const piece of pieces) socket.write(piece, 'latin1');
  return rest(socket);
}

async function rest(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (piece) => {
    text += piece;
  });
  socket.on('error', () => {});
  await once(socket, 'close');
  return text;
}

describe('access control', () => {
  it('on this machine only accepts names of this machine', async () => {
    const { url, port } = await start();
    const as = async (host: string) => (await ask(`${url}/v1/models`, { host })).code;
    for (const host of ['localhost', `LOCALHOST:${port}`, '127.0.0.1', '127.1.2.3', '[::1]:80']) {
      expect(await as(host)).toBeUndefined();
    }
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      '10.0.0.1',
    ]) {
      expect(await as(host)).toBe('host_not_allowed');
    }
  });

  it('refuses pages of other sites, unless they are listed', async () => {
    const allowed = 'https://app.example.org';
    const { url, port } = await start({ origins: [allowed] });
    const from = (more: object) => ask(`${url}/v1/models`, more);
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost:3000',
      `${allowed}:8443`,
    ]) {
      const { status, code, headers } = await from({ origin });
      expect([status, code]).toEqual([403, 'origin_not_allowed']);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect((await from({ 'sec-fetch-site': 'cross-site' })).code).toBe('origin_not_allowed');
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await from(link)).status).toBe(200);
    // The server's own page.
    expect((await from({ origin: `http://127.0.0.1:${port}` })).status).toBe(200);
    const good = await from({ origin: allowed });
    expect(good.status).toBe(200);
    expect(good.headers).toMatchObject({ 'access-control-allow-origin': allowed, vary: 'origin' });
  });

  it('answers preflight requests, which carry no token', async () => {
    const { url } = await start({ origins: ['https://app.example.org'], token: 'secret' });
    const preflight = (origin: string) =>
      ask(
        `${url}/v1/chat/completions`,
        {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization, x-stainless-lang',
        },
        'OPTIONS',
      );
    const good = await preflight('https://app.example.org');
    expect(good.status).toBe(204);
    expect(good.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.org',
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': 'authorization, x-stainless-lang',
    });
    expect((await preflight('https://evil.example')).status).toBe(403);
    const any = await start({ origins: ['*'] });
    const { headers } = await ask(`${any.url}/v1/models`, { origin: 'https://any.example' });
    expect(headers['access-control-allow-origin']).toBe('https://any.example');
  });

  it('requires the token on every path but the page', async () => {
    const { url, port } = await start({ token: 'the-token', loopback: false });
    const as = (authorization?: string, path = '/v1/models') =>
      ask(`${url}${path}`, authorization === undefined ? {} : { authorization });
    expect((await as('Bearer the-token')).status).toBe(200);
    expect((await as('bearer  the-token')).status).toBe(200);
    const wrong = [
      'Bearer the-tokem',
      'Bearer',
      'Basic the-token',
      'Bearer the-token x',
      'the-token',
    ];
    for (const authorization of [undefined, ...wrong]) {
      const { status, code, text, headers } = await as(authorization);
      expect([status, code]).toEqual([401, 'invalid_api_key']);
      expect(headers['www-authenticate']).toBe('Bearer');
      expect(JSON.parse(text).error).toMatchObject({ type: 'invalid_request_error', param: null });
      expect(text).not.toContain('the-token');
    }
    expect((await as(undefined, '/?a=b')).text).toBe('the page');
    // Other spellings of the path that must not bypass the check.
    const ways = [
      '//v1/models',
      '/x/../v1/models',
      '/./v1/models',
      '/%761/models',
      '/?/../v1/models',
    ];
    for (const target of [...ways.slice(0, 4), `http://127.0.0.1:${port}/v1/models`]) {
      const said = await raw(port, `GET ${target} HTTP/1.0\r\nhost: x\r\n\r\n`);
      expect(said).toMatch(/^HTTP\/1.1 401 /);
    }
    // Any host name is accepted: the token is what counts.
    expect(
      (await ask(`${url}/v1/models`, { host: 'box', authorization: 'Bearer the-token' })).status,
    ).toBe(200);
  });
});

describe('a body', () => {
  const form = { 'content-type': 'multipart/form-data; boundary=x' };

  it('that is too large is refused, announced or not, in the protocol’s format', async () => {
    const { url } = await start({ mostUpload: 2 * 2 ** 20, mostJson: 2 ** 20 });
    const send = async (size: number, headers: object) => {
      const body = Buffer.alloc(size, 'a');
      const { status, code } = await ask(`${url}/v1/echo`, headers, 'POST', body);
      return code ?? status;
    };
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      expect(await send(2 ** 20, headers)).toBe(200);
      expect(await send(2 ** 20 + 1, headers)).toBe('request_too_large');
      // A form can contain a file of that size and other fields.
      expect(await send(3 * 2 ** 20, { ...form, ...headers })).toBe(200);
      expect(await send(3 * 2 ** 20 + 1, { ...form, ...headers })).toBe('request_too_large');
    }
  });

  it('is requested only if it will be read', async () => {
    const { port } = await start({ token: 'secret' });
    const head = (more: string) =>
      `POST /v1/echo HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-length: 2\r\n${more}\r\n`;
    const socket = connect(port, '127.0.0.1');
    socket.write(head('authorization: Bearer secret\r\nconnection: close\r\n'));
    expect(String((await once(socket, 'data'))[0])).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('hi');
    expect(await rest(socket)).toMatch(/^HTTP\/1.1 200 OK[\s\S]*hi/);
    const refused = connect(port, '127.0.0.1');
    refused.write(head(''));
    expect(String((await once(refused, 'data'))[0])).toMatch(/^HTTP\/1.1 401 /);
    refused.destroy();
  });
});

describe('a request that is not valid HTTP', () => {
  it.each([
    ['words', 'hello there\r\n\r\n', 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['headers without a host', 'GET / HTTP/1.1\r\n\r\n', 400],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
    ],
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
  ])('such as %s gets a response, and the connection is closed', async (_, bytes, status) => {
    const { port } = await start();
    const said = await raw(port, bytes);
    expect(said).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(said.toLowerCase()).toContain('connection: close');
  });

  it('is reported in the protocol’s format, and in the log', async () => {
    const { port, logged } = await start();
    const [, body = ''] = (await raw(port, 'nonsense\r\n\r\n')).split('\r\n\r\n');
    expect(JSON.parse(body).error).toMatchObject({ type: 'invalid_request_error' });
    expect(await logged()).toMatchObject([{ method: '-', path: '-', status: 400 }]);
  });
});

describe('a client', () => {
  it('that never finishes its headers or its body is dropped', async () => {
    const { port, logged } = await start({ patience: { head: 200, stuck: 200 } });
    const head = 'POST /v1/echo HTTP/1.1\r\nhost: localhost\r\n';
    const said = await Promise.all([
      raw(port),
      raw(port, 'GET / HTTP/1.1\r\nhost: loc'),
      raw(port, `${head}content-length: 9\r\n\r\nbegun`),
      raw(port, `${head}transfer-encoding: chunked\r\n\r\n5\r\nbegun\r\n`),
    ]);
    for (const text of said) expect(text).toMatch(/^HTTP\/1.1 408 /);
    expect((await logged(4)).map(({ status, end }) => [status, end])).toEqual(
      Array(4).fill([408, 'slow']),
    );
  });

  it('that drips its body, a byte at a time, is dropped as well', async () => {
    const { port } = await start({ patience: { stuck: 300 } });
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /v1/echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 20);
    onTestFinished(() => clearInterval(drip));
    expect(await rest(socket)).toMatch(/^HTTP\/1.1 408 /);
  });

  it('that does not read its response is dropped, and the response ends', async () => {
    const { port, application, logged } = await start({ patience: { stuck: 200 } });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    socket.pause().write('GET /v1/endless HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await application.ended();
    expect(application.ends).toEqual(['returned']);
    expect(await logged()).toMatchObject([{ path: '/v1/endless', status: 200, end: 'slow' }]);
  });

  it('that waits for a slow model is not', async () => {
    const { url, application } = await start({ patience: { stuck: 100 } });
    const asked = ask(`${url}/v1/held`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    application.release();
    expect(await asked).toMatchObject({ status: 200, text: 'released' });
  });

  it('that disconnects ends its response, started or not', async () => {
    const { port, server, application, logged } = await start();
    for (const path of ['/v1/held', '/v1/endless']) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
      if (path === '/v1/endless') await once(socket, 'data');
      else await expect.poll(() => server.underWay).toBe(1);
      socket.destroy();
      await application.ended();
      application.ends.length = 0;
    }
    expect(await logged(2)).toMatchObject([
      { path: '/v1/held', end: 'left' },
      { path: '/v1/endless', end: 'left' },
    ]);
  });
});

describe('the log', () => {
  it('has each request and its outcome, escaped, without its query', async () => {
    const { url, logged } = await start();
    const { headers } = await ask(`${url}/v1/models?key=sk-secret`);
    const [first] = await logged();
    expect(first).toMatchObject({ method: 'GET', path: '/v1/models', status: 200, end: 'done' });
    expect(first!.id).toBe(headers['x-request-id']);
    expect(first!.sent).toBeGreaterThan(100);
    expect(headers['openai-processing-ms']).toMatch(/^\d+$/);
    expect(harmless('/\x1b]0;\x07\x9b31m a')).toBe('/%1B]0;%07%9B31m%20a');
    expect(harmless('/'.repeat(1000))).toHaveLength(201);
  });
});

describe('a shutdown', () => {
  it('waits for responses in progress, accepts no more, and drops idle connections', async () => {
    const { url, port, server, application, logged } = await start();
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    const asked = ask(`${url}/v1/held`);
    await expect.poll(() => server.underWay).toBe(1);
    const stopped = server.stop(60_000);
    await expect(ask(`${url}/v1/models`)).rejects.toThrow('ECONNREFUSED');
    application.release();
    expect(await asked).toMatchObject({ status: 200, text: 'released' });
    expect(await stopped).toBe(0);
    await once(silent, 'close');
    expect(await logged()).toMatchObject([{ path: '/v1/held', end: 'done' }]);
  });

  it('cuts off what takes too long, and says how many', async () => {
    const { url, server, application, logged } = await start();
    const asked = ask(`${url}/v1/held`).catch((error: Error) => error.message);
    await expect.poll(() => server.underWay).toBe(1);
    expect(await server.stop(10)).toBe(1);
    expect(await asked).toMatch(/socket hang up|ECONNRESET/);
    expect(application.ends).toEqual(['aborted']);
    expect(await logged()).toMatchObject([{ path: '/v1/held', end: 'left' }]);
  });
});
