import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { json } from '../../../test/support/server.js';
import { AbortedError, HttpError, InputError, ResponseError } from '../../core/errors/errors.js';
import type { CallOptions } from '../../index.js';
import * as telegram from './index.js';
import { BotServer, refuse, TOKEN } from './testing/bot-server.js';

const server = await BotServer.start();
beforeEach(() => server.reset());

const bytes = randomBytes(300_000);
const input = { token: TOKEN, fileId: 'AgACAgIAAx' };
const get = (call: CallOptions = {}) => telegram.downloadFile(input, { ...server.here, ...call });

/** Answers getFile with this path, and then sends the file. */
function has(file_path: unknown): void {
  server.on(({ token }, response) => {
    if (token) json(response, { ok: true, result: { file_id: 'x', file_path } });
    else response.end(bytes);
  });
}

describe('a file', () => {
  it('is looked up and downloaded', async () => {
    has('documents/file_1 Ü?#.pdf');
    const got = (await get()) as Buffer;
    expect(got.equals(bytes)).toBe(true);
    expect(server.calls[0]).toMatchObject({ method: 'getFile', fields: { file_id: 'AgACAgIAAx' } });
    const { path, method } = server.calls[1]!.request;
    expect(method).toBe('GET');
    expect(path).toBe(`/file/bot${TOKEN}/documents/file_1%20%C3%9C%3F%23.pdf`);
  });

  it('is written to disk as it arrives', async () => {
    has('photos/file_0.jpg');
    const files = await folder();
    const saveTo = join(files, 'out.jpg');
    const steps: number[] = [];
    const saved = await get({ saveTo, onProgress: ({ done }) => void steps.push(done) });
    expect(saved).toMatchObject({ path: saveTo, bytes: bytes.length });
    expect((await readFile(saveTo)).equals(bytes)).toBe(true);
    expect(steps.at(-1)).toBe(bytes.length);
  });

  it('is too large for the cloud', async () => {
    server.on((_, response) => refuse(response, 400, 'Bad Request: file is too big'));
    expect((await failure(get(), HttpError)).hint).toMatch(/20 MB.*baseUrl/);
  });

  it('leaves nothing behind if it no longer exists', async () => {
    server.on(({ token }, response) => {
      if (token) json(response, { ok: true, result: { file_path: 'a/b' } });
      else refuse(response, 404, 'Not Found');
    });
    const files = await folder();
    await failure(get({ saveTo: join(files, 'x') }), HttpError);
    expect(await readdir(files)).toEqual([]);
  });

  it.each([undefined, '', 5, null])('is an error without a path: %j', async (path) => {
    has(path);
    expect((await failure(get(), ResponseError)).message).toMatch(/did not say where the file is/);
  });

  it('is not downloaded if its path leads elsewhere', async () => {
    has('../../etc/passwd');
    await failure(get(), InputError);
    expect(server.calls).toHaveLength(1);
  });
});

describe('your own server that stores its files on disk', () => {
  it('on this machine: the file is read from there', async () => {
    const files = await folder();
    await mkdir(join(files, TOKEN));
    const path = join(files, TOKEN, 'file_0.bin');
    await writeFile(path, bytes);
    has(path);
    expect(((await get()) as Buffer).equals(bytes)).toBe(true);
    expect(server.calls).toHaveLength(1);

    const saveTo = join(files, 'copy.bin');
    expect(await get({ saveTo })).toMatchObject({ bytes: bytes.length });
    expect((await readFile(saveTo)).equals(bytes)).toBe(true);
    const controller = new AbortController();
    const { signal } = controller;
    await failure(get({ signal, onProgress: () => controller.abort() }), AbortedError);
  });

  it('on another machine: the file is requested, and the error says where it is, but not the token', async () => {
    server.on(({ token }, response) => {
      if (token) json(response, { ok: true, result: { file_path: `/nowhere/${TOKEN}/a.jpg` } });
      else refuse(response, 404, 'Not Found');
    });
    const error = await failure(get(), HttpError);
    expect(error.message).toMatch(/on its own disk: \/nowhere\/\*\*\*\/a\.jpg/);
    const { path } = server.calls[1]!.request;
    expect(decodeURIComponent(path)).toBe(`/file/bot${TOKEN}/nowhere/${TOKEN}/a.jpg`);
  });
});
