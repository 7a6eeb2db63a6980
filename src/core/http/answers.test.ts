import { describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json, refusedPort, start, startWith } from '../../../test/support/server.js';
import { cliLabels } from '../../cli/run/labels.js';
import { Call, type Effect } from '../definition/call.js';
import { address, secret } from '../definition/kinds/index.js';
import { ConnectionError, HttpError, ResponseError } from '../errors/errors.js';
import { build } from './build.js';
import { request, requestBytes } from './request.js';
import { connectionError } from './send/failures.js';

const params = { url: address('Address'), token: secret('Token') };
const newCall = (effect: Effect = 'read') =>
  new Call('test Method', effect, { retries: 0 }, { params });

function ask(url: string, effect?: Effect): Promise<unknown> {
  return request(newCall(effect), 'POST', new URL(url), { json: {} });
}

/** A real server with this response. */
async function answering(status: number, body: string | Buffer, type = 'text/plain') {
  const server = await start((_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  return server.url;
}

test.each(['[', '{"a":'])('a response that nests %s 5,000 times', async (open) => {
  const close = open === '[' ? ']' : '}';
  const error = await failure(
    ask(await answering(200, `${open.repeat(5_000)}1${close.repeat(5_000)}`)),
    ResponseError,
  );
  expect(error.message).toBe('test Method: the response is nested deeper than 200 levels');
});

describe('responses that are not JSON', () => {
  const refused = async (body: string | Buffer, status = 200) =>
    failure(ask(await answering(status, body)), ResponseError);

  test('a page', async () => {
    const error = await refused('<!DOCTYPE html>\n<html><title>Sign in\n to Wi-Fi</title></html>');
    expect(error.message).toContain('the server returned 200 with an HTML page "Sign in to Wi-Fi"');
    expect(error.hint).toBe(
      'Check that url is the address of the API itself. To see the whole exchange, use the call option debug.',
    );
    expect(error).toMatchObject({ status: 200, cut: false, retryable: false, exitStatus: 1 });
  });

  test.each(['<title', '<h1', '<h1 a'])('a page that repeats %s', async (tag) => {
    const url = await answering(500, `<html>${tag.repeat(150_000)}`);
    const error = await failure(ask(url), HttpError);
    expect(error.message).toContain('500');
  });

  test('a page without a title', async () => {
    expect((await refused('<html>')).message).toContain('200 with an HTML page (POST');
  });

  test('an empty body', async () => {
    expect((await refused('')).message).toContain('the server returned 200 with an empty body');
    const error = await failure(ask(await answering(204, ''), 'read'), ResponseError);
    expect(error.message).toContain('204 with an empty body');
  });

  test('an empty body is fine after a write or delete', async () => {
    const url = await answering(204, '');
    expect(await ask(url, 'write')).toEqual({});
    expect(await ask(url, 'delete')).toEqual({});
    await failure(ask(await answering(200, ''), 'delete'), ResponseError);
  });

  test('a text', async () => {
    const error = await refused(`Service\r\n\u001b[31m is starting… ${'x'.repeat(500)}`);
    expect(error.message).toContain('200 with text that is not JSON: "Service [31m is starting… x');
    expect(error.message.split('\n')[0]!.length).toBeLessThan(300);
  });

  test('JSON that ends too early', async () => {
    expect((await refused('{"a":')).message).toContain('text that is not JSON: "{"a":"');
  });

  test('bytes', async () => {
    expect((await refused(Buffer.from([0xff, 0xfe, 0, 1]))).message).toContain('not JSON');
  });
});

describe('responses that are JSON, whatever their media type', () => {
  test.each([
    ['{"a":1}', { a: 1 }],
    ['\n [1, 2] \n', [1, 2]],
    ['"text"', 'text'],
    ['null', null],
    ['{"__proto__":{"polluted":true}}', JSON.parse('{"__proto__":{"polluted":true}}')],
  ])('%s', async (body, value) => {
    expect(await ask(await answering(200, body, 'text/html'))).toEqual(value);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('responses that end early', () => {
  test.each([
    ['before their announced length', 'content-length: 100\r\n\r\n{"a":1}'],
    ['in a chunk', 'transfer-encoding: chunked\r\n\r\n20\r\n{"a":1}'],
    ['between chunks', 'transfer-encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n'],
    ['after an invalid chunk', 'transfer-encoding: chunked\r\n\r\nzz\r\n{"a":1}\r\n'],
  ])('%s', async (_name, rest) => {
    const server = await startWith(`HTTP/1.1 200 OK\r\n${rest}`);
    const error = await failure(ask(server.url), ResponseError);
    expect(error.message).toContain('the response was cut off before its end');
    expect(error).toMatchObject({ cut: true, status: 200, retryable: true });
    const bytes = requestBytes(newCall(), 'GET', new URL(server.url));
    expect((await failure(bytes, ResponseError)).cut).toBe(true);
  });

  test('the body of an error, which stays the same error', async () => {
    const server = await startWith(
      'HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\nno access to',
    );
    const error = await failure(ask(server.url), HttpError);
    expect(error.message).toContain('403 Forbidden: no access to');
  });
});

describe('responses that are not HTTP', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['an unknown version', 'HTTP/9.9 200 OK\r\n\r\n'],
    ['a status that is not a number', 'HTTP/1.1 abc OK\r\n\r\n'],
    [
      'two lengths that differ',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n12',
    ],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
  ])('%s', async (_name, bytes) => {
    const server = await startWith(bytes);
    const error = await failure(ask(server.url), ConnectionError);
    expect(error.message).toContain(`the response from ${server.host} is not HTTP`);
    expect(error).toMatchObject({ sent: true, retryable: false });
  });

  test('headers without end', async () => {
    const server = await startWith(`HTTP/1.1 200 OK\r\n${'x: 0123456789\r\n'.repeat(10_000)}\r\n`);
    const error = await failure(ask(server.url), ConnectionError);
    expect(error).toMatchObject({ reason: 'HPE_HEADER_OVERFLOW', retryable: false });
    expect(error.message).toContain('are too large');
  });

  test('a connection that is closed at once', async () => {
    const server = await startWith();
    const error = await failure(ask(server.url), ConnectionError);
    expect(error.message).toContain(`${server.host} closed the connection without a response`);
    expect(error).toMatchObject({ sent: true, retryable: true, exitStatus: 3 });
  });

  test('data beyond the announced length is not part of this response or the next', async () => {
    const server = await startWith(
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n',
    );
    expect(await ask(server.url)).toEqual({});
    await expect.poll(() => server.sockets.size).toBe(0);
    expect(await ask(server.url)).toEqual({});
  });
});

describe('error statuses', () => {
  test('message, status, body, headers and request ID', async () => {
    const body = { error: { message: 'Rate limit reached', code: 'rate_limit' } };
    const server = await start((_request, response) =>
      json(response, body, 429, { 'x-request-id': 'req_7', 'retry-after': '3600' }),
    );
    const error = await failure(ask(server.url), HttpError);
    expect(error.message).toBe(
      `test Method: the server returned 429 Too Many Requests: Rate limit reached (POST ${server.url}/)\n` +
        'The server asks to slow down (Retry-After: 3600). Try again later.',
    );
    expect(error).toMatchObject({ status: 429, body, requestId: 'req_7', exitStatus: 75 });
    expect(error.headers['retry-after']).toBe('3600');
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: 'http', status: 429, body });
  });

  test.each([
    [401, 'Check token, and that this call is permitted.'],
    [403, 'Check token, and that this call is permitted.'],
    [404, 'Check url, and the names and IDs in the call.'],
    [405, 'Check url: the server does not support this method at this address.'],
    [413, 'The request is larger than the server accepts.'],
    [500, 'The server failed. Try again later, or see its log.'],
    [502, 'The server failed. Try again later, or see its log.'],
  ])('%i says what to do', async (status, hint) => {
    const error = await failure(ask(await answering(status, '')), HttpError);
    expect(error.hint).toBe(hint);
  });

  test('a face uses its own names for what to check', async () => {
    const url = await answering(401, '');
    const call = new Call('test Method', 'read', {}, { params, labels: cliLabels });
    const error = await failure(request(call, 'GET', new URL(url)), HttpError);
    expect(error.hint).toBe('Check --token, and that this call is permitted.');
  });

  test('a method may have a more specific hint', async () => {
    const url = await answering(404, '');
    const call = new Call('test Method', 'read', {}, { hints: { 404: 'These were deleted.' } });
    const error = await failure(request(call, 'GET', new URL(url)), HttpError);
    expect(error.hint).toBe('These were deleted.');
  });

  test('an HTML page from a proxy', async () => {
    const page = '<html>\r\n<head><title>502 Bad Gateway</title></head>';
    const error = await failure(ask(await answering(502, page, 'text/html')), HttpError);
    expect(error.message).toContain('502 Bad Gateway: 502 Bad Gateway (POST');
    expect(error.body).toBe(page);
  });

  test('an unknown status', async () => {
    const error = await failure(ask(await answering(599, 'odd')), HttpError);
    expect(error.message).toContain('the server returned 599: odd');
  });

  test('an endless body is read up to 1 MiB, and the message is included', async () => {
    const words = 'Out of memory. ';
    const server = await start((_request, response) => {
      response.writeHead(500);
      const more = () => {
        while (!response.destroyed && response.write(words.repeat(5000))) {}
      };
      response.on('drain', more);
      more();
    });
    const error = await failure(ask(server.url), HttpError);
    expect(error.message).toContain('500 Internal Server Error: Out of memory.');
    expect(String(error.body).length).toBe(1024 * 1024);
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test('a deeply nested body', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const error = await failure(ask(await answering(500, deep)), HttpError);
    expect(error.body).toBe(deep);
    expect(JSON.stringify(error)).toContain('"status":500');
  });

  test('headers with unusual names and values', async () => {
    const server = await startWith(
      'HTTP/1.1 500 Oops\r\n__proto__: x\r\nconstructor: y\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n' +
        'x-odd: gr\xfc\xdfe\r\ncontent-length: 0\r\n\r\n',
    );
    const error = await failure(ask(server.url), HttpError);
    expect(error.headers['set-cookie']).toBe('a=1, b=2');
    expect(error.headers.constructor).toBe('y');
  });
});

describe('connections', () => {
  test('refused', async () => {
    const port = await refusedPort();
    const error = await failure(ask(`http://127.0.0.1:${port}/v1`), ConnectionError);
    expect(error.message).toBe(
      `test Method: could not connect to 127.0.0.1:${port}: connection refused (POST http://127.0.0.1:${port}/v1)\n` +
        'Check that the server is running, and check the port.',
    );
    expect(error).toMatchObject({ reason: 'ECONNREFUSED', sent: false, exitStatus: 3 });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: 'connection', sent: false });
  });

  // Failures that cannot be reproduced on a single machine.
  test.each([
    ['ENOTFOUND', 'could not resolve api.test: no such host', false, false],
    ['EAI_AGAIN', 'could not resolve api.test: temporary failure', false, true],
    ['EHOSTUNREACH', 'could not connect to api.test: no route to host', false, true],
    ['ENETUNREACH', 'could not connect to api.test: network is unreachable', false, true],
    ['EPIPE', 'api.test closed the connection while the request was being sent', true, true],
    ['CERT_REVOKED', 'the certificate of api.test is not valid: no (CERT_REVOKED)', false, false],
    ['ESTRANGE', 'connection to api.test failed: no (ESTRANGE)', true, true],
  ])('%s', (code, words, sent, retryable) => {
    const sending = build(newCall(), 'GET', new URL('https://api.test/'), {});
    const cause = Object.assign(new Error('no'), { code });
    const error = connectionError(newCall(), sending, cause, { connected: true });
    expect(error.message).toContain(words);
    expect(error).toMatchObject({ reason: code, sent, retryable });
    expect(connectionError(newCall(), sending, cause, { connected: false })).toMatchObject({
      sent: false,
    });
  });

  test('several addresses of one host, none of which can be reached', () => {
    const sending = build(newCall(), 'GET', new URL('https://api.test/'), {});
    const cause = new AggregateError([
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
      Object.assign(new Error('connect'), { code: 'ENETUNREACH' }),
    ]);
    const error = connectionError(newCall(), sending, cause, { connected: false });
    expect(error.message).toContain('could not connect to api.test');
  });
});
