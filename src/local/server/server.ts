import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { ApiError, errorBody, headersOf } from '../errors.js';
import type { ServedBindings } from '../served.js';
import {
  announcesTooMuch,
  type BodyLimits,
  bounded,
  isStreamed,
  mostBytes,
  tooLarge,
} from './body-limit.js';
import { Exchange, type LogEntry } from './exchange.js';
import { Guard, type GuardOptions } from './guard.js';

export interface ServerOptions extends GuardOptions, BodyLimits {
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** Called when a request has ended. */
  onRequest?(entry: LogEntry): void;
  /** In milliseconds; all have defaults. */
  patience?: Partial<Patience>;
}

/** How long the server waits for a client. */
interface Patience {
  /** To send the request headers. */
  head: number;
  /** To send some of the body, or to read some of the response. */
  stuck: number;
  /** To send its next request. */
  idle: number;
}

type Application = (request: Request, bindings: ServedBindings) => Response | Promise<Response>;

const PATIENCE: Patience = { head: 60_000, stuck: 30_000, idle: 60_000 };

/**
 * Serves an application over HTTP to clients that are allowed, without letting a slow one block the
 * others.
 */
export class LocalServer {
  readonly #application: Application;
  readonly #options: ServerOptions;
  readonly #guard: Guard;
  readonly #patience: Patience;
  readonly #server: Server<typeof IncomingMessage, typeof Exchange>;
  readonly #listener: ReturnType<typeof getRequestListener>;
  readonly #open = new Set<Exchange>();
  #watch: NodeJS.Timeout | undefined;
  #isStopping = false;
  #whenIdle = () => {};

