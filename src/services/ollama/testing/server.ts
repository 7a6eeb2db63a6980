import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { json, type Received, start, type TestServer } from '../../../../test/support/server.js';
import * as fixtures from './fixtures.js';

export interface Asked {
  method: string;
  /** The endpoint: `generate`. */
  what: string;
  path: string;
  headers: Received['headers'];
  body: Buffer;
  json: Readonly<Record<string, unknown>>;
}

type Answer = (asked: Asked, response: ServerResponse) => unknown;

/**
 * A server on loopback that responds in the format of Ollama's documentation, checks the fields of
 * each request, stores blobs, and records requests. A test replaces a response with `on`.
 */
export class OllamaServer {
  readonly asked: Asked[] = [];
  readonly blobs = new Map<string, Buffer>();
  readonly #answers = new Map<string, Answer>();
  #server: TestServer | undefined;

  /** Closed at the end of the test file. */
  static async start(): Promise<OllamaServer> {
    const server = new OllamaServer();
    server.#server = await start((received, response) => server.#answer(received, response));
    return server;
  }

  get url(): string {
    return this.#server!.url;
  }
  get host(): string {
    return this.#server!.host;
  }
  get port(): number {
    return this.#server!.port;
  }
  get last(): Asked {
    return this.asked.at(-1)!;
  }

  /** Handles an endpoint (`generate`) with the test's own handler. */
  on(what: string, answer: Answer): void {
    this.#answers.set(what, answer);
  }

  reset(): void {
    this.asked.length = 0;
    this.blobs.clear();
    this.#answers.clear();
  }

  async #answer(received: Received, response: ServerResponse): Promise<void> {
    const { method, path, headers, body } = received;
    const what = /\/api\/(\w+)/.exec(path)?.[1] ?? '';
    const isJson = what !== 'blobs' && body.length > 0;
    const asked = {
      method,
      what,
      path,
      headers,
      body,
      json: isJson ? JSON.parse(String(body)) : {},
    };
    this.asked.push(asked);
    const own = this.#answers.get(what);
    if (own) {
      await own(asked, response);
      return;
    }
    const unknown = Object.keys(asked.json).find(
      (key) => !fixtures.documented[what]?.includes(key),
    );
    // Stricter than Ollama, which ignores unknown fields.
    if (unknown)
      json(response, { error: `the documentation does not have the field ${unknown}` }, 400);
    else if (what === 'blobs') this.#blob(asked, response);
    else usual(asked, response);
  }

  #blob({ method, path, body }: Asked, response: ServerResponse): void {
    const digest = /sha256:([0-9a-f]{64})$/.exec(path)?.[1];
    if (!digest) json(response, { error: 'invalid digest format' }, 400);
    else if (this.blobs.has(digest)) response.writeHead(200).end();
    else if (method === 'POST') this.#keep(digest, body, response);
    else json(response, { error: `blob "sha256:${digest}" not found` }, 404);
  }

  #keep(digest: string, body: Buffer, response: ServerResponse): void {
    const found = createHash('sha256').update(body).digest('hex');
    if (found !== digest) {
      const error = `digest mismatch, expected "sha256:${digest}", got "sha256:${found}"`;
      json(response, { error }, 400);
      return;
    }
    this.blobs.set(digest, body);
    response.writeHead(201).end();
  }
}

/** Lines as Ollama writes them, one packet each if there are many. */
export function ndjson(response: ServerResponse, lines: readonly unknown[], end = true): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (const line of lines) response.write(`${JSON.stringify(line)}\n`);
  if (end) response.end();
}

function usual({ method, what, json: asked }: Asked, response: ServerResponse): void {
  const streamed = (lines: readonly object[]) =>
    asked.stream === false ? json(response, lines.at(-1)) : ndjson(response, lines);
  const answers: Readonly<Record<string, () => void>> = {
    'GET version': () => json(response, fixtures.version),
    'GET tags': () => json(response, fixtures.tags),
    'GET ps': () => json(response, fixtures.running),
    'POST show': () => json(response, fixtures.information),
    'POST embed': () => json(response, fixtures.embeddings),
    'POST copy': () => void response.writeHead(200).end(),
    'DELETE delete': () => void response.writeHead(200).end(),
    'POST pull': () => streamed(fixtures.pulling),
    'POST push': () => streamed(fixtures.pushing),
    'POST create': () => streamed(fixtures.creating),
    'POST generate': () => generate(asked, response),
    'POST chat': () => chat(asked, response),
  };
  const answer = answers[`${method} ${what}`];
  if (answer) answer();
  // The message of the framework that Ollama's server uses.
  else response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
}

function generate(asked: Asked['json'], response: ServerResponse): void {
  if (asked.prompt === undefined) {
    json(response, fixtures.loaded(asked.keep_alive === 0 ? 'unload' : 'load'));
  } else if (asked.stream === false) {
    json(response, fixtures.generateWhole);
  } else {
    const { response: whole } = fixtures.generateWhole;
    const pieces = whole.split(/(?<= )/).map((text) => fixtures.generatePiece(text));
    ndjson(response, [...pieces, fixtures.generateLast]);
  }
}

function chat(asked: Asked['json'], response: ServerResponse): void {
  if (asked.stream === false) {
    json(response, fixtures.chatWhole);
    return;
  }
  const { content } = fixtures.chatWhole.message;
  const pieces = content.split(/(?<= )/).map((text) => fixtures.chatPiece(text));
  ndjson(response, [...pieces, fixtures.chatLast]);
}
