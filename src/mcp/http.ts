import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type McpHttpHandler,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { InputError } from '../core/errors/errors.js';
import { randomHex } from '../core/util/random.js';
import { McpProgram } from './server.js';
import type { McpSettings } from './settings.js';

export interface HttpPlace {
  host: string;
  port: number;
  /** Every request must have it, as `Authorization: Bearer …`. */
  token: string;
  /** Web pages that may ask, as `https://app.example.org`. */
  origins: readonly string[];
}

const PATH = '/mcp';
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** A request's body: a model's values, never a file. */
const LARGEST_BODY = 4 * 1024 * 1024;

/** Serves any number of clients over HTTP until the signal ends it. `ready` is told the address. */
export async function serveOverHttp(
  settings: McpSettings,
  place: HttpPlace,
  signal: AbortSignal,
  ready: (url: string) => void,
): Promise<void> {
  const program = await McpProgram.create(settings);
  const onerror = (error: Error) => settings.log(`protocol: ${error.message}`);
  const handler = createMcpHandler(() => program.server(), { legacy: 'reject', onerror });
  const sessions = new Sessions(program);
  const server = createServer((request, response) => {
    answer(request, response, place, handler, sessions).catch((error: Error) => {
      settings.log(`http: ${error.message}`);
      response.destroy();
    });
  });
  server.listen(place.port, place.host);
  await Promise.race([
    once(server, 'listening'),
    once(server, 'error').then(([error]) => {
      const { code = '', message } = error as NodeJS.ErrnoException;
      const why = code === 'EADDRINUSE' ? 'another program listens there' : message;
      throw new InputError({
        param: 'http',
        message: `cannot listen at port ${place.port}: ${why}`,
      });
    }),
  ]);
  const { port } = server.address() as AddressInfo;
  ready(`http://${place.host.includes(':') ? `[${place.host}]` : place.host}:${port}${PATH}`);
  if (!signal.aborted) await once(signal, 'abort');
  await handler.close();
  await sessions.close();
  server.close();
  server.closeAllConnections();
  await program.close();
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  place: HttpPlace,
  handler: McpHttpHandler,
  sessions: Sessions,
): Promise<void> {
  const refused = refusal(message, place);
  if (refused) return refuse(response, refused);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = message.method === 'POST' ? await readBody(message) : undefined;
  if (body === null) return refuse(response, { status: 413, message: 'the request is too large' });
  const request = new Request(`http://${message.headers.host ?? 'localhost'}${message.url}`, {
    method: message.method!,
    headers: headersOf(message),
    signal: gone.signal,
    ...(body !== undefined && { body }),
  });
  const isLegacy = await isLegacyRequest(request);
  await send(isLegacy ? await sessions.handle(request) : await handler.fetch(request), response);
}

interface Refusal {
  status: number;
  message: string;
}

/**
 * Whom we do not talk to. A web page of elsewhere reaches a server on this machine by a name that it
 * has made point here: so the name is looked at first, then the page, then the token.
 */
function refusal(
  { headers, url = '' }: IncomingMessage,
  { host, token, origins }: HttpPlace,
): Refusal | undefined {
  const isLocal = [...LOOPBACK, '::1'].includes(host);
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (isLocal && !LOOPBACK.includes(name))
    return { status: 403, message: 'the host is not served' };
  const { origin } = headers;
  if (origin !== undefined && !origins.includes(origin)) {
    return { status: 403, message: 'the origin is not allowed' };
  }
  if (url.split('?')[0] !== PATH) return { status: 404, message: `there is only ${PATH} here` };
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return isSame(given, token)
    ? undefined
    : { status: 401, message: 'the token is missing or wrong' };
}

/** Takes as long whatever is wrong. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return timingSafeEqual(a.length === b.length ? a : b, b) && a.length === b.length;
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  const error = { jsonrpc: '2.0', id: null, error: { code: -32000, message } };
  response.writeHead(status, {
    'content-type': 'application/json',
    connection: 'close',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  });
  response.end(JSON.stringify(error));
}

function headersOf({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
}

/** The body; `null` where it is too large. */
async function readBody(message: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function send({ status, headers, body }: Response, response: ServerResponse): Promise<void> {
  response.writeHead(status, Object.fromEntries(headers));
  if (!body) {
    response.end();
    return;
  }
  response.flushHeaders();
  // A client that goes ends its request; that is no fault.
  await pipeline(Readable.fromWeb(body as ReadableStream), response).catch(() => {});
}

const MOST_SESSIONS = 100;

/** The connections of clients of the 2025 protocol, which are asked over their own streams. */
class Sessions {
  readonly #program: McpProgram;
  readonly #open = new Map<string, WebStandardStreamableHTTPServerTransport>();

  constructor(program: McpProgram) {
    this.#program = program;
  }

  async handle(request: Request): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    if (id !== null) {
      const known = this.#open.get(id);
      if (!known) return problem(404, 'the session is over; begin a new one');
      // Moved to the end: the one that was silent longest is first.
      this.#open.delete(id);
      this.#open.set(id, known);
      return known.handleRequest(request);
    }
    const body: unknown = request.method === 'POST' ? await readJson(request) : undefined;
    if (!isInitializeRequest(body))
      return problem(400, 'there is no session yet: initialize first');
    return (await this.#begin()).handleRequest(request, { parsedBody: body });
  }

  async #begin(): Promise<WebStandardStreamableHTTPServerTransport> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomHex(16),
      onsessioninitialized: (id) => {
        this.#open.set(id, transport);
        const [oldest] = this.#open;
        if (this.#open.size > MOST_SESSIONS && oldest) void oldest[1].close();
      },
    });
    transport.onclose = () => {
      if (transport.sessionId) this.#open.delete(transport.sessionId);
    };
    await this.#program.server().connect(transport);
    return transport;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#open.values()].map((transport) => transport.close()));
  }
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.clone().json();
  } catch {
    return undefined;
  }
}

function problem(status: number, message: string): Response {
  const error = { jsonrpc: '2.0', id: null, error: { code: -32000, message } };
  return Response.json(error, { status });
}
