import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
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
import { bytesOf, EarlyResponse } from '../core/http/early-response.js';
import { isTooDeepJson } from '../core/util/depth.js';
import { randomHex } from '../core/util/random.js';
import { DEEPEST_LINE } from './line-limit.js';
import { McpProgram } from './server.js';
import type { McpSettings } from './settings.js';

export interface HttpSettings {
  host: string;
  port: number;
  /** Required in every request, as `Authorization: Bearer …`. */
  token: string;
  /** Web pages that may send requests, such as `https://app.example.org`. */
  origins: readonly string[];
}

const PATH = '/mcp';
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** A request's body has a model's values, never a file. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Serves any number of clients over HTTP until the signal aborts. Calls `ready` with the address. */
export async function serveOverHttp(
  settings: McpSettings,
  http: HttpSettings,
  signal: AbortSignal,
  ready: (url: string) => void,
): Promise<void> {
  const program = await McpProgram.create(settings);
  const onerror = (error: Error) => settings.log(`protocol: ${error.message}`);
  const handler = createMcpHandler(() => program.server(), { legacy: 'reject', onerror });
  const sessions = new Sessions(program);
  const server = createServer({ ServerResponse: EarlyResponse }, (request, response) => {
    if (response.isTooLate) return;
    respond(request, response, http, handler, sessions).catch((error: Error) => {
      settings.log(`http: ${error.message}`);
      response.destroy();
    });
  });
  server.listen(http.port, http.host);
  await Promise.race([
    once(server, 'listening'),
    once(server, 'error').then(([error]) => {
      const { code = '', message } = error as NodeJS.ErrnoException;
      const why = code === 'EADDRINUSE' ? 'the port is already in use' : message;
      throw new InputError({
        param: 'http',
        message: `cannot listen on port ${http.port}: ${why}`,
      });
    }),
  ]);
  const { port } = server.address() as AddressInfo;
  ready(`http://${http.host.includes(':') ? `[${http.host}]` : http.host}:${port}${PATH}`);
  if (!signal.aborted) await once(signal, 'abort');
  await handler.close();
  await sessions.close();
  server.close();
  server.closeAllConnections();
  await program.close();
}

async function respond(
  message: IncomingMessage,
  response: EarlyResponse,
  http: HttpSettings,
  handler: McpHttpHandler,
  sessions: Sessions,
): Promise<void> {
  const refused = refusal(message, http);
  if (refused) return refuse(response, refused);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = message.method === 'POST' ? await readBody(message) : undefined;
  if (body === null) return refuse(response, { status: 413, message: 'the request is too large' });
  if (body !== undefined && isTooDeepJson(body, DEEPEST_LINE)) {
    const message = `the request is nested deeper than ${DEEPEST_LINE} levels`;
    return refuse(response, { status: 400, message });
  }
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
 * Why a request is refused, if it is. A foreign web page can reach a server on this machine through
 * a host name that resolves to it (DNS rebinding): so the host is checked first, then the origin,
 * then the token.
 */
function refusal(
  { headers, url = '' }: IncomingMessage,
  { host, token, origins }: HttpSettings,
): Refusal | undefined {
  const isLocal = [...LOOPBACK, '::1'].includes(host);
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (isLocal && !LOOPBACK.includes(name))
    return { status: 403, message: 'the host is not allowed' };
  const { origin } = headers;
  if (origin !== undefined && !origins.includes(origin)) {
    return { status: 403, message: 'the origin is not allowed' };
  }
  if (url.split('?')[0] !== PATH)
    return { status: 404, message: `not found: the endpoint is ${PATH}` };
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return isSame(given, token)
    ? undefined
    : { status: 401, message: 'the token is missing or wrong' };
}

/** Takes the same time whatever is wrong. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return timingSafeEqual(a.length === b.length ? a : b, b) && a.length === b.length;
}

function refuse(response: EarlyResponse, { status, message }: Refusal): void {
  const error = { jsonrpc: '2.0', id: null, error: { code: -32000, message } };
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  });
  response.end(JSON.stringify(error));
}

function headersOf({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
}

const TOO_LARGE = new Error('the request is too large');

/** The body; `null` if it is too large. */
async function readBody(message: IncomingMessage): Promise<string | null> {
  const limit = { most: MAX_BODY_BYTES, tooLarge: () => TOO_LARGE };
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of bytesOf(message, limit)) chunks.push(chunk);
  } catch (error) {
    if (error === TOO_LARGE) return null;
    throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function send({ status, headers, body }: Response, response: EarlyResponse): Promise<void> {
  response.writeHead(status, Object.fromEntries(headers));
  if (!body) {
    response.end();
    return;
  }
  response.flushHeaders();
  // A client that disconnects ends its request: not an error.
  await pipeline(Readable.fromWeb(body as ReadableStream), response).catch(() => {});
}

const MAX_SESSIONS = 100;

/** The sessions of clients of the 2025 protocol, which receive requests over their own streams. */
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
      if (!known) return problem(404, 'the session has ended: start a new one');
      // Moved to the end, so that the first is the one unused for longest.
      this.#open.delete(id);
      this.#open.set(id, known);
      return known.handleRequest(request);
    }
    const body: unknown = request.method === 'POST' ? await readJson(request) : undefined;
    if (!isInitializeRequest(body))
      return problem(400, 'there is no session: send an initialize request first');
    return (await this.#begin()).handleRequest(request, { parsedBody: body });
  }

  async #begin(): Promise<WebStandardStreamableHTTPServerTransport> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomHex(16),
      onsessioninitialized: (id) => {
        this.#open.set(id, transport);
        const [oldest] = this.#open;
        if (this.#open.size > MAX_SESSIONS && oldest) void oldest[1].close();
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
