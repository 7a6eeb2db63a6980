import { writeFile } from 'node:fs/promises';
import https from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Authority,
  authority,
  type Certificate,
  whyNoOpenssl,
} from '../../../test/support/certificates.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { json, listen, start, startWith, type TestServer } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { ConnectionError, InputError } from '../errors/errors.js';
import { request } from './request.js';

function get(url: string, options: CallOptions = {}): Promise<unknown> {
  const call = new Call('test Method', 'read', { retries: 0, ...options });
  return request(call, 'GET', new URL(url));
}

const failed = (url: string, options?: CallOptions) => failure(get(url, options), ConnectionError);

const missing = whyNoOpenssl();
describe.skipIf(missing)(`TLS${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let trusted: Authority;
  let own: Certificate;
  let server: TestServer;

  const serve = ({ cert, key }: Certificate, further: https.ServerOptions = {}) =>
    start((_request, response) => json(response, { ok: true }), { cert, key, ...further });

  beforeAll(async () => {
    trusted = await authority();
    own = await trusted.sign('server', 'IP:127.0.0.1');
    server = await serve(own);
  });

  test('an authority is given as the path of a file or as its text', async () => {
    expect(await get(server.url, { ca: trusted.certPath })).toEqual({ ok: true });
    expect(await get(server.url, { ca: trusted.cert })).toEqual({ ok: true });
  });

  test('an untrusted certificate says what to do, and is not retried', async () => {
    const error = await failed(server.url, { retries: 2 });
    expect(error.message).toContain(`the certificate of ${server.host} is not trusted`);
    expect(error.hint).toContain("call options { ca: 'authority.pem' }");
    expect(error).toMatchObject({ sent: false, retryable: false });
    // The wrong authority helps no more than none.
    const other = await authority();
    await failed(server.url, { ca: other.cert });
    expect(server.requests.length).toBe(2);
  });

  test('a connection that one call trusts is not used by another', async () => {
    await get(server.url, { ca: trusted.cert });
    await failed(server.url);
    await get(server.url, { insecure: true });
    await failed(server.url);
  });

  test('insecure trusts anything', async () => {
    expect(await get(server.url, { insecure: true })).toEqual({ ok: true });
    const other = await serve(await trusted.sign('other', 'DNS:other.test'));
    expect(await get(other.url, { insecure: true })).toEqual({ ok: true });
  });

  test('a certificate for another name', async () => {
    const other = await serve(await trusted.sign('other', 'DNS:other.test'));
    const error = await failed(other.url, { ca: trusted.cert });
    expect(error.message).toContain(
      `the certificate of ${other.host} is for a different host name`,
    );
    expect(error).toMatchObject({ sent: false, retryable: false });
  });

  test('an expired certificate', async () => {
    const old = await trusted.sign('old', 'IP:127.0.0.1', {
      from: '20200101000000Z',
      to: '20200201000000Z',
    });
    const error = await failed((await serve(old)).url, { ca: trusted.cert });
    expect(error.message).toContain('has expired');
  });

  test('a certificate that is not valid yet', async () => {
    const future = await trusted.sign('future', 'IP:127.0.0.1', {
      from: '21000101000000Z',
      to: '21000201000000Z',
    });
    const error = await failed((await serve(future)).url, { ca: trusted.cert });
    expect(error.message).toContain('is not valid yet');
  });

  describe('mutual', () => {
    let strict: TestServer;
    const seen: string[] = [];
    const client = () => trusted.sign('client', 'DNS:client.test');
    beforeAll(async () => {
      strict = await serve(own, { ca: trusted.cert, requestCert: true, rejectUnauthorized: true });
    });

    test('the client presents its certificate, given as path or text', async () => {
      const { cert, key, certPath, keyPath } = await client();
      const ca = trusted.cert;
      expect(await get(strict.url, { ca, cert: certPath, key: keyPath })).toEqual({ ok: true });
      expect(await get(strict.url, { ca, cert, key })).toEqual({ ok: true });
    });

    test('certificate and key may be in one file', async () => {
      const { cert, key } = await client();
      const both = join(await folder(), 'both.pem');
      await writeFile(both, cert + key);
      expect(await get(strict.url, { ca: trusted.cert, cert: both })).toEqual({ ok: true });
    });

    test('a server that requires one and gets none', async () => {
      const error = await failed(strict.url, { ca: trusted.cert });
      expect(error.message).toContain(`${strict.host} requires a client certificate`);
      expect(error.hint).toBe(
        "To use a client certificate: call options { cert: 'client.pem', key: 'client.key' }",
      );
      expect(error.retryable).toBe(false);
    });

    test('the name in it reaches the server', async () => {
      const { cert, key } = await client();
      const { host } = await listen(
        https.createServer(
          { cert: own.cert, key: own.key, ca: trusted.cert, requestCert: true },
          (incoming, response) => {
            const peer = (incoming.socket as TLSSocket).getPeerCertificate();
            seen.push(String(peer.subject.CN));
            response.end('{}');
          },
        ),
      );
      await get(`https://${host}`, { ca: trusted.cert, cert, key });
      expect(seen).toEqual(['client']);
    });
  });

  test('a key that belongs to another certificate is refused before anything is sent', async () => {
    const { cert } = await trusted.sign('one', 'DNS:one.test');
    const { key } = await trusted.sign('two', 'DNS:two.test');
    const error = await failure(get(server.url, { cert, key, insecure: true }), InputError);
    expect(error.message).toContain('the certificate or its key cannot be used');
    expect(error.message).not.toContain('BEGIN');
  });

  test('a file that is missing or not a PEM file is refused before anything is sent', async () => {
    const path = join(await folder(), 'ca.der');
    await writeFile(path, 'binary');
    const missing = await failure(get(server.url, { ca: `${path}.not` }), InputError);
    expect(missing.message).toContain(`ca: cannot read ${path}.not: ENOENT`);
    const binary = await failure(get(server.url, { cert: path }), InputError);
    expect(binary.message).toContain(`cert: ${path} is not a PEM file`);
    const broken = '-----BEGIN CERTIFICATE-----\nnot one\n-----END CERTIFICATE-----';
    await failure(get(server.url, { cert: broken }), InputError);
  });

  test('a renewed file is used at once', async () => {
    const path = join(await folder(), 'ca.pem');
    await writeFile(path, (await authority()).cert);
    await failed(server.url, { ca: path });
    await writeFile(path, trusted.cert);
    expect(await get(server.url, { ca: path })).toEqual({ ok: true });
  });

  test('http:// to a server that speaks TLS', async () => {
    const error = await failed(server.url.replace('https:', 'http:'));
    expect(error.message).toContain('closed the connection without a response');
    expect(error.hint).toContain('check whether the server needs http:// or https://');
    // Other servers send a TLS alert.
    const alert = await startWith(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46]));
    const alerted = await failed(alert.url, { retries: 2 });
    expect(alerted.message).toContain('is not HTTP');
    expect(alerted.hint).toContain('whether it needs https:// instead of http://');
    expect(alerted.retryable).toBe(false);
  });

  test('https:// to a server without TLS', async () => {
    const plain = await start((_request, response) => json(response, {}));
    const error = await failed(plain.url.replace('http:', 'https:'), { retries: 2 });
    expect(error.message).toContain('does not speak TLS');
    expect(error.hint).toBe('Check whether it needs http:// instead of https://.');
    expect(error).toMatchObject({ sent: false, retryable: false });
  });

  test('a connection is reused for the next call with the same options', async () => {
    const fresh = await serve(own);
    let handshakes = 0;
    for (let index = 0; index < 3; index++) {
      await get(fresh.url, { ca: trusted.certPath });
      handshakes = Math.max(handshakes, fresh.sockets.size);
    }
    expect(handshakes).toBe(1);
    expect(fresh.requests).toHaveLength(3);
  });
});
