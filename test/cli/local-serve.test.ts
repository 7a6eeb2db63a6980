import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net, { connect } from 'node:net';
import { join } from 'node:path';
import OpenAI, { toFile } from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  bash,
  home,
  inTerminal,
  oint,
  type Running,
  startOint,
  withoutColours,
} from '../support/oint.js';
import { listen } from '../support/server.js';

const serve = ['local', 'serve', '--port', '0'];

interface Served {
  url: string;
  port: number;
  running: Running;
  /** Stops it, and returns its output and exit status. */
  end(): Promise<Awaited<Running['ended']>>;
}

/** A server on a free port of this machine. */
async function start(args: string[] = [], env: Record<string, string> = {}): Promise<Served> {
  const running = startOint([...serve, ...args], { env });
  const end = () => {
    running.signal('SIGTERM');
    return running.ended;
  };
  onTestFinished(async () => void (await end()));
  if (args.includes('--json')) await running.until('"event":"start"');
  else await running.untilError('oint: try:');
  const { stdout, stderr } = running.written;
  const [url] = /http:\/\/[\d.]+:\d+/.exec(stdout + stderr)!;
  return { url, port: Number(new URL(url).port), running, end };
}

const question = [{ role: 'user' as const, content: 'How do I upload a file?' }];

describe('oint local serve', () => {
  it('answers under other names of its models; refuses names that cannot be', async () => {
    const { url, end } = await start(['--memory', '--alias', 'gpt-5-mini=oint-guide']);
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });
    const { model } = await client.chat.completions.create({
      model: 'gpt-5-mini',
      messages: question,
    });
    expect(model).toBe('gpt-5-mini');
    expect((await end()).stdout).toContain('gpt-5-mini');
    for (const [alias, why] of [
      ['x', '--alias must be NAME=MODEL'],
      ['x=none', 'there is no model "none"'],
      ['oint-hash=oint-guide', 'oint-hash is itself a model'],
    ] as const) {
      const refused = await oint([...serve, '--memory', '--alias', alias]);
      expect(refused.stderr).toContain(why);
      expect(refused.status).toBe(2);
    }
  });

  it('serves the official client: models, chat, streams, files', async () => {
    const { url, end } = await start(['--data', join(home, 'served')]);
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });
    const ids = (await client.models.list()).data.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['oint-guide', 'oint-hash']));
    const ask = { model: 'oint-guide', messages: question };
    const { data: whole, response } = await client.chat.completions.create(ask).withResponse();
    expect(whole.choices[0]!.message.content).toContain('UploadFile');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(response.headers.get('openai-processing-ms')).toMatch(/^\d+$/);
    let text = '';
    for await (const chunk of await client.chat.completions.create({ ...ask, stream: true })) {
      text += chunk.choices[0]?.delta.content ?? '';
    }
    expect(text).toBe(whole.choices[0]!.message.content);
    const bytes = Buffer.alloc(300_000, 'abc');
    const file = await client.files.create({
      file: await toFile(bytes, 'notes.txt'),
      purpose: 'user_data',
    });
    expect(Buffer.from(await (await client.files.content(file.id)).arrayBuffer())).toEqual(bytes);
    await expect(client.models.retrieve('gpt-5')).rejects.toThrow('404');

    const { status, stdout, stderr } = await end();
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z GET \/v1\/models 200 \d+ ms [\d.]+ KiB$/);
    const tokens = whole.usage!.total_tokens;
    const chat = new RegExp(` POST /v1/chat/completions 200 \\d+ ms ${tokens} tokens oint-guide$`);
    expect(lines[1]).toMatch(chat);
    expect(lines[2]).toMatch(chat);
    expect(lines[3]).toMatch(/ POST \/v1\/files 200 \d+ ms 293(\.\d)? KiB in$/);
    expect(lines[5]).toMatch(/ GET \/v1\/models\/gpt-5 404 \d+ ms \d+ B$/);
    expect(stderr).toContain(`oint: serving at ${url}/v1\n`);
    expect(stderr).toContain(`oint: data in ${join(home, 'served')}\n`);
  });

  const hasCurl = !spawnSync('curl', ['--version']).error;
  it.skipIf(!hasCurl)(
    `serves curl, with the line it prints${hasCurl ? '' : ' (skipped: no curl)'}`,
    async () => {
      const { url, running } = await start(['--memory']);
      const [, line] = /^oint: try: (curl .*)$/m.exec(running.written.stderr)!;
      const pasted = await bash(line!.replace('curl', 'curl -sS'));
      expect(pasted).toMatchObject({ status: 0, stderr: '' });
      expect(JSON.parse(pasted.stdout).choices[0].message.content).toContain('UploadFile');
      const stream = await bash(
        `curl -sSN ${url}/v1/chat/completions -d '{"model":"oint-guide","stream":true,"messages":[{"role":"user","content":"Hi"}]}'`,
      );
      expect(stream.stdout).toMatch(/^data: \{[\s\S]*\n\ndata: \[DONE\]\n\n$/);
      await writeFile(join(home, 'up.txt'), 'uploaded');
      const up = await bash(`curl -sS ${url}/v1/files -F purpose=user_data -F file=@up.txt`);
      const { id } = JSON.parse(up.stdout);
      expect((await bash(`curl -sS ${url}/v1/files/${id}/content`)).stdout).toBe('uploaded');
      const broken = await bash(`curl -sS -w '%{http_code}' ${url}/v1/chat/completions -d '{no'`);
      expect(broken.stdout).toMatch(/"The request body is not valid JSON."[\s\S]*400$/);
    },
  );

  it('saves nothing with --memory', async () => {
    const file = await toFile(Buffer.from('x'), 'x.txt');
    const upload = async () => {
      const { url, end } = await start(['--memory']);
      const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any' });
      const before = (await client.files.list()).data.length;
      await client.files.create({ file, purpose: 'user_data' });
      return { before, status: (await end()).status };
    };
    expect([await upload(), await upload()]).toEqual(Array(2).fill({ before: 0, status: 0 }));
  });

  it('limits uploads with --max-upload', async () => {
    const { url } = await start(['--memory', '--max-upload', '1K']);
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });
    const file = await toFile(Buffer.alloc(3 * 2 ** 20), 'large.bin');
    const refused = client.files.create({ file, purpose: 'user_data' });
    await expect(refused).rejects.toMatchObject({ status: 413, code: 'request_too_large' });
  });

  it('requires the token, however it is given, and never shows it', async () => {
    const token = 'a-very-secret-token';
    await writeFile(join(home, 'token.txt'), `${token}\n`);
    const ways: [args: string[], env: Record<string, string>][] = [
      [['--token', 'file:token.txt'], {}],
      [['--token', 'env:MINE'], { MINE: token }],
      [[], { OINT_LOCAL_TOKEN: token }],
    ];
    await Promise.all(
      ways.map(async ([args, env]) => {
        const { url, end } = await start([...args, '--memory'], env);
        const status = async (path: string, authorization?: string) =>
          (await fetch(`${url}${path}`, { headers: authorization ? { authorization } : {} }))
            .status;
        expect(await status('/v1/models')).toBe(401);
        expect(await status('/v1/models', 'Bearer wrong')).toBe(401);
        expect(await status('/v1/models', `Bearer ${token}`)).toBe(200);
        expect(await status(`/v1/models/${token}`, `Bearer ${token}`)).toBe(404);
        const { stdout, stderr } = await end();
        expect(stdout + stderr).not.toContain(token);
        expect(stdout).toContain('/v1/models/*** 404');
        expect(stderr).toContain('-H "authorization: Bearer $OINT_LOCAL_TOKEN"');
      }),
    );
  });

  it('logs JSON with --json, and nothing with --quiet', async () => {
    const [json, quiet] = await Promise.all([
      start(['--memory', '--json']),
      start(['--memory', '-q']),
    ]);
    const body = JSON.stringify({ model: 'oint-guide', messages: question });
    const post = (url: string) => fetch(`${url}/v1/chat/completions`, { method: 'POST', body });
    const id = (await post(json.url)).headers.get('x-request-id');
    expect((await post(quiet.url)).status).toBe(200);
    const [said, silent] = await Promise.all([json.end(), quiet.end()]);
    expect(silent.stdout).toBe('');
    expect(said.stderr).toBe('');
    const [begun, request] = said.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(begun).toMatchObject({ event: 'start', url: `${json.url}/v1` });
    expect(request).toMatchObject({
      ...{ event: 'request', id, method: 'POST', path: '/v1/chat/completions', status: 200 },
      ...{ end: 'done', model: 'oint-guide', received: body.length },
      ...{ ms: expect.any(Number), tokens: expect.any(Number), sent: expect.any(Number) },
    });
    expect(said.stdout).not.toContain('upload a file');
  });
});

