import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { json, start, startWith } from '../../../test/support/server.js';
import { Call, DryRunDone } from '../definition/call.js';
import type { CallOptions, Progress } from '../definition/call-options.js';
import {
  AbortedError,
  HttpError,
  InputError,
  OintError,
  OutputError,
  ResponseError,
  TimeoutError,
} from '../errors/errors.js';
import { requestBytes } from './request.js';

let where: string;
let saveTo: string;
beforeEach(async () => {
  where = await folder();
  saveTo = join(where, 'speech.mp3');
});

function download(url: string, options: CallOptions = {}): Promise<unknown> {
  const call = new Call('test Method', 'read', { retries: 0, saveTo, ...options });
  return requestBytes(call, 'GET', new URL(url));
}

/** The old file is unchanged, and no partial file is left. */
async function expectUntouched(): Promise<void> {
  expect(await readFile(saveTo, 'utf8')).toBe('old');
  expect(await readdir(where)).toEqual(['speech.mp3']);
}

const data = Buffer.alloc(300_000, 'sound');

test('a download is written to its file, and the result names it', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': data.length });
    response.end(data);
  });
  const progress: Progress[] = [];
  const saved = await download(server.url, { onProgress: (now) => progress.push(now) });
  expect(saved).toEqual({ path: saveTo, bytes: data.length, type: 'audio/mpeg' });
  expect(data.equals(await readFile(saveTo))).toBe(true);
  expect(progress.at(-1)).toEqual({ direction: 'down', done: data.length, total: data.length });
  expect(await readdir(where)).toEqual(['speech.mp3']);
});

test('a compressed download is decompressed, and its total size is unknown', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(data));
  });
  const progress: Progress[] = [];
  await download(server.url, { onProgress: (now) => progress.push(now) });
  expect(data.equals(await readFile(saveTo))).toBe(true);
  expect(progress.at(-1)).toEqual({ direction: 'down', done: data.length, total: undefined });
});

test('an empty response is an empty file', async () => {
  const server = await start((_request, response) => {
    response.end();
  });
  expect(await download(server.url)).toMatchObject({ bytes: 0 });
  expect(await readFile(saveTo)).toHaveLength(0);
});

test.each([
  ['cut off', ResponseError, {}],
  ['silent', TimeoutError, { idleTimeout: 150 }],
  ['over the whole call’s deadline', TimeoutError, { timeout: 150 }],
  ['aborted', AbortedError, {}],
] as const)('a download that is %s leaves the old file unchanged', async (how, kind, options) => {
  await writeFile(saveTo, 'old');
  const controller = new AbortController();
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-length': 2 * data.length });
    response.write(data, () => {
      if (how === 'cut off') response.destroy();
      if (how === 'aborted') controller.abort();
    });
  });
  const error = await failure(
    download(server.url, { signal: controller.signal, ...options }),
    OintError,
  );
  expect(error).toBeInstanceOf(kind);
  await expectUntouched();
});

test('an error status is not saved', async () => {
  await writeFile(saveTo, 'old');
  const server = await start((_request, response) => json(response, { error: 'no' }, 404));
  await failure(download(server.url), HttpError);
  await expectUntouched();
});

test('a retry starts the file again', async () => {
  const server = await start((_request, response, index) => {
    response.writeHead(200, { 'content-length': data.length });
    if (index === 0) response.write(data.subarray(0, 200_000), () => response.destroy());
    else response.end(data);
  });
  expect(await download(server.url, { retries: 1 })).toMatchObject({ bytes: data.length });
  expect(data.equals(await readFile(saveTo))).toBe(true);
  expect(await readdir(where)).toEqual(['speech.mp3']);
});

test('a path that cannot be written costs nothing: nothing is sent', async () => {
  const server = await start((_request, response) => json(response, {}));
  const nowhere = join(where, 'nowhere', 'speech.mp3');
  const error = await failure(download(server.url, { saveTo: nowhere }), InputError);
  expect(error.message).toContain('no such folder');
  expect(server.requests).toEqual([]);
});

test('a dry run touches no file', async () => {
  const call = new Call('test Method', 'read', { saveTo }, { dryRun: [] });
  await failure(requestBytes(call, 'GET', new URL('http://127.0.0.1:1')), DryRunDone);
  expect(await readdir(where)).toEqual([]);
});

test('an error in the caller’s own progress function', async () => {
  await writeFile(saveTo, 'old');
  const server = await start((_request, response) => {
    response.end(data);
  });
  const onProgress = () => {
    throw new RangeError('my own');
  };
  await failure(download(server.url, { onProgress }), RangeError);
  await expectUntouched();
});

const linux = process.platform === 'linux';
test.skipIf(!linux)(`a full disk${linux ? '' : ' (skipped: not Linux)'}`, async () => {
  const server = await start((_request, response) => {
    response.end(data);
  });
  const error = await failure(download(server.url, { saveTo: '/dev/full' }), OutputError);
  expect(error.message).toContain('the disk is full');
  await expect.poll(() => server.sockets.size).toBeLessThanOrEqual(1);
});

test('a partial write that cannot be undone is not followed by a retry', async () => {
  const half = `HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc`;
  const server = await startWith(half);
  // What was written to a device cannot be undone.
  const error = await failure(
    download(server.url, { saveTo: '/dev/null', retries: 1 }),
    OutputError,
  );
  expect(error.message).toContain('part of it was already written and cannot be undone');
});

test('a download into memory also reports progress', async () => {
  const server = await start((_request, response) => {
    response.writeHead(200, { 'content-length': data.length }).end(data);
  });
  const progress: Progress[] = [];
  const onProgress = (now: Progress) => progress.push(now);
  const bytes = await download(server.url, { saveTo: undefined, onProgress });
  expect(data.equals(bytes as Buffer)).toBe(true);
  expect(progress.at(-1)).toEqual({ direction: 'down', done: data.length, total: data.length });
});
