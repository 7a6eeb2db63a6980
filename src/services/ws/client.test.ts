import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { authority, whyNoOpenssl } from '../../../test/support/certificates.js';
import { startDaemon, whyNo } from '../../../test/support/daemon.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { start, startRaw } from '../../../test/support/server.js';
import { startSocks } from '../../../test/support/socks-server.js';
import { ConnectionError, HttpError, InputError } from '../../core/errors/errors.js';
import ws from './index.js';
import { noPython, startPython } from './testing/python.js';

const why = (reason: string | undefined) => (reason ? ` (skipped: ${reason})` : '');
const noLws = whyNo('libwebsockets-test-server');
const noOpenssl = whyNoOpenssl();

describe.skipIf(noPython)(`a client of Python's websockets${why(noPython)}`, () => {
  it('sends and gets messages of both kinds', async () => {
    const { port } = await startPython('echo');
    await using connection = await ws.createConnection({ address: `ws://127.0.0.1:${port}` });
    expect(await ws.sendTextMessage({ connection, text: 'Привет 😀' })).toEqual({ result: true });
    expect(await ws.getMessage({ connection })).toEqual({
      result: true,
      type: 'text',
      data: 'Привет 😀',
    });
    const data = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
    await ws.sendBinaryMessage({ connection, data });
    expect(await ws.getMessage({ connection })).toEqual({ result: true, type: 'binary', data });
    expect(await ws.sendPing({ connection })).toEqual({ result: true });
    expect(await ws.sendPong({ connection })).toEqual({ result: true });
    const none = await ws.getMessage({ connection, timeout: 50 });
    expect(none).toEqual({ result: false, error: 'no message arrived within 0.05 s' });
    expect(await ws.closeConnection({ connection, code: 3001, reason: 'done' })).toEqual({
      result: true,
    });
    expect(connection.isOpen).toBe(false);
    const error = await failure(ws.sendTextMessage({ connection, text: 'x' }), ConnectionError);
    expect(error.message).toContain('(3001)');
  });

  it('puts fragments together, and answers pings', async () => {
    const { port } = await startPython('fragments');
    await using connection = await ws.createConnection({ address: `ws://127.0.0.1:${port}` });
    expect(await ws.getMessage({ connection })).toMatchObject({ data: 'one two три' });
    // The server sends it when our pong has arrived.
    expect(await ws.getMessage({ connection })).toMatchObject({ data: 'pong arrived' });
  });

  it('gets the code and the reason of a close', async () => {
    const { port } = await startPython('close');
    await using connection = await ws.createConnection({ address: `ws://127.0.0.1:${port}` });
    expect(await ws.getMessage({ connection })).toEqual({
      result: false,
      error: 'the connection was closed (4001): no more',
      code: 4001,
      reason: 'no more',
    });
  });

  it('chooses a subprotocol, and sends headers', async () => {
    const { port } = await startPython('headers');
    const address = `ws://127.0.0.1:${port}/a?b=c`;
    const headers = { 'X-Trace': '42', authorization: 'Bearer secret-token' };
    const protocols = ['chat.v2', 'chat.v1'];
    await using connection = await ws.createConnection({ address, headers, protocols });
    expect(connection.protocol).toBe('chat.v1');
    const found = await ws.getMessage({ connection });
    expect(found).toMatchObject({ data: '42 Bearer secret-token /a?b=c' });
  });

  it('makes a server wait that sends faster than it is read', async () => {
    const { port } = await startPython('flood');
    await using connection = await ws.createConnection({ address: `ws://127.0.0.1:${port}` });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = process.memoryUsage().arrayBuffers;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
    for (let at = 0; at < 20; at++) {
      expect(await ws.getMessage({ connection })).toMatchObject({ type: 'binary' });
    }
  });

  it('exchanges lines', async () => {
    const { port } = await startPython('echo');
    const address = `ws://127.0.0.1:${port}`;
    const found = await ws.exchange({ address, data: 'one\ntwo\n', count: 2 });
    expect(found.messages).toEqual([
      { type: 'text', data: 'one' },
      { type: 'text', data: 'two' },
    ]);
    const whole = await ws.exchange({ address, data: 'one\ntwo', whole: true, count: 1 });
    expect(whole.messages).toEqual([{ type: 'text', data: 'one\ntwo' }]);
    const binary = await ws.exchange({
      address,
      data: Buffer.from([0, 255]),
      binary: true,
      count: 1,
    });
    expect(binary.messages).toEqual([{ type: 'binary', data: 'AP8=' }]);
    const silent = await ws.exchange({ address, data: 'x', silence: 100 });
    expect(silent.messages.length).toBe(1);
  });

  it('exchanges many lines in their order', async () => {
    const { port } = await startPython('echo');
    const address = `ws://127.0.0.1:${port}`;
    // Short and long, also long only in bytes: these are sent in different ways.
    const lines = Array.from({ length: 3000 }, (_, at) => `${at} ${'ж'.repeat((at * 7) % 1500)}`);
    const count = lines.length;
    const stream = await ws.exchange.stream({ address, data: lines.join('\n'), count });
    const found: string[] = [];
    for await (const { data } of stream) found.push(data);
    expect(found).toEqual(lines);
    expect(stream.result().messages.map(({ data }) => data)).toEqual(lines);
  });

  it('sends a line as soon as it is read', async () => {
    const { port } = await startPython('echo');
    const data = new PassThrough();
    const given = { address: `ws://127.0.0.1:${port}`, data, count: 3 };
    data.write('one\n');
    const found: string[] = [];
    for await (const { data: text } of await ws.exchange.stream(given)) {
      found.push(text);
      // The next line is written only after the answer to the one before.
      if (found.length < 3) data.write(found.length === 1 ? 'two\n' : 'three\n');
    }
    expect(found).toEqual(['one', 'two', 'three']);
  });

  it('connects again when it is told to', async () => {
    const { port } = await startPython('break');
    const address = `ws://127.0.0.1:${port}`;
    const notices: string[] = [];
    const onNotice = ({ message }: { message: string }) => void notices.push(message);
    const found: string[] = [];
    const given = { address, data: 'hello', count: 2, reconnect: true };
    for await (const { data } of await ws.listen.stream(given, { onNotice })) found.push(data);
    expect(found).toEqual(['hello', 'hello']);
    expect(notices).toEqual(['The connection was lost; connecting again in 0.5 s']);
    const error = await failure(ws.listen({ address, data: 'hello', count: 2 }), ConnectionError);
    expect(error.message).toContain('without a close frame (1006)');
  });
});

