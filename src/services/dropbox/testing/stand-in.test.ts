import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../../test/stand-in/server.js';
import { description, start, TOKEN } from './stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const authorization = `Bearer ${TOKEN}`;
const post = (name: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/2/${name}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const withFields = Object.entries(description.operations).filter(
  ([name, { params }]) =>
    Object.keys(params ?? {}).length > 0 && !/^files\/(upload|download|get_preview)/.test(name),
);

describe.each(withFields)('%s', (name, { params }) => {
  test('refuses unknown and missing parameters, and no token', async () => {
    expect((await post(name, { no_such_thing: 1 })).status).toBe(400);
    const isNeeded = Object.keys(params!).some((field) => field.endsWith('!'));
    if (isNeeded) expect((await post(name, {})).status).toBe(400);
    expect((await post(name, {}, { authorization: 'Bearer x' })).status).toBe(401);
  });
});

test('a header must be ASCII, and a body of bytes must be named so', async () => {
  const arg = JSON.stringify({ path: '/\u00fc' });
  const type = { 'content-type': 'application/octet-stream' };
  expect((await post('files/upload', 'x', { ...type, 'dropbox-api-arg': arg })).status).toBe(400);
  const escaped = arg.replace('\u00fc', '\\u00fc');
  expect((await post('files/upload', 'x', { 'dropbox-api-arg': escaped })).status).toBe(400);
  expect((await post('files/upload', 'x', { ...type, 'dropbox-api-arg': escaped })).status).toBe(
    200,
  );
});
