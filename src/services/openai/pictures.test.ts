import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { JPEG, PNG } from '../../../test/support/definitions.js';
import { folder } from '../../../test/support/folder.js';
import { bytes, notFound, OpenAiServer } from '../../../test/support/openai-server.js';
import { json, start } from '../../../test/support/server.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import * as openai from './index.js';
import type { Message } from './types.js';

const server = await OpenAiServer.start();
const url = server.url;
const files = await folder();
const jpeg = join(files, 'picture.jpg');
await writeFile(jpeg, JPEG);
beforeEach(() => server.reset());

const JPEG_URL = `data:image/jpeg;base64,${JPEG.toString('base64')}`;
const PNG_URL = `data:image/png;base64,${PNG.toString('base64')}`;

const structure = (file: Parameters<typeof openai.getImageMessageStructure>[0]['file']) =>
  openai.getImageMessageStructure({ role: 'user', file, prompt: 'What is it?' });

const chatForm = (link: string) => ({
  role: 'user',
  content: [
    { type: 'text', text: 'What is it?' },
    { type: 'image_url', image_url: { url: link } },
  ],
});

describe('getImageMessageStructure', () => {
  it.each(['file-7ZdGvDhNA1sP4pJ', 'file_1', '42', '0b7f1b2c-9c2e-4d8f-8a53-4a55e6a0a0aa'])(
    'with the file ID %s is the reference’s structure',
    async (id) => {
      expect(await structure(id)).toEqual({
        role: 'user',
        content: [
          { type: 'input_image', file_id: id },
          { type: 'input_text', text: 'What is it?' },
        ],
      });
      expect(await openai.getImageMessageStructure({ role: 'user', file: id })).toEqual({
        role: 'user',
        content: [{ type: 'input_image', file_id: id }],
      });
    },
  );

  it('with a path, bytes, Base64 or a data: URL contains the image', async () => {
    expect(await structure(jpeg)).toEqual(chatForm(JPEG_URL));
    expect(await structure(PNG)).toEqual(chatForm(PNG_URL));
    expect(await structure(new Uint8Array(PNG))).toEqual(chatForm(PNG_URL));
    expect(await structure(new Blob([new Uint8Array(PNG)]))).toEqual(chatForm(PNG_URL));
    expect(await structure(Readable.from([PNG], { objectMode: false }))).toEqual(chatForm(PNG_URL));
    expect(await structure(PNG.toString('base64'))).toEqual(chatForm(PNG_URL));
    expect(await structure(PNG_URL)).toEqual(chatForm(PNG_URL));
    // Base64 with only letters and digits could be an ID: its content decides.
    const plain = PNG.subarray(0, 45).toString('base64');
    expect(plain).toMatch(/^\w+$/);
    expect(await structure(plain)).toEqual(chatForm(`data:image/png;base64,${plain}`));
  });

  it('with a URL contains the URL, and downloads nothing', async () => {
    const link = `${url}/picture.jpg?size=2`;
    expect(await structure(link)).toEqual(chatForm(link));
    expect(await openai.getImageMessageStructure({ role: 'user', file: link })).toEqual({
      role: 'user',
      content: [{ type: 'image_url', image_url: { url: link } }],
    });
    expect(server.requests).toEqual([]);
  });

  it('has the real media type, whatever the name says', async () => {
    const lying = join(files, 'really-a-jpeg.png');
    await writeFile(lying, JPEG);
    expect(await structure(lying)).toEqual(chatForm(JPEG_URL));
  });

  it('uses the name if the bytes do not tell the type', async () => {
    const odd = join(files, 'odd.webp');
    await writeFile(odd, 'something');
    const { content } = await structure(odd);
    expect(JSON.stringify(content)).toContain('data:image/webp;base64,');
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ'), / bytes is application\/pdf, not an image/],
    ['any bytes', Buffer.from('hello there'), /11 bytes is not an image of a known format/],
    ['nothing', Buffer.alloc(0), /is not an image of a known format/],
    ['Base64 of a text', Buffer.from('hello there, friend').toString('base64'), /not an image/],
    ['a data: URL of a text', 'data:text/plain,hello', /is text\/plain, not an image/],
    ['a missing file', join(files, 'missing.jpg'), /no such file: ".*missing\.jpg"/],
    ['a missing file here', 'missing.jpg', /no such file: "missing\.jpg"/],
    ['a missing file in a folder', 'pictures/missing', /no such file: "pictures\/missing"/],
    ['a folder', files, /it is a folder/],
  ])('refuses %s', async (_, file, says) => {
    const failure = structure(file);
    await expect(failure).rejects.toBeInstanceOf(InputError);
    await expect(failure).rejects.toThrow(says);
    await expect(failure).rejects.toThrow(/^openai GetImageMessageStructure: file/);
  });

  it('refuses a text file by its name, and a stream that breaks', async () => {
    const notes = join(files, 'notes.txt');
    await writeFile(notes, 'hello');
    await expect(structure(notes)).rejects.toThrow('is text/plain, not an image');
    const broken = new Readable({ read: () => broken.destroy(new Error('the disk was removed')) });
    const failure = structure(broken);
    await expect(failure).rejects.toBeInstanceOf(InputError);
    await expect(failure).rejects.toThrow('cannot read a stream: the disk was removed');
  });
});

