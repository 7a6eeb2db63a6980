import http from 'node:http';
import https from 'node:https';
import { createProxy, type ProxyServer } from 'proxy';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, authority, whyNoOpenssl } from '../../../../test/support/certificates.js';
import { failure } from '../../../../test/support/failure.js';
import {
  json,
  type Listening,
  listen,
  refusedPort,
  start,
  startRaw,
  startWith,
  type TestServer,
} from '../../../../test/support/server.js';
import { Call } from '../../definition/call.js';
import type { CallOptions } from '../../definition/call-options.js';
import { ConnectionError, HttpError, InputError } from '../../errors/errors.js';
import { request } from '../request.js';
import { proxyFor } from './proxy.js';

const PASSWORD = 'pr0xy:p@ss/word';
const USER = `user:${encodeURIComponent(PASSWORD)}`;
const CREDENTIALS = Buffer.from(`user:${PASSWORD}`).toString('base64');

interface TestProxy extends Listening {
  url: string;
  /** The requests to the proxy: `GET http://…`, `CONNECT host:port`. */
  seen: string[];
}

/** A real proxy; with `tls` one that is itself reached over TLS. */
async function startProxy(auth = false, tls?: https.ServerOptions): Promise<TestProxy> {
  const seen: string[] = [];
  const note = ({ method, url }: http.IncomingMessage) => seen.push(`${method} ${url}`);
  const bare: http.Server = tls ? https.createServer(tls) : http.createServer();
  const server: ProxyServer = createProxy(bare);
  server.on('request', note).on('connect', note);
  if (auth) {
    server.authenticate = (req) => req.headers['proxy-authorization'] === `Basic ${CREDENTIALS}`;
  }
  const listening = await listen(server);
  return { ...listening, seen, url: `${tls ? 'https' : 'http'}://${listening.host}` };
}

function reading(options: CallOptions): Call {
  return new Call('test Method', 'read', { retries: 0, ...options });
}

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'];
afterEach(() => {
  for (const name of NAMES) {
    process.env[name] = '';
    process.env[name.toLowerCase()] = '';
  }
});

let server: TestServer;
beforeAll(async () => {
  server = await start(({ path, headers }, response) =>
    json(response, { path, host: headers.host, authorization: headers.authorization }),
  );
});

describe('an http server', () => {
  test('is requested by its whole URL', async () => {
    const proxy = await startProxy();
    const url = new URL(`${server.url}/v1/models?a=1`);
    expect(await request(reading({ proxy: proxy.url }), 'GET', url)).toEqual({
      path: '/v1/models?a=1',
      host: server.host,
    });
    expect(proxy.seen).toEqual([`GET ${server.url}/v1/models?a=1`]);
  });

  test('keeps the user in its own URL, which is not that of the proxy', async () => {
    const proxy = await startProxy(true);
    const call = reading({ proxy: `http://${USER}@${proxy.host}` });
    const url = new URL(`http://someone:secret@${server.host}/`);
    expect(await request(call, 'GET', url)).toMatchObject({
      authorization: `Basic ${Buffer.from('someone:secret').toString('base64')}`,
    });
  });

  test('the proxy may be given as an object, or without http://', async () => {
    const proxy = await startProxy(true);
    const { host, port } = { host: '127.0.0.1', port: proxy.port };
    const structure = { host, port, user: 'user', password: PASSWORD };
    const url = new URL(server.url);
    await request(reading({ proxy: structure }), 'GET', url);
    await request(
      reading({ proxy: { ...structure, protocol: '', port: String(port) } }),
      'GET',
      url,
    );
    await request(reading({ proxy: `${USER}@${proxy.host}` }), 'GET', url);
    expect(proxy.seen).toHaveLength(3);
  });

  test('proxy: false overrides the environment', async () => {
    process.env.HTTP_PROXY = `http://127.0.0.1:${await refusedPort()}`;
    expect(await request(reading({ proxy: false }), 'GET', new URL(server.url))).toBeDefined();
    expect(await request(reading({ proxy: '' }), 'GET', new URL(server.url))).toBeDefined();
  });
});

