import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PNG } from '../../../test/support/definitions.js';
import { ask, data, embedded } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { HttpError } from '../../core/errors/errors.js';
import * as openai from '../../services/openai/index.js';
import { app } from '../app.js';

const url = 'local';
const files = await folder();
const picture = join(files, 'picture.png');
await writeFile(picture, PNG);

const upload = (name: string, content: string | Uint8Array, purpose = 'user_data') =>
  openai.uploadFile({ url, name, data: Buffer.from(content), purpose });

async function emptied() {
  for (const { id } of (await openai.getFilesList({ url })).data) {
    await openai.deleteFile({ url, id });
  }
}

async function post(form: FormData) {
  const answer = await embedded('http://local/v1/files', { method: 'POST', body: form });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

function formOf(fields: Record<string, string | Blob>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

describe('files of the embedded server, with the methods', () => {
  it('are uploaded, listed, described, downloaded and deleted', async () => {
    await emptied();
    const bytes = Buffer.alloc(3_000_000, 'long ');
    const stored = await upload('a "name" — имя.bin', bytes);
    const about = { filename: 'a "name" — имя.bin', bytes: 3_000_000, purpose: 'user_data' };
    expect(stored).toMatchObject({ ...about, object: 'file', status: 'processed' });

    const list = await openai.getFilesList({ url });
    expect(list).toEqual({
      object: 'list',
      data: [stored],
      first_id: stored.id,
      last_id: stored.id,
      has_more: false,
    });
    expect(await openai.getFileInformation({ url, id: stored.id })).toEqual(stored);
    expect((await openai.downloadFile({ url, id: stored.id })).equals(bytes)).toBe(true);

    expect(await openai.deleteFile({ url, id: stored.id })).toEqual({
      id: stored.id,
      object: 'file',
      deleted: true,
    });
    const error = await failure(openai.getFileInformation({ url, id: stored.id }), HttpError);
    expect(error).toMatchObject({ status: 404 });
    expect(error.message).toContain(`No such File object: ${stored.id}`);
  });

  it('are saved to disk, with their media type', async () => {
    const data = picture;
    const { id } = await openai.uploadFile({ url, name: 'p.png', data, purpose: 'vision' });
    const target = join(files, 'back.png');
    const saved = await openai.downloadFile({ url, id }, { saveTo: target });
    expect(saved).toEqual({ path: target, bytes: PNG.length, type: 'image/png' });
    expect((await readFile(target)).equals(PNG)).toBe(true);
  });

  it('are read from a stream of unknown length', async () => {
    const pieces = Array.from({ length: 50 }, (_, index) => Buffer.alloc(10_000, index));
    const stream = Readable.from(pieces);
    const stored = await openai.uploadFile({ url, name: 's', data: stream, purpose: 'batch' });
    expect(stored.bytes).toBe(500_000);
    const back = await openai.downloadFile({ url, id: stored.id });
    expect(back.equals(Buffer.concat(pieces))).toBe(true);
  });

  it('can be empty', async () => {
    const { id, bytes } = await upload('empty', '');
    expect(bytes).toBe(0);
    expect((await openai.downloadFile({ url, id })).length).toBe(0);
  });

  it('bring an image to the model: upload, structure, response, delete', async () => {
    const { id } = await openai.uploadFile({
      url,
      name: 'picture.png',
      data: picture,
      purpose: 'vision',
    });
    const prompt = 'What is in this image?';
    const message = await openai.getImageMessageStructure({ role: 'user', file: id, prompt });
    const model = 'oint-guide';
    const response = await openai.getResponse({ url, model, messages: [message] });
    expect(response.choices[0]?.message.content).toContain(`- image/png, ${PNG.length} bytes`);
    expect((await openai.deleteFile({ url, id })).deleted).toBe(true);

    const gone = await failure(openai.getResponse({ url, model, messages: [message] }), HttpError);
    expect(gone.status).toBe(404);
  });
});

describe('the list of files', () => {
  it('has pages, can be filtered by purpose and sorted both ways', async () => {
    await emptied();
    const ids: string[] = [];
    for (const [index, purpose] of ['batch', 'vision', 'batch', 'batch'].entries()) {
      ids.push((await upload(`${index}`, 'x', purpose)).id);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const [first, second, third, fourth] = ids;
    const list = async (query: string) => {
      const { body } = await ask('GET', `/v1/files?${query}`);
      const data = body.data as { id: string }[];
      return { ids: data.map(({ id }) => id), more: body.has_more };
    };
    expect(await list('')).toEqual({ ids: [fourth, third, second, first], more: false });
    expect(await list('order=asc&limit=2')).toEqual({ ids: [first, second], more: true });
    expect(await list(`order=asc&limit=2&after=${second}`)).toEqual({
      ids: [third, fourth],
      more: false,
    });
    expect(await list('purpose=batch&limit=2')).toEqual({ ids: [fourth, third], more: true });
    expect(await list('purpose=evals')).toEqual({ ids: [], more: false });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=10001', 'limit'],
    ['limit=x', 'limit'],
    ['order=up', 'order'],
    ['after=file-1', 'after'],
  ])('refuses ?%s', async (query, param) => {
    const { status, body } = await ask('GET', `/v1/files?${query}`);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', param });
  });
});

describe('an upload', () => {
  const file = new File(['x'], 'a.txt', { type: 'text/plain' });

  it('accepts its fields in any order, and an expiry', async () => {
    const lasting = { 'expires_after[anchor]': 'created_at', 'expires_after[seconds]': '3600' };
    const { status, body } = await post(formOf({ file, purpose: 'batch', ...lasting }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ purpose: 'batch', filename: 'a.txt' });
    expect(body.expires_at).toBe(Number(body.created_at) + 3600);
  });

  it.each([
    ['no file', { purpose: 'batch' }, 'file'],
    ['text for the file', { purpose: 'batch', file: 'text' }, 'file'],
    ['no purpose', { file }, 'purpose'],
    ['an unknown purpose', { file, purpose: 'fun' }, 'purpose'],
    ['no name', { purpose: 'batch', file: new File(['x'], '') }, 'file'],
    [
      'half an expiry',
      { file, purpose: 'batch', 'expires_after[seconds]': '3600' },
      'expires_after',
    ],
    [
      'too short an expiry',
      {
        file,
        purpose: 'batch',
        'expires_after[anchor]': 'created_at',
        'expires_after[seconds]': '1',
      },
      'expires_after',
    ],
  ])('with %s is refused, and leaves nothing behind', async (_, fields, param) => {
    await emptied();
    const { status, body } = await post(formOf(fields));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', param });
    expect((await openai.getFilesList({ url })).data).toEqual([]);
  });

  it('with two files, or a field as large as a file, is refused', async () => {
    const two = formOf({ purpose: 'batch', file });
    two.append('file', file);
    expect((await post(two)).status).toBe(400);
    expect((await post(formOf({ purpose: 'x'.repeat(100_000), file }))).status).toBe(400);
  });

  it('for a batch expires after 30 days, as documented; others never do', async () => {
    const batch = await post(formOf({ file, purpose: 'batch' }));
    expect(batch.body.expires_at).toBe(Number(batch.body.created_at) + 30 * 86_400);
    expect((await post(formOf({ file, purpose: 'vision' }))).body).not.toHaveProperty('expires_at');
  });

  it('can have the purpose evals, which the document has in requests but not in responses', async () => {
    const body = formOf({ file, purpose: 'evals' });
    const answer = await app.request('/v1/files', { method: 'POST', body });
    expect(await answer.json()).toMatchObject({ purpose: 'evals' });
    await emptied();
  });

  it('is refused before it is sent if its Content-Length is too large', async () => {
    const answer = await embedded('http://local/v1/files', {
      method: 'POST',
      headers: {
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': String(2 ** 40),
      },
      body: '--b--',
    });
    expect(answer.status).toBe(413);
    const { error } = (await answer.json()) as { error: object };
    expect(error).toMatchObject({ code: 'file_too_large', type: 'invalid_request_error' });
  });

  it('with too many fields is refused', async () => {
    const names = Array.from({ length: 101 }, (_, index) => [`field-${index}`, 'x']);
    expect((await post(formOf({ ...Object.fromEntries(names), file }))).status).toBe(400);
  });

  it('that is not a form is refused', async () => {
    const { status, body } = await ask('POST', '/v1/files', { purpose: 'batch' });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ message: expect.stringContaining('multipart/form-data') });
    expect((await ask('POST', '/v1/files')).status).toBe(400);
  });

  it('only keeps a media type that a header can hold', async () => {
    const head = 'Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: тип';
    const answer = await embedded('http://local/v1/files', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: `--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--b\r\n${head}\r\n\r\nx\r\n--b--\r\n`,
    });
    const { id } = (await answer.json()) as { id: string };
    const content = await embedded(`http://local/v1/files/${id}/content`);
    expect(content.headers.get('content-type')).toBe('application/octet-stream');
    expect(await content.text()).toBe('x');
  });
});

