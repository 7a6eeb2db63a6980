import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { oint, startOint } from '../../../test/support/oint.js';
import { json } from '../../../test/support/server.js';
import { BotServer, refuse, TOKEN } from './testing/bot-server.js';

const files = await folder();
const server = await BotServer.start();
beforeEach(() => server.reset());

const env = { TELEGRAM_BOT_TOKEN: TOKEN };
const config = () => ['--config', `{'baseUrl':'${server.url}','retries':0}`];
const run = (...line: string[]) => oint(['telegram', ...line, ...config()], { env, cwd: files });

describe('the command line', () => {
  it('sends to a channel by name, although @ means a file elsewhere', async () => {
    const { status, stdout, stderr } = await run(
      'SendTextMessage',
      '--chat',
      '@news',
      '--text',
      'a\\nb',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ ok: true, result: true });
    expect(server.only.fields).toEqual({ chat_id: '@news', text: 'a\nb', parse_mode: 'Markdown' });
  });

  it('sends to a topic of a group, whose ID starts with a minus', async () => {
    const { status } = await run('SendTextMessage', '--chat', '-1001234567890*12', '--text', 'x');
    expect(status).toBe(0);
    expect(server.only.fields).toMatchObject({ chat_id: -1001234567890, message_thread_id: 12 });
  });

  it('accepts files as in the reference’s examples', async () => {
    for (const name of ['a.jpg', 'b.mp4']) await writeFile(join(files, name), name);
    const media = "{'a.jpg':'photo','b.mp4':'video'}";
    const album = await run('SendMediaGroup', '--chat', '1', '--text', 'x', '--media', media);
    expect(album).toMatchObject({ status: 0, stderr: '' });
    expect(server.only.files.file1!.bytes.toString()).toBe('b.mp4');
    server.reset();
    const document = ['--doc', 'a.jpg', '--filename', 'custom.docx'];
    const sent = await run('SendDocument', '--chat', '1', '--text', 'x', ...document);
    expect(sent).toMatchObject({ status: 0, stderr: '' });
    expect(server.only.files.document).toMatchObject({ name: 'custom.docx' });
  });

  it('downloads to a file', async () => {
    server.on(({ token }, response) => {
      if (token) json(response, { ok: true, result: { file_path: 'a/b.jpg' } });
      else response.end('picture');
    });
    const out = join(files, 'out.jpg');
    expect(await run('DownloadFile', '--fileid', 'x', '--out', out)).toMatchObject({ status: 0 });
    expect(await readFile(out, 'utf8')).toBe('picture');
  });

  it('shows Telegram’s error message, and nothing of the token', async () => {
    server.on((_, response) =>
      refuse(response, 403, `Forbidden: bot was blocked by the user ${TOKEN}`),
    );
    const { status, stdout, stderr } = await run(
      'SendTextMessage',
      '--chat',
      '1',
      '--text',
      'x',
      '--debug',
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /oint: telegram SendTextMessage: the server returned 403 .*blocked by the user/,
    );
    expect(stderr).not.toContain(TOKEN.split(':')[1]);
  });

  it('streams updates as lines, and stops at Ctrl-C', async () => {
    const updates = [{ update_id: 1, message: { text: 'a\nb' } }, { update_id: 2 }];
    server.on(({ fields: { offset } }, response) => {
      if (offset === undefined) json(response, { ok: true, result: updates });
    });
    const running = startOint(['telegram', 'GetUpdates', '--stream', ...config()], { env });
    await running.until('"update_id":2}\n');
    running.signal('SIGINT');
    const { status, stdout, stderr } = await running.ended;
    expect(status).toBe(130);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(updates);
    expect(stderr).not.toMatch(/Error|at /);
  });

  it('creates keyboards without a network', async () => {
    const line = [
      'FormKeyboardFromButtonArray',
      '--buttons',
      "['Button1','Button2']",
      '--under',
      'true',
    ];
    const { status, stdout } = await oint(['telegram', ...line]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).inline_keyboard).toHaveLength(2);
  });

  it('does not have what only programs can use', async () => {
    const { status, stderr } = await oint(['telegram', 'ProcessTMAData', '--datastring', 'x']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/ProcessTMAData/);
  });
});
