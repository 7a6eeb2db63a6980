import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Call } from '../../definition/call.js';
import { StreamBody } from '../body.js';
import type { Answer, HttpRequest } from '../message.js';
import { type Route, routeTo } from './agents.js';
import { Attempt } from './attempt.js';
import { unfitForUndici } from './choice.js';
import { writeBody } from './upload.js';

/** Sends a request with Node's own client, which can do all that OInt does over HTTP. */
export function sendByNode(
  request: HttpRequest,
  call: Call,
  proxy: URL | undefined,
): Promise<Answer> {
  const route = routeTo(request.url, call, proxy);
  if (!(route instanceof Promise)) return sendBy(route, request, call);
  return route.then((found) => sendBy(found, request, call));
}

function sendBy(route: Route, request: HttpRequest, call: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (call.options.signal?.aborted) reject(call.aborted());
    else new NodeAttempt(route, request, call, resolve, reject).begin();
  });
}

class NodeAttempt extends Attempt {
  readonly #route: Route;
  readonly #outgoing: ClientRequest;
  #incoming: IncomingMessage | undefined;
  /** A large body, while it is being written. */
  #source: Readable | undefined;

  constructor(
    route: Route,
    request: HttpRequest,
    call: Call,
    resolve: (answer: Answer) => void,
    reject: (error: Error) => void,
  ) {
    super(request, call, resolve, reject, route.proxy);
    this.#route = route;
    // The route is for this request only.
    const { options } = route;
    options.method = request.method;
    options.headers = options.headers
      ? { ...options.headers, ...request.headers }
      : request.headers;
    this.#outgoing = route.request(options);
  }

  begin(): void {
    const outgoing = this.#outgoing;
    this.started();
    outgoing.on('error', (error) => this.failed(error));
    outgoing.on('close', () => {
      if (!this.answered) this.failed(hungUp());
    });
    outgoing.on('socket', (socket) => this.#connecting(socket));
    outgoing.on('continue', () => unfitForUndici(this.request.url));
    outgoing.on('response', (incoming) => this.#respond(incoming));
    const fail = (error: Error) => this.stop(error);
    this.#source = writeBody(outgoing, this.request.body, this.watch, this.call, fail);
    if (!this.#source) return;
    outgoing.on('finish', () => {
      if (!this.answered) this.watch.enter('firstByteTimeout');
    });
  }

  #connecting(socket: Socket): void {
    const connected = () => {
      this.connected = true;
      this.watch.enter(this.#source ? 'idleTimeout' : 'firstByteTimeout');
    };
    if (!socket.connecting) connected();
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
  }

  #respond(incoming: IncomingMessage): void {
    this.#incoming = incoming;
    // After a refusal the rest of the body is not needed, and writing on could break the
    // connection.
    if (incoming.statusCode! >= 300) this.#source?.destroy();
    this.answer({
      status: incoming.statusCode!,
      setCookies: incoming.headers['set-cookie'],
      rawHeaders: incoming.rawHeaders,
      headers: joinHeaders(incoming.headers),
      body: new StreamBody(incoming),
    });
  }

  protected override cancel(error: Error): void {
    this.#outgoing.destroy(error);
    this.#route.cancel?.();
    this.#source?.destroy();
  }

  protected override letGo(): void {
    if (!this.#incoming!.complete || !this.#outgoing.writableFinished) this.#outgoing.destroy();
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
