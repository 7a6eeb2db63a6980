import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { HttpError, ResponseError, TimeoutError } from '../../core/errors/errors.js';
import dropbox from './index.js';
import { APP, refusal, start, TOKEN } from './testing/stand-in.js';

let server: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  server = await start();
});
afterEach(() => {
  server.reset();
  server.stored.files.clear();
  server.stored.sessions.clear();
});

const token = TOKEN;
const at = () => ({ baseUrl: server.url });
const names = () => server.requests.map(({ path }) => path.replace('/2/', ''));
const MIB = 1024 * 1024;

describe('an upload', () => {
  test('has its path in an ASCII header, whatever its letters', async () => {
    const path = '/Отчёты/猫 \u{1F431}\u007f.pdf';
    const file = Buffer.from('meow');
    const found = await dropbox.uploadFile({ token, file, path }, at());
    expect(found).toMatchObject({ size: 4, path_display: path });
    expect(server.requests[0]!.headers['dropbox-api-arg']).toMatch(/^[\x20-\x7e]+$/);
    expect([...server.stored.files.keys()]).toEqual([path]);
  });

  test('of an existing file needs to be told to overwrite it', async () => {
    const given = { token, file: Buffer.from('1'), path: 'a.txt' };
    await dropbox.uploadFile(given, at());
    const error = await failure(dropbox.uploadFile(given, at()), HttpError);
    expect(error).toMatchObject({ status: 409, reason: 'path/conflict/file' });
    expect(error.hint).toContain('Overwrite it');
    await dropbox.uploadFile({ ...given, file: Buffer.from('22'), overwrite: true }, at());
    expect(String(server.stored.files.get('/a.txt'))).toBe('22');
  });
});

describe('an upload in pieces', () => {
  const data = Buffer.alloc(40 * MIB, 'tea ');
  /** A stream has no size, so it is not sent in one request. */
  const given = () => ({ token, file: Readable.from([data]), path: '/big' });
  const START = 'files/upload_session/start';
  const APPEND = 'files/upload_session/append_v2';
  const FINISH = 'files/upload_session/finish';

  test('is a session', async () => {
    const found = await dropbox.uploadFile(given(), at());
    expect(found).toMatchObject({ size: data.length });
    expect(names()).toEqual([START, APPEND, FINISH]);
    expect(server.stored.files.get('/big')!.equals(data)).toBe(true);
  });

  test('continues where Dropbox is', async () => {
    const lost = [
      { body: { session_id: 'session0' } },
      refusal('incorrect_offset', { correct_offset: 0 }),
    ];
    server.stored.sessions.set('session0', { data: Buffer.alloc(0) });
    server.fail(...lost);
    await dropbox.uploadFile(given(), at());
    expect(names()).toEqual([START, APPEND, APPEND, FINISH]);
    expect(server.stored.files.get('/big')!.equals(data)).toBe(true);
  });

  test('whose response is lost does not store a piece twice', async () => {
    // The first piece arrives, but its response is an error of a gateway.
    server.stored.sessions.set('session0', { data: data.subarray(0, 32 * MIB) });
    server.fail({ body: { session_id: 'session0' } }, { status: 502, body: 'Bad Gateway' });
    await dropbox.uploadFile(given(), at());
    expect(names()).toEqual([START, APPEND, APPEND, FINISH]);
    expect(server.stored.files.get('/big')!.equals(data)).toBe(true);
  });

  test('is complete if only the last response is lost', async () => {
    const small = Readable.from([Buffer.from('tea')]);
    server.stored.files.set('/small', Buffer.from('tea'));
    server.fail({ body: { session_id: 'gone' } }, { status: 502, body: 'Bad Gateway' });
    const found = await dropbox.uploadFile({ token, file: small, path: '/small' }, at());
    expect(found).toMatchObject({ size: 3 });
    expect(names()).toEqual([START, FINISH, FINISH, 'files/get_metadata']);
  });

  test('of a session that no longer exists is an error', async () => {
    const small = Readable.from([Buffer.from('tea')]);
    server.fail({ body: { session_id: 'gone' } });
    const wrong = dropbox.uploadFile({ token, file: small, path: '/small' }, at());
    expect(await failure(wrong, HttpError)).toMatchObject({ reason: 'lookup_failed/not_found' });
  });
});

describe('a download', () => {
  test('is saved, and its path may have any letters', async () => {
    const path = '/Чай "1".txt';
    server.stored.files.set(path, Buffer.from('Earl Grey'));
    const saveTo = join(await folder(), 'tea.txt');
    await dropbox.downloadFile({ token, path }, { ...at(), saveTo });
    expect(await readFile(saveTo, 'utf8')).toBe('Earl Grey');
  });

  test('of a missing file says so', async () => {
    const error = await failure(dropbox.downloadFile({ token, path: 'missing' }, at()), HttpError);
    expect(error).toMatchObject({ status: 409, reason: 'path/not_found' });
    expect(error.hint).toContain('Check the path');
  });
});