describe('stopping a server', () => {
  /** A half-sent upload; `finish` sends the rest and returns the response. */
  async function halfUpload(port: number) {
    const part = (name: string, more = '') =>
      `--x\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`;
    const first = `${part('purpose')}user_data\r\n${part('file', '; filename="a.txt"')}first half, `;
    const second = 'second half\r\n--x--\r\n';
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    socket.on('error', () => {});
    socket.write(
      `POST /v1/files HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: ${first.length + second.length}\r\n\r\n`,
    );
    await once(socket, 'data');
    socket.write(first);
    return {
      socket,
      async finish() {
        socket.write(second);
        return String((await once(socket, 'data'))[0]);
      },
    };
  }

  it('completes requests in progress, and exits with 0', async () => {
    const { port, running } = await start(['--memory']);
    const upload = await halfUpload(port);
    running.signal('SIGINT');
    await running.untilError('stopping: 1 in progress');
    expect(await upload.finish()).toMatch(/^HTTP\/1.1 200 OK[\s\S]*"filename":"a.txt"/);
    const { status, stdout } = await running.ended;
    expect(status).toBe(0);
    expect(stdout).toMatch(/POST \/v1\/files 200 /);
  });

  it('happens at once at the second signal, with its status', async () => {
    const { port, running } = await start(['--memory']);
    await halfUpload(port);
    running.signal('SIGTERM');
    await running.untilError('stopping: 1 in progress');
    running.signal('SIGTERM');
    expect((await running.ended).status).toBe(143);
  });
});

