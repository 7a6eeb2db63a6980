import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { start, startRaw, startWith } from '../../../../test/support/server.js';
import { Call } from '../../definition/call.js';
import type { CallOptions } from '../../definition/call-options.js';
import { Bytes } from '../../files/bytes.js';
import type { RequestSpec } from '../build.js';
import { readAll } from '../read.js';
import { exchange, request } from '../request.js';
import { type TransportName, usedOnly, useOnly } from './choice.js';
import { headersOf } from './raw-headers.js';

const call = (options: CallOptions = {}) =>
  new Call('test Method', 'read', { retries: 0, ...options });

const before = usedOnly();
afterAll(() => useOnly(before));

/** A server that says which transport a request came from: only Node writes these names in upper case. */
async function telling(interim = ''): Promise<{ url: string; host: string }> {
  const body = (name: TransportName) => JSON.stringify(name);
  return startRaw((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      text += data.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (end < 0 || text.length < end + 4 + length) return;
      const answer = body(/^(Host|Connection): /m.test(text) ? 'node' : 'undici');
      text = '';
      socket.write(
        `${interim}HTTP/1.1 200 OK\r\ncontent-length: ${answer.length}\r\n\r\n${answer}`,
      );
    });
  });
}

const ask = (url: string, method = 'POST', spec: RequestSpec = { json: { a: 1 } }, options = {}) =>
  request(call(options), method, new URL(url), spec);

describe('without a choice', () => {
  beforeAll(() => useOnly(undefined));

  test('undici sends requests to a server that gets many, and to no other', async () => {
    const [busy, other] = [await telling(), await telling()];
    for (let made = 0; made < 30; made++) expect(await ask(busy.url)).toBe('node');
    // It is being loaded.
    await expect.poll(() => ask(busy.url)).toBe('undici');
    expect(await ask(other.url)).toBe('node');
    expect(await ask(busy.url)).toBe('undici');
  });

  test('a server that sends 100 Continue without being asked stays with Node', async () => {
    const server = await telling('HTTP/1.1 100 Continue\r\n\r\n');
    for (let made = 0; made < 40; made++) expect(await ask(server.url)).toBe('node');
  });
});

describe('with undici', () => {
  beforeAll(() => useOnly('undici'));

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('it sends a %s', async (method) => {
    const { url } = await telling();
    expect(await ask(url, method)).toBe('undici');
    expect(await ask(url, method, {})).toBe('undici');
  });

  test.each<[string, RequestSpec]>([
    ['a Host of the caller', { headers: { Host: 'example.test' } }],
    ['Connection', { headers: { connection: 'close' } }],
    ['Expect', { headers: { expect: '100-continue' } }],
    ['a body that is streamed', { body: Bytes.of(Buffer.from('text')) }],
    ['a large body', { json: 'x'.repeat(300_000) }],
  ])('%s stays with Node', async (_name, spec) => {
    const { url } = await telling();
    expect(await ask(url, 'POST', spec)).toBe('node');
  });

  test('a user in the URL and a proxy stay with Node', async () => {
    const { host, url } = await telling();
    expect(await ask(`http://user:password@${host}`)).toBe('node');
    expect(await ask('http://example.test', 'POST', {}, { proxy: url })).toBe('node');
  });

  test('a connection is used again, and as many are open as there are requests', async () => {
    const server = await start((_request, response) => void response.end('{}'));
    for (let made = 0; made < 5; made++) await ask(server.url);
    expect(server.sockets.size).toBe(1);
    await Promise.all(Array.from({ length: 4 }, () => ask(server.url)));
    expect(server.sockets.size).toBe(4);
  });
});

test.each<TransportName>(['node', 'undici'])('%s reads headers the same', async (transport) => {
  await useOnly(transport);
  const written = [
    ...['Server', 'one', 'server', 'two', 'X-A', '1', 'x-a', '2', 'Set-Cookie', 'a=1, x'],
    ...[
      'set-cookie',
      'b=2',
      '__proto__',
      'x',
      'constructor',
      'y',
      'X-Latin',
      'caf\xe9',
      'empty',
      '',
    ],
  ];
  const lines = written.map((text, at) => `${text}${at % 2 === 0 ? ': ' : '\r\n'}`);
  const head = `HTTP/1.1 200 OK\r\n${lines.join('')}Content-Length: 2\r\n\r\n{}`;
  const { url } = await startWith(Buffer.from(head, 'latin1'));
  const answer = await exchange(call(), 'GET', new URL(url), {}, async (found) => {
    await readAll(found);
    return found.answer;
  });
  expect(answer.headers).toMatchObject({
    ...{ server: 'one', 'x-a': '1, 2', 'set-cookie': 'a=1, x, b=2' },
    ...{ constructor: 'y', 'x-latin': 'caf\xe9', empty: '', 'content-length': '2' },
  });
  expect(answer.setCookies).toEqual(['a=1, x', 'b=2']);
  expect(answer.rawHeaders!.slice(0, written.length)).toEqual(written);
});

test('headers without any', () => {
  expect(headersOf([])).toEqual({ headers: {}, rawHeaders: [], setCookies: undefined });
});