  constructor(application: Application, options: ServerOptions) {
    this.#application = application;
    this.#options = options;
    this.#guard = new Guard(options);
    this.#patience = { ...PATIENCE, ...options.patience };
    this.#listener = getRequestListener(
      (request, { outgoing }) => this.#answer(request, outgoing),
      {
        hostname: 'localhost',
        // `EarlyResponse` does, and closes the connection.
        autoCleanupIncoming: false,
        errorHandler: (error) => Response.json(errorBody(asRefusal(error)), { status: 400 }),
      },
    );
    this.#server = createServer<typeof IncomingMessage, typeof Exchange>({
      ServerResponse: Exchange,
      headersTimeout: this.#patience.head,
      // A body may be slow as long as it makes progress: see `Exchange.isStuck`.
      requestTimeout: 0,
      keepAliveTimeout: this.#patience.idle,
      connectionsCheckingInterval: Math.min(1_000, this.#patience.head),
      keepAlive: true,
      noDelay: true,
    });
    this.#server.on('request', (incoming, outgoing) => this.#take(incoming, outgoing));
    this.#server.on('checkContinue', (incoming, outgoing) => this.#take(incoming, outgoing, true));
    this.#server.on('clientError', (error, socket) => this.#refuseSocket(error, socket as Socket));
  }

  /** Starts listening and returns the address. Throws the system's error if it cannot. */
  async start(): Promise<string> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    const { stuck } = this.#patience;
    this.#watch = setInterval(() => this.#giveUpTheStuck(), Math.min(1_000, stuck / 4));
    const { port: taken } = this.#server.address() as AddressInfo;
    return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
  }

  /** The number of responses in progress. */
  get underWay(): number {
    return this.#open.size;
  }

  /**
   * Stops accepting requests and gives those in progress this many milliseconds to finish. Returns
   * how many were cut off.
   */
  async stop(grace: number): Promise<number> {
    this.#isStopping = true;
    this.#server.close();
    let timer: NodeJS.Timeout | undefined;
    if (this.#open.size > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
        timer = setTimeout(resolve, grace);
      });
    }
    clearTimeout(timer);
    clearInterval(this.#watch);
    const cut = this.#open.size;
    const over = Promise.all([...this.#open].map(closed));
    this.#server.closeAllConnections();
    await over;
    return cut;
  }

  #take(incoming: IncomingMessage, outgoing: Exchange, wantsContinue = false): void {
    if (outgoing.isTooLate) return;
    this.#open.add(outgoing);
    outgoing.on('close', () => this.#close(outgoing));
    if (this.#isStopping) outgoing.shouldKeepAlive = false;
    setHeaders(outgoing, this.#guard.corsHeaders(incoming));
    const preflight = this.#guard.preflightHeaders(incoming);
    if (preflight) {
      outgoing.writeHead(204, preflight).end();
      return;
    }
    const refused = this.#guard.refusal(incoming) ?? this.#tooLarge(incoming);
    if (refused) refuse(refused, outgoing);
    else {
      if (wantsContinue) outgoing.writeContinue();
      void this.#listener(incoming, outgoing);
    }
  }

  #tooLarge(incoming: IncomingMessage): ApiError | undefined {
    const most = mostBytes(incoming, this.#options);
    return announcesTooMuch(incoming, most) ? tooLarge(most) : undefined;
  }

  async #answer(request: Request, outgoing: unknown): Promise<Response> {
    const { req, served } = outgoing as Exchange;
    const hasBody = !['GET', 'HEAD'].includes(request.method);
    const isBounded = hasBody && isStreamed(req);
    const most = mostBytes(req, this.#options);
    try {
      const checked = isBounded ? await bounded(request, req, most) : request;
      return await this.#application(checked, { served });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return Response.json(errorBody(error), { status: error.status, headers: headersOf(error) });
    }
  }

  #close(exchange: Exchange): void {
    this.#open.delete(exchange);
    this.#options.onRequest?.(exchange.entry());
    if (this.#isStopping && this.#open.size === 0) this.#whenIdle();
  }

  /** Handles requests that are not valid HTTP or never complete. */
  #refuseSocket({ code }: NodeJS.ErrnoException, socket: Socket): void {
    // The client has gone, or a response has begun: more bytes would become part of it.
    if (!socket.writable || code === 'ECONNRESET' || socket.bytesWritten > 0) {
      socket.destroy();
      return;
    }
    const [status, message] = MALFORMED[code ?? ''] ?? ([400, NO_HTTP] as const);
    const answer = rawAnswer(status, message);
    socket.end(answer).destroySoon();
    const sizes = { received: socket.bytesRead, sent: answer.length };
    const unknown = { time: new Date(), method: '-', path: '-', ms: 0 };
    this.#options.onRequest?.({
      ...unknown,
      ...sizes,
      status,
      end: status === 408 ? 'slow' : 'done',
    });
  }

  #giveUpTheStuck(): void {
    const now = performance.now();
    for (const exchange of this.#open) {
      if (exchange.isStuck(now, this.#patience.stuck)) exchange.giveUp(rawAnswer(408, TOO_SLOW));
    }
  }
}

function closed(outgoing: Exchange): Promise<void> {
  return new Promise((resolve) => outgoing.once('close', resolve));
}

function setHeaders(outgoing: Exchange, headers: object = {}): void {
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
}

function refuse(error: ApiError, outgoing: Exchange): void {
  const body = JSON.stringify(errorBody(error));
  outgoing.writeHead(error.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headersOf(error),
    ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
  });
  outgoing.end(body);
}

const TOO_SLOW = 'Timed out waiting for the rest of the request.';
const NO_HTTP = 'The request is not valid HTTP. (This server uses http, not https.)';
/** By the code of Node's error. */
const MALFORMED: Readonly<Record<string, readonly [keyof typeof REASONS, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, TOO_SLOW],
  HPE_HEADER_OVERFLOW: [431, 'The request headers are too large.'],
};
const REASONS = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
} as const;

/** A last response on a connection whose requests can no longer be told apart. */
function rawAnswer(status: keyof typeof REASONS, message: string): string {
  const body = JSON.stringify(errorBody(new ApiError({ status, message })));
  const head = `HTTP/1.1 ${status} ${REASONS[status]}\r\ncontent-type: application/json`;
  return `${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
}

/** The request target is not a valid URL. */
function asRefusal(error: unknown): ApiError {
  const message = `The request URL is not valid: ${error instanceof Error ? error.message : error}.`;
  return new ApiError({ status: 400, message });
}
