import { once } from 'node:events';
import { request } from 'node:http';
import * as zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.js';
import { embeddedLocal } from '../local.js';
import { LocalServer } from './server.js';

const MIB = 2 ** 20;
const local = embeddedLocal({ memory: true });
let server: LocalServer;
let url: string;
beforeAll(async () => {
  const app = createApp(local, { isServed: true });
  server = new LocalServer((...given) => app.fetch(...given), {
    ...{ host: '127.0.0.1', port: 0, loopback: true, token: undefined, origins: [] },
    ...{ mostUpload: 300 * MIB, mostJson: MIB },
  });
  url = await server.start();
});
afterAll(async () => {
  await server.stop(0);
  await local.close();
});

async function post(path: string, body: Buffer, headers: Record<string, string>) {
  const sent = request(`${url}/v1${path}`, { method: 'POST', headers }).end(body);
  const [answer] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  const json = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  return { status: answer.statusCode, headers: answer.headers, json };
}

const question = Buffer.from(
  JSON.stringify({ model: 'oint-hash', input: 'Who is there?', dimensions: 8 }),
);
const coded = (coding: string, body: Buffer) =>
  post('/embeddings', body, { 'content-type': 'application/json', 'content-encoding': coding });

const { zstdCompressSync } = zlib as { zstdCompressSync?: (data: Buffer) => Buffer };

describe('a compressed body', () => {
  it.each<[string, (data: Buffer) => Buffer]>([
    ['gzip', zlib.gzipSync],
    ['x-gzip', zlib.gzipSync],
    ['GZIP', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['br', zlib.brotliCompressSync],
    ['identity', (data) => data],
    ['identity, gzip', zlib.gzipSync],
    ...(zstdCompressSync ? [['zstd', zstdCompressSync] as [string, typeof zstdCompressSync]] : []),
  ])('is read: %s', async (coding, compress) => {
    const { status, json } = await coded(coding, compress(question));
    expect(json.data?.[0].embedding, JSON.stringify(json)).toHaveLength(8);
    expect(status).toBe(200);
  });

  it.each(['compress', 'gzip, br', 'constructor'])('is refused: %s', async (coding) => {
    const { status, headers, json } = await coded(coding, question);
    expect(status).toBe(415);
    expect(headers['accept-encoding']).toMatch(/^gzip, deflate, br/);
    expect(json.error.message).toContain(`'${coding}' is not supported`);
  });

  it('that is not compressed, or ends early, is refused', async () => {
    for (const body of [question, zlib.gzipSync(question).subarray(0, 20)]) {
      const { status, json } = await coded('gzip', body);
      expect(json.error.message).toContain('not valid gzip');
      expect(status).toBe(400);
    }
  });

  // Made here: the tests are measured, see test/support/short-stops.ts.
  const bomb = zlib.gzipSync(Buffer.alloc(100 * MIB));

  it('has the limits of what it decompresses to', async () => {
    const large = await coded('gzip', zlib.gzipSync(Buffer.alloc(2 * MIB, ' ')));
    expect(large).toMatchObject({ status: 413, json: { error: { code: 'request_too_large' } } });
    const type = 'multipart/form-data; boundary=x';
    const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
    const body = Buffer.concat([zlib.gzipSync(head), bomb]);
    const headers = { 'content-type': type, 'content-encoding': 'gzip' };
    expect(await post('/files', body, headers)).toMatchObject({ status: 413 });
  });
});

describe('an error', () => {
  it('says whether to repeat the request', async () => {
    const json = { 'content-type': 'application/json' };
    const speech = Buffer.from('{"model":"oint-guide"}');
    const translated = await post('/realtime/sessions', speech, json);
    expect(translated).toMatchObject({ status: 501, headers: { 'x-should-retry': 'false' } });
    const wrong = await post('/embeddings', Buffer.from('{}'), json);
    expect(wrong.headers).not.toHaveProperty('x-should-retry');
  });
});
