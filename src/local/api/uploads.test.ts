import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, data, embedded } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';
import { blobs, incoming } from '../../../test/support/state-folder.js';
import { HttpError } from '../../core/errors/errors.js';
import * as openai from '../../services/openai/index.js';

const url = 'local';
const about = { filename: 'a.txt', purpose: 'vision', bytes: 6, mime_type: 'text/plain' };

async function begin(more: object = {}): Promise<string> {
  const { status, body } = await ask('POST', '/v1/uploads', { ...about, ...more });
  expect(status).toBe(200);
  return String(body.id);
}

async function addPart(id: string, content: string | Blob, field = 'data') {
  const body = new FormData();
  body.append(field, new Blob([content]), 'part');
  const answer = await embedded(`http://local/v1/uploads/${id}/parts`, { method: 'POST', body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const partId = async (id: string, content: string) => String((await addPart(id, content)).body.id);
const complete = (id: string, part_ids: unknown, md5?: unknown) =>
  ask('POST', `/v1/uploads/${id}/complete`, { part_ids, md5 });
const cancel = (id: string) => ask('POST', `/v1/uploads/${id}/cancel`);

beforeEach(async () => {
  for (const { id } of (await openai.getFilesList({ url })).data) {
    await openai.deleteFile({ url, id });
  }
});
afterEach(() => vi.useRealTimers());

describe('an upload in parts', () => {
  it('becomes a file, its parts in the requested order', async () => {
    const before = (await blobs(data)).length;
    const id = await begin({ expires_after: { anchor: 'created_at', seconds: 7200 } });
    const second = await partId(id, 'def');
    const first = await partId(id, 'abc');
    await partId(id, 'not wanted');
    const md5 = createHash('md5').update('abcdef').digest('hex').toUpperCase();
    const { status, body } = await complete(id, [first, second], md5);
    expect(status).toBe(200);
    const { file, ...upload } = body as { file: { id: string; created_at: number } };
    expect(upload).toMatchObject({ id, object: 'upload', status: 'completed', bytes: 6 });
    expect(file).toMatchObject({ filename: 'a.txt', purpose: 'vision', bytes: 6 });
    expect(file).toHaveProperty('expires_at', file.created_at + 7200);
    expect((await openai.downloadFile({ url, id: file.id })).toString()).toBe('abcdef');
    const content = await embedded(`http://local/v1/files/${file.id}/content`);
    expect(content.headers.get('content-type')).toBe('text/plain');
    await content.body?.cancel();
    expect((await blobs(data)).length).toBe(before + 1);
    expect((await complete(id, [first, second])).status).toBe(400);
  });

  it('works with every method', async () => {
    const begun = await openai.createUpload({ url, name: 'b.txt', size: 3, purpose: 'user_data' });
    expect(begun).toMatchObject({ status: 'pending', expires_at: begun.created_at! + 3600 });
    const part = await openai.addUploadPart({ url, id: begun.id, data: Buffer.from('one') });
    expect(part).toMatchObject({ object: 'upload.part', upload_id: begun.id });
    const done = await openai.completeUpload({ url, id: begun.id, parts: [part.id] });
    expect(done.file).toMatchObject({ filename: 'b.txt', bytes: 3 });

    const bytes = Buffer.alloc(2_500_000, 'large ');
    const large = { url, name: 'c.bin', data: bytes, purpose: 'user_data', part: 1 };
    const file = await openai.uploadLargeFile(large);
    expect(file.bytes).toBe(bytes.length);
    expect((await openai.downloadFile({ url, id: file.id })).equals(bytes)).toBe(true);
  });

  it('leaves nothing behind when cancelled, and accepts no more parts', async () => {
    const id = await begin();
    const part = await partId(id, 'abcdef');
    const before = (await blobs(data)).length;
    const { body } = await cancel(id);
    expect(body).toMatchObject({ id, status: 'cancelled' });
    expect((await blobs(data)).length).toBe(before - 1);
    for (const late of [await addPart(id, 'x'), await complete(id, [part]), await cancel(id)]) {
      expect(late.status).toBe(400);
      expect(late.body.error).toMatchObject({
        message: `The upload ${id} is cancelled. Create another one.`,
      });
    }
    expect(await incoming(data)).toEqual([]);
  });

  it('expires if it is not completed in time, and its parts with the next one', async () => {
    const id = await begin();
    const part = await partId(id, 'abcdef');
    const before = (await blobs(data)).length;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_601_000 });
    const { status, body } = await complete(id, [part]);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ message: expect.stringContaining('is expired') });
    await begin();
    expect((await blobs(data)).length).toBe(before - 1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 86_400_000 });
    await begin();
    expect((await cancel(id)).status).toBe(404);
  });

  it('stays open if it cannot be completed, and can be fixed', async () => {
    const id = await begin();
    const [abc, def] = [await partId(id, 'abc'), await partId(id, 'def')];
    const other = await partId(await begin(), 'abc');
    for (const [part_ids, md5, param] of [
      [[abc], undefined, 'part_ids'],
      [[abc, abc], undefined, 'part_ids'],
      [[abc, 'part_1'], undefined, 'part_ids'],
      [[abc, other], undefined, 'part_ids'],
      [[], undefined, 'part_ids'],
      ['abc', undefined, 'part_ids'],
      [[abc, 1], undefined, 'part_ids'],
      [undefined, undefined, 'part_ids'],
      [[abc, def], '0'.repeat(32), 'md5'],
      [[abc, def], 'x', 'md5'],
      [[abc, def], 7, 'md5'],
    ]) {
      const { status, body } = await complete(id, part_ids, md5);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ type: 'invalid_request_error', param });
    }
    expect(await incoming(data)).toEqual([]);
    expect((await complete(id, [abc, def])).status).toBe(200);
  });

  it.each([
    ['filename', { filename: undefined }],
    ['purpose', { purpose: 'fun' }],
    ['mime_type', { mime_type: 7 }],
    ['bytes', { bytes: 0 }],
    ['bytes', { bytes: undefined }],
    ['bytes', { bytes: 1.5 }],
    ['expires_after', { expires_after: 7 }],
    ['expires_after', { expires_after: { seconds: 7200 } }],
    ['expires_after', { expires_after: { anchor: 'created_at', seconds: '7200' } }],
  ])('is refused with a wrong %s', async (param, wrong) => {
    const { status, body } = await ask('POST', '/v1/uploads', { ...about, ...wrong });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', param });
  });

  it('is refused if it is too large, and so is a part', async () => {
    const { status, body } = await ask('POST', '/v1/uploads', { ...about, bytes: 2 ** 40 });
    expect([status, body.error]).toEqual([
      413,
      expect.objectContaining({ code: 'file_too_large' }),
    ]);
    const id = await begin();
    const large = await addPart(id, new Blob([new Uint8Array(64 * 2 ** 20 + 1)]));
    expect(large.status).toBe(413);
    expect(await incoming(data)).toEqual([]);
  });

  it('refuses a part without its field, and an unknown upload', async () => {
    const id = await begin();
    expect((await addPart(id, 'x', 'file')).status).toBe(400);
    const unknown = [await addPart('upload_1', 'x'), await complete('upload_1', [])];
    for (const { status, body } of [...unknown, await cancel('%2e%2e%2fx')]) {
      expect(status).toBe(404);
      expect(body.error).toMatchObject({ param: 'upload_id' });
    }
    const error = await failure(openai.cancelUpload({ url, id: 'upload_1' }), HttpError);
    expect(error.message).toContain('No such Upload object: upload_1');
  });
});
