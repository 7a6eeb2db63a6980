import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fromJanx, toJanx } from '../../src/core/formats/janx/janx.js';
import { newAjv } from '../support/ajv.js';
import { oint } from '../support/oint.js';
import { OpenAiServer } from '../support/openai-server.js';
import { httpServer, type Json, post, SECRET, send } from './support.js';

it('calls a method at any path that ends in its names, with options by either name', async () => {
  const { url, root } = await httpServer();
  const expected = { role: 'user', content: 'Hello' };
  expect((await post(`${url}/openai/GetUserMessage`, { text: 'Hello' })).json).toEqual(expected);
  expect((await post(`${url}/api/v1/OpenAI/getusermessage`, { '--text': 'Hello' })).json).toEqual(
    expected,
  );
  const russian = encodeURIComponent('ПолучитьСтруктуруСообщения');
  const values = { role: 'user', text: 'Hello' };
  expect((await post(`${url}/openai/${russian}`, values)).json).toEqual(expected);
  const db = join(root, 'a.db');
  const sql = "select 1 as one, 'naïve' as text, 1.50 as decimal, 9007199254740993 as large";
  const ours = await post(`${url}/sqlite/ExecuteSQLQuery`, { db, sql });
  const theirs = await oint(['sqlite', 'ExecuteSQLQuery', '--db', db, '--sql', sql]);
  expect(ours.text).toBe(theirs.stdout.trim());
});

it('keeps every digit, and bytes both ways', async () => {
  const { url } = await httpServer();
  const packed = await post(
    `${url}/msgpack/SerializeData`,
    '{"value":{"id":12345678901234567890,"bytes":{"$bytes":"oint-base64:AAEC"}}}',
  );
  expect(packed.headers['content-type']).toBe('application/octet-stream');
  const data = `oint-base64:${packed.body.toString('base64')}`;
  const back = await post(`${url}/msgpack/DeserializeData`, { data });
  expect(back.text).toBe('{"id":12345678901234567890,"bytes":"oint-base64:AAEC"}');
});

it('accepts forms and Janx, and returns Janx if asked', async () => {
  const { url } = await httpServer();
  const fields = new URLSearchParams({ text: 'naïve & co' });
  const form = await fetch(`${url}/openai/GetUserMessage`, { method: 'POST', body: fields });
  expect(await form.json()).toEqual({ role: 'user', content: 'naïve & co' });
  const packed = await post(`${url}/msgpack/SerializeData`, { value: [1, 'two'] });
  const files = new FormData();
  files.set('data', new Blob([new Uint8Array(packed.body)]), '../../data.bin');
  const sent = await fetch(`${url}/msgpack/DeserializeData`, { method: 'POST', body: files });
  expect(await sent.json()).toEqual([1, 'two']);
  const headers = { 'content-type': 'application/x-janx', accept: 'application/x-janx' };
  const body = toJanx({ data: packed.body });
  const janx = await send(`${url}/msgpack/DeserializeData`, { headers, body });
  expect(janx.headers['content-type']).toBe('application/x-janx');
  expect(fromJanx(janx.body, JSON.parse)).toEqual([1, 'two']);
});

it('answers errors as the reference does, or as problem+json', async () => {
  const { url } = await httpServer();
  const status = async (path: string, options: Parameters<typeof send>[1]) => {
    const answer = await send(`${url}${path}`, options);
    expect(answer.json).toEqual({ result: false, error: expect.any(String) });
    return answer.status;
  };
  const json = { 'content-type': 'application/json' };
  expect(await status('/openai/GetUserMessage', { headers: json, body: '{' })).toBe(400);
  expect(await status('/openai/GetUserMessage', { headers: json, body: '[]' })).toBe(400);
  expect(await status('/openai/GetUserMessage', { headers: json, body: '{"x":1}' })).toBe(400);
  expect(await status('/openai/GetUserMessage', { headers: json, body: '{}' })).toBe(400);
  expect(await status('/openai/Nothing', { headers: json, body: '{}' })).toBe(404);
  expect(await status('/nothing/GetUserMessage', { headers: json, body: '{}' })).toBe(404);
  expect(await status('/openai', { headers: json, body: '{}' })).toBe(404);
  expect(await status('/openai/GetUserMessage', { method: 'GET' })).toBe(405);
  expect(await status('/openai/GetUserMessage', { method: 'PUT' })).toBe(405);
  const xml = { 'content-type': 'text/xml' };
  expect(await status('/openai/GetUserMessage', { headers: xml, body: '<a/>' })).toBe(415);
  const problem = await post(
    `${url}/openai/GetUserMessage`,
    { text: 5 },
    { accept: 'application/problem+json' },
  );
  expect(problem.headers['content-type']).toBe('application/problem+json');
  expect(problem.json).toMatchObject({
    type: 'about:blank',
    status: 400,
    code: 'input',
    method: 'openai GetUserMessage',
    param: 'text',
  });
});

