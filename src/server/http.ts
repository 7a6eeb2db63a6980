import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputError } from '../core/errors/errors.js';
import { EarlyResponse } from '../core/http/early-response.js';
import { isLoopback, urlOf } from '../serving/gate.js';
import type { Calls } from './calls.js';
import type { HttpOptions } from './http-options.js';
import { Responder } from './respond.js';

const HEADERS_TIMEOUT = 30_000;
const MOST_CONNECTIONS = 1_000;

/** Serves methods over HTTP. */
export class HttpServer {
  readonly #options: HttpOptions;
  readonly #responder: Responder;
  readonly #server = createServer<typeof IncomingMessage, typeof EarlyResponse>({
    ServerResponse: EarlyResponse,
    headersTimeout: HEADERS_TIMEOUT,
    // A body may be slow as long as it makes progress: see `watched`.
    requestTimeout: 0,
    connectionsCheckingInterval: 1_000,
    noDelay: true,
  });

  constructor(calls: Calls, options: HttpOptions) {
    if (options.tokens.length === 0 && !isLoopback(options.host)) {
      throw new InputError({ param: 'token', message: 'other machines need a token' });
    }
    this.#options = options;
    this.#responder = new Responder(calls, options);
    this.#server.maxConnections = MOST_CONNECTIONS;
    const take = (message: IncomingMessage, response: EarlyResponse, wantsContinue: boolean) => {
      if (response.isTooLate) return;
      this.#responder.respond(message, response, wantsContinue).catch((error: unknown) => {
        options.onBug(error);
        response.destroy();
      });
    };
    this.#server.on('request', (message, response) => take(message, response, false));
    this.#server.on('checkContinue', (message, response) => take(message, response, true));
  }

  /** Starts listening. Returns the address. */
  async start(): Promise<string> {
    const { host, port } = this.#options;
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    return urlOf(host, (this.#server.address() as AddressInfo).port);
  }

  /** The number of calls in progress. */
  get running(): number {
    return this.#responder.running;
  }

  /** Stops: calls in progress may finish, and are ended after the time of grace. */
  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeIdleConnections();
    await this.#responder.finish(this.#options.grace);
    this.#server.closeAllConnections();
  }
}
