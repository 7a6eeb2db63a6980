import { getEventListeners } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { data } from '../../test/support/embedded.js';
import { failure } from '../../test/support/failure.js';
import { folder } from '../../test/support/folder.js';
import { incoming } from '../../test/support/state-folder.js';
import type { Progress } from '../core/definition/call-options.js';
import { AbortedError, InputError, TimeoutError } from '../core/errors/errors.js';
import * as openai from '../services/openai/index.js';

const url = 'local';

type Call = Parameters<typeof openai.uploadFile>[1] & { fullResponse?: false };

function upload(source: Readable, call: Call = {}) {
  return openai.uploadFile({ url, name: 'a', data: source, purpose: 'batch' }, call);
}

/** A stream that sends something and then stays silent. */
function silent(): Readable {
  const source = new Readable({ read() {} });
  source.push(Buffer.alloc(1000));
  return source;
}

const leftOvers = () => incoming(data);

describe('a call to the embedded server', () => {
  it('has a status and headers, like any other', async () => {
    const full = await openai.getModelList({ url }, { fullResponse: true });
    expect(full).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'x-request-id': expect.any(String) },
      body: { object: 'list' },
    });
  });

  it('streams an upload to disk as it arrives', async () => {
    const source = silent();
    const uploading = upload(source);
    await vi.waitFor(async () => {
      const [path] = await leftOvers();
      expect((await stat(path!)).size).toBeGreaterThan(500);
    });
    source.push(Buffer.alloc(500));
    source.push(null);
    expect((await uploading).bytes).toBe(1500);
  });

  it('reports the progress of uploads and downloads', async () => {
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => seen.push(progress);
    const bytes = Buffer.alloc(1_500_000);
    const { id } = await openai.uploadFile(
      { url, name: 'a', data: bytes, purpose: 'batch' },
      { onProgress },
    );
    expect(seen.at(-1)!.total).toBeGreaterThan(bytes.length);
    expect(seen.at(-1)).toEqual({
      direction: 'up',
      done: seen.at(-1)!.total,
      total: seen.at(-1)!.total,
    });
    const saveTo = join(await folder(), 'back');
    await openai.downloadFile({ url, id }, { saveTo, onProgress });
    expect(seen.at(-1)).toEqual({ direction: 'down', done: bytes.length, total: bytes.length });
  });

  it.each([
    ['idleTimeout', { idleTimeout: 150 }],
    ['timeout', { timeout: 150 }],
  ])('is ended by its %s if the upload stalls', async (deadline, call) => {
    const source = silent();
    const error = await failure(upload(source, call), TimeoutError);
    expect(error).toMatchObject({ deadline, after: 150, method: 'openai UploadFile' });
    expect(source.destroyed).toBe(true);
    await vi.waitFor(async () => expect(await leftOvers()).toEqual([]));
  });

  it('is ended by its signal', async () => {
    const { signal, abort } = abortable();
    const source = silent();
    const error = failure(upload(source, { signal }), AbortedError);
    await vi.waitFor(async () => expect(await leftOvers()).toHaveLength(1));
    abort();
    await error;
    expect(source.destroyed).toBe(true);
    await vi.waitFor(async () => expect(await leftOvers()).toEqual([]));
    await failure(openai.getModelList({ url }, { signal }), AbortedError);
  });

  it('is ended by its signal while the response arrives', async () => {
    const { signal, abort } = abortable();
    const input = { url, model: 'oint-guide', messages: 'How do I upload a file?' };
    const stream = await openai.streamResponse(input, { signal });
    let chunks = 0;
    const reading = (async () => {
      for await (const _ of stream) if (++chunks === 2) abort();
    })();
    const error = await failure(reading, AbortedError);
    expect(error.partial).toMatchObject({ choices: [{ message: { role: 'assistant' } }] });
  });

  it('leaves no file of an interrupted download', async () => {
    const bytes = Buffer.alloc(8_000_000);
    const { id } = await openai.uploadFile({ url, name: 'a', data: bytes, purpose: 'batch' });
    const { signal, abort } = abortable();
    const target = await folder();
    const download = openai.downloadFile(
      { url, id },
      { saveTo: join(target, 'back'), signal, onProgress: abort },
    );
    await failure(download, AbortedError);
    expect(await readdir(target)).toEqual([]);
  });

  it('reports that the data to send could not be read', async () => {
    const source = silent();
    const uploading = failure(upload(source), InputError);
    await vi.waitFor(async () => expect(await leftOvers()).toHaveLength(1));
    source.destroy(new Error('the disk was pulled out'));
    expect((await uploading).message).toBe(
      'openai UploadFile: cannot read the data to send: the disk was pulled out',
    );
    await vi.waitFor(async () => expect(await leftOvers()).toEqual([]));
  });

  it('releases the signal when it is over, successful or not', async () => {
    const { signal } = abortable();
    const input = { url, model: 'oint-guide', messages: 'Hello!' };
    await openai.getResponse(input, { signal });
    await openai.getResponse({ ...input, model: 'other' }, { signal }).catch(() => {});
    for await (const _ of await openai.streamResponse(input, { signal })) break;
    const { id } = await upload(Readable.from([Buffer.from('x')]), { signal });
    await openai.downloadFile({ url, id }, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
