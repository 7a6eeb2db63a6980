import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { JPEG, PNG } from '../../../test/support/definitions.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { listen, start } from '../../../test/support/server.js';
import { InputError } from '../../core/errors/errors.js';
import * as telegram from './index.js';
import { BotServer, TOKEN } from './testing/bot-server.js';

const files = await folder();
const server = await BotServer.start();
beforeEach(() => server.reset());

const base = { token: TOKEN, chat: 42, text: '' };
/** Created by Telegram: from the reference package's recorded responses. */
const FILE_ID =
  'AgACAgIAAxkDAAIfmWb-MR8PQhrvZHiqLmG6UdiAAznzAALj5DEb1I7wSxB3bmqDIveAAQADAgADcwADNgQ';

async function file(name: string, bytes: Uint8Array = JPEG): Promise<string> {
  const path = join(files, name);
  await writeFile(path, bytes);
  return path;
}

describe('a file arrives byte for byte, under a name with the right extension', () => {
  const wild = randomBytes(70_000);
  type Sending = (given: object) => Promise<unknown>;
  const sending: Record<string, [field: string, Sending]> = {
    SendImage: [
      'photo',
      (picture) => telegram.sendImage({ ...base, picture } as never, server.here),
    ],
    SendVideo: ['video', (video) => telegram.sendVideo({ ...base, video } as never, server.here)],
    SendAudio: ['audio', (audio) => telegram.sendAudio({ ...base, audio } as never, server.here)],
    SendDocument: [
      'document',
      (document) => telegram.sendDocument({ ...base, document } as never, server.here),
    ],
    SendGif: ['animation', (gif) => telegram.sendGif({ ...base, gif } as never, server.here)],
  };

  it.each([
    ['SendImage', 'photo.jpg', 'image/jpeg'],
    ['SendVideo', 'video.mp4', 'video/mp4'],
    ['SendAudio', 'audio.mp3', 'audio/mpeg'],
    ['SendDocument', 'file', 'application/octet-stream'],
    ['SendGif', 'animation.gif', 'image/gif'],
  ])('%s of bytes: %s', async (method, name, type) => {
    const [field, send] = sending[method]!;
    await send(wild);
    const { files } = server.only;
    expect(Object.keys(files)).toEqual([field]);
    expect(files[field]).toMatchObject({ name, type });
    expect(files[field]!.bytes.equals(wild)).toBe(true);
    // The same again, without a parser.
    expect(server.only.request.body.includes(wild)).toBe(true);
  });

  it.each([
    ['SendImage', 'снимок 1.png', 'снимок 1.png', 'image/png'],
    ['SendImage', 'without-ending', 'photo.jpg', 'image/jpeg'],
    ['SendVideo', 'clip.webm', 'clip.webm', 'video/webm'],
    ['SendAudio', 'talk.ogg', 'talk.ogg', 'audio/ogg'],
    ['SendDocument', 'without-ending', 'without-ending', 'application/octet-stream'],
    ['SendDocument', 'отчёт 😀.pdf', 'отчёт 😀.pdf', 'application/pdf'],
    ['SendGif', 'short.mp4', 'short.mp4', 'video/mp4'],
    ['SendGif', 'tmp.1aq', 'animation.gif', 'image/gif'],
  ])('%s of the path %s: %s', async (method, own, name, type) => {
    const [field, send] = sending[method]!;
    await send((await file(own, wild)) as never);
    expect(server.only.files[field]).toMatchObject({ name, type });
    expect(server.only.files[field]!.bytes.equals(wild)).toBe(true);
  });

  it('a data: URL keeps its type', async () => {
    const picture = `data:image/png;base64,${PNG.toString('base64')}`;
    await telegram.sendImage({ ...base, picture }, server.here);
    const { photo } = server.only.files;
    expect(photo).toMatchObject({ name: 'photo.png', type: 'image/png' });
    expect(photo!.bytes.equals(PNG)).toBe(true);
  });

  it('Base64', async () => {
    await telegram.sendImage({ ...base, picture: PNG.toString('base64') }, server.here);
    expect(server.only.files.photo!.bytes.equals(PNG)).toBe(true);
  });

  it('a stream, which is not sent twice', async () => {
    server.on((_, response) => {
      response.writeHead(429, { 'retry-after': '0' }).end('{}');
    });
    const picture = Readable.from([JPEG, PNG]);
    const sent = telegram.sendImage({ ...base, picture }, { ...server.here, retries: 3 });
    await expect(sent).rejects.toMatchObject({ status: 429 });
    expect(server.only.files.photo!.bytes.equals(Buffer.concat([JPEG, PNG]))).toBe(true);
  });

  it('a URL is downloaded here and sent on: Telegram never sees it', async () => {
    const web = await start((_, response) => void response.end(wild));
    await telegram.sendDocument(
      { ...base, document: `${web.url}/a/report%20(1).docx?key=s3cret` },
      server.here,
    );
    const { document } = server.only.files;
    expect(document!.name).toBe('report (1).docx');
    expect(document!.bytes.equals(wild)).toBe(true);
    expect(server.only.request.body.includes('s3cret')).toBe(false);
    expect(web.requests).toHaveLength(1);
    expect(JSON.stringify(web.requests[0]!.headers)).not.toContain(TOKEN);
  });

  it('a URL that returns 404 is reported as such, and no message is sent', async () => {
    const web = await start((_, response) => void response.writeHead(404).end());
    const sent = telegram.sendImage({ ...base, picture: `${web.url}/gone.jpg` }, server.here);
    await expect(sent).rejects.toThrow(/404 Not Found \(GET http.*gone\.jpg\)/);
    expect(server.calls).toHaveLength(0);
  });

  it('the shown name of a document is the caller’s choice', async () => {
    const document = await file('tmp.bin', wild);
    await telegram.sendDocument({ ...base, document, fileName: 'Отчёт.xlsx' }, server.here);
    expect(server.only.files.document!.name).toBe('Отчёт.xlsx');
  });

  it('a name with quotes and line breaks stays a name', async () => {
    const fileName = 'a"; name="chat_id"\r\nX-Evil: 1\r\n\r\n666.txt';
    await telegram.sendDocument({ ...base, document: wild, fileName }, server.here);
    const { fields, files, request } = server.only;
    expect(fields).toEqual({ chat_id: 42 });
    expect(Object.keys(files)).toEqual(['document']);
    expect(files.document!.bytes.equals(wild)).toBe(true);
    expect(request.body.includes('\r\nX-Evil')).toBe(false);
  });

  it('a caption with every character', async () => {
    const text = '"\r\n--boundary\u0000 😀 \\ Ünïcödé &amp; %20+';
    await telegram.sendImage({ ...base, text, picture: JPEG, markup: 'none' }, server.here);
    // Browsers and servers agree on CRLF for line breaks in a form.
    expect(server.only.fields).toEqual({ chat_id: 42, caption: text });
  });
});

