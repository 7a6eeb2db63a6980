import { Agent, request } from 'node:http';
import { expect, it } from 'vitest';
import { httpServer } from './support.js';

/** Sends a request without fetch, which would not send such host headers. */
function send(
  url: string,
  headers: Record<string, string>,
  body = '{}',
  agent = new Agent(),
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: 'POST', headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode!));
    });
    sent.once('error', reject).end(body);
  });
}

it('accepts only requests with the token, a local host name and no foreign origin', async () => {
  const { url, token } = await httpServer({ args: ['--origin', 'https://app.example.org'] });
  const good = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 't', version: '1' },
    },
  });
  const asked = (more: Record<string, string>, path = url) =>
    send(path, { ...good, ...more }, body);
  expect(await asked({})).toBe(200);
  expect(await asked({ origin: 'https://app.example.org' })).toBe(200);
  expect(await asked({ origin: 'https://evil.example' })).toBe(403);
  expect(await asked({ origin: 'null' })).toBe(403);
  expect(await asked({ host: 'evil.example' })).toBe(403);
  expect(await asked({ host: '127.0.0.1.evil.example' })).toBe(403);
  expect(await asked({ authorization: '' })).toBe(401);
  expect(await asked({ authorization: 'Bearer wrong' })).toBe(401);
  expect(await asked({ authorization: `Basic ${token}` })).toBe(401);
  expect(await asked({}, url.replace('/mcp', '/'))).toBe(404);
  expect(await asked({ 'mcp-session-id': 'made-up' })).toBe(404);
  expect(await send(url, good, 'x'.repeat(5 * 1024 * 1024))).toBe(413);
});

it('answers what it refuses early, and the next request on that connection is not lost', {
  timeout: 60_000,
}, async () => {
  const { url, token } = await httpServer();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const good = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const large = 'x'.repeat(5 * 1024 * 1024);
  // To parse this would take minutes.
  expect(await send(url, good, '['.repeat(4 * 1024 * 1024), agent)).toBe(400);
  for (const [headers, path, status] of [
    [good, url, 413],
    [{ ...good, authorization: 'Bearer wrong' }, url, 401],
    [{ ...good, host: 'evil.example' }, url, 403],
    [good, `${url}/none`, 404],
  ] as const) {
    for (let count = 0; count < 40; count++) {
      expect(await send(path, headers, large, agent)).toBe(status);
      expect(await send(url, good, '{}', agent)).toBe(400);
    }
  }
  agent.destroy();
});
