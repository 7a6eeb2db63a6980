import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { JPEG, PNG } from '../../../test/support/definitions.js';
import { folder } from '../../../test/support/folder.js';
import { OpenAiServer } from '../../../test/support/openai-server.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import * as openai from './index.js';

const server = await OpenAiServer.start();
const url = server.url;
const files = await folder();
const jpeg = join(files, 'own name.jpg');
await writeFile(jpeg, JPEG);
beforeEach(() => server.reset());

async function uploaded(input: Partial<Parameters<typeof openai.uploadFile>[0]>) {
  await openai.uploadFile({ url, name: 'given.bin', data: PNG, purpose: 'user_data', ...input });
  const form = await server.last.form();
  return form.find(({ name }) => name === 'file')!.file!;
}

describe('uploadFile', () => {
  it('sends purpose and file, with the length if it is known', async () => {
    await openai.uploadFile({ url, name: 'given.jpg', data: jpeg, purpose: 'vision' });
    const [purpose, file] = await server.last.form();
    expect(purpose).toEqual({ name: 'purpose', text: 'vision' });
    expect(file).toEqual({
      name: 'file',
      file: { name: 'given.jpg', type: 'image/jpeg', bytes: JPEG },
    });
    expect(server.last.headers['content-length']).toBe(String(server.last.body.length));
  });

  it('names the file as requested, and detects its type by the data’s own name', async () => {
    expect(await uploaded({ name: 'given.png', data: jpeg })).toMatchObject({
      name: 'given.png',
      type: 'image/jpeg',
    });
  });

  it.each([
    ['picture.png', 'image/png'],
    ['lines.jsonl', 'application/octet-stream'],
    ['no-ending', 'application/octet-stream'],
    ['odd.constructor', 'application/octet-stream'],
    ['данные "1".csv', 'text/csv'],
  ])('detects the type of bytes by the given name: %s', async (name, type) => {
    const file = await uploaded({ name, data: PNG });
    expect(file).toEqual({ name, type, bytes: PNG });
  });

  it('accepts a stream, a Blob with its type, and Base64', async () => {
    const stream = Readable.from([PNG.subarray(0, 9), PNG.subarray(9)], { objectMode: false });
    expect((await uploaded({ data: stream })).bytes).toEqual(PNG);
    expect(server.last.headers['transfer-encoding']).toBe('chunked');
    const blob = new Blob([new Uint8Array(PNG)], { type: 'image/apng' });
    expect(await uploaded({ data: blob })).toMatchObject({ type: 'image/apng', bytes: PNG });
    expect((await uploaded({ data: PNG.toString('base64') })).bytes).toEqual(PNG);
  });

  it('refuses a missing file, and sends nothing', async () => {
    const failure = uploaded({ data: join(files, 'missing.jpg') });
    await expect(failure).rejects.toBeInstanceOf(InputError);
    await expect(failure).rejects.toThrow(/^openai UploadFile: data: no such file/);
    expect(server.requests).toEqual([]);
  });

  it('reports a source that cannot be downloaded', async () => {
    const failure = uploaded({ data: `${url}/v1/nowhere.png` });
    await expect(failure).rejects.toBeInstanceOf(HttpError);
    await expect(failure).rejects.toThrow(/404 Not Found.*\(GET .*\/v1\/nowhere\.png\)/);
  });
});

describe('a stored file', () => {
  it('is listed, described, downloaded, deleted', async () => {
    const stored = await openai.uploadFile({ url, name: 'a.png', data: PNG, purpose: 'vision' });
    const { id } = stored;
    expect(stored).toMatchObject({ filename: 'a.png', purpose: 'vision', bytes: PNG.length });
    expect((await openai.getFilesList({ url })).data).toEqual([stored]);
    expect(await openai.getFileInformation({ url, id })).toEqual(stored);
    expect(await openai.downloadFile({ url, id })).toEqual(PNG);
    expect(await openai.deleteFile({ url, id })).toEqual({ id, object: 'file', deleted: true });
    expect((await openai.getFilesList({ url })).data).toEqual([]);
    await expect(openai.downloadFile({ url, id })).rejects.toThrow(/No such File object/);
  });

  it('is written to disk as it arrives, to a path', async () => {
    const { id } = await openai.uploadFile({ url, name: 'a', data: PNG, purpose: 'vision' });
    const path = join(files, 'saved.png');
    const saved = await openai.downloadFile({ url, id }, { saveTo: path });
    expect(saved).toEqual({ path, bytes: PNG.length, type: 'application/octet-stream' });
    expect(await readFile(path)).toEqual(PNG);
  });
});
