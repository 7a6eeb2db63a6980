import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import {
  createMcpHandler,
  isJsonContentType,
  isLegacyRequest,
  type McpHttpHandler,
} from '@modelcontextprotocol/server';
import { InputError } from '../core/errors/errors.js';
import { bytesOf, EarlyResponse } from '../core/http/early-response.js';
import { MarkedNumbers } from '../core/json/marked-numbers.js';
import { parseExact } from '../core/json/parse.js';
import { isTooDeepJson } from '../core/util/depth.js';
import { preflight, type Refusal, shareWithOrigin, urlOf } from '../serving/gate.js';
import { type Accepted, acceptedBy, asAccepted, BOTH } from './http-accept.js';
import { type HttpSettings, PATH, refusal, SHARED } from './http-gate.js';
import { Sessions } from './http-sessions.js';
import { DEEPEST_LINE } from './lines.js';
import {
  type ErrorResponse,
  errorResponse,
  INVALID_REQUEST,
  notJson,
  SERVER_ERROR,
  sorted,
} from './message.js';
import { McpProgram } from './server.js';
import type { McpSettings } from './settings.js';

/** A request's body has a model's values, never a file. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** What answers the requests that are let in. */
interface Servers {
  handler: McpHttpHandler;
  sessions: Sessions;
  numbers: MarkedNumbers;
}

/** Serves any number of clients over HTTP until the signal aborts. Calls `ready` with the address. */
export async function serveOverHttp(
  settings: McpSettings,
  http: HttpSettings,
  signal: AbortSignal,
  ready: (url: string) => void,
): Promise<void> {
  const numbers = new MarkedNumbers();
  const program = await McpProgram.create(settings, (result) => numbers.mark(result));
  const onerror = (error: Error) => settings.log(`protocol: ${error.message}`);
  const handler = createMcpHandler(() => program.server(), { legacy: 'reject', onerror });
  const sessions = new Sessions(program);
  const server = createServer({ ServerResponse: EarlyResponse }, (request, response) => {
    if (response.isTooLate) return;
    respond(request, response, http, { handler, sessions, numbers }).catch((error: Error) => {
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
  ready(`${urlOf(http.host, port)}${PATH}`);
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
  { handler, sessions, numbers }: Servers,
): Promise<void> {
  shareWithOrigin(message, response, http, SHARED);
  const refused = refusal(message, http);
  if (refused) return refuse(response, refused);
  if (message.method === 'OPTIONS') {
    response.writeHead(204, preflight(message.headers, SHARED)).end();
    return;
  }
  const accepted = formatOf(message);
  if (!accepted) {
    return refuse(response, { status: 406, message: `the client must accept ${BOTH}` });
  }
  const body = message.method === 'POST' ? await readMessage(message) : { value: undefined };
  if ('status' in body) return refuse(response, body);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const request = new Request(`http://${message.headers.host ?? 'localhost'}${message.url}`, {
    method: message.method!,
    headers: [...headersOf(message), ['accept', BOTH]],
    signal: gone.signal,
    ...(body.value !== undefined && { body: '' }),
  });
  const isLegacy = await isLegacyRequest(request, body.value);
  const answer = isLegacy
    ? await sessions.handle(request, body.value, accepted)
    : await asAccepted(
        await handler.fetch(request, { parsedBody: body.value }),
        accepted,
        () => {},
      );
  await send(answer, response, numbers);
}

/** A stream of events has no other format. */
function formatOf({ method, headers }: IncomingMessage): Accepted | undefined {
  if (method === 'DELETE') return 'both';
  const accepted = acceptedBy(headers.accept);
  return method === 'GET' && accepted ? 'both' : accepted;
}

/** The JSON-RPC message in the body, or why it is refused. */
async function readMessage(
  message: IncomingMessage,
): Promise<{ value: unknown } | (Refusal & { answer?: ErrorResponse })> {
  if (!isJsonContentType(message.headers['content-type'] ?? null)) {
    return { status: 415, message: 'content-type must be application/json' };
  }
  const text = await readBody(message);
  if (text === null) return { status: 413, message: 'the request is too large' };
  if (isTooDeepJson(text, DEEPEST_LINE)) {
    return { status: 400, message: `the request is nested deeper than ${DEEPEST_LINE} levels` };
  }
  let value: unknown;
  try {
    value = parseExact(text.replace(/^\uFEFF/, ''));
  } catch {
    return { status: 400, message: '', answer: notJson() };
  }
  return Array.isArray(value) ? readBatch(value) : readOne(value);
}

function readOne(value: unknown): { value: unknown } | (Refusal & { answer?: ErrorResponse }) {
  const found = sorted(value);
  if (found.kind === 'invalid') return { status: 400, message: '', answer: found.answer };
  if (found.kind === 'ignored') {
    return { status: 400, message: 'Invalid params: params must be an object' };
  }
  if (found.kind === 'request' && !isKnownId(found.message.id)) {
    const why = 'Invalid Request: id must be a string or an integer';
    return { status: 400, message: '', answer: errorResponse(null, INVALID_REQUEST, why) };
  }
  return { value: found.message };
}

function readBatch(values: readonly unknown[]) {
  const read = values.map(readOne);
  const refused = read.find((one) => 'status' in one);
  if (refused) return refused;
  if (values.length > 0) return { value: read.map((one) => 'value' in one && one.value) };
  const answer = errorResponse(null, INVALID_REQUEST, 'Invalid Request: the batch is empty');
  return { status: 400, message: '', answer };
}

function isKnownId(id: unknown): boolean {
  return typeof id === 'string' || Number.isSafeInteger(id);
}

function refuse(
  response: EarlyResponse,
  { status, message, headers, answer }: Refusal & { answer?: ErrorResponse },
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(answer ?? errorResponse(null, SERVER_ERROR, message)));
}

/** Without those that describe the body, which was read already. */
function headersOf({ headers }: IncomingMessage): [string, string][] {
  const { accept: _, 'content-length': __, 'transfer-encoding': ___, ...rest } = headers;
  return Object.entries(rest).flatMap(([name, value]) =>
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

async function send(
  { status, headers, body }: Response,
  response: EarlyResponse,
  numbers: MarkedNumbers,
): Promise<void> {
  response.writeHead(status, Object.fromEntries(headers));
  if (!body) {
    response.end();
    return;
  }
  response.flushHeaders();
  // A client that disconnects ends its request: not an error.
  const source = Readable.fromWeb(body as ReadableStream);
  await pipeline(source, restoring(numbers), response).catch(() => {});
}

const EVENT_END = '\n\n';

/** Restores numbers, in whole events or a whole body of JSON. */
function restoring(numbers: MarkedNumbers): Transform {
  const decoder = new TextDecoder();
  let rest = '';
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      const text = rest + decoder.decode(chunk, { stream: true });
      const end = text.lastIndexOf(EVENT_END) + EVENT_END.length;
      if (end < EVENT_END.length) {
        rest = text;
        done();
        return;
      }
      rest = text.slice(end);
      done(null, numbers.restore(text.slice(0, end)));
    },
    flush(done) {
      done(null, numbers.restore(rest));
    },
  });
}
