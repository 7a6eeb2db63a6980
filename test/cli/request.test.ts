import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { home, oint } from '../support/oint.js';
import { json, start, type TestServer } from '../support/server.js';

let server: TestServer;
beforeEach(async () => {
  server = await start(({ path }, response, index) => {
    if (path.endsWith('/busy') && index === 0) return json(response, {}, 503);
    if (path.endsWith('/none')) return json(response, { error: { message: 'no such job' } }, 404);
    if (path.endsWith('/bytes')) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      return void response.end(Buffer.from([0, 1, 255]));
    }
    if (path.endsWith('/text')) {
      response.writeHead(200, { 'content-type': 'text/plain' });
      return void response.end('plain');
    }
    if (path.endsWith('/lost')) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      return void response.write(Buffer.alloc(100_000), () => response.destroy());
    }
    json(response, { jobs: [{ id: 1 }, { id: 2 }] });
  });
});

const request = (...args: string[]) => oint(['openai', 'request', ...args, '--url', server.url]);
const sent = () => server.requests.at(-1)!;

it('sends a method and a path with the authorization of the service', async () => {
  const found = await request('GET', '/v1/jobs?limit=2', '--token', 'sk-1', '--query', 'jobs[].id');
  expect(found).toMatchObject({ status: 0, stdout: '[1,2]\n', stderr: '' });
  expect(sent()).toMatchObject({ method: 'GET', path: '/v1/jobs?limit=2' });
  expect(sent().headers.authorization).toBe('Bearer sk-1');
  await request('get', 'jobs');
  expect(sent().path).toBe('/v1/jobs');
  await request('GET', `${server.url}/other/jobs?a=b#c`);
  expect(sent().path).toBe('/other/jobs?a=b');
});

it('sends JSON as it is typed, in a file and on standard input', async () => {
  const body = String.raw`{"text":"one\ntwo","n":12345678901234567890.10}`;
  await request('POST', '/jobs', '--body', body);
  expect(sent().body.toString()).toBe(body);
  expect(sent().headers['content-type']).toBe('application/json');

  await writeFile(join(home, 'job.json'), '[1]');
  await request('POST', '/jobs', '--body', `@${join(home, 'job.json')}`);
  expect(sent().body.toString()).toBe('[1]');
  expect(sent().headers['content-type']).toBe('application/json');

  const piped = ['openai', 'request', 'PUT', '/jobs', '--body', '-', '--url', server.url];
  await oint(piped, { stdin: "{'a':1}" });
  expect(sent().body.toString()).toBe('{"a":1}');
});

it('saves bytes and text as they are, and JSON in the format of the file', async () => {
  const saved = async (path: string, name: string) => {
    const out = join(home, name);
    expect(await request('GET', path, '--out', out)).toMatchObject({ status: 0, stdout: '' });
    return readFile(out);
  };
  expect(await saved('/bytes', 'a.png')).toEqual(Buffer.from([0, 1, 255]));
  expect(await saved('/text', 'a.txt')).toEqual(Buffer.from('plain'));
  expect(JSON.parse(String(await saved('/jobs', 'a.json')))).toEqual({
    jobs: [{ id: 1 }, { id: 2 }],
  });
  expect(String(await saved('/jobs', 'a.yaml'))).toContain('- id: 2');
});

it('leaves no part of a response that is lost', async () => {
  const out = join(home, 'lost.bin');
  await writeFile(out, 'before');
  const { status, stderr } = await request('GET', '/lost', '--out', out);
  expect(status).not.toBe(0);
  expect(stderr).toContain('connection');
  expect((await readdir(home)).filter((name) => name.includes('lost'))).toEqual(['lost.bin']);
  expect(await readFile(out, 'utf8')).toBe('before');
});

it('sends text and files with the type that the user names', async () => {
  const typed = ['--header', 'Content-Type: text/csv', '--header', 'X-Job: 7'];
  await request('POST', '/jobs', '--body', 'a,b', ...typed);
  expect(sent().body.toString()).toBe('a,b');
  expect(sent().headers).toMatchObject({ 'content-type': 'text/csv', 'x-job': '7' });
});

it('prints text and bytes as they are', async () => {
  expect((await request('GET', '/text')).stdout).toBe('plain\n');
  expect((await request('GET', '/bytes', '--out', '_hex_')).stdout).toBe('0001ff\n');
});

it('ends like every method', async () => {
  const none = await request('GET', '/none');
  expect(none).toMatchObject({ status: 1, stdout: '' });
  expect(none.stderr).toContain('openai request: the server returned 404 Not Found: no such job');
  expect((await request('GET', '/busy')).status).toBe(0);
});

it('does not repeat what may have had an effect', async () => {
  const { status } = await request('POST', '/busy');
  expect(status).toBe(75);
  expect(server.requests).toHaveLength(1);
});

it.each([
  [['GET'], '--path is missing'],
  [['FETCH', '/jobs'], '--method must be GET, POST'],
  [['GET', 'https://example.com/'], '--path leads out of the address of the service'],
  [['GET', '/jobs', '/more'], '"/more" is not an option'],
  [['GET', '/jobs', '--body', '{}'], '--body: a request with GET has no body'],
  [['POST', '/jobs', '--body', '{"a":'], '--body is not valid JSON'],
  [['GET', '/jobs', '--header', 'secret'], "--header must have the form 'Name: value'"],
])('refuses %j', async (args, message) => {
  const refused = await request(...args);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain(message);
  expect(server.requests).toHaveLength(0);
});

it('is in help, in completion and in the documentation', async () => {
  expect((await oint(['slack'])).stdout).toContain('oint slack request METHOD PATH');
  expect((await oint(['s3'])).stdout).not.toContain('request METHOD PATH');
  expect((await oint(['slack', 'request', '--help'])).stdout).toContain('oint slack request GET');
  expect((await oint(['__complete', 'slack', 're'])).stdout).toContain('request\t');
  expect((await oint(['docs', 'slack', 'request'])).stdout).toContain('oint slack request GET');
});