describe('a file on Telegram is sent by its file_id', () => {
  it.each([
    FILE_ID,
    'AAMCAgADFQdpXQ_HcoiGn2unp6thfvLAdHPPtQACmJAAAnF16Uok59TCmJS4DgEAB20AAzgE',
    'BAACAgIAAxUHaV0Px3KIhp9rp6erYX7ywHRzz7UAApiQAAJxdelKJOfUwpiUuA44BA',
    'BQACAgIAAxkDAAJSpWn13X1Wz9Dt-FTLG5GNo83KyO1sAAJUnwACyHywSwoAARg3jNQd7zsE',
  ])('%s', async (id) => {
    await telegram.sendDocument({ ...base, document: id }, server.here);
    expect(server.only.fields).toEqual({ chat_id: 42, document: id });
    expect(server.only.request.headers['content-type']).toBe('application/json');
  });

  it('also if it could be Base64: it is recognized by its structure', async () => {
    const built = Buffer.from(`0400020202000315${'55'.repeat(25)}553804`, 'hex');
    const id = built.toString('base64');
    expect(id).toMatch(/^[A-Za-z0-9]{48}$/);
    await telegram.sendDocument({ ...base, document: id }, server.here);
    expect(server.only.fields).toMatchObject({ document: id });
  });

  it('and other Base64 is bytes', async () => {
    const bytes = Buffer.from('55'.repeat(36), 'hex');
    const document = bytes.toString('base64');
    expect(document).toMatch(/^[A-Za-z0-9]{48}$/);
    await telegram.sendDocument({ ...base, document }, server.here);
    expect(server.only.files.document!.bytes.equals(bytes)).toBe(true);
  });

  it('but a file with that name takes precedence', async () => {
    const path = await file(FILE_ID);
    const cwd = process.cwd();
    process.chdir(files);
    try {
      await telegram.sendImage({ ...base, picture: FILE_ID }, server.here);
    } finally {
      process.chdir(cwd);
    }
    expect(path).toContain(FILE_ID);
    expect(server.only.files.photo!.bytes.equals(JPEG)).toBe(true);
  });

  it.each(['nosuch.jpg', './nosuch', 'pictures/nosuch', 'nosuch'])(
    '%s is a file that is missing',
    async (picture) => {
      const error = await failure(
        telegram.sendImage({ ...base, picture }, server.here),
        InputError,
      );
      expect(error).toMatchObject({ param: 'picture' });
      expect(error.message).toMatch(/no such file/);
      expect(server.calls).toHaveLength(0);
    },
  );
});

