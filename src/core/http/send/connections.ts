/// <reference path="./undici-parts.d.ts" />
import type { LookupFunction, Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import buildConnector from 'undici/lib/core/connect.js';
import Client from 'undici/lib/dispatcher/client.js';
import type { Network } from '../../access/network.js';
import type { TlsChoice } from '../tls.js';
import { KEPT, portOf } from './agents.js';

const servers = new Map<string, Server>();
/** With more, those without an idle connection are forgotten. */
const MOST_SERVERS = 1000;

/** The connections to the server of a URL, under these rules. */
export function serverOf(url: URL, network: Network, tls: TlsChoice): Server {
  const { origin } = url;
  const key = network.id || tls.name ? `${origin} ${network.id} ${tls.name}` : origin;
  let server = servers.get(key);
  if (!server) {
    if (servers.size >= MOST_SERVERS) forgetEmpty();
    server = new Server(url, network, tls);
    servers.set(key, server);
  }
  return server;
}

/** A connection in use ends with its request, or a little later. */
function forgetEmpty(): void {
  for (const [key, { isEmpty }] of servers) if (isEmpty) servers.delete(key);
}

/** The connections to one server: as many as there are requests at a time, each kept for the next one. */
class Server {
  readonly #origin: string;
  readonly #connect: ReturnType<typeof buildConnector>;
  readonly #idle: Connection[] = [];

  constructor(url: URL, network: Network, { options }: TlsChoice) {
    this.#origin = url.origin;
    const lookup: LookupFunction | undefined = network.lookup(url.hostname, portOf(url));
    // Deadlines are those of the call.
    this.#connect = buildConnector({ timeout: 0, ...options, ...(lookup && { lookup }) });
  }

  /** True if no connection is kept for a next request. */
  get isEmpty(): boolean {
    return this.#idle.length === 0;
  }

  /** A connection for one request: the one that was used last, or a new one. */
  take(): Connection {
    return this.#idle.pop() ?? new Connection(this.#origin, this.#connect, this.#idle);
  }
}

/** A connection, with at most one request at a time. */
class Connection {
  readonly #client: Client;
  readonly #idle: Connection[];
  #connecting: Socket | undefined;
  /** The first failure of the socket. Undici reports the last one: after an alert of TLS, only its end. */
  failure: Error | undefined;

  constructor(origin: string, connect: ReturnType<typeof buildConnector>, idle: Connection[]) {
    this.#idle = idle;
    this.#client = new Client(origin, {
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEPT.timeout,
      keepAliveMaxTimeout: KEPT.timeout,
      connect: (options, done) => {
        this.failure = undefined;
        this.#connecting = connect(options, (...result) => {
          this.#connecting = undefined;
          done(...result);
        });
        this.#connecting.once('error', (error) => {
          this.failure = error;
        });
      },
    });
    this.#client.on('disconnect', () => this.#leave());
  }

  send(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#client.dispatch(request, handler);
  }

  /** The response is complete: the next request may use it. */
  free(): void {
    this.#idle.push(this);
  }

  /**
   * Closes it, in any phase. Undici itself would wait until it is connected, and connect again after the end
   * of its request.
   */
  close(): void {
    this.#connecting?.on('error', () => {}).destroy();
    this.#client.destroy(null, () => {});
  }

  /** The server or the time has closed it. */
  #leave(): void {
    const at = this.#idle.indexOf(this);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}

export type { Connection };