it.skipIf(noLws)(
  `a message that is not valid text breaks the connection, not the process${why(noLws)}`,
  async () => {
    const { port } = await startDaemon('libwebsockets-test-server', (port) => [
      ...['-p', String(port), '-i', 'lo'],
    ]);
    const address = `ws://127.0.0.1:${port}`;
    await using connection = await ws.createConnection({
      address,
      protocols: ['lws-mirror-protocol'],
    });
    await ws.sendBinaryMessage({ connection, data: Buffer.from([0xff, 0xfe]) });
    let found = await ws.getMessage({ connection });
    while (found.result) found = await ws.getMessage({ connection });
    expect(found.error).toMatch(/1006|1007|invalid/i);
  },
);

describe('a server of another kind', () => {
  it.each([401, 404, 500])('that returns %i is an HttpError with its words', async (status) => {
    const server = await start((_, response) => {
      response.writeHead(status).end('not here');
    });
    const address = server.url.replace('http', 'ws');
    const error = await failure(ws.createConnection({ address }), HttpError);
    expect(error.status).toBe(status);
    expect(error.message).toContain('instead of a WebSocket: not here');
  });

  it('that answers with garbage is a ConnectionError', async () => {
    const { host } = await startRaw((socket) => socket.end('garbage\r\n\r\n'));
    await failure(ws.createConnection({ address: `ws://${host}` }), ConnectionError);
  });

  it('that sends an invalid frame closes the connection', async () => {
    const { host } = await startRaw((socket) => {
      socket.once('data', async (request) => {
        const key = /sec-websocket-key: (\S+)/i.exec(String(request))![1]!;
        const { createHash } = await import('node:crypto');
        const accept = createHash('sha1')
          .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
          .digest('base64');
        socket.write(
          `HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        socket.write(Buffer.from([0xff, 0xff, 0, 0]));
      });
    });
    await using connection = await ws.createConnection({ address: `ws://${host}` });
    const found = await ws.getMessage({ connection });
    expect(found).toMatchObject({ result: false, code: 1006 });
  });
});

describe.skipIf(noOpenssl || noPython)(`TLS${why(noOpenssl ?? noPython)}`, async () => {
  const ca = await authority();
  const { cert, key } = await ca.sign('server', 'IP:127.0.0.1');

  it('verifies the certificate, also through a SOCKS proxy', async () => {
    const path = join(await folder(), 'server.pem');
    await writeFile(path, cert + key);
    const { port } = await startPython('echo', path);
    const address = `wss://127.0.0.1:${port}`;
    const untrusted = await failure(ws.createConnection({ address }), ConnectionError);
    expect(untrusted.message).toContain('is not trusted');
    const tls = await ws.getTlsSettings({ trust: false, cert: ca.certPath });
    const socks = await startSocks({ user: 'me', password: 'pw' });
    const settings = { host: '127.0.0.1', port: socks.port, user: 'me', password: 'pw' };
    const proxy = await ws.getProxySettings(settings);
    await using connection = await ws.createConnection({ address, tls, proxy });
    await ws.sendTextMessage({ connection, text: 'x'.repeat(100_000) });
    expect(await ws.getMessage({ connection })).toMatchObject({ data: 'x'.repeat(100_000) });
    expect(socks.reached).toEqual([`127.0.0.1:${port}`]);
  });
});

describe('what is refused', () => {
  it.each(['example.com', 'ftp://example.com', 'ws://', 'ws://a/#b', ''])('%s', async (address) => {
    const error = await failure(ws.createConnection({ address }), InputError);
    expect(error.param).toBe('address');
  });

  it('TLS settings for an address without TLS, and invalid codes', async () => {
    const tls = await ws.getTlsSettings({ trust: true });
    const address = 'ws://127.0.0.1:1';
    await using server = await ws.startServer({ port: 0 });
    const open = `ws://127.0.0.1:${server.port}`;
    await failure(ws.createConnection({ address, tls }), InputError);
    await using connection = await ws.createConnection({ address: open });
    const error = await failure(ws.closeConnection({ connection, code: 5 }), InputError);
    expect(error.param).toBe('code');
    await failure(ws.createConnection({ address: open, protocols: ['a b'] }), InputError);
  });
});
