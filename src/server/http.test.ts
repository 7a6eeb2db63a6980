import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Calls } from './calls.js';
import { HttpServer } from './http.js';
import type { HttpOptions } from './http-options.js';

const SETTINGS = {
  ...{ vars: {}, open: {}, fixed: {}, allow: [], deny: [], roots: [], hosts: ['127.0.0.1'] },
  ...{ readOnly: false, urls: false, listen: false },
  timeout: 60_000,
  handles: { most: 10, idle: 60_000 },
};

const OPTIONS: HttpOptions = {
  ...{ host: '127.0.0.1', port: 0, tokens: [], origins: [], get: false, janx: false },
  ...{ mostCalls: 10, mostUpload: 2 ** 20, patience: 60_000, grace: 60_000 },
  onCall() {},
  onBug(error) {
    throw error;
  },
};

async function started(
  options: Partial<HttpOptions> = {},
  settings: Partial<typeof SETTINGS> = {},
) {
  const calls = await Calls.create({ ...SETTINGS, ...settings });
  const server = new HttpServer(calls, { ...OPTIONS, ...options });
  const url = await server.start();
  onTestFinished(async () => {
    await server.stop();
    await calls.close();
  });
  return { url, server };
}

/** A service that never answers, and the promise that it was asked. */
async function silentService(): Promise<{ url: string; asked: Promise<unknown> }> {
  const service: Server = createServer(() => {});
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  onTestFinished(() => service.closeAllConnections());
  onTestFinished(() => void service.close());
  const { port } = service.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked: once(service, 'request') };
}

function call(url: string, path: string, values: object, signal?: AbortSignal) {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(values);
  return fetch(`${url}/${path}`, { method: 'POST', headers, body, ...(signal && { signal }) });
}

it('gives up on a client that sends its body too slowly', async () => {
  const { url } = await started({ patience: 100 });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    `POST /openai/GetUserMessage HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
  );
  const [said] = await once(socket, 'data');
  socket.destroy();
  expect(String(said)).toMatch(/^HTTP\/1\.1 408 /);
});

it('refuses more calls than may run at a time', async () => {
  const { url } = await started({ mostCalls: 1, grace: 1 });
  const silent = await silentService();
  const first = call(url, 'openai/GetModelList', { url: silent.url, token: 'x' });
  await silent.asked;
  const second = await call(url, 'openai/GetUserMessage', { text: 'x' });
  expect(second.status).toBe(503);
  expect(second.headers.get('retry-after')).toBe('1');
  first.catch(() => {});
});

it('ends a call that takes too long', async () => {
  const { url } = await started({}, { timeout: 100 });
  const silent = await silentService();
  const answer = await call(url, 'openai/GetModelList', { url: silent.url, token: 'x' });
  expect(answer.status).toBe(504);
  expect(await answer.json()).toMatchObject({ result: false });
});

it('ends the call of a client that has left', async () => {
  const { url, server } = await started();
  const silent = await silentService();
  const left = new AbortController();
  const calling = call(url, 'openai/GetModelList', { url: silent.url, token: 'x' }, left.signal);
  await silent.asked;
  left.abort();
  await expect(calling).rejects.toThrow();
  await expect.poll(() => server.running).toBe(0);
});

it('refuses a file of this machine with 403, also as the value of a param', async () => {
  const { url } = await started();
  const data = { url: 'local', name: 'a', data: '/etc/passwd', purpose: 'user_data' };
  const refused = await call(url, 'openai/UploadFile', data);
  expect(refused.status).toBe(403);
  expect(JSON.stringify(await refused.json())).toContain('is not allowed');
});

it('opens a port only if it may', async () => {
  const closed = await started();
  const refused = await call(closed.url, 'tcp/StartServer', { port: 0 });
  expect(refused.status).toBe(403);
  const { url } = await started({}, { listen: true });
  const srv = await (await call(url, 'tcp/StartServer', { port: 0 })).text();
  expect(srv).toMatch(/^\{oint-[0-9a-f]{32}\}$/);
  expect(await (await call(url, 'tcp/GetConnectionList', { srv })).json()).toBeTruthy();
  expect(await (await call(url, 'tcp/StopServer', { srv })).json()).toMatchObject({ result: true });
});
