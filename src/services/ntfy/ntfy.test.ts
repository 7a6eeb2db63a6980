import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { oint } from '../../../test/support/oint.js';
import { pythonWith } from '../../../test/support/python.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import ntfy from './index.js';
import { PASSWORD, SECRET_TOPIC, startNtfy, TOKEN } from './testing/stand-in.js';

const LONG = 20_000;
const topic = 'disk-alerts';
const python = pythonWith('apprise');
const noApprise = python ? '' : ' (skipped: apprise is not installed)';
const server = await startNtfy();
const { url } = server;

describe.skipIf(!python)(`the stand-in serves apprise${noApprise}`, () => {
  async function apprise(code: string) {
    const child = spawn(python!, ['-c', `import apprise\na = apprise.Apprise()\n${code}`]);
    const [status] = await once(child, 'close');
    expect(status).toBe(0);
  }

  it('whose messages we read', async () => {
    const at = server.url.replace('http://', 'ntfy://');
    await apprise(
      `a.add('${at}/from-apprise?priority=high&tags=warning,skull&mode=private')\nassert a.notify(title='Grüße', body='Привет')`,
    );
    const [found] = await ntfy.getMessages({ url, topic: 'from-apprise' });
    expect(found).toMatchObject({
      event: 'message',
      title: 'Grüße',
      message: 'Привет',
      priority: 4,
      tags: expect.arrayContaining(['warning', 'skull']),
    });
  });

  it('with a password, and a file', async () => {
    const path = join(await folder(), 'log.txt');
    await writeFile(path, 'a line');
    const at = server.url.replace('http://', `ntfy://ada:${encodeURIComponent(PASSWORD)}@`);
    await apprise(
      `a.add('${at}/${SECRET_TOPIC}?mode=private')\nassert a.notify(body='see the log', attach='${path}')`,
    );
    const messages = await ntfy.getMessages({ url, topic: SECRET_TOPIC, token: TOKEN });
    expect(messages).toMatchObject([{ message: 'see the log', attachment: { name: 'log.txt' } }]);
  });
});

describe('SendMessage', () => {
  it('publishes as JSON, with characters of any language', async () => {
    const options = {
      Title: 'Диск полон ⚠',
      priority: 'HIGH',
      Tags: 'warning, disk',
      Click: 'https://example.com',
      Actions: "[{'action':'view','label':'Öffnen','url':'https://example.com'}]".replaceAll(
        "'",
        '"',
      ),
      Delay: 30,
      Email: '',
      Markdown: true,
    };
    const sent = await ntfy.sendMessage({ url, topic, message: '**90 %**', options });
    expect(sent).toMatchObject({
      title: 'Диск полон ⚠',
      message: '**90 %**',
      priority: 4,
      tags: ['warning', 'disk'],
      click: 'https://example.com',
      actions: [{ action: 'view', label: 'Öffnen', url: 'https://example.com' }],
      content_type: 'text/markdown',
    });
    const { method, path, body } = server.requests.at(-1)!;
    expect([method, path]).toEqual(['POST', '/']);
    expect(JSON.parse(String(body))).toMatchObject({ delay: '30', markdown: true });
    expect(JSON.parse(String(body))).not.toHaveProperty('email');
  });

  it('uploads a file, with everything else in the query', async () => {
    const path = join(await folder(), 'Отчёт.bin');
    await writeFile(path, Buffer.from([0, 255, 1]));
    const options = { Title: 'Новый отчёт', Tags: ['a', 'b'], Actions: 'view, Open, https://x' };
    const sent = await ntfy.sendMessage({ url, topic, message: 'Смотри', options, file: path });
    expect(sent).toMatchObject({
      title: 'Новый отчёт',
      message: 'Смотри',
      tags: ['a', 'b'],
      actions: 'view, Open, https://x',
      attachment: { name: 'Отчёт.bin', size: 3 },
    });
    expect(server.requests.at(-1)).toMatchObject({ method: 'PUT', body: Buffer.from([0, 255, 1]) });
    const long = { url, topic, message: 'x'.repeat(5000), file: path };
    const error = await failure(ntfy.sendMessage(long), InputError);
    expect(error.message).toContain('5000 bytes, but with a file it can have at most 4096');
  });

  it('says that a long message becomes an attachment', async () => {
    const notices: string[] = [];
    const onNotice = ({ message }: { message: string }) => void notices.push(message);
    const message = 'ж'.repeat(5000);
    const sent = await ntfy.sendMessage({ url, topic, message }, { onNotice });
    expect(sent.attachment?.size).toBe(10_000);
    expect(notices).toEqual([
      'The message has 10000 bytes: ntfy turns more than 4096 into an attachment',
    ]);
  });

  it('uses the token, or user and password', async () => {
    const given = { url, topic: SECRET_TOPIC, message: 'x' };
    for (const token of [TOKEN, `ada:${PASSWORD}`]) {
      expect(await ntfy.sendMessage({ ...given, token })).toMatchObject({ topic: SECRET_TOPIC });
    }
    const none = await failure(ntfy.sendMessage(given), HttpError);
    expect(none).toMatchObject({ status: 403, reason: '40301', retryable: false });
    const wrong = await failure(ntfy.sendMessage({ ...given, token: 'ada:wrong' }), HttpError);
    expect(wrong.message).toContain('unauthorized');
    expect(wrong.message).toContain('Check token');
  });

  it.each([
    [{ Priority: 9 }, /Priority must be a number from 1 to 5/],
    [{ Titel: 'x' }, /unknown field "Titel"[\s\S]*Title/],
    [{ Actions: '[{' }, /Actions is not valid JSON/],
    [{ Click: {} }, /Click must be a string/],
  ])('refuses %j', async (options, words) => {
    const error = await failure(
      ntfy.sendMessage({ url, topic, message: 'x', options }),
      InputError,
    );
    expect(error.message).toMatch(words);
  });

  it.each([
    [429, 42908, 'limit reached: too many messages', 75, /250 messages a day/],
    [413, 41301, 'attachment too large, or bandwidth limit reached', 1, /15 MB/],
    [507, 50701, 'cannot publish to UnifiedPush topic', 1, /needs a subscriber/],
  ] as const)('explains %i', async (status, code, words, exitStatus, hint) => {
    server.fail([status, code, words]);
    const sending = ntfy.sendMessage({ url, topic, message: 'x' }, { retries: 0 });
    const error = await failure(sending, HttpError);
    server.fail(undefined);
    expect(error).toMatchObject({ status, reason: String(code), exitStatus });
    expect(error.message).toContain(words);
    expect(error.hint).toMatch(hint);
  });
});

