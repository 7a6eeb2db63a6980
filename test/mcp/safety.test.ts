import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { folder } from '../support/folder.js';
import { oint } from '../support/oint.js';
import { OpenAiServer } from '../support/openai-server.js';
import { json } from '../support/server.js';
import { execute, overStdio, SECRET, textOf } from './support.js';

const server = await OpenAiServer.start();
beforeEach(() => server.reset());
const values = { url: server.url, token: '@@Token' };
const upload = { ...values, name: 'a.txt', purpose: 'user_data' };

describe('secrets', () => {
  it.each([
    ['a token', 'GetModelList', { token: SECRET }],
    ['a header', 'GetModelList', { headers: { Authorization: `Bearer ${SECRET}` } }],
    ['a header as text', 'GetModelList', { headers: `{'x-api-key': '${SECRET}'}` }],
    ['an address', 'GetModelList', { url: `http://me:${SECRET}@127.0.0.1:1` }],
  ])('are refused in %s, and not repeated', async (_, method, given) => {
    const client = await overStdio({ config: {} });
    const parameters = { url: server.url, ...given };
    const { failed } = await execute(client, 'openai', method, parameters);
    expect(failed).toMatch(/must be @@Name/);
    expect(failed).not.toContain(SECRET);
    expect(server.requests).toHaveLength(0);
  });

  it('are looked up from references in the config, and in nested values', async () => {
    const client = await overStdio({
      config: { vars: { Token: 'env:MY_TOKEN', Auth: `Basic ${SECRET}` } },
      env: { MY_TOKEN: 'of-the-environment' },
    });
    const headers = { 'X-Api-Key': '@@Auth' };
    await execute(client, 'openai', 'GetModelList', { ...values, headers });
    expect(server.last.headers).toMatchObject({
      authorization: 'Bearer of-the-environment',
      'x-api-key': `Basic ${SECRET}`,
    });
  });

  it('are masked in results and errors', async () => {
    const client = await overStdio();
    server.on('GET /models', (_, response) => json(response, { data: [{ id: SECRET }] }));
    const { text } = await execute(client, 'openai', 'GetModelList', values);
    expect(text).toContain('***');
    expect(text).not.toContain(SECRET);
    server.on('GET /models', (_, response) => {
      json(response, { error: { message: `no such key: ${SECRET}` } }, 401);
    });
    const { failed } = await execute(client, 'openai', 'GetModelList', values);
    expect(failed).toMatch(/401/);
    expect(failed).not.toContain(SECRET);
    const echo = { role: 'user', text: '@@Token' };
    const echoed = await execute(client, 'openai', 'GetMessageStructure', echo);
    expect(JSON.stringify(echoed)).not.toContain(SECRET);
  });

  it('of the config are fixed, and only sent where the config says', async () => {
    const config = { openai: { token: SECRET } };
    const loose = await overStdio({ config });
    const { failed } = await execute(loose, 'openai', 'GetModelList', { url: server.url });
    expect(failed).toMatch(/url cannot be given: the secret for it is fixed/);
    const tight = await overStdio({ config: { openai: { token: SECRET, url: server.url } } });
    await execute(tight, 'openai', 'GetModelList', {});
    expect(server.last.headers.authorization).toBe(`Bearer ${SECRET}`);
    const elsewhere = await execute(tight, 'openai', 'GetModelList', { url: 'http://evil.test' });
    expect(elsewhere.failed).toMatch(/fixed by the server's config/);
  });

  it('that do not exist are named in the error', async () => {
    const client = await overStdio();
    const { failed } = await execute(client, 'openai', 'GetModelList', {
      ...values,
      token: '@@Missing',
    });
    expect(failed).toMatch(/no such variable: @@Missing.*@@Token/s);
  });

  it('are never looked up from references outside the config', async () => {
    const client = await overStdio({ env: { HOME_SECRET: SECRET } });
    for (const model of ['env:HOME_SECRET', '@/etc/passwd', 'cmd:id', '-']) {
      await execute(client, 'openai', 'GetModel', { ...values, id: model });
      for (const { path } of server.requests) expect(path).not.toContain(SECRET);
    }
  });
});

describe('files', () => {
  it('must be in the allowed folders', async () => {
    const [open, closed] = [await folder(), await folder()];
    await writeFile(join(open, 'in.txt'), 'inside');
    await writeFile(join(closed, 'out.txt'), 'outside');
    await symlink(closed, join(open, 'link'));
    await mkdir(join(open, 'deep'));
    const client = await overStdio({ args: ['--root', open] });
    const send = (data: string) => execute(client, 'openai', 'UploadFile', { ...upload, data });
    for (const data of ['in.txt', join(open, 'in.txt'), 'deep/../in.txt']) {
      expect((await send(data)).value, data).toMatchObject({ bytes: 6 });
    }
    const outside = [
      join(closed, 'out.txt'),
      'link/out.txt',
      `${open}/../../etc/passwd`,
      '../out.txt',
      `file://${closed}/out.txt`,
      '/etc/passwd',
      '/proc/self/environ',
    ];
    server.reset();
    for (const data of outside) expect((await send(data)).failed, data).toMatch(/is not allowed/);
    expect(server.requests).toHaveLength(0);
  });

  it('are refused without an allowed folder, as are URLs and Base64', async () => {
    const client = await overStdio();
    const send = async (data: string) =>
      (await execute(client, 'openai', 'UploadFile', { ...upload, data })).failed;
    expect(await send('/etc/hostname')).toMatch(/--root FOLDER/);
    expect(await send('package.json')).toMatch(/access to "package.json" is not allowed/);
    expect(await send(`${server.url}/x`)).toMatch(/downloading from URLs is not allowed/);
    expect(await send('data:;base64,aGVsbG8=')).toMatch(/Base64/);
    expect(await send(Buffer.alloc(600, 'image').toString('base64'))).toMatch(/Base64/);
  });

  it('in results are handles, which can be sent on and saved in allowed folders', async () => {
    const open = await folder();
    const client = await overStdio({ args: ['--root', open] });
    const { value } = await execute(client, 'openai', 'UploadFile', {
      ...upload,
      data: 'data:text/plain,hello',
    });
    const got = await execute(client, 'openai', 'DownloadFile', { ...values, id: value.id });
    const handle = got.value.file;
    expect(handle).toMatch(/^oint:\/\/files\//);
    const { contents } = await client.readResource({ uri: handle });
    const [content] = contents as { text?: string; blob?: string }[];
    expect(content!.text ?? Buffer.from(content!.blob!, 'base64').toString()).toBe('hello');
    const again = await execute(client, 'openai', 'UploadFile', { ...upload, data: handle });
    expect(again.value).toMatchObject({ bytes: 5 });
    const save = (save_to: string) =>
      execute(client, 'openai', 'DownloadFile', { ...values, id: value.id }, { save_to });
    await save('saved.txt');
    expect(await readFile(join(open, 'saved.txt'), 'utf8')).toBe('hello');
    expect((await save('/tmp/elsewhere.txt')).failed).toMatch(/is not allowed/);
  });

  it('in a result are images and handles, never Base64', async () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(600, 7)]);
    const base64 = png.toString('base64');
    server.on('POST /images/generations', (_, response) =>
      json(response, { data: [{ b64_json: base64 }] }),
    );
    const client = await overStdio();
    const parameters = { ...values, model: 'm', descr: { prompt: 'a cat' } };
    const { result, text } = await execute(client, 'openai', 'GetImages', parameters);
    expect(text).toMatch(/oint:\/\/files\/.*image\/png/);
    expect(text).not.toContain(base64.slice(0, 40));
    expect(result.content).toContainEqual({ type: 'image', data: base64, mimeType: 'image/png' });
    expect(result.content).toContainEqual(expect.objectContaining({ type: 'resource_link' }));
  });
});

