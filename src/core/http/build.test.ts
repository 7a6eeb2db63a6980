import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json, start } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import { parseExact } from '../json/parse.js';
import type { RequestSpec } from './build.js';
import { request } from './request.js';

async function send(method: string, spec: RequestSpec, to = '/v1/x', debug?: string[]) {
  const server = await start((_request, response) => json(response, { answered: true }));
  const call = new Call('test Method', 'write', {
    retries: 0,
    ...(debug && { debug: (line) => debug.push(line) }),
  });
  await request(call, method, new URL(to, server.url), spec);
  await server.close();
  return { ...server.requests[0]!, host: server.host };
}

test('a GET has no body and no headers for one', async () => {
  const { method, path, headers, body, host } = await send('GET', {});
  expect({ method, path, body: body.length }).toEqual({ method: 'GET', path: '/v1/x', body: 0 });
  expect(headers).toEqual({
    host,
    connection: 'keep-alive',
    accept: 'application/json, */*;q=0.5',
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': 'oint',
  });
});

test('JSON is sent with its length in bytes', async () => {
  const { headers, body } = await send('POST', { json: { text: 'Grüße 🎈' } });
  expect(headers['content-type']).toBe('application/json');
  expect(headers['content-length']).toBe(String(body.length));
  expect(headers['transfer-encoding']).toBeUndefined();
  expect(body.toString()).toBe('{"text":"Grüße 🎈"}');
});

test('a token is a bearer token, and an empty one is not sent', async () => {
  expect((await send('GET', { token: 'abc' })).headers.authorization).toBe('Bearer abc');
  expect((await send('GET', { token: '' })).headers.authorization).toBeUndefined();
});

test('the caller’s headers take precedence, in any case of letters', async () => {
  const { headers } = await send('POST', {
    token: 'abc',
    json: {},
    ownHeaders: { accept: 'audio/*', 'x-own': '1' },
    headers: {
      Authorization: 'Basic xyz',
      'CONTENT-TYPE': 'application/vnd.test+json',
      'User-Agent': 'mine',
      'x-list': ['a', 'b'],
      'x-number': 7,
      'x-empty': '',
    },
  });
  expect(headers).toMatchObject({
    accept: 'audio/*',
    'x-own': '1',
    authorization: 'Basic xyz',
    'content-type': 'application/vnd.test+json',
    'user-agent': 'mine',
    'x-list': 'a, b',
    'x-number': '7',
    'x-empty': '',
  });
});

test('but they do not set the length of the body', async () => {
  const headers = { 'Content-Length': '3', 'Transfer-Encoding': 'chunked' };
  const sent = await send('POST', { json: { a: 1 }, headers });
  expect(sent.headers['content-length']).toBe('7');
  expect(sent.headers['transfer-encoding']).toBeUndefined();
  const form = [['file', Bytes.of(Buffer.from('abc'))]] as const;
  const upload = await send('POST', { form, headers: { 'content-type': 'application/json' } });
  expect(upload.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
});

test.each([
  ['a line break in a value', { 'x-a': 'b\r\nX-Evil: 1' }],
  ['a NUL', { 'x-a': 'b\0' }],
  ['a letter outside Latin-1', { 'x-a': 'ж' }],
  ['a name with a space', { 'x a': 'b' }],
  ['a name with a line break', { 'x\r\nX-Evil: 1': 'b' }],
  ['no name', { '': 'b' }],
])('%s is refused before anything is sent', async (_name, headers) => {
  const error = await failure(send('GET', { headers }), InputError);
  expect(error.param).toBe('headers');
  expect(error.message).not.toContain('X-Evil: 1\n');
});

test('a token that is not allowed in a header is refused, and not quoted', async () => {
  const error = await failure(send('GET', { token: 'sentinel\nX-Evil: 1' }), InputError);
  expect(error.param).toBe('token');
  expect(error.message).not.toContain('sentinel');
});

test('values that JSON cannot represent are refused', async () => {
  const loop: Record<string, unknown> = {};
  loop.loop = loop;
  await failure(send('POST', { json: loop }), InputError);
});

test('numbers are sent with every digit', async () => {
  const text = '{"big":12345678901234567890,"price":1.10}';
  const { body } = await send('POST', { json: parseExact(text) });
  expect(String(body)).toBe(text);
  const sent = await send('POST', { json: { big: 2n ** 64n } });
  expect(String(sent.body)).toBe('{"big":18446744073709551616}');
});

test('a query is added to that of the URL: arrays by repetition, undefined left out', async () => {
  const query = {
    limit: 10,
    after: 'a b&c',
    ids: [1, 2],
    deep: { a: 1 },
    no: undefined,
    nil: null,
  };
  const { path } = await send('GET', { query }, '/v1/files?key=1');
  expect(path).toBe('/v1/files?key=1&limit=10&after=a+b%26c&ids=1&ids=2&deep=%7B%22a%22%3A1%7D');
});

test.each([
  ['us%20er:p%40ss', 'us er:p@ss'],
  // An invalid encoding is used unchanged.
  ['user:100%', 'user:100%'],
  ['key', 'key:'],
])('the user in a URL, %s, is sent in a header', async (user, credentials) => {
  const server = await start((_request, response) => json(response, {}));
  const url = new URL(server.url.replace('//', `//${user}@`));
  await request(new Call('test Method', 'read'), 'GET', url);
  expect(server.requests[0]!.headers.authorization).toBe(
    `Basic ${Buffer.from(credentials).toString('base64')}`,
  );
});

test('debug lines show the exchange', async () => {
  const lines: string[] = [];
  const { host } = await send(
    'POST',
    { token: 'sentinel', json: { a: 1 } },
    '/v1/x?key=sentinel2',
    lines,
  );
  expect(lines).toHaveLength(3);
  expect(lines[0]!.split('\n')).toEqual([
    `> POST http://${host}/v1/x`,
    '  accept: application/json, */*;q=0.5',
    '  accept-encoding: gzip, deflate, br',
    '  user-agent: oint',
    '  authorization: ***',
    '  content-type: application/json',
    '  content-length: 7',
    '  {"a":1}',
  ]);
  expect(lines[1]).toMatch(/^< 200 after \d+ ms$/);
  expect(lines[2]).toBe('  {"answered":true}');
});

test('long debug lines are clipped', async () => {
  const lines: string[] = [];
  await send('POST', { json: { text: 'x'.repeat(100_000) } }, '/v1/x', lines);
  expect(lines[0]!.length).toBeLessThan(3000);
  expect(lines[0]).toContain('… (100011 characters)');
  const forms: string[] = [];
  await send('POST', { form: [['a', 'b']] }, '/v1/x', forms);
  expect(forms[0]).toContain('(a form with files)');
});
