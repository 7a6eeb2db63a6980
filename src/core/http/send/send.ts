import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Call } from '../../definition/call.js';
import { OintError } from '../../errors/errors.js';
import { StreamBody } from '../body.js';
import type { Answer, HttpRequest } from '../message.js';
import { Watch } from '../watch.js';
import { type Route, routeTo } from './agents.js';
import { connectionError } from './failures.js';
import { writeBody } from './upload.js';

/** Sends a request once and waits for the headers of its response. */
export function send(request: HttpRequest, call: Call): Promise<Answer> {
  if (request.transport) return request.transport(request, call);
  const route = routeTo(request.url, call);
  if (!(route instanceof Promise)) return sendBy(route, request, call);
  return route.then((found) => sendBy(found, request, call));
}

function sendBy(route: Route, request: HttpRequest, call: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (call.options.signal?.aborted) reject(call.aborted());
    else new Sending(route, request, call, resolve, reject).begin();
  });
}

/** One request in progress, until the headers of its response arrive or it fails. */
class Sending {
  readonly #route: Route;
  readonly #request: HttpRequest;
  readonly #call: Call;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: Error) => void;
  readonly #outgoing: ClientRequest;
  readonly #watch: Watch;
  /** A large body, while it is being written. */
  #source: Readable | undefined;
  #connected = false;
  #answered = false;
  /** Why this side ended it. */
  #stopped: Error | undefined;

  constructor(
    route: Route,
    request: HttpRequest,
    call: Call,
    resolve: (answer: Answer) => void,
    reject: (error: Error) => void,
  ) {
    this.#route = route;
    this.#request = request;
    this.#call = call;
    this.#resolve = resolve;
    this.#reject = reject;
    // The route is for this request only.
    const { options } = route;
    options.method = request.method;
    options.headers = options.headers
      ? { ...options.headers, ...request.headers }
      : request.headers;
    this.#outgoing = route.request(options);
    this.#watch = new Watch(call, (error) => this.#stop(error));
  }

  begin(): void {
    const outgoing = this.#outgoing;
    this.#call.options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    outgoing.on('error', (error) => this.#failed(error));
    outgoing.on('close', () => {
      if (!this.#answered) this.#failed(hungUp());
    });
    outgoing.on('socket', (socket) => this.#connecting(socket));
    outgoing.on('response', (incoming) => this.#answer(incoming));
    this.#watch.enter('connectTimeout');
    const fail = (error: Error) => this.#stop(error);
    this.#source = writeBody(outgoing, this.#request.body, this.#watch, this.#call, fail);
    if (!this.#source) return;
    outgoing.on('finish', () => {
      if (!this.#answered) this.#watch.enter('firstByteTimeout');
    });
  }

  readonly #onAbort = () => this.#stop(this.#call.aborted());

  #connecting(socket: Socket): void {
    const connected = () => {
      this.#connected = true;
      this.#watch.enter(this.#source ? 'idleTimeout' : 'firstByteTimeout');
    };
    if (!socket.connecting) connected();
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
  }

  #answer(incoming: IncomingMessage): void {
    const outgoing = this.#outgoing;
    this.#answered = true;
    this.#watch.enter('idleTimeout');
    // After a refusal the rest of the body is not needed, and writing on could break the
    // connection.
    if (incoming.statusCode! >= 300) this.#source?.destroy();
    this.#resolve({
      status: incoming.statusCode!,
      setCookies: incoming.headers['set-cookie'],
      rawHeaders: incoming.rawHeaders,
      headers: joinHeaders(incoming.headers),
      body: new StreamBody(incoming),
      watch: this.#watch,
      release: () => {
        this.#release();
        // A connection that is half read or half written cannot be reused.
        if (!incoming.complete || !outgoing.writableFinished) outgoing.destroy();
      },
      reason: () => (this.#stopped instanceof OintError ? this.#stopped : undefined),
    });
  }

  #failed(error: Error): void {
    this.#release();
    const { proxy } = this.#route;
    this.#reject(
      this.#stopped ??
        connectionError(this.#call, this.#request, error, { proxy, connected: this.#connected }),
    );
  }

  #stop(error: Error): void {
    this.#stopped ??= error;
    // Without a connection, the request itself would not report its end.
    this.#failed(this.#stopped);
    this.#outgoing.destroy(this.#stopped);
    this.#route.cancel?.();
    this.#source?.destroy();
  }

  #release(): void {
    this.#watch.stop();
    this.#call.options.signal?.removeEventListener('abort', this.#onAbort);
  }
}

function hungUp(): Error {
  return Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });
}

function joinHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(', ');
  }
  return headers as Record<string, string>;
}
