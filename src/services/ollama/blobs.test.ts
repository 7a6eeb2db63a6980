import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { listen, start, startRaw } from '../../../test/support/server.js';
import {
  AbortedError,
  HttpError,
  InputError,
  ResponseError,
  TimeoutError,
} from '../../core/errors/errors.js';
import type { Progress } from '../../index.js';
import * as ollama from './index.js';
import { OllamaServer } from './testing/server.js';

const server = await OllamaServer.start();
const { url } = server;
const files = await folder();
/** The folder for temporary files: nothing must be left there. */
const temporary = await folder();
vi.stubEnv('TMPDIR', temporary);
afterAll(() => void vi.unstubAllEnvs());
beforeEach(() => server.reset());

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

async function file(name: string, data: Uint8Array | string): Promise<string> {
  const path = join(files, name);
  await writeFile(path, data);
  return path;
}

const expectNothingLeft = async () => expect(await readdir(temporary)).toEqual([]);

describe('pushBlob', () => {
  it('sends a file under its digest, once its digest is known', async () => {
    const data = await file('model.gguf', 'GGUF and more');
    const digest = sha256('GGUF and more');
    expect(await ollama.pushBlob({ url, data })).toEqual({ status_code: 201, digest });
    expect(server.asked.length).toBe(1);
    expect(server.last).toMatchObject({ method: 'POST', path: `/api/blobs/sha256:${digest}` });
    expect(server.last.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '13',
    });
    expect(server.blobs.get(digest)?.toString()).toBe('GGUF and more');
    expect(await ollama.pushBlob({ url, data })).toEqual({ status_code: 200, digest });
  });

  it('sends a blob without bytes', async () => {
    const digest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    const data = await file('empty', '');
    expect(await ollama.pushBlob({ url, data })).toEqual({ status_code: 201, digest });
    expect(await ollama.pushBlob({ url, data: Readable.from([]) })).toMatchObject({ digest });
    expect(server.blobs.get(digest)?.length).toBe(0);
    await expectNothingLeft();
  });

  it.each<[string, () => unknown]>([
    ['bytes', () => Buffer.from('the same')],
    ['a Blob', () => new Blob(['the same'])],
    ['a data: URL', () => `data:;base64,${Buffer.from('the same').toString('base64')}`],
    ['a stream', () => Readable.from([Buffer.from('the '), Buffer.from('same')])],
    ['a web stream', () => new Blob(['the same']).stream()],
  ])('of %s', async (_, make) => {
    const sent = await ollama.pushBlob({ url, data: make() as Buffer });
    expect(sent).toEqual({ status_code: 201, digest: sha256('the same') });
    expect(server.last.headers['content-length']).toBe('8');
    await expectNothingLeft();
  });

  it('sends a file from a URL, which is downloaded once', async () => {
    const web = await start((_, response) => void response.end('from afar'));
    const sent = await ollama.pushBlob({ url, data: `${web.url}/model.gguf` });
    expect(sent).toMatchObject({ digest: sha256('from afar') });
    expect(web.requests.length).toBe(1);
    await expectNothingLeft();
  });

  it('reports its progress', async () => {
    const told: Progress[] = [];
    const onProgress = (progress: Progress) => void told.push(progress);
    await ollama.pushBlob({ url, data: Buffer.alloc(1000) }, { onProgress });
    expect(told.at(-1)).toEqual({ direction: 'up', done: 1000, total: 1000 });
  });

  it('checks first whether the server has a large blob, and does not send it again', async () => {
    const data = Buffer.alloc(300_000, 'x');
    const digest = sha256(data);
    expect(await ollama.pushBlob({ url, data })).toEqual({ status_code: 201, digest });
    expect(await ollama.pushBlob({ url, data })).toEqual({ status_code: 200, digest });
    expect(server.asked.map(({ method }) => method)).toEqual(['HEAD', 'POST', 'HEAD']);
  });

  it('sends a large blob if the check is rejected, and reports the error about the file', async () => {
    server.on('blobs', ({ method }, response) => {
      if (method === 'HEAD') response.writeHead(405).end();
      else
        response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"too odd"}');
    });
    const error = await failure(ollama.pushBlob({ url, data: Buffer.alloc(300_000) }), HttpError);
    expect(error.message).toContain('400 Bad Request: too odd');
  });

  it('reports a blob that does not match its digest', async () => {
    server.on('blobs', ({ path, body }, response) => {
      const error = `digest mismatch, expected ${path.slice(11)}, got sha256:${sha256(`${body}!`)}`;
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error }));
    });
    const sent = ollama.pushBlob({ url, data: Readable.from(['text']) });
    const error = await failure(sent, HttpError);
    expect(error.message).toContain('digest mismatch, expected sha256:');
    expect(error.hint).toContain('whether the file has changed');
    await expectNothingLeft();
  });

  it('reports a missing file, a folder, and a broken stream', async () => {
    await failure(ollama.pushBlob({ url, data: join(files, 'nope.gguf') }), InputError);
    await failure(ollama.pushBlob({ url, data: files }), InputError);
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('some');
        throw new Error('the disk was removed');
      })(),
    );
    const error = await failure(ollama.pushBlob({ url, data: broken }), InputError);
    expect(error.message).toContain('cannot read the data to send: the disk was removed');
    expect(server.asked).toEqual([]);
    await expectNothingLeft();
  });

  it('is interrupted or times out while it waits for a silent stream', async () => {
    const silent = () => new Readable({ read() {} });
    const signal = AbortSignal.timeout(50);
    await failure(ollama.pushBlob({ url, data: silent() }, { signal }), AbortedError);
    const late = ollama.pushBlob({ url, data: silent() }, { timeout: 60 });
    expect(await failure(late, TimeoutError)).toMatchObject({ deadline: 'timeout' });
    await expectNothingLeft();
  });

  it('is interrupted while the blob is sent', async () => {
    const slow = await startRaw((socket) => socket.pause());
    const controller = new AbortController();
    const onProgress = ({ done }: Progress) => void (done > 0 && controller.abort());
    // Below the size that is checked first: this server does not respond.
    const data = Readable.from([Buffer.alloc(200_000)]);
    const { signal } = controller;
    await failure(ollama.pushBlob({ url: slow.url, data }, { signal, onProgress }), AbortedError);
    await expectNothingLeft();
  });

  it('streams 100 MB with little memory, from a file or a stream', async () => {
    const size = 100 * 1024 * 1024;
    const path = join(files, 'large.bin');
    const handle = await open(path, 'w');
    await handle.truncate(size);
    await handle.close();
    // A server that stores nothing: it is in the same process.
    const counting = await counter();
    for (const data of [path, createReadStream(path)]) {
      const before = liveMemory();
      let [told, most] = [0, 0];
      const onProgress = () => {
        if (told++ % 20 === 0) most = Math.max(most, liveMemory() - before);
      };
      const sent = await ollama.pushBlob({ url: counting.url, data }, { onProgress });
      expect(sent.status_code).toBe(201);
      expect(counting.bytes()).toBe(size);
      expect(told).toBeGreaterThan(50);
      expect(most).toBeLessThan(size / 3);
    }
    await expectNothingLeft();
  });
});

