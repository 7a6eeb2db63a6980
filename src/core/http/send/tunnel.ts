import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { ProxyFailure } from './proxy.js';

/** The options of a request through a tunnel, apart from the usual ones. */
export interface TunnelOptions extends RequestOptions {
  /** Stops connecting. Destroying the request does not, until there is a connection. */
  cancelled?: AbortSignal;
}

type Done = (error: Error | null, socket?: Duplex) => void;

/** Connects to https servers through a proxy: `CONNECT`, then TLS with the server itself. */
export class TunnelAgent extends https.Agent {
  readonly #toProxy: RequestOptions;
  readonly #proxy: URL;

  /** `toProxy` is for the connection to the proxy, `options` for the connections through it. */
  constructor(proxy: URL, toProxy: RequestOptions, options: https.AgentOptions) {
    super(options);
    this.#proxy = proxy;
    this.#toProxy = toProxy;
  }

  override createConnection(options: TunnelOptions, done: Done): undefined {
    const host = options.host?.includes(':') ? `[${options.host}]` : options.host;
    const address = `${host}:${options.port}`;
    const connect = (this.#proxy.protocol === 'https:' ? https : http).request({
      ...this.#toProxy,
      method: 'CONNECT',
      path: address,
      headers: { ...this.#toProxy.headers, host: address, connection: 'keep-alive' },
      agent: false,
      signal: options.cancelled,
    });
    connect.once('error', (error) => done(new ProxyFailure(this.#proxy.host, error)));
    connect.once('connect', (answer, socket) => {
      if (answer.statusCode! < 200 || answer.statusCode! > 299) {
        socket.destroy();
        done(new ProxyFailure(this.#proxy.host, undefined, refusal(answer)));
      } else this.#secure(options, socket as Socket, done);
    });
    connect.end();
  }

  #secure(options: TunnelOptions, socket: Socket, done: Done): void {
    const { cancelled } = options;
    // Node's own agent resumes known TLS sessions.
    const secured = super.createConnection({ ...options, socket } as RequestOptions) as TLSSocket;
    const onCancel = () => secured.destroy();
    cancelled?.addEventListener('abort', onCancel, { once: true });
    // Only the first of these has an effect.
    secured.once('error', done);
    secured.once('close', () => done(new Error('closed')));
    secured.once('secureConnect', () => {
      cancelled?.removeEventListener('abort', onCancel);
      done(null, secured);
    });
  }
}

function refusal({ statusCode, headers }: IncomingMessage): ProxyFailure['answer'] {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return { status: statusCode!, headers: Object.fromEntries(texts) };
}
