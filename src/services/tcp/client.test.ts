import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authority, whyNoOpenssl } from '../../../test/support/certificates.js';
import { startDaemon, whyNo } from '../../../test/support/daemon.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { listen, startRaw } from '../../../test/support/server.js';
import { ConnectionError, InputError, TimeoutError } from '../../core/errors/errors.js';
import tcp from './index.js';

/** For polls: the machine may be slow. */
const SLOW = { timeout: 20_000 };

const noSocat = whyNo('socat');
const noOpenssl = whyNoOpenssl();

const why = (reason: string | undefined) => (reason ? ` (skipped: ${reason})` : '');

/** A server that sends these pieces, each in a packet of its own, and then finishes or not. */
async function sending(pieces: readonly (string | Buffer)[], finish = false) {
  const { host } = await startRaw(async (socket) => {
    socket.setNoDelay(true);
    for (const piece of pieces) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    if (finish) socket.end();
  });
  return host;
}

describe.skipIf(noSocat)(`a client of socat${why(noSocat)}`, () => {
  it('sends lines and reads them', async () => {
    const { port } = await startDaemon('socat', (port) => [
      `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork`,
      'EXEC:cat',
    ]);
    await using connection = await tcp.createConnection({ address: `127.0.0.1:${port}` });
    expect(await tcp.sendLine({ connection, data: 'Привет\nsecond\n' })).toBe(true);
    expect(await tcp.readLine({ connection, marker: '\n' })).toBe('Привет\n');
    expect(await tcp.readLine({ connection, marker: '\n' })).toBe('second\n');
    const data = Buffer.from([0, 255, 10, 13]);
    expect(await tcp.sendBinaryData({ connection, data })).toBe(true);
    expect(await tcp.readBinaryData({ connection, maxSize: 3 })).toEqual(data.subarray(0, 3));
    expect(await tcp.readBinaryData({ connection, timeout: 50 })).toEqual(data.subarray(3));
    expect(await tcp.closeConnection({ connection })).toEqual({ result: true });
    expect(connection.isOpen).toBe(false);
  });

  it('finishes its side and reads what comes afterwards', async () => {
    // `sort` writes only when its input has ended.
    const { port } = await startDaemon('socat', (port) => [
      `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork`,
      'EXEC:sort',
    ]);
    const address = `127.0.0.1:${port}`;
    const found = await tcp.processRequest({ address, data: 'b\na\n', finish: true });
    expect(found).toBe('a\nb\n');
    const bytes = await tcp.processRequest({
      address,
      data: 'b\na\n',
      finish: true,
      asText: false,
    });
    expect(bytes).toEqual(Buffer.from('a\nb\n'));
  });
});

describe('a reading', () => {
  it('leaves the part of a character for the next one', async () => {
    const text = Buffer.from('аб€😀');
    const pieces = Array.from(text, (byte) => Buffer.of(byte));
    const address = await sending(pieces, true);
    await using connection = await tcp.createConnection({ address });
    let found = '';
    for (;;) {
      const part = await tcp.readLine({ connection, timeout: 1 });
      if (part === '' && (await tcp.getLastError({ connection }))?.code === 'END') break;
      found += part;
    }
    expect(found).toBe('аб€😀');
  });

  it.each([
    ['windows-1251', Buffer.from('cff0e8e2e5f2', 'hex'), 'Привет'],
    ['koi8-r', Buffer.from('f0d2c9d7c5d4', 'hex'), 'Привет'],
    ['UTF-16LE', Buffer.from('Привет😀', 'utf16le'), 'Привет😀'],
    ['iso-8859-1', Buffer.from('e9', 'hex'), 'é'],
  ])('understands %s both ways', async (encoding, bytes, text) => {
    const { host } = await startRaw((socket) => socket.pipe(socket));
    await using connection = await tcp.createConnection({ address: host });
    await tcp.sendLine({ connection, data: text, encoding });
    expect(await tcp.readBinaryData({ connection, maxSize: bytes.length })).toEqual(bytes);
    await tcp.sendBinaryData({ connection, data: bytes });
    expect(await tcp.readLine({ connection, encoding, timeout: 100 })).toBe(text);
  });

  it('finds a marker that arrives in two packets, and leaves the rest', async () => {
    const address = await sending(['one\r', '\ntwo\r\nthr', 'ee'], true);
    await using connection = await tcp.createConnection({ address });
    const marker = Buffer.from('\r\n');
    expect(await tcp.readLine({ connection, marker })).toBe('one\r\n');
    expect(await tcp.readLine({ connection, marker })).toBe('two\r\n');
    expect(await tcp.readLine({ connection, marker })).toBe('three');
    expect(await tcp.readLine({ connection, marker })).toBe('');
    expect(await tcp.getLastError({ connection })).toMatchObject({ code: 'END' });
  });

  it('returns nothing if nothing arrives, and says so', async () => {
    const { host } = await startRaw(() => {});
    await using connection = await tcp.createConnection({ address: host });
    expect(await tcp.getLastError({ connection })).toBeUndefined();
    expect(await tcp.readBinaryData({ connection, timeout: 20 })).toEqual(Buffer.alloc(0));
    expect(await tcp.getLastError({ connection })).toEqual({
      code: 'TIMEOUT',
      message: 'no data arrived within 0.02 s',
    });
  });

  it('does not lose what arrived before the connection broke', async () => {
    const { host } = await startRaw((socket) => {
      socket.once('data', () => {
        socket.write('rest');
        socket.once('data', () => socket.resetAndDestroy());
      });
    });
    await using connection = await tcp.createConnection({ address: host });
    await tcp.sendLine({ connection, data: 'x' });
    await tcp.readBinaryData({ connection, maxSize: 1 });
    await tcp.sendLine({ connection, data: 'x' });
    await expect.poll(() => connection.isOpen, SLOW).toBe(false);
    expect(await tcp.readLine({ connection })).toBe('est');
    const error = await failure(tcp.readLine({ connection }), ConnectionError);
    expect(error.message).toContain('ReadLine');
    expect(await tcp.getLastError({ connection })).toMatchObject({ code: 'ECONNRESET' });
  });

  it('makes a server wait that sends more than is read', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(1024 * 1024);
    const { host } = await startRaw((socket) => {
      const send = () => {
        while (sent < 200 && socket.write(chunk)) sent++;
      };
      socket.on('drain', send);
      send();
    });
    await using connection = await tcp.createConnection({ address: host });
    await tcp.readBinaryData({ connection, maxSize: 10 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent).toBeLessThan(100);
    const size = 20 * 1024 * 1024;
    expect((await tcp.readBinaryData({ connection, maxSize: size })).length).toBe(size);
  });

  it('ends with the signal', async () => {
    const { host } = await startRaw(() => {});
    await using connection = await tcp.createConnection({ address: host });
    const reading = tcp.readLine({ connection, timeout: 0 }, { signal: AbortSignal.timeout(30) });
    await expect(reading).rejects.toThrow('interrupted');
    expect(connection.isOpen).toBe(true);
  });
});