describe('a job', () => {
  const given = { token, url: 'https://example.com/q3.pdf', path: '/q3.pdf' };

  test('is followed to its end', async () => {
    expect(await dropbox.uploadFileByURL(given, at())).toMatchObject({ '.tag': 'complete' });
    expect(names()).toEqual([
      'files/save_url',
      ...Array(2).fill('files/save_url/check_job_status'),
    ]);
  });

  test('is told if the caller does not wait', async () => {
    const { async_job_id: job } = await dropbox.uploadFileByURL({ ...given, wait: false }, at());
    const state = await dropbox.getUploadStatusByURL({ token, job: String(job) }, at());
    expect(state).toEqual({ '.tag': 'in_progress' });
  });

  test('that fails is an error with the tags', async () => {
    const failed = { '.tag': 'failed', failed: { '.tag': 'path', path: { '.tag': 'conflict' } } };
    server.fail({ body: { '.tag': 'async_job_id', async_job_id: 'j' } }, { body: failed });
    const error = await failure(dropbox.uploadFileByURL(given, at()), ResponseError);
    expect(error.message).toContain('path/conflict');
  });

  test('that outlasts the deadline is a timeout with its ID', async () => {
    const working = Array.from({ length: 20 }, () => ({ body: { '.tag': 'in_progress' } }));
    server.fail({ body: { '.tag': 'async_job_id', async_job_id: 'dbjid:7' } }, ...working);
    const error = await failure(
      dropbox.publishFolder({ token, path: '/Reports' }, { ...at(), timeout: 4000 }),
      TimeoutError,
    );
    expect(error.hint).toMatch(/job dbjid:\d+/);
  });

  test('with a tag of a newer version is returned as it is', async () => {
    server.fail({ body: { '.tag': 'queued_for_review', since: 5 } });
    const state = await dropbox.cancelFolderPublication({ token, folder: '84528192421' }, at());
    expect(state).toEqual({ '.tag': 'queued_for_review', since: 5 });
  });
});

describe('a folder', () => {
  test('is listed to its end by cursors', async () => {
    const entry = (name: string) => ({ '.tag': 'file', name });
    server.fail(
      { body: { entries: [entry('a')], cursor: 'c1', has_more: true } },
      { body: { entries: [], cursor: 'c2', has_more: true } },
      { body: { entries: [entry('b')], cursor: 'c3', has_more: false } },
    );
    const found: unknown[] = [];
    const stream = await dropbox.getListOfFolderFiles.stream({ token, path: '/' }, at());
    for await (const { name } of stream) found.push(name);
    expect(found).toEqual(['a', 'b']);
    expect(server.requests.map(({ body }) => JSON.parse(String(body)))).toEqual([
      { path: '', limit: 2000 },
      { cursor: 'c1' },
      { cursor: 'c2' },
    ]);
  });

  test('that is shared already tells its ID', async () => {
    const error = await failure(dropbox.publishFolder({ token, path: '/Shared' }, at()), HttpError);
    expect(error.hint).toContain('its ID is 84528192421');
  });
});

describe('users', () => {
  test('are invited by email, and those that are not are named', async () => {
    const file = 'id:a4ayc_80_OEAAAAAAAAAYa';
    const emails = ['ann@example.com', 'nobody@example.com'];
    const error = await failure(
      dropbox.addUsersToFile({ token, file, emails }, at()),
      ResponseError,
    );
    expect(error.message).toContain('1 of 2 users were not invited: nobody@example.com');
    expect(error.partial).toHaveLength(2);
    expect(server.calls[0]!.values.access_level).toEqual({ '.tag': 'viewer' });
  });

  test('of a folder can edit if told so', async () => {
    const given = { token, folder: '84528192421', emails: ['ann@example.com'], readOnly: false };
    expect(await dropbox.addUsersToFolder(given, at())).toEqual({});
    expect(server.calls[0]!.values.members).toEqual([
      {
        member: { '.tag': 'email', email: 'ann@example.com' },
        access_level: { '.tag': 'editor' },
      },
    ]);
  });
});

describe('an error', () => {
  test('in plain text is shown', async () => {
    const error = await failure(
      dropbox.addTag({ token, path: '/a', tag: 'no spaces' }, at()),
      HttpError,
    );
    expect(error).toMatchObject({ status: 400 });
    expect(error.message).toContain('Error in call to API function');
  });

  test('that asks to slow down is retried, also with status 409', async () => {
    server.fail('rate limit', refusal('too_many_write_operations', {}, 409));
    await dropbox.createFolder({ token, path: '/a' }, { ...at(), retries: 2 });
    expect(server.requests).toHaveLength(3);
  });
});

describe('a token', () => {
  const client = { appKey: APP.id, appSecret: APP.secret };

  test('comes for the code of a link, which asks for a refresh token', async () => {
    const link = new URL(await dropbox.getAuthorizationLink({ appKey: APP.id }));
    expect(Object.fromEntries(link.searchParams)).toEqual({
      ...{ response_type: 'code', client_id: APP.id, token_access_type: 'offline' },
    });
    const tokens = await dropbox.getToken({ ...client, code: APP.code }, at());
    expect(tokens).toMatchObject({ access_token: TOKEN, refresh_token: APP.refresh });
    const { refresh } = APP;
    expect(await dropbox.refreshToken({ ...client, refresh }, at())).toMatchObject({
      access_token: TOKEN,
    });
  });

  test('renews itself from credentials, for files too', async () => {
    const credentials = {
      ...{ clientId: APP.id, clientSecret: APP.secret, refreshToken: APP.refresh },
      accessToken: 'sl.expired',
    };
    server.stored.files.set('/a', Buffer.from('a'));
    const bytes = await dropbox.downloadFile({ token: credentials, path: '/a' }, at());
    expect(String(bytes)).toBe('a');
    expect(names()).toEqual(['files/download', '/oauth2/token', 'files/download']);
    await dropbox.uploadFile({ token: credentials, file: Buffer.from('b'), path: '/b' }, at());
    expect(server.stored.files.has('/b')).toBe(true);
  });
});

test('the account of the token is requested without a body', async () => {
  await dropbox.getAccountInformation({ token }, at());
  await dropbox.getSpaceUsageData({ token }, at());
  expect(
    server.requests.map(({ body, headers }) => [String(body), headers['content-type']]),
  ).toEqual([
    ['', undefined],
    ['', undefined],
  ]);
});
