import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { authority, whyNoOpenssl } from '../../../test/support/certificates.js';
import { failure } from '../../../test/support/failure.js';
import { type Handler, json, start, type TestServer } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { HttpError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import type { RequestSpec } from './build.js';
import { request } from './request.js';

const call = (options: CallOptions = {}) =>
  new Call('test Method', 'write', { retries: 0, ...options });

/** `/from/307?to=URL` redirects to URL. Any other path returns the request. */
const pointing: Handler = ({ method, path, headers, body }, response) => {
  const [, status] = /^\/from\/(\d+)/.exec(path) ?? [];
  const to = new URLSearchParams(path.split('?')[1]).get('to');
  if (!status) return json(response, { method, path, headers, body: body.toString() });
  response.writeHead(Number(status), { location: to! }).end('moved');
  return undefined;
};

let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  server = await start(pointing);
  other = await start(pointing);
});

interface Echo {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

async function send(
  method: string,
  status: number,
  to: string,
  spec: RequestSpec = {},
): Promise<Echo> {
  const url = new URL(`/from/${status}`, server.url);
  url.searchParams.set('to', to);
  return (await request(call(), method, url, spec)) as Echo;
}

test.each([301, 302, 303, 307, 308])('GET follows %s', async (status) => {
  expect(await send('GET', status, '/there?a=1')).toMatchObject({
    method: 'GET',
    path: '/there?a=1',
  });
});

test.each([307, 308])('POST follows %s, with its body', async (status) => {
  expect(await send('POST', status, '/there', { json: { a: 1 } })).toMatchObject({
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json', 'content-length': '7' },
  });
});

test('a form is opened again for a redirect', async () => {
  const form = [['file', Bytes.of(Buffer.from('abc'), { name: 'a.txt' })]] as const;
  expect((await send('POST', 307, '/there', { form })).body).toContain('\r\n\r\nabc\r\n');
});

test('POST follows 303 as GET, without a body', async () => {
  const { method, headers, body } = await send('POST', 303, '/there', { json: { a: 1 } });
  expect({ method, body }).toEqual({ method: 'GET', body: '' });
  expect(headers['content-type']).toBeUndefined();
  expect(headers['content-length']).toBeUndefined();
});

test.each([
  ['POST', 301],
  ['POST', 302],
  ['DELETE', 302],
])('%s does not follow %s: the error says where it leads', async (method, status) => {
  const error = await failure(send(method, status, `${other.url}/there?secret=1`), HttpError);
  expect(error.status).toBe(status);
  expect(error.message).toContain(
    `It redirects to ${other.url}/there: change the call option baseUrl`,
  );
  expect(error.message).not.toContain('secret');
});

test('a body that can be read only once is not sent again', async () => {
  const once = new Bytes({
    open: () => Readable.from([Buffer.from('abc')], { objectMode: false }),
    replayable: false,
    from: 'a stream',
  });
  const error = await failure(send('POST', 307, '/there', { form: [['file', once]] }), HttpError);
  expect(error.status).toBe(307);
});

describe('headers', () => {
  const spec: RequestSpec = {
    token: 'sentinel-token',
    headers: { 'X-Api-Key': 'sentinel-key', 'X-Title': 'sentinel-title', 'User-Agent': 'mine' },
    ownHeaders: { 'openai-beta': 'assistants=v2' },
    json: { a: 1 },
  };

  test('all headers go to the same origin', async () => {
    expect((await send('POST', 307, '/there', spec)).headers).toMatchObject({
      authorization: 'Bearer sentinel-token',
      'x-api-key': 'sentinel-key',
      'x-title': 'sentinel-title',
      'user-agent': 'mine',
      'openai-beta': 'assistants=v2',
    });
  });

  test('the caller’s headers do not go to another origin, ours do', async () => {
    const { headers } = await send('POST', 307, `${other.url}/there`, spec);
    expect(JSON.stringify(headers)).not.toContain('sentinel');
    expect(headers).toMatchObject({
      'openai-beta': 'assistants=v2',
      'content-type': 'application/json',
      'content-length': '7',
      host: other.host,
    });
  });

  test('the caller’s headers are not sent again after returning to the origin', async () => {
    const back = new URL('/from/307', other.url);
    back.searchParams.set('to', `${server.url}/there`);
    const { headers } = await send('POST', 307, back.href, spec);
    expect(headers.host).toBe(server.host);
    expect(JSON.stringify(headers)).not.toContain('sentinel');
  });

  test('the user in a URL is only sent to its origin', async () => {
    const url = new URL('/from/302', server.url.replace('//', '//user:sentinel@'));
    const ask = async (to: string) => {
      url.searchParams.set('to', to);
      return ((await request(call(), 'GET', url)) as Echo).headers.authorization;
    };
    expect(await ask('/there')).toMatch(/^Basic /);
    expect(await ask(`${other.url}/there`)).toBeUndefined();
  });
});

test('a loop ends, with an error', async () => {
  const loop = await start((_request, response) => {
    response.writeHead(302, { location: '/again' }).end();
  });
  const error = await failure(request(call(), 'GET', new URL(loop.url)), HttpError);
  expect(error.status).toBe(302);
  expect(loop.requests).toHaveLength(6);
});

test.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'data:,{}', 'javascript:1', 'http://[', ''])(
  '%s is not followed',
  async (to) => {
    const error = await failure(send('GET', 302, to), HttpError);
    expect(error.status).toBe(302);
  },
);

test('3xx without a location is an error', async () => {
  const lost = await start((_request, response) => {
    response.writeHead(304).end();
  });
  const error = await failure(request(call(), 'GET', new URL(lost.url)), HttpError);
  expect(error.status).toBe(304);
});

const missing = whyNoOpenssl();
test.skipIf(missing)(
  `encryption is not dropped${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    const { cert, key } = await (await authority()).sign('server', 'IP:127.0.0.1');
    const secure = await start(pointing, { cert, key });
    const ask = (to: string) => {
      const url = new URL(`/from/302?to=${encodeURIComponent(to)}`, secure.url);
      return request(call({ insecure: true }), 'GET', url);
    };
    const arrived = other.requests.length;
    const error = await failure(ask(`${other.url}/there`), HttpError);
    expect(error.message).toContain(`It redirects to ${other.url}/there`);
    expect(other.requests).toHaveLength(arrived);
    expect(await ask('/there')).toMatchObject({ path: '/there' });
  },
);
