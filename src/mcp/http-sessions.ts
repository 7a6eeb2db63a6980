import {
  isInitializeRequest,
  type JSONRPCMessage,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { isRecord } from '../core/util/is-record.js';
import { randomHex } from '../core/util/random.js';
import { type Accepted, asAccepted } from './http-accept.js';
import {
  errorResponse,
  type Id,
  INVALID_PARAMS,
  INVALID_REQUEST,
  SERVER_ERROR,
  WITH_BATCHES,
  withEarlierCode,
} from './message.js';
import type { McpProgram } from './server.js';

const MAX_SESSIONS = 100;

/** One session's messages. */
class Session extends WebStandardStreamableHTTPServerTransport {
  protocol: string | undefined;
  /** The requests that have no response yet. */
  readonly open = new Set<unknown>();

  override send(
    message: JSONRPCMessage,
    options?: Parameters<WebStandardStreamableHTTPServerTransport['send']>[1],
  ): Promise<void> {
    if (!('method' in message)) this.open.delete(message.id);
    if ('result' in message && typeof message.result.protocolVersion === 'string') {
      this.protocol ??= message.result.protocolVersion;
    }
    return super.send(withEarlierCode(message), options);
  }

  /** Why these messages are refused, if they are. */
  refusal(body: unknown): string | undefined {
    if (Array.isArray(body) && !WITH_BATCHES.includes(this.protocol ?? '')) {
      return 'this protocol version has no batches';
    }
    const ids = requestsIn(body).map(({ id }) => id);
    const isTwice = new Set(ids).size < ids.length || ids.some((id) => this.open.has(id));
    return isTwice ? 'a request with this ID is in progress' : undefined;
  }

  /** Remembers the requests, and ends the streams of those that are cancelled. */
  note(body: unknown): void {
    for (const { id } of requestsIn(body)) this.open.add(id);
    for (const message of Array.isArray(body) ? body : [body]) {
      if (!isRecord(message) || message.method !== 'notifications/cancelled') continue;
      const { requestId } = isRecord(message.params) ? message.params : {};
      if (!this.open.delete(requestId)) continue;
      setImmediate(() => this.closeSSEStream(requestId as string | number));
    }
  }
}

/** The sessions of clients of the 2025 protocol, which receive requests over their own streams. */
export class Sessions {
  readonly #program: McpProgram;
  readonly #open = new Map<string, Session>();

  constructor(program: McpProgram) {
    this.#program = program;
  }

  async handle(request: Request, body: unknown, accepted: Accepted): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    if (id === null) return this.#first(request, body, accepted);
    const known = this.#open.get(id);
    if (!known) return problem(404, body, SERVER_ERROR, 'the session has ended: start a new one');
    // Moved to the end, so that the first is the one unused for longest.
    this.#open.delete(id);
    this.#open.set(id, known);
    const refusal = known.refusal(body);
    if (refusal) return problem(400, body, INVALID_REQUEST, `Invalid Request: ${refusal}`);
    return serve(known, request, body, accepted);
  }

  async #first(request: Request, body: unknown, accepted: Accepted): Promise<Response> {
    if (isInitializeRequest(body)) return serve(await this.#begin(), request, body, accepted);
    if (isRecord(body) && body.method === 'initialize') {
      return problem(400, body, INVALID_PARAMS, 'Invalid params: initialize is not valid');
    }
    const why = 'there is no session: send an initialize request first';
    return problem(400, body, SERVER_ERROR, why);
  }

  async #begin(): Promise<Session> {
    const session: Session = new Session({
      sessionIdGenerator: () => randomHex(16),
      onsessioninitialized: (id) => {
        this.#open.set(id, session);
        const [oldest] = this.#open;
        if (this.#open.size > MAX_SESSIONS && oldest) void oldest[1].close();
      },
    });
    session.onclose = () => {
      if (session.sessionId) this.#open.delete(session.sessionId);
    };
    await this.#program.server().connect(session);
    return session;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#open.values()].map((session) => session.close()));
  }
}

async function serve(
  session: Session,
  request: Request,
  body: unknown,
  accepted: Accepted,
): Promise<Response> {
  session.note(body);
  const response = await session.handleRequest(
    request,
    body === undefined ? {} : { parsedBody: body },
  );
  return asAccepted(response, accepted, (id) => {
    const error = errorResponse(id, SERVER_ERROR, 'the client accepts no events');
    session.onmessage?.(error as JSONRPCMessage);
  });
}

function requestsIn(body: unknown): { id: unknown }[] {
  const messages: unknown[] = Array.isArray(body) ? body : [body];
  return messages.filter(
    (message): message is { id: unknown } =>
      isRecord(message) && message.method !== undefined && message.id !== undefined,
  );
}

function problem(status: number, body: unknown, code: number, message: string): Response {
  const [only] = Array.isArray(body) ? [] : requestsIn(body);
  return Response.json(errorResponse((only?.id as Id) ?? null, code, message), { status });
}
