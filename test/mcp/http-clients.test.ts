import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { OpenAiServer } from '../support/openai-server.js';
import { httpServer } from './support.js';

const ORIGIN = 'http://localhost:6274';
const api = await OpenAiServer.start();
const args = ['--origin', ORIGIN, '--expose', 'openai.GetResponse'];
const server = await httpServer({ args }, afterAll);

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string | undefined>;
  body?: object | string;
}

interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends a request with exactly these headers and the token, unless they say otherwise. */
function send({ method = 'POST', path = '/mcp', headers = {}, body }: Sent): Promise<Received> {
  const all = {
    authorization: `Bearer ${server.token}`,
    origin: ORIGIN,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return new Promise((resolve, reject) => {
    const url = new URL(path, server.url);
    const sent = httpRequest(
      url,
      { method, headers: Object.fromEntries(given) as Record<string, string> },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (data) => {
          text += data;
        });
        response.once('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, text }),
        );
      },
    );
    sent.once('error', reject);
    sent.end(typeof body === 'object' ? JSON.stringify(body) : body);
  });
}

const initialize = (protocolVersion = '2025-11-25') => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion, capabilities: {}, clientInfo: { name: 't', version: '1' } },
});
const ping = { jsonrpc: '2.0', id: 2, method: 'ping' };

async function session(version?: string): Promise<Record<string, string>> {
  const { headers } = await send({ body: initialize(version) });
  return { 'mcp-session-id': headers['mcp-session-id'] as string };
}

