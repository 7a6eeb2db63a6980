import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import {
  type Handler,
  json,
  type Received,
  refusedPort,
  start,
  startRaw,
} from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import type { RequestSpec } from './build.js';
import { request, requestBytes } from './request.js';
import { requestEvents } from './sse.js';

/** With characters that are encoded in URLs, JSON and Base64. */
const SECRETS = {
  token: 'sentinel-token/+"=1',
  key: 'sentinel-key\\2',
  cookie: 'session=sentinel-cookie3',
  password: 'sentinel-p@ss:4',
  proxy: 'sentinel-proxy&5',
};

const spec: RequestSpec = {
  token: SECRETS.token,
  headers: { 'X-Api-Key': SECRETS.key, Cookie: SECRETS.cookie },
  json: { a: 1 },
};

/** A URL with a user, as users paste it. */
function withUser(url: string): URL {
  const made = new URL(url);
  made.username = 'user';
  made.password = SECRETS.password;
  return made;
}

/** Everything a server knows about a caller, as a careless server repeats it. */
function everything({ headers, path }: Received): string {
  const basic = Buffer.from(`user:${SECRETS.password}`).toString('base64');
  return `${path} ${Object.entries(headers).map(([name, value]) => `${name}=${value}`)} ${basic}`;
}

type Send = (call: Call, url: URL) => Promise<unknown>;
const asJson: Send = (call, url) => request(call, 'POST', url, spec);

/** Fails, and looks for the secrets in everything that can be printed of the error. */
async function expectSilence(
  url: string,
  options: CallOptions = {},
  send: Send = asJson,
): Promise<void> {
  const lines: string[] = [];
  const call = new Call('test Method', 'read', {
    retries: 1,
    debug: (line) => lines.push(line),
    ...options,
  });
  const error: Error = await send(call, withUser(url)).then(
    () => Promise.reject(new Error('it succeeded')),
    (caught) => caught,
  );
  const shown = [error.message, error.stack!, JSON.stringify(error), inspect(error), ...lines];
  for (const text of shown) expect(text).not.toMatch(/sentinel|c2VudGluZWwt/);
  expect(shown.join('\n')).not.toContain(
    Buffer.from(`user:${SECRETS.password}`).toString('base64'),
  );
  expect(error.message).not.toContain('it succeeded');
}

async function expectSilenceOf(handler: Handler, options?: CallOptions, send?: Send) {
  await expectSilence((await start(handler)).url, options, send);
}

test('the JSON of an error', () =>
  expectSilenceOf((received, response) => {
    const said = everything(received);
    json(response, { error: { message: said }, [said]: { deep: [said] } }, 400, {
      'x-request-id': 'req_1',
      'x-echo': encodeURIComponent(said),
    });
  }));

test('the text of an error, wherever it is clipped', async () => {
  for (let pad = 440; pad < 510; pad += 6) {
    await expectSilenceOf(
      (_received, response) => {
        response.writeHead(500).end(`${'x'.repeat(pad)}${SECRETS.token}`);
      },
      { retries: 0 },
    );
  }
});

test('the HTML page of an error', () =>
  expectSilenceOf((_received, response) => {
    response.writeHead(502).end(`<html><title>no ${SECRETS.token}</title>${SECRETS.key}</html>`);
  }));

test('a successful response that is not JSON, wherever it is clipped', async () => {
  for (let pad = 90; pad < 130; pad += 3) {
    await expectSilenceOf((_received, response) => {
      response.end(`${'x'.repeat(pad)}${SECRETS.token} ${SECRETS.key}`);
    });
  }
  await expectSilenceOf((_received, response) => {
    response.end(`<html><title>${SECRETS.token}</title></html>`);
  });
});

test('a debug line, wherever it is clipped', async () => {
  for (let pad = 1970; pad < 2005; pad += 5) {
    await expectSilenceOf((_received, response) => {
      response.writeHead(400).end(`${'x'.repeat(pad)}${SECRETS.token}`);
    });
  }
});

test('a body that is cut off', () =>
  expectSilenceOf((received, response) => {
    response.writeHead(200, { 'content-length': '10000' });
    response.write(everything(received), () => response.destroy());
  }));

test('an invalid compressed body', () =>
  expectSilenceOf((received, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(everything(received));
  }));

test('a redirect', () =>
  expectSilenceOf((_received, response) => {
    const location = `http://user:${encodeURIComponent(SECRETS.token)}@127.0.0.1/${encodeURIComponent(SECRETS.key)}?a=${encodeURIComponent(SECRETS.token)}`;
    response.writeHead(302, { location }).end();
  }));

test('a server that repeats the request', async () => {
  const echo = await startRaw((socket) => {
    socket.once('data', (chunk) => socket.end(chunk));
  });
  await expectSilence(echo.url);
});

test('a refused connection', async () => {
  await expectSilence(`http://127.0.0.1:${await refusedPort()}`);
  await expectSilence(`https://127.0.0.1:${await refusedPort()}`);
});

test('a connection that is closed', async () => {
  const closing = await startRaw((socket) => socket.destroy());
  await expectSilence(closing.url);
});

test('each deadline', async () => {
  const silent = await startRaw((socket) => socket.resume());
  await expectSilence(silent.url, { firstByteTimeout: 100 });
  await expectSilence(silent.url, { timeout: 100 });
  await expectSilence(`https://${silent.host}`, { connectTimeout: 100, retries: 0 });
});

test('a file that cannot be written', async () => {
  const saveTo = join(await folder(), 'nowhere', 'x');
  const { url } = await start((_received, response) => json(response, {}));
  await expectSilence(url, { saveTo }, (call, to) => requestBytes(call, 'GET', to, spec));
});

test('a stream of events that ends early', () =>
  expectSilenceOf(
    (received, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-length': '10000' });
      response.write(`data: ${everything(received)}\n\n`, () => response.destroy());
    },
    {},
    async (call, url) => {
      const answer = await requestEvents(call, 'POST', url, spec);
      if ('events' in answer) for await (const _ of answer.events);
    },
  ));

test('a proxy that refuses, or does not exist', async () => {
  const who = `user:${encodeURIComponent(SECRETS.proxy)}@`;
  const refusing = await startRaw((socket) => {
    socket.once('data', (chunk) => {
      const echo = encodeURIComponent(chunk.toString());
      socket.end(`HTTP/1.1 407 No\r\nx-echo: ${echo}\r\n\r\n${chunk}`);
    });
  });
  for (const host of [refusing.host, `127.0.0.1:${await refusedPort()}`]) {
    await expectSilence('http://127.0.0.1:1', { proxy: `http://${who}${host}` });
    await expectSilence('https://127.0.0.1:1', { proxy: `http://${who}${host}` });
  }
  await expectSilence('http://127.0.0.1:1', { proxy: `socks5://${who}127.0.0.1` });
});

test('a URL whose user is the key', async () => {
  const lines: string[] = [];
  const { url } = await start((received, response) => {
    json(response, { error: `${received.headers.authorization}, sentinel-user` }, 401);
  });
  const call = new Call('test Method', 'read', { debug: (line) => lines.push(line) });
  const address = new URL(url.replace('//', '//sentinel-user@'));
  const error: Error = await request(call, 'GET', address).then(
    () => Promise.reject(new Error('it succeeded')),
    (caught) => caught,
  );
  for (const text of [error.message, JSON.stringify(error), ...lines]) {
    expect(text).not.toContain('sentinel');
    expect(text).not.toContain(Buffer.from('sentinel-user:').toString('base64'));
  }
});