describe('the environment', () => {
  test.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])('%s is used', async (name) => {
    const proxy = await startProxy();
    process.env[name] = proxy.url;
    await request(reading({}), 'GET', new URL(server.url));
    process.env[name] = proxy.host;
    await request(reading({}), 'GET', new URL(server.url));
    expect(proxy.seen).toHaveLength(2);
  });

  test('HTTPS_PROXY is not for http', async () => {
    process.env.HTTPS_PROXY = `http://127.0.0.1:${await refusedPort()}`;
    expect(await request(reading({}), 'GET', new URL(server.url))).toBeDefined();
  });

  test('the call takes precedence', async () => {
    const proxy = await startProxy();
    process.env.HTTP_PROXY = `http://127.0.0.1:${await refusedPort()}`;
    await request(reading({ proxy: proxy.url }), 'GET', new URL(server.url));
    expect(proxy.seen).toHaveLength(1);
  });

  test.each([
    ['*', true],
    ['127.0.0.1', true],
    ['example.com,127.0.0.1', true],
    ['example.com 127.0.0.1', true],
    ['127.0.0.0/8', true],
    ['10.0.0.0/8', false],
    ['127.0.0.1:PORT', true],
    ['127.0.0.1:1', false],
    ['27.0.0.1', false],
    ['0.0.1', false],
    ['example.com', false],
    ['::1', false],
    ['', false],
  ])('NO_PROXY=%s', async (list, direct) => {
    const proxy = await startProxy();
    process.env.HTTP_PROXY = proxy.url;
    process.env.NO_PROXY = list.replace('PORT', String(server.port));
    await request(reading({}), 'GET', new URL(server.url));
    expect(proxy.seen).toHaveLength(direct ? 0 : 1);
  });

  test.each([
    ['api.example.test', 'example.test', true],
    ['api.example.test', '.example.test', true],
    ['api.example.test', '*.example.test', true],
    ['EXAMPLE.test', 'Example.TEST', true],
    ['myexample.test', 'example.test', false],
    ['example.test:443', 'example.test:443', true],
    ['example.test', 'example.test:443', true],
    ['example.test', 'example.test:80', false],
    ['[::1]:1', '::1', true],
    ['[::1]:1', '[::1]', true],
    ['[::1]:1', '[::1]:1', true],
    ['[::1]:1', '[::1]:2', false],
    ['[::1]:1', '::/64', true],
    ['[::1]:1', '10.0.0.0/8', false],
  ])('https://%s with NO_PROXY=%s', (host, list, direct) => {
    process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
    process.env.NO_PROXY = list;
    const proxy = proxyFor(new URL(`https://${host}`), reading({}));
    expect(proxy?.href).toBe(direct ? undefined : 'http://127.0.0.1:1/');
  });
});

test.each(['socks5://127.0.0.1:1', 'http://', 'ftp://127.0.0.1', ':::'])(
  '%s is not a proxy',
  async (proxy) => {
    const error = await failure(
      request(reading({ proxy }), 'GET', new URL(server.url)),
      InputError,
    );
    expect(error.param).toBe('proxy');
    expect(error.message).toContain('the proxy is not an http:// or https:// URL');
    process.env.HTTP_PROXY = proxy;
    const fromEnvironment = request(reading({}), 'GET', new URL(server.url));
    await expect(fromEnvironment).rejects.toThrow('the proxy in the environment');
  },
);

