import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { json, type Received, start, type TestServer } from './server.js';

/** A part of a multipart form as it arrived. */
export interface FormPart {
  name: string;
  text?: string;
  file?: { name: string; type: string; bytes: Buffer };
}

/** A request as it arrived. */
export class Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;

  constructor({ method, path, headers, body }: Received) {
    const url = new URL(path, 'http://server');
    this.method = method;
    this.path = url.pathname;
    this.query = url.searchParams;
    this.headers = headers;
    this.body = body;
  }

  /** The path below the API's version: `/files/file-1`. */
  get apiPath(): string {
    return /\/v\d+\w*(?:\/openai)?(\/.*)$/.exec(this.path)?.[1] ?? this.path;
  }

  json<T = Record<string, unknown>>(): T {
    return JSON.parse(this.body.toString('utf8')) as T;
  }

  /** Parsed by the platform. */
  async form(): Promise<FormPart[]> {
    const headers = { 'content-type': this.headers['content-type'] ?? '' };
    const parts = [...(await new Response(this.body, { headers }).formData())];
    return Promise.all(
      parts.map(async ([name, value]) =>
        typeof value === 'string'
          ? { name, text: value }
          : { name, file: await fileOf(value as unknown as File) },
      ),
    );
  }
}

async function fileOf(file: File): Promise<NonNullable<FormPart['file']>> {
  const bytes = Buffer.from(await file.arrayBuffer());
  return { name: file.name, type: file.type, bytes };
}

export type Handler = (request: Recorded, response: ServerResponse) => unknown;

/**
 * A server on loopback that responds in OpenAI's formats, stores files, and records every request. A
 * test replaces a response with `on`, for the behavior of other servers and for faults.
 */
export class OpenAiServer {
  readonly requests: Recorded[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #files = new Map<string, { about: object; bytes: Buffer }>();
  #server: TestServer | undefined;

  /** Closed at the end of the test file. */
  static async start(): Promise<OpenAiServer> {
    const server = new OpenAiServer();
    server.#server = await start((received, response) =>
      server.#answer(new Recorded(received), response),
    );
    return server;
  }

  /** Without a slash at its end. */
  get url(): string {
    return this.#server!.url;
  }

  /** Sets a handler of the test for `POST /chat/completions` and others. */
  on(route: string, handler: Handler): void {
    this.#handlers.set(route, handler);
  }

  /** Removes requests, files and the tests' handlers. */
  reset(): void {
    this.requests.length = 0;
    this.#handlers.clear();
    this.#files.clear();
  }

  get last(): Recorded {
    const last = this.requests.at(-1);
    if (!last) throw new Error('nothing was sent');
    return last;
  }

  async #answer(request: Recorded, response: ServerResponse): Promise<void> {
    this.requests.push(request);
    const route = `${request.method} ${request.apiPath}`;
    const handler = this.#handlers.get(route) ?? usual[route];
    if (handler) await handler(request, response);
    else if (!(await this.#file(request, response))) notFound(response, `no ${route}`);
  }

  /** Files: stored, described, downloaded, deleted. */
  async #file(request: Recorded, response: ServerResponse): Promise<boolean> {
    const { method, apiPath } = request;
    const match = /^\/files(?:\/([^/]+)(\/content)?)?$/.exec(apiPath);
    if (!match) return false;
    const [, id, content] = match;
    if (id === undefined && method === 'POST') await this.#keep(request, response);
    else if (id === undefined) json(response, list([...this.#files.values()].map((f) => f.about)));
    else this.#one(method, decodeURIComponent(id), Boolean(content), response);
    return true;
  }

  async #keep(request: Recorded, response: ServerResponse): Promise<void> {
    const parts = await request.form();
    const file = parts.find(({ name }) => name === 'file')?.file;
    const purpose = parts.find(({ name }) => name === 'purpose')?.text ?? '';
    if (!file) {
      json(response, { error: { message: 'no file' } }, 400);
      return;
    }
    const about = storedFile(`file-${this.#files.size + 1}`, file.name, file.bytes, purpose);
    this.#files.set(about.id, { about, bytes: file.bytes });
    json(response, about);
  }

  #one(method: string, id: string, content: boolean, response: ServerResponse): void {
    const found = this.#files.get(id);
    if (!found) {
      notFound(response, `No such File object: ${id}`);
    } else if (content) {
      bytes(response, found.bytes, 'application/octet-stream');
    } else if (method === 'GET') {
      json(response, found.about);
    } else {
      this.#files.delete(id);
      json(response, { id, object: 'file', deleted: true });
    }
  }
}

function storedFile(id: string, filename: string, data: Buffer, purpose: string) {
  const created = { created_at: 1_726_000_000, expires_at: 1_726_086_400 };
  const about = { id, object: 'file', bytes: data.length, filename, purpose };
  return { ...about, ...created, status: 'processed' };
}

/** A chat response in OpenAI's format. */
export function completion(content: string | null, more: object = {}): Record<string, unknown> {
  const message = { role: 'assistant', content, refusal: null, ...more };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_726_000_000,
    model: 'gpt-5-mini',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
  };
}

