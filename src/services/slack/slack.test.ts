import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import slack from './index.js';
import { start, TOKEN, USER_TOKEN } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const token = TOKEN;
const at = () => ({ baseUrl: server.url });
const channel = 'C012AB3CD';
const calls = () => server.calls.map(({ name }) => name);

describe('a message', () => {
  test('is sent, or scheduled', async () => {
    await slack.sendMessage({ token, channel, text: 'Hi', blocks: [{ type: 'divider' }] }, at());
    const date = new Date(Date.now() + 3_600_000);
    await slack.sendMessage({ token, channel, text: 'Later', date }, at());
    expect(calls()).toEqual(['chat.postMessage', 'chat.scheduleMessage']);
    expect(server.calls[0]!.values.blocks).toEqual([{ type: 'divider' }]);
    expect(Number(server.calls[1]!.values.post_at)).toBe(Math.floor(date.getTime() / 1000));
  });

  test('is deleted, whether sent or scheduled', async () => {
    const stamp = '1700000000.000100';
    await slack.deleteMessage({ token, channel, stamp }, at());
    await slack.deleteMessage({ token, channel, stamp: 'Q1298393284', scheduled: true }, at());
    expect(calls()).toEqual(['chat.delete', 'chat.deleteScheduledMessage']);
  });

  test('is never in a URL', async () => {
    await slack.sendMessage({ token, channel, text: 'A secret plan' }, at());
    expect(server.requests[0]!.path).toBe('/api/chat.postMessage');
  });
});

describe('a list', () => {
  test('comes page by page, with cursors or page numbers', async () => {
    server.seed('users.list', 450);
    server.seed('files.list', 250);
    let users = 0;
    for await (const _ of await slack.getUserList.stream({ token }, at())) users++;
    let files = 0;
    for await (const _ of await slack.getFilesList.stream({ token }, at())) files++;
    expect([users, files]).toEqual([450, 250]);
  });

  test('on the command line is one page with a note, or all pages', async () => {
    server.seed('users.list', 250);
    const config = `{'baseUrl':'${server.url}'}`;
    const line = ['slack', 'GetUserList', '--token', token, '--config', config];
    const one = await oint(line);
    expect(JSON.parse(one.stdout).members).toHaveLength(100);
    expect(one.stderr).toContain('--all gets all pages');
    const all = await oint([...line, '--all', '--query', 'length(@)']);
    expect(all).toMatchObject({ stdout: '250\n', stderr: '', status: 0 });
  });
});

describe('a file', () => {
  test('is uploaded in three steps, and the upload URL does not get the token', async () => {
    const file = join(await folder(), 'report.pdf');
    await writeFile(file, 'x'.repeat(70_000));
    const upload = { token, file, name: 'report.pdf', title: 'The report', channel };
    const { files } = await slack.uploadFile(upload, at());
    const [{ id }] = files as [{ id: string }];
    expect(server.requests.map(({ path }) => path.replace(id, 'ID'))).toEqual([
      '/api/files.getUploadURLExternal',
      '/upload/v1/ID',
      '/api/files.completeUploadExternal',
    ]);
    const [, bytes] = server.requests;
    expect(bytes!.body.length).toBe(70_000);
    expect(bytes!.headers.authorization).toBeUndefined();
    const { file: found } = await slack.getFileData({ token, file: id }, at());
    expect(found).toMatchObject({ title: 'The report', size: 70_000 });
  });

  test('of unknown size is rejected before anything is sent', async () => {
    async function* file() {
      yield Buffer.from('x');
    }
    const upload = { token, file: file(), name: 'a', title: 'a' };
    const error = await failure(slack.uploadFile(upload, at()), InputError);
    expect(error.message).toContain('Slack needs the size of the file');
    expect(server.requests).toEqual([]);
  });

  test('is made public by a user, not a bot', async () => {
    const error = await failure(slack.makeFilePublic({ token, file: 'F1' }, at()), HttpError);
    expect(error.reason).toBe('not_allowed_token_type');
    expect(error.hint).toContain('user token (xoxp-…)');
    await slack.makeFilePublic({ token: USER_TOKEN, file: 'F1' }, at());
  });
});

describe('an error from Slack', () => {
  test.each(['constructor', '__proto__'])('can have the unknown code %j', async (reason) => {
    server.fail({ body: { ok: false, error: reason } });
    const error = await failure(slack.getChannel({ token, channel }, at()), HttpError);
    expect(error).toMatchObject({ reason });
  });

  test('with status 200 has its code and a hint', async () => {
    server.fail({ wrong: 'not found', name: 'channel', message: '' });
    const error = await failure(slack.getChannel({ token, channel: '#team' }, at()), HttpError);
    expect(error).toMatchObject({ status: 200, reason: 'channel_not_found', exitStatus: 1 });
    expect(error.message).toMatch(/returned an error with status 200: channel_not_found/);
    expect(error.hint).toContain('Pass the channel ID');
  });

  test('names the wrong argument', async () => {
    const send = slack.sendMessage({ token, channel }, at());
    const error = await failure(send, HttpError);
    expect(error.message).toContain('missing required field: text');
  });

  test('that is a rate limit is retried after the time it names, also for writes', async () => {
    const slow = { status: 429, headers: { 'retry-after': '0' }, body: { ok: false } };
    server.fail(slow, { body: { ok: false, error: 'ratelimited' } });
    await slack.joinChannel({ token, channel }, { ...at(), retries: 2 });
    expect(server.requests).toHaveLength(3);
  });
});