describe('an album', () => {
  const send = (media: unknown, more: object = {}) =>
    telegram.sendMediaGroup({ ...base, ...more, media } as never, server.here);

  it('of paths, file_ids and bytes', async () => {
    const one = await file('one.jpg');
    await send({ [one]: 'photo', [FILE_ID]: 'photo' }, { text: '<b>Hi</b>', markup: 'HTML' });
    expect(server.only.fields).toEqual({
      chat_id: 42,
      media: [
        { type: 'photo', media: 'attach://file0', caption: '<b>Hi</b>', parse_mode: 'HTML' },
        { type: 'photo', media: FILE_ID },
      ],
    });
    expect(server.only.files.file0).toMatchObject({ name: 'one.jpg', type: 'image/jpeg' });

    server.reset();
    const sounds = new Map<Buffer, string>([
      [PNG, 'document'],
      [JPEG, 'document'],
    ]);
    await send(sounds);
    expect(server.only.files.file0!.bytes.equals(PNG)).toBe(true);
    expect(server.only.files.file1!.bytes.equals(JPEG)).toBe(true);
  });

  it('of JSON text, from a shell', async () => {
    const [one, two] = [await file('1.jpg'), await file('2.mp4')];
    await send(`{'${one}':'photo','${two}':'video',}`);
    expect(Object.values(server.only.files).map(({ name }) => name)).toEqual(['1.jpg', '2.mp4']);
  });

  it('of nothing but file_ids', async () => {
    await send({ [FILE_ID]: 'document', [FILE_ID.replace('Ag', 'BQ')]: 'document' });
    expect(server.only.request.headers['content-type']).toBe('application/json');
  });

  const many = (count: number) =>
    new Map(Array.from({ length: count }, () => [Buffer.from('x'), 'photo']));
  it.each<[string, unknown, RegExp]>([
    ['nothing', {}, /2 to 10 files.*not "0 files"/],
    ['one file', many(1), /2 to 10 files.*not "1 files"/],
    ['eleven files', many(11), /2 to 10 files.*not "11 files"/],
    [
      'an unknown type',
      new Map([
        [JPEG, 'gif'],
        [PNG, 'photo'],
      ]),
      /audio, document, photo, video, not "gif"/,
    ],
    [
      'no type',
      new Map<unknown, unknown>([
        [JPEG, undefined],
        [PNG, 'photo'],
      ]),
      /not undefined/,
    ],
    [
      'documents with photos',
      new Map([
        [JPEG, 'document'],
        [PNG, 'photo'],
      ]),
      /not "document and photo"/,
    ],
    [
      'audio with videos',
      new Map([
        [JPEG, 'video'],
        [PNG, 'audio'],
      ]),
      /not "video and audio"/,
    ],
    ['a list', [JPEG, PNG], /JSON object/],
    [
      'a file that is missing',
      { 'a.jpg': 'photo', 'b.jpg': 'photo' },
      /media\[0\]: no such file: "a.jpg"/,
    ],
  ])('of %s is refused', async (_, media, says) => {
    const error = await failure(send(media), InputError);
    expect(error.message).toMatch(says);
    expect(server.calls).toHaveLength(0);
  });

  it('cannot have a keyboard, and reports it', async () => {
    const error = await failure(send(many(2), { keyboard: '{}' }), InputError);
    expect(error.message).toMatch(/does not support keyboards for albums/);
    expect(server.calls).toHaveLength(0);
  });
});

describe('a large file', () => {
  it('of 60 MB is streamed from disk to the network', async () => {
    const piece = randomBytes(1024 * 1024);
    const path = join(files, 'large.bin');
    const out = createWriteStream(path);
    for (let i = 0; i < 60; i++) if (!out.write(piece)) await once(out, 'drain');
    await new Promise((done) => out.end(done));

    let [arrived, read, mostHeld] = [0, 0, 0];
    const { host } = await listen(
      http.createServer(async (request, response) => {
        for await (const chunk of request) {
          arrived += chunk.length;
          mostHeld = Math.max(mostHeld, read - arrived);
        }
        response.end('{"ok":true,"result":{}}');
      }),
    );
    const onProgress = ({ done, total }: { done: number; total: number | undefined }) => {
      read = done;
      expect(total).toBeGreaterThan(60 * 2 ** 20);
    };
    const call = { baseUrl: `http://${host}`, onProgress };
    await telegram.sendDocument({ ...base, document: path }, call);
    expect(arrived).toBeGreaterThan(60 * 2 ** 20);
    expect(arrived).toBe(read);
    // Data that was read from disk but has not arrived is buffered somewhere: never more than this.
    expect(mostHeld).toBeLessThan(12 * 2 ** 20);
  });
});