const byId = (...ids: string[]): Message => ({
  role: 'user',
  content: [
    ...ids.map((file_id) => ({ type: 'input_image' as const, file_id })),
    { type: 'input_text', text: 'What is it?' },
  ],
});
const imagePart = (link: string) => ({ type: 'image_url', image_url: { url: link } });
const upload = (name: string, data: Buffer) =>
  openai.uploadFile({ url, name, data, purpose: 'vision' });
const ask = (messages: Message | (Message | string)[], more: object = {}) =>
  openai.getResponse({ url, token: 'sk-1', model: 'm', messages, ...more }, { retries: 0 });
const sent = () => server.last.json<{ messages: Message[] }>().messages;

describe('getResponse converts messages for a chat server', () => {
  it('an image by file ID is downloaded from the same server, and embedded with its real type', async () => {
    const { id } = await upload('lie.png', JPEG);
    await ask(byId(id), { headers: { 'x-mine': 'yes' } });
    expect(sent()).toEqual([
      {
        role: 'user',
        content: [imagePart(JPEG_URL), { type: 'text', text: 'What is it?' }],
      },
    ]);
    const fetched = server.requests.at(-2)!;
    expect(`${fetched.method} ${fetched.path}`).toBe(`GET /v1/files/${id}/content`);
    expect(fetched.headers).toMatchObject({ authorization: 'Bearer sk-1', 'x-mine': 'yes' });
  });

  it('each file is downloaded once, however often it is used', async () => {
    const [one, two] = [await upload('a.png', PNG), await upload('b.jpg', JPEG)];
    await ask([byId(one.id, two.id, one.id), 'And now?', byId(two.id)]);
    const fetches = server.requests.filter(({ path }) => path.endsWith('/content'));
    expect(fetches.map(({ path }) => path).sort()).toEqual([
      '/v1/files/file-1/content',
      '/v1/files/file-2/content',
    ]);
    const text = { type: 'text', text: 'What is it?' };
    expect(sent()).toEqual([
      {
        role: 'user',
        content: [imagePart(PNG_URL), imagePart(JPEG_URL), imagePart(PNG_URL), text],
      },
      { role: 'user', content: 'And now?' },
      { role: 'user', content: [imagePart(JPEG_URL), text] },
    ]);
  });

  it('parts of the Responses API become parts of the chat API, others stay', async () => {
    const link = 'https://example.com/a.png';
    await ask({
      role: 'user',
      name: 'Ann',
      content: [
        { type: 'input_image', image_url: link, detail: 'low' },
        { type: 'input_image', image_url: { url: link } as never },
        { type: 'output_text', text: 'It is blue.' },
        { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
      ],
    });
    expect(sent()).toEqual([
      {
        role: 'user',
        name: 'Ann',
        content: [
          { type: 'image_url', image_url: { url: link, detail: 'low' } },
          { type: 'image_url', image_url: { url: link } },
          { type: 'text', text: 'It is blue.' },
          { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
        ],
      },
    ]);
  });

  it('never changes the caller’s input', async () => {
    const { id } = await upload('a.png', PNG);
    const messages = [byId(id), { role: 'user', content: [{ type: 'input_text', text: 'a' }] }];
    const before = structuredClone(messages);
    for (const message of messages) Object.freeze(Object.freeze(message).content);
    await ask(messages as Message[]);
    expect(messages).toEqual(before);
  });

  it.each([400, 403, 404, 405, 501])(
    'a server that does not return the file (%i) is an error that says what to do',
    async (status) => {
      server.on('GET /files/file-9/content', (_, response) =>
        json(response, { error: { message: 'Not allowed to download files of purpose' } }, status),
      );
      const failure = ask(byId('file-9'));
      await expect(failure).rejects.toBeInstanceOf(HttpError);
      await expect(failure).rejects.toMatchObject({ status, method: 'openai GetResponse' });
      const says = `^openai GetResponse: the server does not return the file file-9, so the model cannot see it: the server returned ${status} .*Not allowed to download`;
      await expect(failure).rejects.toThrow(new RegExp(says));
      await expect(failure).rejects.toThrow(/\nPass the image itself/);
      expect(server.requests.length).toBe(1);
    },
  );

  it.each([401, 500])('another error (%i) is reported unchanged', async (status) => {
    server.on('GET /files/file-9/content', (_, response) => json(response, {}, status));
    const failure = ask(byId('file-9'));
    await expect(failure).rejects.toMatchObject({ status });
    await expect(failure).rejects.not.toThrow('does not return');
  });

  it('a stored file that is not an image is refused before the model is asked', async () => {
    const { id } = await upload('paper.pdf', Buffer.from('%PDF-1.7\n'));
    await expect(ask(byId(id))).rejects.toThrow('the file file-1 is application/pdf, not an image');
    expect(server.requests.map(({ apiPath }) => apiPath)).toEqual([
      '/files',
      '/files/file-1/content',
    ]);
  });

  it('an image part with neither file nor URL is refused', async () => {
    const failure = ask({ role: 'user', content: [{ type: 'input_image' }] });
    await expect(failure).rejects.toBeInstanceOf(InputError);
    await expect(failure).rejects.toThrow('needs a file_id or an image_url');
    expect(server.requests).toEqual([]);
  });

  it('a dry run shows both requests and sends neither', async () => {
    const dryRun: string[] = [];
    const input = { url, token: 'sk-secret-1', model: 'm', messages: byId('file-1') };
    await openai.getResponse.definition.invoke(input, { dryRun });
    expect(dryRun.length).toBe(2);
    expect(dryRun[0]).toContain('/v1/files/file-1/content');
    expect(dryRun[1]).toContain('(the bytes of file-1)');
    expect(dryRun.join()).not.toContain('sk-secret-1');
    expect(server.requests).toEqual([]);
  });
});

describe('the reference’s flow for images', () => {
  it('reaches the model: upload from a URL, structure, response, delete', async () => {
    const pictures = await start((request, response) =>
      request.path === '/media/picture.jpg'
        ? bytes(response, JPEG, 'image/jpeg')
        : notFound(response, 'no such picture'),
    );
    const to = { url: `${url}/localai/`, token: 'sk-1' };

    const data = `${pictures.url}/media/picture.jpg`;
    const stored = await openai.uploadFile({
      ...to,
      name: 'photo.jpg',
      data,
      purpose: 'user_data',
    });
    expect(stored).toMatchObject({ id: 'file-1', filename: 'photo.jpg', bytes: JPEG.length });
    expect(pictures.requests[0]?.headers).not.toHaveProperty('authorization');

    const message = await structure(stored.id);
    const messages = [await openai.getSystemMessage({ text: 'Be brief.' }), message];
    const answer = await openai.getResponse({ ...to, model: 'smolvlm', messages });
    expect(answer.choices[0]?.message.content).toBe('Hello!');
    expect(sent()).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [imagePart(JPEG_URL), { type: 'text', text: 'What is it?' }] },
    ]);

    expect(await openai.deleteFile({ ...to, id: stored.id })).toMatchObject({ deleted: true });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /localai/v1/files',
      'GET /localai/v1/files/file-1/content',
      'POST /localai/v1/chat/completions',
      'DELETE /localai/v1/files/file-1',
    ]);
  });
});