/** A chunk of a streamed response. */
export function chunk(delta: object, more: object = {}, finish: string | null = null): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_726_000_000,
    model: 'gpt-5-mini',
    choices: [{ index: 0, delta, finish_reason: finish, ...more }],
  };
}

/** Server-sent events, one for each of `data`; strings are sent unchanged. */
export function sse(response: ServerResponse, data: readonly (object | string)[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const item of data) {
    response.write(`data: ${typeof item === 'string' ? item : JSON.stringify(item)}\n\n`);
  }
}

export function bytes(response: ServerResponse, data: Buffer | string, type: string): void {
  response.writeHead(200, { 'content-type': type });
  response.end(data);
}

export function notFound(response: ServerResponse, message: string): void {
  const error = { message, type: 'invalid_request_error', param: null, code: null };
  json(response, { error }, 404);
}

function list(data: readonly object[]): object {
  const ids = data.map((item) => (item as { id: string }).id);
  const ends = { first_id: ids[0] ?? '', last_id: ids.at(-1) ?? '' };
  return { object: 'list', data, ...ends, has_more: false };
}

function assistant(fields: object = {}): object {
  return {
    id: 'asst_1',
    object: 'assistant',
    created_at: 1_726_000_000,
    model: 'gpt-5-mini',
    name: null,
    description: null,
    instructions: null,
    tools: [],
    metadata: {},
    ...fields,
  };
}

const usual: Readonly<Record<string, Handler>> = {
  'GET /models': (_, response) =>
    json(response, {
      object: 'list',
      data: [{ id: 'gpt-5-mini', object: 'model', created: 1_726_000_000, owned_by: 'openai' }],
    }),
  'POST /chat/completions': (request, response) => {
    const { stream } = request.json<{ stream?: boolean }>();
    if (!stream) return json(response, completion('Hello!'));
    const texts = ['Hel', 'lo', '!'].map((content) => chunk({ content }));
    sse(response, [chunk({ role: 'assistant' }), ...texts, chunk({}, {}, 'stop'), '[DONE]']);
    return response.end();
  },
  'POST /embeddings': (request, response) => {
    const { input } = request.json<{ input: string[] }>();
    const data = input.map((_, index) => ({ object: 'embedding', index, embedding: [0.5, -1] }));
    const usage = { prompt_tokens: 4, total_tokens: 4 };
    return json(response, { object: 'list', model: 'text-embedding-3-small', data, usage });
  },
  'POST /images/generations': (_, response) =>
    json(response, { created: 1_726_000_000, data: [{ b64_json: 'AAAA' }] }),
  'POST /audio/speech': (_, response) => bytes(response, Buffer.from([1, 2, 3]), 'audio/mpeg'),
  'POST /audio/transcriptions': (_, response) =>
    json(response, { text: 'Hello there.', usage: { type: 'duration', seconds: 2 } }),
  'GET /assistants': (_, response) => json(response, list([assistant()])),
  'POST /assistants': (request, response) => json(response, assistant(request.json())),
  'GET /assistants/asst_1': (_, response) => json(response, assistant()),
  'DELETE /assistants/asst_1': (_, response) =>
    json(response, { id: 'asst_1', object: 'assistant.deleted', deleted: true }),
};
