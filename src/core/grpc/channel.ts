import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { addressOf, connect } from '../connection/connect.js';
import { encrypt, encryptionFor } from '../connection/encrypt.js';
import { lostConnection } from '../connection/lost.js';
import type { Task } from '../connection/task.js';
import type { TlsSettings } from '../connection/tls-settings.js';
import type { Call } from '../definition/call.js';
import { brokenConnection } from '../errors/connection-error.js';
import { ConnectionError, type OintError } from '../errors/errors.js';
import type { Metadata } from './metadata.js';

/** Where a channel goes. */
export interface ChannelTarget {
  host: string;
  port: number;
  /** Without them, the connection is not encrypted. */
  tls: TlsSettings | undefined;
}

/** TCP keep-alive of the system: it needs no timer here. */
const KEEP_ALIVE = 15_000;
/** How much a server may send before it is read: the usual 64 KiB are slow over distances. */
const WINDOW = 1024 * 1024;
const FAREWELL = 1_000;

/** A connection of HTTP/2 to a server, for many calls at a time. */
export class Channel {
  readonly address: string;
  readonly #session: ClientHttp2Session;
  readonly #scheme: string;
  #isOpen = true;
  #calls = 0;
  #failure: (Error & { code?: string }) | undefined;

  private constructor(session: ClientHttp2Session, address: string, scheme: string) {
    this.#session = session;
    this.address = address;
    this.#scheme = scheme;
    session.on('error', (error) => {
      this.#failure ??= error;
    });
    // The calls in progress may still end; new ones need a new connection.
    session.on('goaway', () => {
      this.#isOpen = false;
    });
    session.once('close', () => {
      this.#isOpen = false;
    });
    // A forgotten connection must not keep the process alive.
    session.unref();
  }

  /** Connects, encrypts and waits for the settings of the server. */
  static async open(target: ChannelTarget, task: Task): Promise<Channel> {
    const { host, port, tls } = target;
    const address = addressOf(host, port);
    let socket: Socket = await connect(task, { to: { host, port }, what: 'gRPC' });
    if (tls) socket = await secured(socket, target, address, task);
    socket.setKeepAlive(true, KEEP_ALIVE);
    const scheme = tls ? 'https' : 'http';
    const session = connectHttp2(`${scheme}://${address}`, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: WINDOW },
    });
    try {
      // Only they show that the server speaks HTTP/2.
      await task.until<void>((resolve, reject) => {
        session.once('remoteSettings', () => resolve());
        session.once('error', (error) => reject(notHttp2(task.call, address, tls, error)));
        session.once('close', () => reject(notHttp2(task.call, address, tls, closedEarly())));
      });
    } catch (error) {
      session.on('error', () => {});
      session.destroy();
      socket.destroy();
      throw error;
    }
    session.setLocalWindowSize(WINDOW * 8);
    return new Channel(session, address, scheme);
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.#session.closed && !this.#session.destroyed;
  }

  /** Starts a call. @throws {ConnectionError} The connection is closed or lost. */
  request(call: Call, path: string, timeout: number, metadata: Metadata): ClientHttp2Stream {
    if (!this.isOpen) throw this.lost(call);
    const stream = this.#session.request({
      ':method': 'POST',
      ':scheme': this.#scheme,
      ':path': path,
      te: 'trailers',
      'content-type': 'application/grpc',
      'user-agent': 'grpc-node-oint',
      'grpc-accept-encoding': 'identity,gzip',
      ...(timeout > 0 && { 'grpc-timeout': timeoutText(timeout) }),
      ...metadata,
    });
    this.#calls++;
    stream.once('close', () => {
      this.#calls--;
    });
    return stream;
  }

  /** The error of calls on a connection that ended. */
  lost(call: Call): OintError {
    return lostConnection(call, this.address, this.#failure);
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    const session = this.#session;
    if (session.destroyed) return;
    session.ref();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        session.destroy();
        resolve();
      }, FAREWELL);
      session.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      // Calls in progress end with the connection.
      if (this.#calls > 0) session.destroy();
      else session.close();
    });
  }
}

async function secured(
  socket: Socket,
  { host, tls }: ChannelTarget,
  address: string,
  task: Task,
): Promise<TLSSocket> {
  const options = { ...(await encryptionFor(task.call, host, tls)), ALPNProtocols: ['h2'] };
  const hint =
    'Check that the server uses TLS on this port: without it, the address begins with http://.';
  const found = await encrypt(task, socket, { options, address, what: 'gRPC', hint });
  // Older servers agree on nothing, and speak HTTP/2 all the same.
  if (found.alpnProtocol === 'h2' || found.alpnProtocol === false) return found;
  found.destroy();
  throw new ConnectionError({
    method: task.call.method,
    reason: 'ALPN',
    sent: false,
    retryable: false,
    message: `${address} does not offer HTTP/2, which gRPC needs`,
    hint: 'Check the port.',
  });
}

function closedEarly(): Error {
  return Object.assign(new Error('closed'), { code: 'ECONNRESET' });
}

function notHttp2(
  call: Call,
  address: string,
  tls: TlsSettings | undefined,
  error: Error,
): ConnectionError {
  const other = tls ? 'http:// (no TLS)' : 'https:// (TLS)';
  const isProtocol = /^ERR_HTTP2/.test((error as { code?: string }).code ?? '');
  const shown = isProtocol ? new Error('the server does not speak HTTP/2') : error;
  return brokenConnection(call, {
    host: address,
    what: 'gRPC',
    error: Object.assign(shown, { code: isProtocol ? 'HTTP2' : (error as { code?: string }).code }),
    connected: false,
    hint: `Check the port, and whether the server needs ${other}.`,
  });
}

/** At most eight digits with a unit. */
function timeoutText(milliseconds: number): string {
  const whole = Math.max(1, Math.ceil(milliseconds));
  return whole < 1e8 ? `${whole}m` : `${Math.min(99_999_999, Math.ceil(whole / 1000))}S`;
}