/** Memory in use after a garbage collection. */
function liveMemory(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Counts the bytes of each body, and responds to HEAD with 404. */
async function counter() {
  let bytes = 0;
  const { host } = await listen(
    createServer((request, response) => {
      if (request.method === 'HEAD') {
        response.writeHead(404).end();
        return;
      }
      bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on('end', () => response.writeHead(201).end());
    }),
  );
  return { url: `http://${host}`, bytes: () => bytes };
}

describe('checkBlob', () => {
  const digest = sha256('there');
  const check = (given: string) => ollama.checkBlob({ url, digest: given });

  it('checks whether it exists: both are results', async () => {
    expect(await check(digest)).toEqual({ status_code: 404 });
    await ollama.pushBlob({ url, data: Buffer.from('there') });
    expect(await check(digest)).toEqual({ status_code: 200 });
    expect(server.last).toMatchObject({ method: 'HEAD', path: `/api/blobs/sha256:${digest}` });
  });

  it.each([
    `sha256:${digest}`,
    `sha256-${digest}`,
    ` ${digest.toUpperCase()} `,
    `SHA256:${digest}`,
  ])('accepts a digest as %s', async (given) => {
    await check(given);
    expect(server.last.path).toBe(`/api/blobs/sha256:${digest}`);
  });

  it.each(['', 'yoyoyo', digest.slice(1), `${digest}0`, `../../${digest}`, `md5:${digest}`])(
    'rejects "%s" before anything is sent',
    async (given) => {
      const error = await failure(check(given), InputError);
      expect(error).toMatchObject({ param: 'digest', method: 'ollama CheckBlob' });
      expect(server.asked).toEqual([]);
    },
  );

  it('fails for another server: an HTML page, or an unknown path', async () => {
    const html = { 'content-type': 'text/html' };
    server.on('blobs', (_, response) => response.writeHead(200, html).end());
    expect((await failure(check(digest), ResponseError)).message).toContain('an HTML page');
    for (const type of ['text/html', 'text/plain']) {
      server.on('blobs', (_, response) => response.writeHead(404, { 'content-type': type }).end());
      expect((await failure(check(digest), HttpError)).hint).toContain('Check url');
    }
    server.on('blobs', (_, response) => response.writeHead(401).end());
    expect((await failure(check(digest), HttpError)).hint).toContain('headers');
  });

  it('leaves the connection to the next request', async () => {
    const web = await start((_, response) => void response.writeHead(200).end());
    for (let index = 0; index < 3; index++) await ollama.checkBlob({ url: web.url, digest });
    expect(web.sockets.size).toBe(1);
  });
});