describe('web pages of allowed origins', () => {
  it('may send requests with the headers that they need, before the token is known', async () => {
    const asked = {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, content-type, x-own',
    };
    const { status, headers, text } = await send({
      method: 'OPTIONS',
      headers: { ...asked, authorization: undefined },
    });
    expect({ status, text }).toEqual({ status: 204, text: '' });
    expect(headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': asked['access-control-request-headers'],
      'access-control-max-age': expect.stringMatching(/^\d+$/),
      vary: 'origin',
    });
    const foreign = { ...asked, origin: 'https://evil.example' };
    const refused = await send({ method: 'OPTIONS', headers: foreign });
    expect(refused.status).toBe(403);
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each<[number, Sent]>([
    [200, { body: initialize() }],
    [400, { body: '{bad' }],
    [400, { body: ping }],
    [401, { body: initialize(), headers: { authorization: undefined } }],
    [404, { path: '/other' }],
    [404, { body: ping, headers: { 'mcp-session-id': 'none' } }],
    [405, { method: 'PUT', body: ping }],
    [406, { body: initialize(), headers: { accept: 'text/html' } }],
    [413, { body: 'x'.repeat(5 * 2 ** 20) }],
    [415, { body: '{}', headers: { 'content-type': 'text/plain' } }],
  ])('can read responses with status %i', async (expected, sent) => {
    const { status, headers } = await send(sent);
    expect(status).toBe(expected);
    expect(headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-expose-headers': 'mcp-session-id, mcp-protocol-version, www-authenticate',
      vary: 'origin',
    });
  });

  it('are the only ones', async () => {
    const { status, headers } = await send({
      body: initialize(),
      headers: { origin: 'https://evil.example' },
    });
    expect(status).toBe(403);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    const plain = await send({ body: initialize(), headers: { origin: undefined } });
    expect(plain.status).toBe(200);
    expect(plain.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('plain clients', () => {
  it.each([
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/*;q=0.5', 'application/json'],
    [undefined, 'application/json'],
    ['application/json, text/event-stream;q=0', 'application/json'],
    ['text/event-stream', 'text/event-stream'],
    ['application/json, text/event-stream', 'text/event-stream'],
  ])('that accept %s get %s', async (accept, type) => {
    const started = await send({ body: initialize(), headers: { accept } });
    const id = { 'mcp-session-id': started.headers['mcp-session-id'] as string };
    for (const { status, headers, text } of [
      started,
      await send({ body: ping, headers: { accept, ...id } }),
      await send({
        body: { jsonrpc: '2.0', id: 3, method: 'prompts/list' },
        headers: { accept, ...id },
      }),
    ]) {
      expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type });
      const json = type === 'application/json' ? text : /^data: (.*)$/m.exec(text)![1]!;
      expect(JSON.parse(json)).toMatchObject({ jsonrpc: '2.0', id: expect.any(Number) });
    }
  });

  it('may end the path with a slash', async () => {
    expect((await send({ path: '/mcp/', body: initialize() })).status).toBe(200);
    expect((await send({ path: '/mcp?x=1', body: initialize() })).status).toBe(200);
    expect((await send({ path: '/mcp//', body: initialize() })).status).toBe(404);
  });

  it.each(['PUT', 'PATCH', 'HEAD'])('cannot use %s', async (method) => {
    const { status, headers } = await send({ method });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, POST, DELETE, OPTIONS');
  });

  it('are told what is wrong with a message, with and without a session', async () => {
    for (const headers of [{}, await session()]) {
      const code = async (body: string | object) => {
        const { status, text } = await send({ body, headers });
        return [status, JSON.parse(text).error.code];
      };
      expect(await code('{bad')).toEqual([400, -32700]);
      expect(await code('')).toEqual([400, -32700]);
      expect(await code('5')).toEqual([400, -32600]);
      expect(await code('[]')).toEqual([400, -32600]);
      expect(await code({ id: 1, method: 'ping' })).toEqual([400, -32600]);
      expect(await code([ping])).toEqual([400, expect.any(Number)]);
    }
    expect((await send({ body: `\uFEFF${JSON.stringify(initialize())}` })).status).toBe(200);
  });

  it('may send batches if their protocol version has them', async () => {
    const headers = { ...(await session('2025-03-26')), accept: 'application/json' };
    const { status, text } = await send({ body: [ping, { ...ping, id: 'b' }], headers });
    expect(status).toBe(200);
    expect(JSON.parse(text).map(({ id }: { id: unknown }) => id)).toEqual([2, 'b']);
  });

  it('learn that a session has ended, and that a resource does not exist', async () => {
    const headers = await session();
    const uri = 'oint://files/none/x';
    const read = { jsonrpc: '2.0', id: 4, method: 'resources/read', params: { uri } };
    const { text } = await send({ body: read, headers: { ...headers, accept: '*/*' } });
    expect(JSON.parse(text).error.code).toBe(-32002);
    expect((await send({ method: 'DELETE', headers })).status).toBe(200);
    expect((await send({ body: ping, headers })).status).toBe(404);
  });

  it('cannot keep more than 100 sessions', async () => {
    const first = await session();
    for (let count = 0; count < 100; count++) await session();
    expect((await send({ body: ping, headers: first })).status).toBe(404);
  });
});

it.each(['2025-11-25', '2026-07-28'])('passes on every digit, both ways, %s', async (version) => {
  const numbers = '[9223372036854775807,1.10,1e400,0.1234567890123456789,1.5]';
  let sent = '';
  api.on('POST /chat/completions', ({ body }, response) => {
    sent = body.toString();
    response.setHeader('content-type', 'application/json');
    const message = '{"role":"assistant","content":"ok"}';
    response.end(`{"choices":[{"index":0,"message":${message}}],"numbers":${numbers}}`);
  });
  const isModern = version === '2026-07-28';
  const meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const headers = isModern
    ? {
        'mcp-protocol-version': version,
        'mcp-method': 'tools/call',
        'mcp-name': 'openai_GetResponse',
      }
    : await session();
  const given = `{"url":"${api.url}","model":"m","messages":"Hi","options":{"n":${numbers}}}`;
  const body = `{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"openai_GetResponse","arguments":${given}${isModern ? `,"_meta":${JSON.stringify(meta)}` : ''}}}`;
  for (const accept of ['application/json', 'text/event-stream']) {
    const { text } = await send({ body, headers: { ...headers, accept } });
    expect(sent).toContain(`"n":${numbers}`);
    expect(text.split('structuredContent')[1]).toContain(`"numbers":${numbers}`);
  }
});