describe('a command line that is not valid', () => {
  it.each([
    [['local', 'srve'], 'there is no command "local srve"', 'Did you mean serve?'],
    [['local', '--port', '1'], 'expected a command before --port', 'oint local --help'],
    [[...serve, '--prot', '1'], 'unknown option --prot', 'Did you mean --port?'],
    [[...serve, 'word'], "Unexpected argument 'word'", 'oint local serve --help'],
    [
      ['local', 'serve', '--port', '70000'],
      '--port must be a number from 0 to 65535, not "70000"',
      '',
    ],
    [
      [...serve, '--host', '0.0.0.0'],
      'other machines can reach the server at 0.0.0.0',
      'OINT_LOCAL_TOKEN=',
    ],
    [[...serve, '--host', '::', '--token', ''], 'so it needs a token', ''],
    [[...serve, '--host', 'no-such-host.invalid'], 'cannot resolve no-such-host.invalid', ''],
    [[...serve, '--token', 'env:NOT_THERE'], 'the environment variable NOT_THERE is not set', ''],
    [[...serve, '--token', 'two words'], 'without spaces', ''],
    [[...serve, '--origin', 'app.example.org/x'], '--origin must be the URL of a site', ''],
    [[...serve, '--max-upload', 'much'], '--max-upload must be a size such as 100M', ''],
    [[...serve, '--memory', '--data', 'x'], '--memory saves no data', 'Use one of them.'],
    [[...serve, '--data', 'config.json/x'], 'cannot create the folder config.json/x', ''],
  ])('is refused before anything is served: %j', async (args, message, hint) => {
    await writeFile(join(home, 'config.json'), '{}');
    const { status, stdout, stderr } = await oint(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  it('is refused if the port is in use', async () => {
    const { port } = await listen(net.createServer());
    const { status, stderr } = await oint(['local', 'serve', '--port', String(port)]);
    expect(status).toBe(2);
    expect(stderr).toBe(
      `oint: local serve: port ${port} is already in use\n  Use another one with --port; --port 0 picks a free one.\n`,
    );
  });
});

describe('for users', () => {
  it('on a terminal there is a banner, and a log with colors', async () => {
    const terminal = inTerminal([...serve, '--memory']);
    await terminal.until('Press Ctrl-C to stop');
    const [url] = /http:\/\/[\d.]+:\d+/.exec(terminal.output)!;
    const { status } = await fetch(`${url}/v1/models`);
    expect(status).toBe(200);
    await terminal.until('KiB');
    terminal.type('\x03');
    expect(await terminal.ended).toBe(0);
    const plain = withoutColours(terminal.output);
    expect(plain).toContain(`  Address  ${url}/v1\n  Models   oint-guide  chat\n`);
    expect(plain).toContain('  Data     not saved (--memory)\n');
    expect(plain).toMatch(/^\d\d:\d\d:\d\d GET {4}\/v1\/models 200 \d+ ms [\d.]+ KiB$/m);
    expect(terminal.output).toContain('\x1b[32m200\x1b[39m');
    const plainly = inTerminal([...serve, '--memory'], { env: { NO_COLOR: '1' } });
    await plainly.until('Press Ctrl-C to stop');
    plainly.signal('SIGTERM');
    expect(await plainly.ended).toBe(0);
    expect(plainly.output).not.toContain('\x1b[3');
  });

  it('there is help at every level, and completion', async () => {
    const [all, own, asked, rest] = await Promise.all([
      oint(['local']),
      oint(['local', 'serve', '--help']),
      oint(['__complete', 'local', 's']),
      oint(['__complete', 'local', 'serve', '--memory', '--m']),
    ]);
    expect(all.stdout).toContain('oint local serve');
    for (const { status, stdout } of [all, own]) {
      expect(status).toBe(0);
      expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    }
    expect(own.stdout).toContain('--max-upload SIZE');
    expect(asked.stdout).toMatch(/^serve\t/m);
    expect(rest.stdout).toMatch(/^--model\t[\s\S]*--max-upload\t/);
    expect(rest.stdout).not.toContain('--memory\t');
  });
});
