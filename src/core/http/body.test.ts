import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { json, start } from '../../../test/support/server.js';
import { Call, DryRunDone } from '../definition/call.js';
import type { CallOptions } from '../definition/call-options.js';
import { ConnectionError, HttpError, InputError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import type { HttpRequest } from './message.js';
import { request } from './request.js';
import { serviceAddress } from './url.js';

const call = (options: CallOptions = {}) => new Call('test Method', 'write', options);

describe('a raw body', () => {
  it('is text with the media type of the service', async () => {
    const server = await start((_, response) => json(response, {}));
    const ownHeaders = { 'content-type': 'application/xml' };
    await request(call(), 'PUT', new URL(server.url), { body: '<a>ü</a>', ownHeaders });
    const [{ headers, body }] = server.requests as [(typeof server.requests)[0]];
    expect(body.toString()).toBe('<a>ü</a>');
    expect(headers).toMatchObject({ 'content-type': 'application/xml', 'content-length': '9' });
  });

  it('is bytes from disk, streamed, with progress reports', async () => {
    const server = await start((_, response) => json(response, {}));
    const path = join(await folder(), 'some.bin');
    const data = randomBytes(2_000_000);
    await writeFile(path, data);
    const seen: number[] = [];
    const told = call({ onProgress: ({ done }) => void seen.push(done) });
    const body = Bytes.file(path, { size: data.length, name: 'some.bin' });
    await request(told, 'PUT', new URL(server.url), { body });
    expect(server.requests[0]!.body.equals(data)).toBe(true);
    expect(server.requests[0]!.headers['content-type']).toBe('application/octet-stream');
    expect(seen.at(-1)).toBe(data.length);
  });

  it('of no bytes arrives empty', async () => {
    const server = await start((_, response) => json(response, {}));
    await request(call(), 'PUT', new URL(server.url), { body: Bytes.of(new Uint8Array()) });
    expect(server.requests[0]!.headers['content-length']).toBe('0');
  });

  it('that has shrunk in the meantime is an error of this side', async () => {
    const server = await start((_, response) => json(response, {}));
    const path = join(await folder(), 'some.bin');
    await writeFile(path, 'short');
    const body = Bytes.file(path, { size: 50, name: 'some.bin' });
    const error = await failure(request(call(), 'PUT', new URL(server.url), { body }), InputError);
    expect(error.message).toMatch(/changed its size/);
  });

  it('from a stream is not sent twice, one from memory is', async () => {
    const server = await start((_, response) => void response.writeHead(429).end());
    const stream = new Bytes({
      open: () => Readable.from([Buffer.from('once')]),
      replayable: false,
      from: 'a stream',
    });
    const options = { retries: 1 };
    for (const body of [stream, Bytes.of(Buffer.from('often'))]) {
      const sending = request(call(options), 'PUT', new URL(server.url), { body });
      await failure(sending, HttpError);
    }
    expect(server.requests.map(({ body }) => body.toString())).toEqual(['once', 'often', 'often']);
  });

  it('is shown by a dry run as curl sends it', async () => {
    const dryRun: string[] = [];
    const dry = new Call('test Method', 'write', {}, { dryRun });
    const body = Bytes.file('a b.bin', { size: 3, name: 'a b.bin' });
    const spec = { body, curlSigns: ['--aws-sigv4 aws:amz:eu:s3'] };
    await failure(request(dry, 'PUT', new URL('http://127.0.0.1:1/x'), spec), DryRunDone);
    expect(dryRun[0]).toMatch(/--data-binary '@a b\.bin'/);
    expect(dryRun[0]).toContain('--aws-sigv4 aws:amz:eu:s3');
  });
});

describe('a signed request', () => {
  const signer = () => {
    let times = 0;
    return (from: HttpRequest): HttpRequest => {
      times++;
      return { ...from, headers: { ...from.headers, authorization: `signed ${times}` } };
    };
  };

  it('is signed again each time it is sent', async () => {
    const server = await start((_, response, index) =>
      index === 0
        ? void response.writeHead(429, { 'retry-after-ms': '1' }).end()
        : json(response, {}),
    );
    await request(call(), 'PUT', new URL(server.url), { sign: signer() });
    const signatures = server.requests.map(({ headers }) => headers.authorization);
    expect(signatures).toEqual(['signed 1', 'signed 2']);
  });

  it('does not follow redirects where its signature is invalid', async () => {
    const server = await start(
      (_, response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
    );
    const sending = request(call(), 'PUT', new URL(server.url), { sign: signer() });
    const error = await failure(sending, HttpError);
    expect(error.status).toBe(307);
    expect(server.requests).toHaveLength(1);
  });
});

describe('the wait that a service asks for in its own way', () => {
  it('is applied', async () => {
    const server = await start((_, response, index) =>
      index === 0 ? json(response, { wait: 0.001 }, 429) : json(response, { done: true }),
    );
    const asked: unknown[] = [];
    const retryAfter = ({ body }: HttpError) => {
      asked.push(body);
      return (body as { wait: number }).wait * 1000;
    };
    const result = await request(call(), 'PUT', new URL(server.url), { retryAfter });
    expect(result).toEqual({ done: true });
    expect(asked).toEqual([{ wait: 0.001 }]);
  });

  it('is ignored if it is too long, and not used for other failures', async () => {
    const server = await start((_, response) => json(response, {}, 429));
    const retryAfter = () => 3_600_000;
    const sending = request(call(), 'PUT', new URL(server.url), { retryAfter });
    expect((await failure(sending, HttpError)).status).toBe(429);
    expect(server.requests).toHaveLength(1);
    const refused = request(call({ retries: 0 }), 'PUT', new URL('http://127.0.0.1:1'), {
      retryAfter,
    });
    await failure(refused, ConnectionError);
  });
});

describe('the address of a service with a fixed address', () => {
  it('is the fixed one, or that of the call options', () => {
    expect(serviceAddress(call(), 'https://api.example.org')).toBe('https://api.example.org');
    const own = call({ baseUrl: 'http://localhost:8081/bot-api/' });
    expect(serviceAddress(own, 'https://api.example.org')).toBe('http://localhost:8081/bot-api');
  });

  it('is refused if it is not a URL', () => {
    const wrong = call({ baseUrl: 'localhost:8081' });
    expect(() => serviceAddress(wrong, 'https://api.example.org')).toThrow(/http:\/\/localhost/);
  });
});