it('a server that does not read is a TimeoutError, and the connection is closed', async () => {
  const { host } = await startRaw((socket) => socket.pause());
  await using connection = await tcp.createConnection({ address: host });
  const data = Buffer.alloc(64 * 1024 * 1024);
  const error = await failure(tcp.sendBinaryData({ connection, data, timeout: 100 }), TimeoutError);
  expect(error.message).toContain('did not accept the data within 0.1 s');
  await expect.poll(() => connection.isOpen, SLOW).toBe(false);
});

describe('a request', () => {
  it('ends at a text', async () => {
    const address = await sending(['+OK\r\n']);
    expect(await tcp.processRequest({ address, data: 'PING', until: '\n' })).toBe('+OK\r\n');
  });

  it('ends with a silence', async () => {
    const address = await sending(['one ', 'two']);
    expect(await tcp.processRequest({ address, silence: 300 })).toBe('one two');
  });

  it('without any response is a TimeoutError', async () => {
    const { host } = await startRaw(() => {});
    const call = { firstByteTimeout: 50 };
    const error = await failure(
      tcp.processRequest({ address: host, data: 'x' }, call),
      TimeoutError,
    );
    expect(error.deadline).toBe('firstByteTimeout');
  });
});

describe('an exchange', () => {
  it('yields lines as they arrive, until a number of them', async () => {
    const address = await sending(['one\ntw', 'o\nthree\n']);
    const found: string[] = [];
    const stream = await tcp.exchange.stream({ address, count: 2 });
    for await (const { text } of stream) found.push(text);
    expect(found).toEqual(['one', 'two']);
    expect(stream.result()).toEqual({ result: true, lines: ['one', 'two'] });
  });

  it('ends with a silence, and with the server', async () => {
    expect(await tcp.exchange({ address: await sending(['a\nb']), silence: 200 })).toEqual({
      result: true,
      lines: ['a', 'b'],
    });
    expect(await tcp.exchange({ address: await sending(['a\nb'], true) })).toEqual({
      result: true,
      lines: ['a', 'b'],
    });
  });

  it('sends a stream while it receives', async () => {
    const { host } = await startRaw((socket) => socket.pipe(socket));
    let more!: () => void;
    const second = new Promise<void>((resolve) => {
      more = resolve;
    });
    async function* data() {
      yield Buffer.from('first\n');
      await second;
      yield Buffer.from('second\n');
    }
    const found: string[] = [];
    for await (const { text } of await tcp.exchange.stream({
      address: host,
      data: data(),
      count: 2,
    })) {
      found.push(text);
      more();
    }
    expect(found).toEqual(['first', 'second']);
  });
});