describe('what is offered', () => {
  const names = async (args: string[]) => {
    const client = await overStdio({ args });
    const result = await client.callTool({
      name: 'get_service_methods',
      arguments: { service: 'openai' },
    });
    const listed = JSON.parse(textOf(result)).methods.map((one: { name: string }) => one.name);
    return { client, listed };
  };

  it('is allowed and not denied', async () => {
    const args = ['--allow', 'openai.Get*,openai.DeleteFile', '--deny', 'openai.GetModelList'];
    const { client, listed } = await names(args);
    expect(listed).toEqual(expect.arrayContaining(['GetResponse', 'DeleteFile']));
    expect(listed).not.toContain('GetModelList');
    expect(listed).not.toContain('UploadFile');
    const { failed } = await execute(client, 'openai', 'GetModelList', values);
    expect(failed).toMatch(/not allowed on this server/);
    expect(server.requests).toHaveLength(0);
  });

  it('writes nothing with --read-only', async () => {
    const { client, listed } = await names(['--read-only', '--expose', 'openai.*']);
    expect(listed).not.toContain('UploadFile');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).not.toContain('openai_UploadFile');
    for (const { name, annotations } of tools)
      expect([name, annotations!.readOnlyHint]).toEqual([name, true]);
    const { failed } = await execute(client, 'openai', 'UploadFile', upload);
    expect(failed).toMatch(/--read-only/);
  });

  it.each([
    [['--allow', 'opanai.*'], /no service for the tool "opanai/],
    [['--expose', 'openai.Nothing'], /no method "Nothing"/],
    [['--read-only', '--expose', 'openai.UploadFile'], /does not offer/],
    [['--http', 'x'], /must be a port/],
    [['--limit', '5'], /--limit/],
    [['--nothing'], /--nothing/],
    [['--root', '/no/such/folder'], /no such folder/],
    [['-c', '/no/such/config.json'], /cannot be read/],
  ])('is not started with %j: an error says why', async (args, message) => {
    const { status, stderr, stdout } = await oint(['mcp', 'start', ...args]);
    expect(stderr).toMatch(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

it('truncates a long result, and reads more of it', async () => {
  const long = { data: Array.from({ length: 400 }, (_, id) => ({ id: `model-${id}` })) };
  server.on('GET /models', (_, response) => json(response, long));
  const client = await overStdio({ args: ['--limit', '2000'] });
  const answer = await client.callTool({
    name: 'execute_method',
    arguments: { service: 'openai', method: 'GetModelList', parameters: values },
  });
  const start = textOf(answer);
  const uri = /Complete result: (oint:[^ ]+)\. /.exec(start)?.[1] ?? 'none';
  let text = start.slice(0, 2000);
  for (let from: number | undefined = 2000; from !== undefined; ) {
    const page = await client.callTool({ name: 'read_result', arguments: { uri, from } });
    const read = JSON.parse(textOf(page));
    text += read.text;
    from = read.next;
  }
  expect(JSON.parse(text)).toEqual(long);
});

describe('the question before a change', () => {
  const db = 'shop.db';
  const ask = async (sql: string) => {
    const root = await folder();
    const asked: string[] = [];
    const user = (message: string) => {
      asked.push(message);
      return { action: 'accept' as const, content: { allow: true } };
    };
    const client = await overStdio({ args: ['--root', root], user });
    const { failed } = await execute(client, 'sqlite', 'ExecuteSQLQuery', { sql, db });
    return { asked, failed };
  };

  it('shows both ends of a long value, its length and its digest', async () => {
    const sql = `-- ${'harmless '.repeat(400)}\nDROP TABLE users`;
    const { asked } = await ask(sql);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/sql: -- harmless/);
    expect(asked[0]).toMatch(/\\nDROP TABLE users$/m);
    expect(asked[0]).toContain(`${sql.length} characters, SHA-256 `);
  });

  it('spells out what is not seen', async () => {
    const { asked } = await ask('SELECT 1 \u202e\u001b[2J');
    expect(asked[0]).toContain('SELECT 1 \\u{202e}\\u{1b}[2J');
  });
});

it('masks a secret in the content of a file, whole and page by page', async () => {
  const text = `${'x'.repeat(490)}${SECRET}${'y'.repeat(600)}`;
  server.on('GET /files/f/content', (_, response) => void response.end(text));
  const client = await overStdio({ args: ['--limit', '500'] });
  const { value } = await execute(client, 'openai', 'DownloadFile', { ...values, id: 'f' });
  const { contents } = await client.readResource({ uri: value.file });
  const [content] = contents as { text?: string; blob?: string }[];
  const whole = content!.text ?? Buffer.from(content!.blob!, 'base64').toString();
  expect(whole).toBe(text.replace(SECRET, '***'));
  let pages = '';
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page = await client.callTool({
      name: 'read_result',
      arguments: { uri: value.file, from },
    });
    const read = JSON.parse(textOf(page));
    pages += read.text;
    from = read.next;
  }
  expect(pages).toBe(whole);
});

describe('what is for people only', () => {
  it('is native code: extensions of SQLite are not offered, and are refused', async () => {
    const root = await folder();
    const client = await overStdio({ args: ['--root', root, '--no-confirm'] });
    const about = await client.callTool({
      name: 'get_method_parameters',
      arguments: { service: 'sqlite', method: 'ExecuteSQLQuery' },
    });
    expect(textOf(about)).toContain('"sql"');
    expect(textOf(about)).not.toContain('exts');
    const extension = { 'data:;base64,f0VMRg==': '' };
    const given = { sql: 'SELECT 1', db: 'a.db', exts: extension };
    const { failed } = await execute(client, 'sqlite', 'ExecuteSQLQuery', given);
    expect(failed).toMatch(/native code is not allowed|Base64 is not accepted/);
    const named = { ...given, exts: { 'a.so': '' } };
    expect((await execute(client, 'sqlite', 'ExecuteSQLQuery', named)).failed).toMatch(
      /loading native code is not allowed/,
    );
  });

  it('is the SSH agent, but for hosts that are fixed', async () => {
    const client = await overStdio({ args: ['--no-confirm'], env: { SSH_AUTH_SOCK: '/nowhere' } });
    const connection = { host: '127.0.0.1', username: 'me', auth_type: 'agent' };
    const given = { conn: connection, comm: 'id' };
    const { failed } = await execute(client, 'ssh', 'ExecuteCommand', given);
    expect(failed).toMatch(/using the keys of the SSH agent is not allowed/);
  });
});
