import http from 'node:http';
import type net from 'node:net';
import { createProxy, type ProxyServer } from 'proxy';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { listen, refusedPort, startRaw } from '../../../test/support/server.js';
import { startSocks } from '../../../test/support/socks-server.js';
import { startServer } from '../../../test/support/ssh-server.js';
import {
  AbortedError,
  ConnectionError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import {
  createConnection,
  executeCommand,
  getConnectionConfiguration,
  getProxySettings,
} from './index.js';

const NO_CHECK = { hostKey: 'no' } as const;
const PASSWORD = 'proxy-secret-9f8e';

const { port } = await startServer((client) => {
  client.on('authentication', (context) => context.accept());
  client.on('session', (accept) => {
    accept().on('exec', (accepted) => {
      const channel = accepted();
      channel.exit(0);
      channel.end('through');
    });
  });
});
const settings = { host: '127.0.0.1', port, username: 'me', password: 'p' };

async function through(proxy: Parameters<typeof createConnection>[0]['proxy'], call = {}) {
  const connection = await getConnectionConfiguration({ settings, proxy });
  const options = { ...NO_CHECK, ...call };
  return (await executeCommand({ connection, command: 'x' }, options)).stdout;
}

/** A real HTTP proxy that requires authentication. */
async function startHttp(): Promise<number> {
  const server = http.createServer() as ProxyServer;
  server.authenticate = ({ headers }) =>
    headers['proxy-authorization'] === `Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}`;
  return (await listen(createProxy(server) as unknown as net.Server)).port;
}

describe('a connection through a proxy', async () => {
  const socks = await startSocks({ user: 'me', password: PASSWORD });
  const open = await startSocks();
  const web = await startHttp();

  it('of type socks5, with and without a password', async () => {
    const at = { host: '127.0.0.1', port: socks.port };
    const proxy = await getProxySettings({ ...at, user: 'me', password: PASSWORD });
    expect(proxy).toEqual({
      server: '127.0.0.1',
      port: socks.port,
      proxy_type: 'socks5',
      login: 'me',
      password: PASSWORD,
    });
    expect(await through(proxy)).toBe('through');
    expect(await through(await getProxySettings({ ...at, port: open.port }))).toBe('through');
    expect(open.reached).toContain(`127.0.0.1:${port}`);
  });

  it('of type socks4', async () => {
    const proxy = { server: '127.0.0.1', port: open.port, proxy_type: 'socks4' };
    expect(await through(proxy)).toBe('through');
  });

  it('of type http', async () => {
    const proxy = { server: '127.0.0.1', port: String(web), proxy_type: 'http', login: 'me' };
    expect(await through({ ...proxy, password: PASSWORD })).toBe('through');
    const error = await failure(through({ ...proxy, password: 'wrong-one' }), ServiceError);
    expect(error.reason).toBe('PROXY_AUTH');
    expect(error.message).toContain(`the proxy 127.0.0.1:${web} (http)`);
    expect(error.message).not.toContain('wrong-one');
  });

  it('that rejects the authentication is distinguished from the server', async () => {
    const proxy = { server: '127.0.0.1', port: socks.port, login: 'me', password: 'wrong-one' };
    const error = await failure(through(proxy), ServiceError);
    expect(error).toMatchObject({ reason: 'PROXY_AUTH', exitStatus: 1 });
    expect(error.hint).toContain('login and password of the proxy');
  });

  it.each(['socks5', 'socks4', 'http'])('of type %s that cannot reach the server', async (type) => {
    const unreachable = { ...settings, port: await refusedPort() };
    const server = type === 'http' ? web : open.port;
    const proxy = { server: '127.0.0.1', port: server, proxy_type: type, login: 'me' };
    const call = createConnection({
      settings: unreachable,
      proxy: { ...proxy, password: PASSWORD },
    });
    const error = await failure(call, ConnectionError);
    expect(error.message).toContain(`the proxy 127.0.0.1:${server} (${type}) could not connect to`);
  });

  it('that refuses the connection is named', async () => {
    const gone = await refusedPort();
    const error = await failure(through({ server: '127.0.0.1', port: gone }), ConnectionError);
    expect(error.message).toContain(
      `could not connect to the proxy 127.0.0.1:${gone}: connection refused`,
    );
    expect(error.reason).toBe('ECONNREFUSED');
  });

  it.each(['socks5', 'http'])('of type %s that is silent times out', async (type) => {
    const silent = await startRaw(() => {});
    const proxy = { server: '127.0.0.1', port: silent.port, proxy_type: type };
    const slow = failure(through(proxy, { connectTimeout: 150 }), TimeoutError);
    expect(await slow).toMatchObject({ deadline: 'connectTimeout' });
    await failure(through(proxy, { signal: AbortSignal.timeout(100) }), AbortedError);
    const rude = await startRaw((socket) => socket.once('data', () => socket.destroy()));
    await failure(through({ ...proxy, port: rude.port }), ConnectionError);
  });
});