it("returns a service's own error, and masks the variables that it repeats", async () => {
  const service = createServer((message, response) => {
    const error = { message: `wrong key ${message.headers.authorization}` };
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error }));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void service.close());
  const address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const { url } = await httpServer({ args: ['--hosts', '127.0.0.1'] });
  const answer = await post(`${url}/openai/GetModelList`, { url: address, token: '@@Key' });
  expect(answer.status).toBe(502);
  expect(answer.json.error.message).toBe('wrong key Bearer ***');
  expect(answer.text).not.toContain(SECRET);
});

it('sends what streams as events', async () => {
  const service = await OpenAiServer.start();
  const { url } = await httpServer({ args: ['--hosts', '127.0.0.1,localhost'] });
  const answer = await post(
    `${url}/openai/GetResponse`,
    { url: service.url, token: 'x', model: 'm', msgs: [{ role: 'user', content: 'Hi' }] },
    { accept: 'text/event-stream' },
  );
  expect(answer.headers['content-type']).toBe('text/event-stream');
  const events = answer.text.trim().split('\n\n');
  expect(events.length).toBeGreaterThan(1);
  expect(events[0]).toMatch(/^data: \{/);
  expect(events.at(-1)).toMatch(/^event: result\ndata: \{/);
});

it('allows GET only if told to, and only for what reads', async () => {
  const { url } = await httpServer({ args: ['--get'] });
  const read = await send(`${url}/openai/GetUserMessage?text=Hello`, { method: 'GET' });
  expect(read.json).toEqual({ role: 'user', content: 'Hello' });
  const write = `${url}/sqlite/CreateTable?table=t&cols=%7B%7D&db=a.db`;
  expect((await send(write, { method: 'GET' })).status).toBe(405);
});

it('describes its methods as OpenAPI', { timeout: 120_000 }, async () => {
  const { url } = await httpServer();
  const { json } = await send(`${url}/openapi.json`, { method: 'GET' });
  expect(json.openapi).toBe('3.1.0');
  const paths = Object.entries<Json>(json.paths);
  expect(paths.length).toBeGreaterThan(1_000);
  const ids = paths.map(([, { post }]) => post.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const ajv = newAjv();
  for (const [path, { post }] of paths) {
    expect(path).toMatch(/^\/[\w-]+\/\w+$/);
    expect(post.responses['200'].content, path).toBeTruthy();
    const { schema } = post.requestBody.content['application/json'];
    expect(() => ajv.compile(schema), path).not.toThrow();
  }
  const one = await send(`${url}/openapi.json?service=janx`, { method: 'GET' });
  expect(Object.keys(one.json.paths)).toContain('/janx/SerializeData');
  expect(JSON.stringify(one.json)).not.toContain('/openai/');
});

it('packs a large file of an open folder', { timeout: 120_000 }, async () => {
  const { url, root } = await httpServer();
  const large = Buffer.alloc(64 * 2 ** 20, 'x');
  await writeFile(join(root, 'large.bin'), large);
  const form = new FormData();
  form.set('value', '{"$bytes":"large.bin"}');
  const packed = await fetch(`${url}/msgpack/SerializeData`, { method: 'POST', body: form });
  expect(packed.status).toBe(200);
  const bytes = Buffer.from(await packed.arrayBuffer());
  expect(bytes.length).toBeGreaterThan(large.length);
  expect((await readFile(join(root, 'large.bin'))).length).toBe(large.length);
});

it('stops gracefully: calls in progress finish', { timeout: 60_000 }, async () => {
  let release = () => {};
  const asked = new Promise<void>((came) => {
    const service = createServer((_, response) => {
      release = () => response.end('{"object":"list","data":[]}');
      response.setHeader('content-type', 'application/json');
      came();
    });
    service.listen(0, '127.0.0.1', () => started(service.address() as AddressInfo));
    onTestFinished(() => void service.close());
  });
  let started = (_: AddressInfo) => {};
  const port = await new Promise<number>((resolve) => {
    started = (address) => resolve(address.port);
  });
  const { url, process } = await httpServer({ args: ['--hosts', '127.0.0.1'] });
  const calling = post(`${url}/openai/GetModelList`, {
    url: `http://127.0.0.1:${port}`,
    token: 'x',
  });
  await asked;
  process.signal('SIGTERM');
  await process.untilError('1 in progress');
  release();
  expect((await calling).status).toBe(200);
  expect((await process.ended).status).toBe(0);
});

it('logs one line for each call, without values', async () => {
  const { url, process } = await httpServer();
  await post(`${url}/openai/GetUserMessage`, { text: 'not in the log' });
  await post(`${url}/openai/%0Aforged`, { text: 'x' });
  process.signal('SIGTERM');
  const { stdout } = await process.ended;
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/POST openai GetUserMessage 200 \d+ ms$/);
  expect(stdout).not.toContain('not in the log');
});
