import http from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import { dial as openSocket } from '../access/dial.js';
import type { Call } from '../definition/call.js';
import { brokenConnection } from '../errors/connection-error.js';
import { ConnectionError, type OintError, ServiceError } from '../errors/errors.js';
import type { ProxyServer } from './proxy-settings.js';
import type { Task } from './task.js';

interface Destination {
  host: string;
  port: number;
}

interface Connecting {
  to: Destination;
  proxy?: ProxyServer | undefined;
  /** The protocol, for messages: `SSH`. */
  what: string;
  /** True if each side may finish sending on its own. */
  allowHalfOpen?: boolean | undefined;
}

/** A socket to the server: direct, or through the proxy. */
export async function connect(task: Task, connecting: Connecting): Promise<Socket> {
  const { to, proxy } = connecting;
  if (!proxy) return dial(to, task, connecting, '');
  // The proxy connects to the server, so everything that can be known about that host is checked
  // here.
  task.call.access.network.check(to.host, to.port);
  const socket = await dial(proxy, task, connecting, 'the proxy ');
  try {
    const through = proxy.type === 'http' ? tunnel : socks;
    return await task.promise(through(socket, proxy, to, task.call));
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function dial(
  { host, port }: Destination,
  task: Task,
  { what, allowHalfOpen }: Connecting,
  role: string,
): Promise<Socket> {
  const { call } = task;
  const socket = openSocket(call.access.network, host, port, { allowHalfOpen });
  try {
    await task.until<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', (error) =>
        reject(
          brokenConnection(call, {
            host: `${role}${addressOf(host, port)}`,
            what,
            error,
            connected: false,
            hintUnsent: `Check the ${role ? 'server and port of the proxy' : 'host and port'}, and that it is running.`,
          }),
        ),
      );
    });
  } catch (error) {
    socket.destroy();
    // It may still fail while it is destroyed.
    socket.on('error', () => {});
    throw error;
  }
  return socket;
}

export function addressOf(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

async function socks(
  socket: Socket,
  proxy: ProxyServer,
  { host, port }: Destination,
  call: Call,
): Promise<Socket> {
  const { SocksClient } = await import('socks');
  const { host: server, port: at, user, password, type } = proxy;
  try {
    await SocksClient.createConnection({
      command: 'connect',
      destination: { host, port },
      existing_socket: socket,
      // Our own deadline expires earlier.
      timeout: 2 ** 30,
      proxy: {
        host: server,
        port: at,
        type: type === 'socks4' ? 4 : 5,
        ...(user !== undefined && { userId: user, password: password ?? '' }),
      },
    });
    return socket;
  } catch (error) {
    throw refused(call, proxy, { host, port }, (error as Error).message);
  }
}

/** Requests a tunnel from an HTTP proxy. Data that the server sent early is put back. */
function tunnel(
  socket: Socket,
  proxy: ProxyServer,
  { host, port }: Destination,
  call: Call,
): Promise<Socket> {
  const address = addressOf(host, port);
  const who = Buffer.from(`${proxy.user}:${proxy.password ?? ''}`).toString('base64');
  if (proxy.user !== undefined) call.redactor.add(who);
  const request = http.request({
    method: 'CONNECT',
    path: address,
    headers: {
      host: address,
      ...(proxy.user !== undefined && { 'proxy-authorization': `Basic ${who}` }),
    },
    createConnection: () => socket,
  });
  return new Promise((resolve, reject) => {
    request.once('error', (error) => reject(refused(call, proxy, { host, port }, error.message)));
    // Anything but a tunnel is an ordinary response.
    request.once('response', ({ statusCode, statusMessage }) =>
      reject(refused(call, proxy, { host, port }, `${statusCode} ${statusMessage}`)),
    );
    request.once('connect', ({ statusCode = 0, statusMessage }, _, head) => {
      if (statusCode < 200 || statusCode > 299) {
        return reject(refused(call, proxy, { host, port }, `${statusCode} ${statusMessage}`));
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.end();
  });
}

function refused(call: Call, proxy: ProxyServer, to: Destination, words: string): OintError {
  const from = `the proxy ${addressOf(proxy.host, proxy.port)} (${proxy.type})`;
  const what = `${from} could not connect to ${addressOf(to.host, to.port)}`;
  const said = call.redactor.text(words.trim());
  const { method } = call;
  // Some answer 401 instead of 407, such as tinyproxy.
  if (/authentication|^40[17]\b/i.test(words)) {
    const hint = 'Check login and password of the proxy.';
    return new ServiceError({ method, reason: 'PROXY_AUTH', message: `${what}: ${said}`, hint });
  }
  return new ConnectionError({
    method,
    reason: 'PROXY',
    sent: false,
    retryable: true,
    message: `${what}: ${said}`,
    hint: 'Check that the proxy can reach this server, and check proxy_type (socks5, socks4 or http).',
  });
}
