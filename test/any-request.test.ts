// `request` of every service: the one method that its definition does not describe completely.
import { describe, expect, it } from 'vitest';
import type { Definition } from '../src/core/definition/method.js';
import { HttpError, InputError } from '../src/core/errors/errors.js';
import { REQUEST } from '../src/core/rest/raw-request.js';
import { allServices, exampleInput } from './support/definitions.js';
import { folder } from './support/folder.js';
import { type OverHttp, reachOf } from './support/reach.js';
import { expectNoSecret, SENTINEL } from './support/sentinel.js';
import { json, start, type TestServer } from './support/server.js';

const files = await folder();

interface Requesting {
  name: string;
  request: Definition;
  reach: OverHttp;
}

const found = await Promise.all(
  (await allServices()).map(async ({ name, request }): Promise<Requesting[]> => {
    const reach = await reachOf(name);
    return request && reach.over === 'http' ? [{ name, request, reach }] : [];
  }),
);
const requesting = found.flat();

function answering(status: number): Promise<TestServer> {
  return start((received, response) => {
    const body = { here: true, said: received.path, header: received.headers.authorization };
    json(response, body, status);
  });
}

async function send(
  { request, reach }: Requesting,
  { url }: TestServer,
  own: Readonly<Record<string, unknown>>,
) {
  const given = { ...reach.input(url, SENTINEL), ...own };
  const input = await exampleInput(request, given, files);
  return request.invoke(input, { call: { retries: 0, ...reach.call?.(url) } });
}

describe.each(requesting)('request of $name', (one) => {
  it('is sent to the address of the service', async () => {
    const server = await answering(200);
    const answer = await send(one, server, { verb: 'get', path: '/items?limit=10&limit=20' });
    expect(answer).toMatchObject({ here: true });
    expect(server.requests).toHaveLength(1);
    const [{ method, path }] = server.requests as [TestServer['requests'][0]];
    expect(method).toBe('GET');
    expect(path).toMatch(/\/items[/?].*limit=10&limit=20/);
  });

  it.each([
    'https://example.com/items',
    'http://example.com/items',
    '//example.com/items',
    '/\\example.com/items',
    '\\\\example.com/items',
    'ftp://example.com/',
  ])('does not go to %s', async (path) => {
    const server = await answering(200);
    await expect(send(one, server, { path })).rejects.toThrow(InputError);
    expect(server.requests).toHaveLength(0);
  });

  it('does not leave the path of the address', async () => {
    const server = await answering(200);
    for (const path of ['/../../../../x', '/a/%2e%2e/%2E%2e/..%2f../..', '@example.com/x']) {
      await send(one, server, { path }).catch((error) => {
        expect(error).toBeInstanceOf(InputError);
      });
    }
    const own = await answering(200);
    await send(one, own, { path: '/x' });
    const [{ path }] = own.requests as [TestServer['requests'][0]];
    const root = path.slice(0, path.indexOf('/x'));
    for (const sent of server.requests) expect(sent.path.startsWith(root)).toBe(true);
  });

  it('masks secrets in the error of the service', async () => {
    const server = await answering(403);
    const error = await send(one, server, { path: '/items' }).catch((failure) => failure);
    expect(error).toBeInstanceOf(HttpError);
    expectNoSecret(error);
  });
});

it('is there for services over HTTP, under the name of an option of no other param', () => {
  expect(requesting.length).toBeGreaterThan(20);
  for (const { request } of requesting) {
    expect(request.name).toBe(REQUEST);
    const options = Object.entries(request.params).map(([key, { option }]) => option ?? key);
    expect(new Set(options).size).toBe(options.length);
    expect(options.slice(0, 4)).toEqual(['method', 'path', 'body', 'header']);
  }
});

it('is not among the methods, which models are offered', async () => {
  for (const { methods, request } of await allServices()) {
    if (request) expect([...methods.values()]).not.toContain(request);
  }
});