describe.skipIf(noOpenssl)(`TLS${why(noOpenssl)}`, async () => {
  const ca = await authority();
  const { certPath, keyPath } = await ca.sign('server', 'IP:127.0.0.1');
  const other = await ca.sign('other', 'DNS:example.test');

  const serve = (cert: string, key: string) =>
    startDaemon('openssl', (port) => [
      ...['s_server', '-accept', `127.0.0.1:${port}`, '-cert', cert, '-key', key, '-quiet', '-rev'],
    ]);

  it('verifies the certificate, and talks to openssl s_server', async () => {
    const { port } = await serve(certPath, keyPath);
    const address = `127.0.0.1:${port}`;
    const tls = await tcp.getTlsSettings({ trust: false, cert: ca.certPath });
    expect(await tcp.processRequest({ address, data: 'abc\n', tls, until: '\n' })).toBe('cba\n');
    const untrusted = await tcp.getTlsSettings({ trust: false });
    const error = await failure(
      tcp.processRequest({ address, data: 'abc\n', tls: untrusted }),
      ConnectionError,
    );
    expect(error.message).toContain('is not trusted');
    const any = await tcp.getTlsSettings({ trust: true });
    expect(await tcp.processRequest({ address, data: 'x\n', tls: any, until: '\n' })).toBe('x\n');
  });

  it('refuses a certificate for another host', async () => {
    const { port } = await serve(other.certPath, other.keyPath);
    const tls = await tcp.getTlsSettings({ trust: false, cert: ca.certPath });
    const error = await failure(
      tcp.createConnection({ address: `127.0.0.1:${port}`, tls }),
      ConnectionError,
    );
    expect(error.reason).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });
});

describe('proxies', () => {
  const noMicrosocks = whyNo('microsocks');
  it.skipIf(noMicrosocks)(`microsocks, with a password${why(noMicrosocks)}`, async () => {
    const { host } = await startRaw((socket) => socket.pipe(socket));
    const { port } = await startDaemon('microsocks', (port) => [
      ...['-i', '127.0.0.1', '-p', String(port), '-u', 'me', '-P', 'pa ss'],
    ]);
    const settings = { host: '127.0.0.1', port, user: 'me' };
    const proxy = await tcp.getProxySettings({ ...settings, password: 'pa ss' });
    expect(await tcp.processRequest({ address: host, data: 'x\n', proxy, until: '\n' })).toBe(
      'x\n',
    );
    const wrong = await tcp.getProxySettings({ ...settings, password: 'wrong' });
    const request = tcp.processRequest({ address: host, data: 'x\n', proxy: wrong });
    await expect(request).rejects.toMatchObject({ reason: 'PROXY_AUTH' });
  });

  const noTinyproxy = whyNo('tinyproxy');
  it.skipIf(noTinyproxy)(`tinyproxy, by CONNECT${why(noTinyproxy)}`, async () => {
    const { host } = await startRaw((socket) => socket.pipe(socket));
    const config = join(await folder(), 'tinyproxy.conf');
    const { port } = await startDaemon('bash', (port) => [
      '-c',
      `printf 'Port ${port}\\nListen 127.0.0.1\\nBasicAuth me pw\\n' > ${config} && exec tinyproxy -d -c ${config}`,
    ]);
    const settings = { host: '127.0.0.1', port, type: 'http', user: 'me' };
    const proxy = await tcp.getProxySettings({ ...settings, password: 'pw' });
    expect(await tcp.processRequest({ address: host, data: 'x\n', proxy, until: '\n' })).toBe(
      'x\n',
    );
    const wrong = await tcp.getProxySettings({ ...settings, password: 'wrong' });
    const request = tcp.processRequest({ address: host, data: 'x\n', proxy: wrong });
    await expect(request).rejects.toMatchObject({ reason: 'PROXY_AUTH' });
  });
});

describe('an address', () => {
  it.each(['example.com', 'example.com:', '::1:80', '[::1]', 'a b:1', 'example.com:70000', ':80'])(
    '%s is refused',
    async (address) => {
      const error = await failure(tcp.processRequest({ address }), InputError);
      expect(error.param).toBe('address');
    },
  );

  it('may be an IPv6 address in brackets, or begin with tcp://', async () => {
    const { port } = await listen(net.createServer((socket) => socket.end('hi')));
    expect(await tcp.processRequest({ address: `tcp://127.0.0.1:${port}` })).toBe('hi');
    const error = await failure(tcp.processRequest({ address: '[::1]:1' }), ConnectionError);
    expect(error.message).toContain('[::1]:1');
  });
});

it('logs what happens, without the data', async () => {
  const log = join(await folder(), 'tcp.log');
  await writeFile(log, '');
  const { host } = await startRaw((socket) => socket.pipe(socket));
  const logging = await tcp.getLoggingSettings({ path: log });
  await using connection = await tcp.createConnection({ address: host, logging });
  await tcp.sendLine({ connection, data: 'secret\n' });
  await tcp.readLine({ connection, marker: '\n' });
  const text = String(await tcp.getLog({ connection, asText: true }));
  expect(text).toContain('Sent 7 bytes');
  expect(text).toContain('Received 7 bytes');
  expect(text).not.toContain('secret');
});
