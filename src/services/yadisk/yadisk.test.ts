import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { HttpError, InputError, ResponseError, TimeoutError } from '../../core/errors/errors.js';
import yadisk from './index.js';
import { APP, start, TOKEN } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const token = TOKEN;
const at = () => ({ baseUrl: server.url });
const lines = () => server.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`);

describe('an upload', () => {
  test('sends the bytes to the link without the token, and waits until they are stored', async () => {
    const file = join(await folder(), 'q3.pdf');
    await writeFile(file, 'x'.repeat(70_000));
    const found = await yadisk.uploadFile({ token, path: '/q3.pdf', file }, at());
    expect(found).toMatchObject({ path: 'disk:/q3.pdf', size: 70_000 });
    expect(lines()).toEqual([
      'GET /v1/disk/resources/upload',
      'PUT /upload-target/upload1',
      'GET /v1/disk/operations/upload1',
      'GET /v1/disk/operations/upload1',
      'GET /v1/disk/resources',
    ]);
    expect(server.requests[1]!.headers.authorization).toBeUndefined();
  });

  test('in pieces sends each with its range', async () => {
    const file = Buffer.from('0123456789');
    const given = { token, path: '/digits', file, pieceSize: 4 };
    expect(await yadisk.uploadFileInParts(given, at())).toMatchObject({ size: 10 });
    const ranges = server.requests.map(({ headers }) => headers['content-range']);
    expect(ranges.filter(Boolean)).toEqual(['bytes 0-3/10', 'bytes 4-7/10', 'bytes 8-9/10']);
    const path = join(await folder(), 'digits');
    await yadisk.downloadFile({ token, path: '/digits' }, { ...at(), saveTo: path });
    expect(await readFile(path, 'utf8')).toBe('0123456789');
  });

  test('of no piece at all is refused before anything is sent', async () => {
    const given = { token, path: '/digits', file: Buffer.from('0'), pieceSize: 0 };
    await failure(yadisk.uploadFileInParts(given, at()), InputError);
    expect(server.requests).toEqual([]);
  });

  test('by URL is done once Yandex has the file', async () => {
    const url = 'https://example.com/q3.pdf';
    await yadisk.uploadFileByURL({ token, path: '/q3.pdf', url }, at());
    expect(lines().filter((line) => line.includes('operations'))).toHaveLength(3);
  });
});

describe('a download', () => {
  test('goes to the link, without the token', async () => {
    const bytes = await yadisk.downloadFile({ token, path: '/other.pdf' }, at());
    expect(String(bytes)).toBe('%PDF-1.7');
    expect(server.requests[1]!.headers.authorization).toBeUndefined();
  });

  test('of a missing file says so', async () => {
    const missing = yadisk.downloadFile({ token, path: '/missing' }, at());
    const error = await failure(missing, HttpError);
    expect(error).toMatchObject({ status: 404 });
    expect(error.hint).toContain('starts with /');
  });
});

describe('a long operation', () => {
  const copy = { token, from: '/Large', to: '/Large copy' };

  test('is waited for', async () => {
    await yadisk.createObjectCopy(copy, at());
    const waits = lines().filter((line) => line.includes('/operations/op'));
    expect([waits.length, lines().at(-1)]).toEqual([3, 'GET /v1/disk/resources']);
  });

  test('that fails is an error', async () => {
    server.fail({
      status: 202,
      body: { href: `${server.url}/v1/disk/operations/failing`, method: 'GET' },
    });
    const error = await failure(yadisk.moveObject(copy, at()), ResponseError);
    expect(error.message).toContain('the operation failed');
  });

  test('that outlasts the deadline is a timeout', async () => {
    const call = { ...at(), timeout: 100 };
    await failure(yadisk.createObjectCopy(copy, call), TimeoutError);
  });
});

describe('a file', () => {
  test('is moved to the trash, or deleted forever', async () => {
    expect(await yadisk.deleteObject({ token, path: '/a' }, at())).toEqual({});
    await yadisk.deleteObject({ token, path: '/a', toTrash: false }, at());
    expect(server.calls.map(({ values }) => values.permanently)).toEqual([false, true]);
  });

  test('has its path exactly as given', async () => {
    const path = '/Отчёты/50% & more+?.txt';
    await yadisk.getObject({ token, path }, at());
    expect(server.calls[0]!.values.path).toBe(path);
  });
});

describe('a list', () => {
  test('has all files, or the last uploaded ones', async () => {
    server.seed('get /v1/disk/resources/files', 2500);
    let files = 0;
    for await (const _ of await yadisk.getFilesList.stream({ token }, at())) files++;
    expect([files, server.requests.length]).toEqual([2500, 3]);
    await yadisk.getFilesList({ token, byDate: true, amount: 5 }, at());
    expect(server.requests.at(-1)!.path).toBe('/v1/disk/resources/last-uploaded?limit=5');
  });
});

describe('a token', () => {
  const client = { clientId: APP.id, clientSecret: APP.secret };

  test('comes for a code that a user enters', async () => {
    const { device_code } = await yadisk.getConfirmationCode({ clientId: APP.id }, at());
    const device = String(device_code);
    const tokens = await yadisk.convertCodeToToken({ ...client, device }, at());
    expect(tokens).toMatchObject({ token_type: 'bearer', refresh_token: APP.refresh });
    expect(server.requests.at(-1)!.body.toString()).toContain('grant_type=device_code&code=');
  });

  test('is not given to another application', async () => {
    const wrong = { ...client, clientSecret: 'x'.repeat(32), refresh: APP.refresh };
    const error = await failure(yadisk.refreshToken(wrong, at()), HttpError);
    expect(error.hint).toContain('application ID and secret');
  });
});
