import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { ACCOUNT, APP, TOKEN } from '../../../test/support/google.js';
import { start as startServer } from '../../../test/support/server.js';
import type { Progress } from '../../core/definition/call-options.js';
import { HttpError, InputError, ResponseError } from '../../core/errors/errors.js';
import gdrive from './index.js';
import { DRIVE, FILE, FOLDER } from './testing/drive.js';
import { start } from './testing/stand-in.js';

let server: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  server = await start();
});
afterEach(() => {
  server.reset();
  server.drive.reset();
  server.sessions.reset();
});

const token = TOKEN;
const object = FILE;
const given = { token, object };
const at = () => ({ baseUrl: server.url });
const lines = () => server.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`);
const sent = () => JSON.parse(server.requests.at(-1)!.body.toString());
const query = () => new URL(server.requests.at(-1)!.path, 'http://host').searchParams;
const ranges = () => server.sessions.pieces.map(({ range }) => range);
const contentOf = (id: unknown) => server.drive.files.get(String(id))!.content;
const FOLDER_TYPE = 'application/vnd.google-apps.folder';
const MIB = 1024 * 1024;

/** The stand-in behind a proxy that loses the connection in the middle of one response. */
function losing(which: number) {
  return startServer(async ({ path, headers }, response, index) => {
    const names = ['authorization', 'range'].filter((name) => headers[name] !== undefined);
    const given = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
    const answer = await fetch(`${server.url}${path}`, { headers: given });
    const body = Buffer.from(await answer.arrayBuffer());
    const range = answer.headers.get('content-range');
    const framing = { 'content-length': body.length, ...(range && { 'content-range': range }) };
    response.writeHead(answer.status, framing);
    if (index !== which) response.end(body);
    else response.write(body.subarray(0, body.length / 2), () => response.destroy());
  });
}

async function all(rows: AsyncIterable<object>): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const row of rows) found.push({ ...row });
  return found;
}

describe('an upload', () => {
  test('is a session, whose URL gets no token', async () => {
    const path = join(await folder(), 'q3.pdf');
    await writeFile(path, '%PDF-1.7');
    const props = { Description: 'Q3', Parent: FOLDER };
    const { id, ...found } = await gdrive.uploadFile({ token, file: path, props }, at());
    expect(found).toEqual({ kind: 'drive#file', name: 'q3.pdf', mimeType: 'application/pdf' });
    expect(String(contentOf(id))).toBe('%PDF-1.7');
    expect(sent()).toEqual({ name: 'q3.pdf', description: 'Q3', parents: [FOLDER] });
    expect(lines()).toEqual(['POST /upload/drive/v3/files']);
    expect(Object.fromEntries(query())).toEqual({
      supportsAllDrives: 'true',
      uploadType: 'resumable',
    });
    expect(server.requests[0]!.headers).toMatchObject({
      'x-upload-content-type': 'application/pdf',
      'x-upload-content-length': '8',
    });
    expect(server.sessions.pieces).toEqual([
      { range: 'bytes 0-7/8', size: 8, authorization: undefined },
    ]);
  });

  test('of an empty file', async () => {
    const props = { Name: 'empty.txt', MIME: '' };
    const { id, mimeType } = await gdrive.uploadFile(
      { token, file: new Uint8Array(), props },
      at(),
    );
    expect([contentOf(id).length, mimeType, ranges()]).toEqual([0, 'text/plain', [undefined]]);
  });

  test('is converted to a document if its media type is one', async () => {
    const mimeType = 'application/vnd.google-apps.spreadsheet';
    const props = { Name: 'q3.csv', MIME: mimeType };
    await gdrive.uploadFile({ token, file: Buffer.from('a,b'), props }, at());
    expect(server.requests[0]!.headers['x-upload-content-type']).toBe('text/csv');
    expect(sent()).toEqual({ name: 'q3.csv', mimeType });
  });

  test('with an unknown field is refused before anything is sent', async () => {
    const upload = (props: Record<string, unknown>) =>
      gdrive.uploadFile({ token, file: Buffer.from('a'), props }, at());
    const error = await failure(upload({ Nmae: 'x' }), InputError);
    expect(error.hint).toContain('Name');
    expect(server.requests).toEqual([]);
  });

  test('to a folder that does not exist is refused', async () => {
    server.fail('not found');
    const props = { Parent: 'nowhere' };
    const wrong = gdrive.uploadFile({ token, file: Buffer.from('a'), props }, at());
    expect((await failure(wrong, HttpError)).hint).toContain('Check the IDs');
    expect(server.sessions.pieces).toEqual([]);
  });
});

describe('an upload in pieces', () => {
  const data = Buffer.alloc(20 * MIB, 'tea ');
  const total = data.length;
  const upload = (options = {}) => {
    const file = Readable.from([data]);
    return gdrive.uploadFile({ token, file, props: { Name: 'big' } }, { ...at(), ...options });
  };

  test('of multiples of 256 KiB, with the progress of the whole file', async () => {
    const progress: Progress[] = [];
    const { id } = await upload({ onProgress: (now: Progress) => progress.push(now) });
    expect(contentOf(id).equals(data)).toBe(true);
    expect(ranges()).toEqual([
      `bytes 0-${16 * MIB - 1}/${total}`,
      `bytes ${16 * MIB}-${total - 1}/${total}`,
    ]);
    const ups = progress.filter(({ direction }) => direction === 'up');
    expect(ups.at(-1)).toEqual({ direction: 'up', done: total, total });
    expect(ups.map(({ done }) => done)).toEqual(
      ups.map(({ done }) => done).toSorted((a, b) => a - b),
    );
  });

  test('continues after a lost connection with what Google does not have', async () => {
    server.sessions.cutAfter = 5 * MIB + 1000;
    const { id } = await upload();
    expect(contentOf(id).equals(data)).toBe(true);
    const [first, asked, rest] = ranges();
    expect([first, asked]).toEqual([`bytes 0-${16 * MIB - 1}/${total}`, `bytes */${total}`]);
    const start = Number(/^bytes (\d+)-/.exec(rest!)![1]);
    expect(start).toBeGreaterThanOrEqual(5 * MIB);
    expect(start % (256 * 1024)).toBe(0);
  });

  test('starts at the beginning if Google has nothing', async () => {
    server.sessions.fails = 503;
    const { id } = await upload();
    expect(contentOf(id).equals(data)).toBe(true);
    expect(ranges().slice(1, 3)).toEqual([`bytes */${total}`, `bytes 0-${16 * MIB - 1}/${total}`]);
  });

  test('is complete if only the last response is lost', async () => {
    server.sessions.isDeaf = true;
    const props = { Name: 'small' };
    const { id } = await gdrive.uploadFile({ token, file: Buffer.from('tea'), props }, at());
    expect(ranges()).toEqual(['bytes 0-2/3', 'bytes */3']);
    expect(server.drive.files.size).toBe(3);
    expect(String(contentOf(id))).toBe('tea');
  });

  test('starts again once if its session has expired', async () => {
    server.sessions.fails = 404;
    const { id } = await upload();
    expect(contentOf(id).equals(data)).toBe(true);
    expect(lines()).toEqual(Array(2).fill('POST /upload/drive/v3/files'));
  });

  test('ends if its new session expires too', async () => {
    server.sessions.fails = 410;
    const gone = upload({ onProgress: () => server.sessions.expire() });
    expect(await failure(gone, HttpError)).toMatchObject({ status: 404 });
  });

  test('does not show the URL of the session', async () => {
    server.sessions.fails = 400;
    const debug: string[] = [];
    const error = await failure(upload({ debug: (line: string) => debug.push(line) }), HttpError);
    const shown = [error.message, JSON.stringify(error), ...debug].join('\n');
    expect(shown).toContain('upload_id=***');
    expect(shown).not.toContain('AHmgYe');
  });
});

describe('a new version', () => {
  test('keeps the ID and the media type of the file', async () => {
    const found = await gdrive.updateFile(
      { ...given, file: Buffer.from('%PDF-2.0'), title: 'Q4.pdf' },
      at(),
    );
    expect(found).toMatchObject({ id: FILE, name: 'Q4.pdf', mimeType: 'application/pdf' });
    expect(String(contentOf(FILE))).toBe('%PDF-2.0');
    expect(lines()).toEqual([
      `GET /drive/v3/files/${FILE}`,
      `PATCH /upload/drive/v3/files/${FILE}`,
    ]);
    expect(sent()).toEqual({ name: 'Q4.pdf' });
  });

  test('with a media type of its own has that', async () => {
    const path = join(await folder(), 'q3.txt');
    await writeFile(path, 'text');
    await gdrive.updateFile({ ...given, file: path }, at());
    expect(lines()).toEqual([`PATCH /upload/drive/v3/files/${FILE}`]);
    expect(server.requests[0]!.headers['x-upload-content-type']).toBe('text/plain');
  });
});

describe('a download', () => {
  test('is saved, and matches the MD5 of the file', async () => {
    const saveTo = join(await folder(), 'q3.pdf');
    const saved = await gdrive.downloadFile(given, { ...at(), saveTo });
    expect(saved).toEqual({ path: saveTo, bytes: 8, type: 'application/pdf' });
    expect(await readFile(saveTo, 'utf8')).toBe('%PDF-1.7');
    server.drive.files.get(FILE)!.content = Buffer.from('%PDF-broken');
    const error = await failure(gdrive.downloadFile(given, { ...at(), saveTo }), ResponseError);
    expect(error.message).toContain('the downloaded file is corrupt: its MD5 is');
    expect(await readFile(saveTo, 'utf8')).toBe('%PDF-1.7');
  });

  test('continues after a lost connection', async () => {
    const content = Buffer.alloc(MIB, 'coffee');
    const id = String(server.drive.put({ mimeType: 'image/png' }, content).id);
    const where = await folder();
    const saveTo = join(where, 'big.png');
    const { url: baseUrl } = await losing(1);
    await gdrive.downloadFile({ token, object: id }, { baseUrl, saveTo });
    expect(content.equals(await readFile(saveTo))).toBe(true);
    const [about, first, rest] = server.requests.map(({ headers }) => headers.range);
    expect([about, first]).toEqual([undefined, undefined]);
    expect(rest).toMatch(/^bytes=[1-9]\d*-$/);
    expect(await readdir(where)).toEqual(['big.png']);
  });

  test('of a shortcut is that of its file', async () => {
    const shortcutDetails = { targetId: FILE, targetMimeType: 'application/pdf' };
    const mimeType = 'application/vnd.google-apps.shortcut';
    const id = String(server.drive.put({ mimeType, shortcutDetails }).id);
    expect(String(await gdrive.downloadFile({ token, object: id }, at()))).toBe('%PDF-1.7');
  });

  test('of a folder or a missing file says so', async () => {
    const error = await failure(
      gdrive.downloadFile({ token, object: FOLDER }, at()),
      ResponseError,
    );
    expect(error.message).toContain(`${FOLDER} is a folder`);
    const missing = gdrive.downloadFile({ token, object: 'missing' }, at());
    expect(await failure(missing, HttpError)).toMatchObject({ status: 404, reason: 'notFound' });
  });
});

describe('a Google document', () => {
  const put = (kind: string) =>
    String(server.drive.put({ mimeType: `application/vnd.google-apps.${kind}` }).id);
  const OFFICE = 'application/vnd.openxmlformats-officedocument';

  test.each([
    ['document', `${OFFICE}.wordprocessingml.document`],
    ['spreadsheet', `${OFFICE}.spreadsheetml.sheet`],
    ['presentation', `${OFFICE}.presentationml.presentation`],
    ['drawing', 'image/png'],
    ['script', 'application/vnd.google-apps.script+json'],
  ])('is exported: a %s', async (kind, type) => {
    const file = put(kind);
    expect(String(await gdrive.downloadFile({ token, object: file }, at()))).toBe(
      `exported as ${type}`,
    );
    expect(lines()[1]).toBe(`GET /drive/v3/files/${file}/export`);
  });

  test('is exported in the format of the file to write, or in the chosen one', async () => {
    const file = put('document');
    const saveTo = join(await folder(), 'report.PDF');
    await gdrive.downloadFile({ token, object: file }, { ...at(), saveTo });
    expect(await readFile(saveTo, 'utf8')).toBe('exported as application/pdf');
    await gdrive.downloadFile({ token, object: file, format: 'md' }, { ...at(), saveTo });
    expect(await readFile(saveTo, 'utf8')).toBe('exported as text/markdown');
  });

  test('in another format is refused, like a format for another file', async () => {
    const wrong = gdrive.downloadFile({ token, object: put('document'), format: 'xlsx' }, at());
    expect((await failure(wrong, InputError)).message).toContain('exports a document as docx, odt');
    const plain = gdrive.downloadFile({ ...given, format: 'pdf' }, at());
    expect((await failure(plain, InputError)).message).toContain('not a Google document');
  });

  test('that is too large says what to do', async () => {
    const file = put('document');
    const about = { body: server.drive.files.get(file)!.facts };
    const code = 'exportSizeLimitExceeded';
    server.fail(about, { wrong: 'rule', status: 403, code, message: 'This file is too large.' });
    const error = await failure(gdrive.downloadFile({ token, object: file }, at()), HttpError);
    expect(error.hint).toContain('up to 10 MB');
  });
});

describe('a list', () => {
  test('has all files of a folder, page by page', async () => {
    for (let n = 0; n < 2500; n++) server.drive.put({ name: `n${n}`, parents: [FOLDER] });
    const stream = await gdrive.getFilesList.stream({ token, catalog: FOLDER }, at());
    expect(await all(stream)).toHaveLength(2501);
    expect(server.requests).toHaveLength(3);
    expect(query().get('pageSize')).toBe('1000');
  });

  test('searches for names with any characters', async () => {
    const name = "Bob's \\ plan' or trashed = true";
    server.drive.put({ name, mimeType: 'text/plain' });
    const { files } = await gdrive.getFilesList({ token, name }, at());
    expect(files).toMatchObject([{ name }]);
    expect(await gdrive.getDirectoriesList({ token, name }, at())).toMatchObject({ files: [] });
  });

  test('of folders may have the files in each', async () => {
    const other = String(server.drive.put({ name: 'Plans', mimeType: FOLDER_TYPE }).id);
    server.drive.put({ name: 'a', parents: [other] });
    const stream = await gdrive.getDirectoriesList.stream({ token, detailed: true }, at());
    const found = await all(stream);
    expect(found).toMatchObject([
      { id: FOLDER, files: [{ id: FILE }] },
      { id: other, files: [{ name: 'a' }] },
    ]);
    expect(server.requests).toHaveLength(2);
  });

  test('is of a shared drive, or of all', async () => {
    server.drive.put({ name: 'shared', driveId: DRIVE });
    const { files } = await gdrive.getFilesList({ token, sharedDrive: DRIVE }, at());
    expect(files).toMatchObject([{ name: 'shared', driveId: DRIVE }]);
    const found = await all(await gdrive.getFilesList.stream({ token, sharedDrive: 'all' }, at()));
    expect(found).toHaveLength(2);
    server.fail({ body: { files: [], incompleteSearch: true } });
    const error = await failure(
      gdrive.getFilesList({ token, sharedDrive: 'all' }, at()),
      ResponseError,
    );
    expect(error.message).toContain('did not search all shared drives');
  });

  test('that never ends is an error', async () => {
    server.fail(...Array(3).fill({ body: { files: [], nextPageToken: 'same' } }));
    const stream = gdrive.getFilesList.stream({ token }, at());
    const error = await failure(stream.then(all), ResponseError);
    expect(error.message).toContain('the same next page twice');
  });
});

describe('a file of a shared drive', () => {
  test('is found, copied and deleted like any other', async () => {
    const id = String(server.drive.put({ name: 'shared', driveId: DRIVE }, Buffer.from('x')).id);
    const shared = { token, object: id };
    const about = await gdrive.getObjectInformation(shared, at());
    expect(about).toMatchObject({ driveId: DRIVE, size: '1', trashed: false });
    const copy = { ...shared, title: 'copy', catalog: FOLDER };
    expect(await gdrive.copyObject(copy, at())).toMatchObject({ name: 'copy' });
    expect(sent()).toEqual({ name: 'copy', parents: [FOLDER] });
    await gdrive.updateFile({ ...shared, file: Buffer.from('y') }, at());
    expect(String(await gdrive.downloadFile({ token, object: id }, at()))).toBe('y');
    expect(await gdrive.deleteObject(shared, at())).toEqual({});
    expect(server.drive.files.has(id)).toBe(false);
  });
});

describe('a folder', () => {
  test('is created in another one', async () => {
    const { id } = await gdrive.createFolder({ token, title: 'Q4', catalog: FOLDER }, at());
    expect(sent()).toEqual({ name: 'Q4', parents: [FOLDER], mimeType: FOLDER_TYPE });
    expect(server.drive.files.get(String(id))!.facts).toMatchObject({ parents: [FOLDER] });
  });

  test('is not copied', async () => {
    const error = await failure(gdrive.copyObject({ token, object: FOLDER }, at()), HttpError);
    expect(error.hint).toContain('does not copy folders');
  });
});

describe('comments', () => {
  test('are added, listed and deleted', async () => {
    const { id } = await gdrive.createComment({ ...given, comment: 'Fine' }, at());
    const comment = String(id);
    expect(await gdrive.getComment({ ...given, comment }, at())).toMatchObject({ content: 'Fine' });
    const found = await all(await gdrive.getCommentList.stream(given, at()));
    expect(found.map(({ content }) => content)).toEqual(['Please check the totals', 'Fine']);
    expect(await gdrive.deleteComment({ ...given, comment }, at())).toEqual({});
  });
});

describe('an error of Google', () => {
  test.each(['rateLimitExceeded', 'userRateLimitExceeded'])('%s is waited for', async (code) => {
    const headers = { 'retry-after': '0' };
    const error = { code: 403, message: 'Slow down', errors: [{ reason: code }] };
    server.fail({ status: 403, headers, body: { error } });
    await gdrive.getObjectInformation(given, at());
    expect(server.requests).toHaveLength(2);
  });

  test('says which scope is missing', async () => {
    const code = 'insufficientPermissions';
    server.fail({ wrong: 'rule', status: 403, code, message: 'Insufficient Permission' });
    const error = await failure(gdrive.getFilesList({ token }, at()), HttpError);
    expect(error).toMatchObject({ status: 403, reason: code });
    expect(error.hint).toContain('https://www.googleapis.com/auth/drive.');
  });
});

describe('credentials', () => {
  const user = { client_id: APP.id, client_secret: APP.secret, refresh_token: APP.refresh };

  test('of a user get a new token once it has expired, also for an upload', async () => {
    const old = { ...user, access_token: 'expired' };
    await gdrive.uploadFile({ token: old, file: Buffer.from('a'), props: { Name: 'a' } }, at());
    const start = 'POST /upload/drive/v3/files';
    expect(lines()).toEqual([start, 'POST /token', start]);
  });

  test('may be those of a service account', async () => {
    await gdrive.getObjectInformation({ token: ACCOUNT, object }, at());
    expect(lines()[0]).toBe('POST /token');
  });
});