describe('GetMessages', () => {
  it('returns messages only, filtered', async () => {
    const given = { url, topic: 'filtered' };
    for (const message of ['1', '2', '3']) {
      await ntfy.sendMessage({ ...given, message, options: { Title: `title ${message}` } });
    }
    const all = await ntfy.getMessages(given);
    const texts = async (filter: object) =>
      (await ntfy.getMessages({ ...given, filter: { ...filter } })).map(({ message }) => message);
    expect(await texts({})).toEqual(['1', '2', '3']);
    expect(await texts({ since: all[1]!.id })).toEqual(['3']);
    expect(await texts({ since: 'latest', limit: '' })).toEqual(['3']);
    const deleted = await ntfy.deleteMessage({ ...given, id: all[0]!.id });
    expect(deleted).toMatchObject({ event: 'message_delete', sequence_id: all[0]!.id });
    expect(await texts({})).toEqual(['1', '2', '3']);
    expect(await texts({ limit: 2 })).toEqual(['2', '3']);
    expect(await texts({ title: 'title 2', scheduled: true })).toEqual(['2']);
    expect(server.requests.at(-1)!.path).toContain('scheduled=1');
    expect(await ntfy.getMessages({ url, topic: 'empty' })).toEqual([]);
  });
});

describe('Subscribe', () => {
  it('continues after the last message, over as many connections as it takes', async () => {
    const given = { url, topic: 'stream' };
    const notices: string[] = [];
    const stream = await ntfy.subscribe.stream(
      { ...given, count: 4 },
      { onNotice: ({ message }) => void notices.push(message) },
    );
    await ntfy.sendMessage({ ...given, message: '1' });
    const found: (string | undefined)[] = [];
    for await (const { message } of stream) {
      found.push(message);
      if (message !== '1') continue;
      server.disconnect();
      await expect.poll(() => server.subscriptions(), { timeout: LONG }).toBe(0);
      for (const next of ['2', '3', '4']) await ntfy.sendMessage({ ...given, message: next });
    }
    expect(found).toEqual(['1', '2', '3', '4']);
    expect(notices).toEqual(['The connection was lost; connecting again in 0.5 s']);
    await expect.poll(() => server.subscriptions(), { timeout: LONG }).toBe(0);
  });

  it('misses nothing if the connection is lost before the first message', async () => {
    const given = { url, topic: 'early' };
    const stream = await ntfy.subscribe.stream({ ...given, count: 1 });
    const reading = stream[Symbol.asyncIterator]();
    const first = reading.next();
    await expect.poll(() => server.subscriptions(), { timeout: LONG }).toBe(1);
    server.disconnect();
    await ntfy.sendMessage({ ...given, message: 'in between' });
    expect((await first).value).toMatchObject({ message: 'in between' });
    await reading.return?.();
  });

  it('ends after a silence, and says at once that it may not', async () => {
    const given = { url, topic: 'quiet', silence: 100 };
    expect(await ntfy.subscribe(given)).toEqual({ messages: [] });
    const refused = ntfy.subscribe({ ...given, topic: SECRET_TOPIC });
    expect(await failure(refused, HttpError)).toMatchObject({ status: 403 });
  });

  it('prints messages as lines of JSON on the command line', async () => {
    const given = { url, topic: 'printed' };
    await ntfy.sendMessage({ ...given, message: 'old' });
    const command = ['ntfy', 'Subscribe', '--url', url, '--topic', 'printed', '--count', '1'];
    const ended = await oint([...command, '--filter', "{'since':'all'}", '--output', 'jsonl']);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toMatchObject({ message: 'old', topic: 'printed' });
  });
});

it('the templates have the fields that are accepted', async () => {
  const options = await ntfy.getMessageParametersStructure({ empty: true });
  const sent = await ntfy.sendMessage({ url, topic, message: 'x', options });
  expect(sent.title).toBeUndefined();
  const filter = await ntfy.getFilterParametersStructure({ empty: true });
  expect((await ntfy.getMessages({ url, topic: 'empty', filter })).length).toBe(0);
});