describe('a proxy that fails', () => {
  test('a refused connection names the proxy', async () => {
    const port = await refusedPort();
    for (const url of [server.url, 'https://example.test/']) {
      const call = reading({ proxy: `http://${USER}@127.0.0.1:${port}` });
      const error = await failure(request(call, 'GET', new URL(url)), ConnectionError);
      expect(error.message).toContain(
        `could not connect to the proxy 127.0.0.1:${port}: connection refused`,
      );
      expect(error).toMatchObject({ sent: false, retryable: true, reason: 'ECONNREFUSED' });
    }
  });

  test('it is retried if it could not be reached', async () => {
    let connections = 0;
    const proxy = await startRaw((socket) => {
      connections++;
      socket.destroy();
    });
    const call = new Call('test Method', 'write', { proxy: proxy.url });
    const error = await failure(
      request(call, 'POST', new URL('https://example.test/'), { json: {} }),
      ConnectionError,
    );
    // Nothing of the request was sent: even a write may be retried.
    expect(error.sent).toBe(false);
    expect(connections).toBe(3);
  });

  test('407 says what to pass, and does not show the given password', async () => {
    const proxy = await startProxy(true);
    for (const url of [server.url, 'https://example.test/']) {
      const lines: string[] = [];
      const call = reading({
        proxy: `http://user:wrong-password@${proxy.host}`,
        debug: (line) => lines.push(line),
      });
      const error = await failure(request(call, 'GET', new URL(url)), HttpError);
      expect(error.status).toBe(407);
      expect(error.message).toContain('407 Proxy Authentication Required');
      expect(error.message).toContain('The proxy requires a user name and password');
      const wrong = Buffer.from('user:wrong-password').toString('base64');
      for (const text of [error.message, JSON.stringify(error), lines.join('\n')]) {
        expect(text).not.toContain('wrong-password');
        expect(text).not.toContain(wrong);
      }
    }
  });

  test('a tunnel that is refused is an error of the proxy', async () => {
    const proxy = await startWith('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 3\r\n\r\nno!');
    const call = reading({ proxy: proxy.url });
    const error = await failure(request(call, 'GET', new URL('https://example.test')), HttpError);
    expect(error.status).toBe(502);
    expect(error.message).toContain(
      `the proxy ${proxy.host} returned 502 Bad Gateway (CONNECT example.test)`,
    );
  });

  test('a tunnel with a response that is not HTTP', async () => {
    const proxy = await startWith('SSH-2.0-OpenSSH\r\n');
    const call = reading({ proxy: proxy.url });
    const error = await failure(
      request(call, 'GET', new URL('https://example.test')),
      ConnectionError,
    );
    expect(error.message).toContain(`the response from the proxy ${proxy.host} is not HTTP`);
  });
});

const missing = whyNoOpenssl();
describe.skipIf(missing)(`an https server${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let trusted: Authority;
  let secure: TestServer;
  let options: https.ServerOptions;
  beforeAll(async () => {
    trusted = await authority();
    const { cert, key } = await trusted.sign('server', 'IP:127.0.0.1');
    options = { cert, key };
    secure = await start(({ path }, response) => json(response, { path }), options);
  });

  test('is reached through a tunnel, with CONNECT', async () => {
    const proxy = await startProxy();
    const call = reading({ proxy: proxy.url, ca: trusted.cert });
    expect(await request(call, 'GET', new URL(`${secure.url}/x`))).toEqual({ path: '/x' });
    expect(proxy.seen).toEqual([`CONNECT ${secure.host}`]);
  });

  test('the tunnel is kept for the next request', async () => {
    const proxy = await startProxy(true);
    process.env.HTTPS_PROXY = `http://${USER}@${proxy.host}`;
    const call = reading({ ca: trusted.cert });
    for (const path of ['/1', '/2', '/3']) {
      expect(await request(call, 'GET', new URL(`${secure.url}${path}`))).toEqual({ path });
    }
    expect(proxy.seen).toHaveLength(1);
  });

  test('an untrusted certificate is refused in a tunnel too', async () => {
    const proxy = await startProxy();
    const call = reading({ proxy: proxy.url });
    const error = await failure(request(call, 'GET', new URL(secure.url)), ConnectionError);
    expect(error.message).toContain(`the certificate of ${secure.host} is not trusted`);
    const insecure = reading({ proxy: proxy.url, insecure: true });
    expect(await request(insecure, 'GET', new URL(secure.url))).toEqual({ path: '/' });
  });

  test('the proxy itself may be reached over TLS', async () => {
    const proxy = await startProxy(true, options);
    const call = reading({ proxy: `https://${USER}@${proxy.host}`, ca: trusted.cert });
    expect(await request(call, 'GET', new URL(`${secure.url}/a`))).toEqual({ path: '/a' });
    expect(await request(call, 'GET', new URL(`${server.url}/b`))).toMatchObject({ path: '/b' });
    expect(proxy.seen).toEqual([`CONNECT ${secure.host}`, `GET ${server.url}/b`]);
  });

  test('many requests at once, some of them aborted', async () => {
    const proxy = await startProxy();
    const controller = new AbortController();
    const sent = Array.from({ length: 20 }, (_, index) => {
      const signal = index % 2 ? controller.signal : undefined;
      const call = reading({ proxy: proxy.url, ca: trusted.cert, signal });
      return request(call, 'GET', new URL(`${secure.url}/${index}`));
    });
    setTimeout(() => controller.abort(), 10);
    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.filter((_, index) => index % 2 === 0)).toEqual(
      Array.from({ length: 10 }, (_, half) => ({
        status: 'fulfilled',
        value: { path: `/${half * 2}` },
      })),
    );
  });
});
