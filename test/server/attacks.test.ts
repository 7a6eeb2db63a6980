import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { oint } from '../support/oint.js';
import { httpServer, post, SECRET, send } from './support.js';

it('refuses foreign pages, host names and tokens', async () => {
  const args = ['--token', 'first-token', '--token', 'second-token'];
  const { url } = await httpServer({ args: [...args, '--origin', 'https://app.example.org'] });
  const status = async (headers: Record<string, string>) =>
    (await post(`${url}/openai/GetUserMessage`, { text: 'x' }, headers)).status;
  const good = { authorization: 'Bearer second-token' };
  expect(await status(good)).toBe(200);
  expect(await status({ ...good, origin: 'https://app.example.org' })).toBe(200);
  expect(await status({ ...good, origin: 'https://evil.example' })).toBe(403);
  expect(await status({ ...good, origin: 'null' })).toBe(403);
  expect(await status({ ...good, 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await status({ ...good, host: 'evil.example' })).toBe(403);
  expect(await status({ ...good, host: '127.0.0.1.evil.example' })).toBe(403);
  expect(await status({})).toBe(401);
  expect(await status({ authorization: 'Bearer first-token2' })).toBe(401);
  expect(await status({ authorization: 'first-token' })).toBe(200);
});

it('needs a token for other machines', async () => {
  const { status, stderr } = await oint(['server', 'http', '--host', '0.0.0.0', '--port', '0']);
  expect(status).toBe(2);
  expect(stderr).toContain('a token is required');
});

it('looks nothing up in a value, and reaches only what is open', async () => {
  const { url, root } = await httpServer({ env: { HIDDEN: 'of-the-environment' } });
  await mkdir(join(root, 'inner'));
  await writeFile(join(root, 'text.txt'), 'content');
  for (const text of ['@text.txt', 'env:HIDDEN', 'cmd:id', 'file:text.txt', '-', '$(id)']) {
    const said = await post(`${url}/openai/GetUserMessage`, { text });
    expect(said.json.content).toBe(text);
    const settings = { host: 'h', port: 22, user: 'u', pass: text };
    const made = await post(`${url}/sftp/GetSettingsLoginPassword`, settings);
    expect(made.json.password).toBe(text);
  }
  for (const db of ['/etc/passwd', '../../etc/passwd', `${root}/../x.db`, 'file:/etc/passwd']) {
    const answer = await post(`${url}/sqlite/ExecuteSQLQuery`, { db, sql: 'select 1' });
    expect([db, answer.status]).toEqual([db, 403]);
    expect(answer.text).toMatch(/not allowed/);
  }
  for (const value of ['/etc/passwd', 'http://127.0.0.1:1/', 'file:///etc/passwd']) {
    const answer = await post(`${url}/msgpack/SerializeData`, { value: { $bytes: value } });
    expect(answer.status).toBe(403);
  }
  const inside = await post(`${url}/openai/GetModelList`, {
    url: 'http://127.0.0.1:9',
    token: 'x',
  });
  expect(inside.text).toMatch(/not allowed/);
  const path = await send(`${url}/../../etc/passwd`, { method: 'GET' });
  expect(path.status).toBe(404);
});

it('shows no variable', async () => {
  const { url, root } = await httpServer();
  const said = await post(`${url}/openai/GetUserMessage`, { text: '@@Key' });
  expect(said.json.content).toBe('***');
  const literal = await post(`${url}/openai/GetUserMessage`, { text: '\\@@Key' });
  expect(literal.json.content).toBe('@@Key');
  const unknown = await post(`${url}/openai/GetUserMessage`, { text: '@@Other' });
  expect(unknown.status).toBe(400);
  const config = await post(`${url}/sqlite/ExecuteSQLQuery`, {
    db: join(root, 'config.json'),
    sql: 'select 1',
  });
  expect(config.text).not.toContain(SECRET);
});

it('offers what --allow, --deny and --read-only leave', async () => {
  const { url } = await httpServer({
    args: ['--allow', 'openai.*,sqlite.*', '--deny', 'openai.Get*Structure', '--read-only'],
  });
  const status = async (path: string, values: object) =>
    (await post(`${url}${path}`, values)).status;
  expect(await status('/openai/GetUserMessage', { text: 'x' })).toBe(200);
  expect(await status('/openai/GetMessageStructure', { role: 'user', text: 'x' })).toBe(403);
  expect(await status('/sqlite/CreateTable', { table: 't', cols: {}, db: 'a.db' })).toBe(403);
  expect(await status('/janx/SerializeData', { value: 1 })).toBe(404);
});

it('refuses bodies that are too large or too deep, before they are read', async () => {
  const { url } = await httpServer({ args: ['--max-upload', '1M'] });
  const path = `${url}/openai/GetUserMessage`;
  const large = { 'content-type': 'application/json', 'content-length': String(40 * 2 ** 20) };
  expect((await send(path, { headers: large, body: '{' })).status).toBe(413);
  const deep = `{"text":${'['.repeat(100_000)}`;
  expect((await post(path, deep)).status).toBe(400);
  const form = new FormData();
  form.set('text', new Blob([Buffer.alloc(2 * 2 ** 20)]), 'a.bin');
  expect((await fetch(path, { method: 'POST', body: form })).status).toBe(413);
  const zip = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  expect((await send(path, { headers: zip, body: 'x' })).status).toBe(415);
});

it('refuses requests of two lengths', async () => {
  const { url } = await httpServer();
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    [
      'POST /openai/GetUserMessage HTTP/1.1',
      `host: 127.0.0.1:${port}`,
      'content-type: application/json',
      'content-length: 4',
      'transfer-encoding: chunked',
      '',
      '0',
      '',
      'GET /openapi.json HTTP/1.1',
      '',
      '',
    ].join('\r\n'),
  );
  let said = '';
  for await (const chunk of socket) said += chunk;
  expect(said).toMatch(/^HTTP\/1\.1 400 /);
  expect(said.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

it('gives a connection only to the client that opened it', async () => {
  const args = ['--token', 'first-token', '--token', 'second-token', '--connections', '2'];
  const { url } = await httpServer({ args });
  const as = (token: string, session = '') => ({
    authorization: `Bearer ${token}`,
    ...(session && { 'oint-session': session }),
  });
  const opened = await post(`${url}/sqlite/CreateConnection`, { db: 'a.db' }, as('first-token'));
  expect(opened.text).toMatch(/^\{oint-[0-9a-f]{32}\}$/);
  const db = opened.text;
  const ask = (headers: Record<string, string>, handle = db) =>
    post(`${url}/sqlite/ExecuteSQLQuery`, { db: handle, sql: 'select 1 as a' }, headers);
  expect((await ask(as('first-token'))).json.data).toEqual([{ a: 1 }]);
  expect((await ask(as('second-token'))).text).toContain('no such connection');
  expect((await ask(as('first-token', 'other'))).text).toContain('no such connection');
  const made = `{oint-${'0'.repeat(32)}}`;
  expect((await ask(as('first-token'), made)).text).toContain('no such connection');
  const open = (name: string) =>
    post(`${url}/sqlite/CreateConnection`, { db: name }, as('first-token'));
  expect((await open('b.db')).status).toBe(200);
  expect((await open('c.db')).status).toBe(429);
});

it('closes a connection that is not used', { timeout: 60_000 }, async () => {
  const { url } = await httpServer({ args: ['--idle', '1'] });
  const { text: db } = await post(`${url}/sqlite/CreateConnection`, { db: 'a.db' });
  const ask = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return (await post(`${url}/sqlite/ExecuteSQLQuery`, { db, sql: 'select 1' })).text;
  };
  await expect.poll(ask, { timeout: 20_000 }).toContain('no such connection');
});
