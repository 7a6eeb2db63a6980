import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Values } from '../../../../test/stand-in/description.js';
import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import type { StandIn } from '../../../../test/stand-in/server.js';
import { description, start, TOKEN, USER_TOKEN } from './stand-in.js';

let slack: StandIn;
beforeAll(async () => {
  slack = await start();
});
beforeEach(() => slack.reset());

async function call(
  method: string,
  values: Record<string, string> = {},
  token = TOKEN,
): Promise<Values> {
  const answer = await fetch(`${slack.url}/api/${method}`, {
    method: 'POST',
    headers: token ? { authorization: `Bearer ${token}` } : {},
    body: new URLSearchParams(values),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Values;
}

describe('Slack rejects', () => {
  it.each<[string, () => Promise<Values>, string]>([
    ['no token', () => call('auth.test', {}, ''), 'not_authed'],
    ['another token', () => call('auth.test', {}, 'xoxb-0'), 'invalid_auth'],
    ['a token among the arguments', () => call('auth.test', { token: TOKEN }), 'invalid_arguments'],
    [
      'a bot token where a user token is required',
      () => call('files.sharedPublicURL', { file: 'F1' }),
      'not_allowed_token_type',
    ],
    ['an unknown method', () => call('chat.shout'), 'unknown_method'],
    [
      'a message without content',
      () => call('chat.postMessage', { channel: 'C1' }),
      'invalid_arguments',
    ],
    [
      'blocks that are not an array',
      () => call('chat.postMessage', { channel: 'C1', blocks: '{' }),
      'invalid_arguments',
    ],
    ['an unknown cursor', () => call('users.list', { cursor: 'x' }), 'invalid_cursor'],
    ['a limit that is too high', () => call('users.list', { limit: '1001' }), 'invalid_limit'],
  ])('%s', async (_, send, error) => {
    expect(await send()).toMatchObject({ ok: false, error });
  });

  it('JSON for a method that accepts only forms', async () => {
    const answer = await fetch(`${slack.url}/api/files.remote.add`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'a', external_url: 'https://example.com', external_id: '1' }),
    });
    expect(await answer.json()).toMatchObject({ ok: false, error: 'invalid_post_type' });
  });

  it('too many requests, and says how long to wait', async () => {
    slack.fail('rate limit');
    const answer = await fetch(`${slack.url}/api/auth.test`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await answer.json()).toEqual({ ok: false, error: 'ratelimited' });
  });
});

describe('Slack stores', () => {
  it('channels', async () => {
    const { channel } = (await call('conversations.create', { name: 'tea' })) as {
      channel: Values;
    };
    const to = { channel: String(channel.id) };
    await call('conversations.setTopic', { ...to, topic: 'Green' });
    await call('conversations.archive', to);
    const now = { name: 'tea', topic: { value: 'Green' }, is_archived: true };
    expect(await call('conversations.info', to)).toMatchObject({ channel: now });
    expect(await call('conversations.list')).toMatchObject({ channels: [now] });
  });

  it('messages and threads, and lists them newest first', async () => {
    const post = (text: string, more = {}) =>
      call('chat.postMessage', { channel: 'C1', text, ...more });
    const first = await post('one');
    await post('two');
    await post('reply', { thread_ts: first.ts });
    await call('chat.postMessage', { channel: 'C2', text: 'elsewhere' });
    const texts = (answer: Values) => (answer.messages as Values[]).map(({ text }) => text);
    expect(texts(await call('conversations.history', { channel: 'C1' }))).toEqual(['two', 'one']);
    const ts = String(first.ts);
    expect(texts(await call('conversations.replies', { channel: 'C1', ts }))).toEqual([
      'one',
      'reply',
    ]);
    await call('chat.update', { channel: 'C1', ts, text: 'changed' });
    expect(texts(await call('conversations.history', { channel: 'C1' }))).toEqual([
      'two',
      'changed',
    ]);
    await call('chat.delete', { channel: 'C1', ts });
    expect(await call('chat.delete', { channel: 'C1', ts })).toMatchObject({
      error: 'message_not_found',
    });
  });

  it('scheduled messages', async () => {
    const { scheduled_message_id: id } = await call('chat.scheduleMessage', {
      channel: 'C1',
      text: 'x',
      post_at: '1770000000',
    });
    const item = { id, channel_id: 'C1', post_at: 1770000000, text: 'x' };
    expect(await call('chat.scheduledMessages.list')).toMatchObject({ scheduled_messages: [item] });
  });

  it('lists with cursors, the last of which is empty', async () => {
    slack.seed('users.list', 5);
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const page = (await call('users.list', { limit: '2', cursor })) as {
        members: Values[];
        response_metadata: { next_cursor: string };
      };
      seen.push(page.members.map(({ id }) => id));
      cursor = page.response_metadata.next_cursor;
    } while (cursor);
    expect(seen).toEqual([['U00000001', 'U00000002'], ['U00000003', 'U00000004'], ['U00000005']]);
  });
});

describe('an upload', () => {
  const announce = () =>
    call('files.getUploadURLExternal', { filename: 'a.txt', length: '3' }) as Promise<
      Record<string, string>
    >;
  const complete = (id: string) =>
    call('files.completeUploadExternal', { files: JSON.stringify([{ id }]) });

  it('is announced, sent and completed', async () => {
    const { upload_url, file_id } = await announce();
    const sent = await fetch(upload_url!, { method: 'POST', body: 'abc' });
    expect([sent.status, await sent.text()]).toEqual([200, 'OK - 3']);
    expect(await complete(file_id!)).toEqual({
      ok: true,
      files: [{ id: file_id, title: 'a.txt' }],
    });
    const file = { id: file_id, name: 'a.txt', size: 3 };
    expect(await call('files.info', { file: file_id! })).toMatchObject({ file });
    expect(await call('files.list')).toMatchObject({
      files: [file],
      paging: { total: 1, pages: 1 },
    });
    await call('files.delete', { file: file_id! });
    expect(await call('files.info', { file: file_id! })).toMatchObject({ error: 'file_not_found' });
  });

  it('needs as many bytes as announced before it can be completed', async () => {
    const { upload_url, file_id } = await announce();
    expect((await fetch(upload_url!, { method: 'POST', body: 'abcd' })).status).toBe(400);
    expect(await complete(file_id!)).toMatchObject({ ok: false, error: 'file_not_found' });
  });
});

testEveryOperation(start, {
  description,
  headers: { authorization: `Bearer ${USER_TOKEN}` },
  url: ({ url }, path) => `${url}/api${path}`,
  isRefusal: (status, { ok, error }) => status === 200 && ok === false && typeof error === 'string',
  // It accepts only files that were uploaded.
  except: ['files.completeUploadExternal'],
});