describe('a part of a file', () => {
  it('is what its range says, so that a download can be resumed', async () => {
    const { id } = await upload('digits', '0123456789');
    const part = async (range: string) => {
      const to = `http://local/v1/files/${id}/content`;
      const answer = await embedded(to, { headers: { range } });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part('bytes=8-')).toEqual([206, 'bytes 8-9/10', '89']);
    expect(await part('bytes=0-1,3-4')).toEqual([200, null, '0123456789']);
    const [status, size, body] = await part('bytes=10-');
    expect([status, size]).toEqual([416, 'bytes */10']);
    expect(body).toContain('invalid_request_error');
  });

  it('is only sent if the file is still the one that the client has', async () => {
    const { id } = await upload('digits', '0123456789');
    const to = `http://local/v1/files/${id}/content`;
    const etag = (await embedded(to)).headers.get('etag')!;
    const status = async (check: string) =>
      (await embedded(to, { headers: { range: 'bytes=2-4', 'if-range': check } })).status;
    expect(await status(etag)).toBe(206);
    for (const other of ['"other"', `W/${etag}`, 'Wed, 21 Oct 2026 07:28:00 GMT']) {
      expect(await status(other), other).toBe(200);
    }
  });

  it('is not sent for a HEAD request', async () => {
    const { id } = await upload('digits', '0123456789');
    const answer = await app.request(`/v1/files/${id}/content`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '10']);
    expect(await answer.text()).toBe('');
  });
});

describe('an id', () => {
  it.each(['file-1', '..%2f..%2fetc%2fpasswd', '%2e%2e', 'file-%00', `file-${'0'.repeat(24)}`])(
    'that does not exist is not found: %s',
    async (id) => {
      for (const [method, path] of [
        ['GET', id],
        ['GET', `${id}/content`],
        ['DELETE', id],
      ] as const) {
        const { status, body } = await ask(method, `/v1/files/${path}`);
        expect(status).toBe(404);
        expect(body.error).toMatchObject({ type: 'invalid_request_error' });
      }
    },
  );
});

describe('the data folder', () => {
  it('that cannot be used is an error with the reason', async () => {
    const blocked = join(files, 'blocked');
    await writeFile(blocked, '');
    process.env.OINT_DATA = blocked;
    try {
      const error = await failure(upload('a', 'x'), HttpError);
      expect(error.status).toBe(500);
      expect(error.message).toContain(blocked);
    } finally {
      process.env.OINT_DATA = data;
    }
  });
});
