import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asked, endless, replies } from '../support/model.js';
import {
  bash,
  bashInTerminal,
  configFile,
  home,
  inTerminal,
  type Options,
  oint,
  startOint,
  withoutColours,
} from '../support/oint.js';
import { chunk, OpenAiServer, sse } from '../support/openai-server.js';
import { json } from '../support/server.js';

const SECRET = 'sk-sentinel-77aa';
const MCP = fileURLToPath(new URL('../support/mcp-server.mjs', import.meta.url));
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let server: OpenAiServer;
beforeAll(async () => {
  server = await OpenAiServer.start();
});
beforeEach(async () => {
  server.reset();
  await rm(configFile, { force: true });
});

const to = () => ['--url', server.url, '-m', 'gpt-5-mini', '--token', SECRET];
const ask = (args: string[], options?: Options) => oint(['ask', ...args, ...to()], options);
const config = (value: object) => writeFile(configFile, JSON.stringify(value));
const lastOf = (index = 0) => asked(server)[index]?.messages.at(-1)?.content;

describe('oint ask', () => {
  it('prints the reply as plain text, which ends its line', async () => {
    replies(server, '\n\n**Hi** there');
    const ended = await ask(['--no-log', 'who', 'are', 'you?']);
    expect(ended).toMatchObject({ status: 0, stdout: '**Hi** there\n', stderr: '' });
    expect(asked(server)[0]?.messages).toEqual([{ role: 'user', content: 'who are you?' }]);
  });

  it('answers without a server, a key and a question on the line', async () => {
    const ended = await oint(['ask', '--no-log'], { stdin: 'How do I upload a file?' });
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('UploadFile');
    expect(ended.stderr).toContain('the embedded server answers');
  });

  it('answers with the model in a file; says if there is none', async () => {
    const missing = await oint(['ask', '--no-log', 'hi', '--url', 'local', '-m', './none.gguf']);
    expect(missing).toMatchObject({ status: 2, stdout: '' });
    expect(missing.stderr).toContain('no such file: ./none.gguf');
    await writeFile(join(home, 'own.gguf'), 'GGUF');
    const found = await oint(['ask', '--no-log', 'hi', '--url', 'local', '-m', './own.gguf']);
    // Whatever is wrong with it then: it was found.
    expect(found.stderr).not.toContain('does not exist');
    expect(found.status).not.toBe(2);
    const method = ['openai', 'GetResponse', '--url', 'local', '--msgs', 'hi', '--model'];
    expect((await oint([...method, './none.gguf'])).stderr).toContain('no such file: ./none.gguf');
    expect((await oint([...method, './own.gguf'])).stderr).not.toContain('does not exist');
  });

  it('says on a terminal what it added to the prompt', async () => {
    replies(server, 'ok');
    const asking = `oint ask --no-log --url ${server.url} -m m`;
    const loop = await bashInTerminal(`printf '1\\n2\\n3\\n' | ${asking} "$l"; ${asking} x`);
    await loop.ended;
    expect(loop.output).not.toContain('standard input');
    const added = await bashInTerminal(`printf '1\\n2\\n' | ${asking} "sum up"`);
    expect(await added.ended).toBe(0);
    expect(added.output).toContain('2 lines of standard input added to the prompt (--no-stdin');
  });

  it('appends standard input, and with --no-stdin does not wait for it', async () => {
    replies(server, 'ok');
    await ask(['--no-log', 'sum it up'], { stdin: '\ufeffline 1\nline 2\n' });
    expect(lastOf()).toBe('sum it up\n\nline 1\nline 2\n');
    const open = await ask(['--no-log', '--no-stdin', 'hi'], { stdin: 'open' });
    expect(open).toMatchObject({ status: 0, stdout: 'ok\n' });
    expect(lastOf(1)).toBe('hi');
  });

  it.runIf(process.platform === 'linux')(
    'leaves the rest of a list to a loop (only Linux tells)',
    async () => {
      replies(server, 'ok');
      const asking = `oint ask --no-log --url ${server.url} -m m`;
      await writeFile(join(home, 'list'), 'one\ntwo\nthree\n');
      const ended = await bash(`while read -r l; do ${asking} "$l"; done < list`);
      expect(ended).toMatchObject({ stdout: 'ok\nok\nok\n', stderr: '' });
      expect([0, 1, 2].map(lastOf)).toEqual(['one', 'two', 'three']);
      await bash(
        `${asking} "sum up" < list; { read -r l; ${asking} rest -; } < list; ${asking} < list`,
      );
      const all = 'one\ntwo\nthree\n';
      expect([3, 4, 5].map(lastOf)).toEqual([`sum up\n\n${all}`, 'rest\n\ntwo\nthree\n', all]);
    },
  );

  it('reads other encodings by name, or refuses them by name', async () => {
    replies(server, 'ok');
    const cyrillic = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
    const refused = await ask(['--no-log', 'sum up'], { stdin: cyrillic });
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain('standard input is not valid UTF-8 at byte 0');
    expect(refused.stderr).toContain('--encoding windows-1251');
    const unknown = await ask(['--no-log', 'hi', '--encoding', 'klingon'], { stdin: cyrillic });
    expect(unknown).toMatchObject({ status: 2 });
    expect(unknown.stderr).toContain('there is no encoding "klingon"');
    await writeFile(join(home, 'notes.txt'), cyrillic);
    const attached = await ask(['--no-log', 'hi', '--attach', 'notes.txt']);
    expect(attached.stderr).toContain('notes.txt is not valid UTF-8 at byte 0');
    expect(server.requests).toEqual([]);
    const named = ['--no-log', 'hi', '--encoding', 'cp1251'];
    await ask(named, { stdin: cyrillic });
    await ask([...named, '--attach', 'notes.txt']);
    await ask(['--no-log', 'hi'], { stdin: Buffer.from('\ufeffПривет', 'utf16le') });
    expect([0, 2].map(lastOf)).toEqual(['hi\n\nПривет', 'hi\n\nПривет']);
    expect(lastOf(1)).toMatchObject([{}, { text: expect.stringContaining('\nПривет\n') }]);
  });

  it('says that it waits for an open, silent standard input, and stops at Ctrl-C', async () => {
    const running = startOint(['ask', '--no-log', 'hi', ...to()], { stdin: 'open' });
    await running.untilError('waiting for the end of standard input (--no-stdin');
    running.signal('SIGINT');
    expect((await running.ended).status).toBe(130);
    expect(server.requests).toEqual([]);
  });

  it('says what to do without a prompt, or if something is wrong', async () => {
    const lines: [string[], string][] = [
      [[], 'the prompt is empty'],
      [['--tmeperature', 'hi'], 'unknown option --tmeperature'],
      [['hi', '--max-steps', 'many'], '--max-steps must be a number of at least 1'],
      [['hi', '--system'], '--system needs a value'],
      [['hi', '--profile', 'work'], 'the config has no profile "work"'],
      [['hi', '--attach', 'missing.png'], 'missing.png'],
      [['hi', '--tools', 'openai.Nothing'], 'openai has no method "Nothing"'],
      [['hi', '--mcp', "{'a':1}"], '--mcp needs a config file of MCP servers'],
      [['hi', '--schema', 'age year'], 'has the unknown type "year"'],
      [['hi', '--conversation', 'fff'], 'there is no conversation "fff"'],
    ];
    const all = await Promise.all(lines.map(([args]) => oint(['ask', ...args])));
    for (const [index, { status, stdout, stderr }] of all.entries()) {
      expect(stderr).toContain(lines[index]![1]);
      expect([status, stdout], stderr).toEqual([2, '']);
    }
    const noModel = await oint(['ask', 'hi', '--url', server.url]);
    expect(noModel).toMatchObject({ status: 2 });
    expect(noModel.stderr).toContain('no model given');
    expect(server.requests).toEqual([]);
  });

  it('shows the tokens and their price, and everything as JSON', async () => {
    await config({ prices: { 'gpt-5': { input: 2, output: 8 } } });
    replies(server, 'ok');
    const used = await ask(['--no-log', '-u', 'hi']);
    expect(used.stderr).toContain('1000 tokens in, 500 out, $0.006000');
    const whole = JSON.parse((await ask(['--no-log', '--json', 'hi'])).stdout);
    expect(whole).toMatchObject({ text: 'ok', model: 'gpt-5-mini', usage: { input: 1000 } });
    expect(whole.steps).toHaveLength(1);
  });

  it('shows the reasoning next to the reply, and dimmed on a terminal', async () => {
    replies(server, [{ reasoning_content: 'hmm' }, { content: 'ok' }]);
    const [quiet, shown] = await Promise.all([
      ask(['--no-log', 'hi']),
      ask(['--no-log', '--show-thinking', 'hi']),
    ]);
    expect(quiet).toMatchObject({ stdout: 'ok\n', stderr: '' });
    expect(shown).toMatchObject({ stdout: 'ok\n', stderr: 'hmm\n\n' });
    const terminal = inTerminal(['ask', '--no-log', '--show-thinking', 'hi', ...to()]);
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).toBe('\x1b[2mhmm\x1b[22m\n\nok\n');
  });

  it('renders Markdown on a terminal, safely, and not with --plain', async () => {
    replies(server, '# Title\n\n- **one**\n- [two](http://two.example)\n\n\x1b]0;owned\x07end');
    const rendered = inTerminal(['ask', '--no-log', 'hi', ...to()]);
    const plain = inTerminal(['ask', '--no-log', '--plain', 'hi', ...to()]);
    expect(await rendered.ended).toBe(0);
    expect(withoutColours(rendered.output)).toBe(
      'Title\n\n• one\n• two (http://two.example)\n\n\ufffd]0;owned\ufffdend\n',
    );
    expect(rendered.output).toContain('\x1b[1mone');
    expect(await plain.ended).toBe(0);
    expect(plain.output).toContain('# Title\n\n- **one**\n');
    expect(plain.output).not.toContain('\x1b]');
  });

  it('shows a paragraph on a terminal as it grows, and in the end only its final form', async () => {
    let finish = () => {};
    server.on('POST /chat/completions', (_request, response) => {
      sse(response, [chunk({ content: `${'long '.repeat(30)}**bold** un` })]);
      finish = () => {
        response.write(`data: ${JSON.stringify(chunk({ content: 'til\n\nEnd' }, {}, 'stop'))}\n\n`);
        response.end('data: [DONE]\n\n');
      };
    });
    const terminal = inTerminal(['ask', '--no-log', 'hi', ...to()]);
    await terminal.until(' un');
    expect(withoutColours(terminal.output)).not.toContain('**');
    finish();
    expect(await terminal.ended).toBe(0);
    const rest = terminal.output.slice(terminal.output.indexOf('\r\x1b[1A\x1b[J'));
    expect(withoutColours(rest).replace(/\s+/g, ' ')).toMatch(/^(.*J)?long .*bold until End $/);
  });

  it('says on a terminal that it waits, and for what', async () => {
    let finish = () => {};
    let arrived = () => {};
    const second = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    server.on('POST /chat/completions', (_request, response) => {
      const headers = { 'content-type': 'application/json', 'retry-after-ms': '700' };
      response.writeHead(429, headers).end('{"error":{"message":"slow down"}}');
      server.on('POST /chat/completions', (_, again) => {
        finish = () => {
          sse(again, [chunk({ content: 'ok' }, {}, 'stop'), '[DONE]']);
          again.end();
        };
        arrived();
      });
    });
    const terminal = inTerminal(['ask', '--no-log', 'hi', ...to()]);
    await terminal.until('retrying in 1 s (1 of 2): ');
    await terminal.until('| waiting for gpt-5-mini');
    await terminal.until('/ waiting for gpt-5-mini');
    await terminal.until('waiting for gpt-5-mini: ');
    await second;
    finish();
    await terminal.ended;
  });

  it('exits with 130 at Ctrl-C in the middle of a reply', async () => {
    server.on('POST /chat/completions', endless('Once upon'));
    const running = startOint(['ask', '--no-log', 'hi', ...to()]);
    await running.until('Once upon');
    running.signal('SIGINT');
    const { status, stdout, stderr } = await running.ended;
    expect([status, stdout]).toEqual([130, 'Once upon\n']);
    expect(stderr).toContain('interrupted');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('saves what had arrived at %s, to continue', async (name, status) => {
    const env = { OINT_DATA: join(home, `data-${name}`) };
    server.on('POST /chat/completions', endless('Once upon'));
    const running = startOint(['ask', 'a story', ...to()], { env });
    await running.until('Once upon');
    running.signal(name);
    expect((await running.ended).status).toBe(status);
    expect((await oint(['logs', 'list'], { env })).stdout).toContain(', 2 messages, interrupted)');
    expect((await oint(['logs', 'show'], { env })).stdout).toMatch(
      /Once upon\n\n\(interrupted\)\n$/,
    );
    replies(server, 'a time');
    expect((await ask(['-c', 'go on'], { env })).status).toBe(0);
    expect(asked(server).at(-1)?.messages).toEqual([
      { role: 'user', content: 'a story' },
      { role: 'assistant', content: 'Once upon' },
      { role: 'user', content: 'go on' },
    ]);
    expect((await oint(['logs', 'list'], { env })).stdout).toContain(', 4 messages)');
  });

  it('saves the question and what had arrived at a deadline and a broken connection', async () => {
    const env = { OINT_DATA: join(home, 'data-broken') };
    const kept = async () =>
      JSON.parse((await oint(['logs', 'export'], { env })).stdout.split('\n')[0]!);
    server.on('POST /chat/completions', (_request, response) => {
      endless('Half')(_request, response);
      response.write('', () => response.destroy());
    });
    expect((await ask(['one', '--config', "{'retries':0}"], { env })).status).not.toBe(0);
    expect(await kept()).toMatchObject({
      interrupted: true,
      messages: [{ content: 'one' }, { role: 'assistant', content: 'Half' }],
    });
    server.on('POST /chat/completions', () => {});
    const late = await ask(['two', '--config', "{'timeout':1}"], { env });
    expect(late.stderr).toContain('timed out');
    expect(await kept()).toMatchObject({ interrupted: true, messages: [{ content: 'two' }] });
    server.on('POST /chat/completions', (_, response) => json(response, { error: 'no' }, 400));
    await ask(['three'], { env });
    expect(await kept()).toMatchObject({ title: 'two' });
  });

  it('is silent if the reader of its pipe closes it', async () => {
    replies(server, 'line\n'.repeat(50_000));
    const line = `set -o pipefail; oint ask --no-log hi --url ${server.url} -m m | head -1; echo "\${PIPESTATUS[0]}"`;
    expect(await bash(line)).toMatchObject({ stdout: 'line\n0\n', stderr: '' });
  });

  it('shows the server’s error message', async () => {
    server.on('POST /chat/completions', (_, response) =>
      json(response, { error: { message: `no such key ${SECRET}` } }, 401),
    );
    const ended = await ask(['--no-log', 'hi', '--debug']);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('no such key ***');
    expect(ended.stderr).not.toContain(SECRET);
  });
});

describe('attachments', () => {
  it('are sent as the parts that the protocol has for them', async () => {
    replies(server, 'ok');
    await Promise.all([
      writeFile(join(home, 'dot.png'), PNG),
      writeFile(join(home, 'notes.md'), '# Notes\n'),
    ]);
    const ended = await ask(['--no-log', 'see', '--attach', 'dot.png', '--attach', 'notes.md']);
    expect(ended).toMatchObject({ status: 0, stdout: 'ok\n' });
    expect(lastOf()).toEqual([
      { type: 'text', text: 'see' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG.toString('base64')}` } },
      { type: 'text', text: '--- notes.md ---\n# Notes\n\n--- end of notes.md ---' },
    ]);
    await ask(['--no-log', 'see', '--attach', '-'], { stdin: PNG });
    expect(lastOf(1)).toMatchObject([{ text: 'see' }, { type: 'image_url' }]);
  });

  it('are refused if models cannot read them', async () => {
    await writeFile(join(home, 'x.bin'), Buffer.from([0, 1, 2, 0xff]));
    const [attached, piped] = await Promise.all([
      ask(['see', '--attach', 'x.bin']),
      ask(['see'], { stdin: PNG }),
    ]);
    expect(attached.status).toBe(2);
    expect(attached.stderr).toContain('has a type that models do not accept');
    expect(piped.status).toBe(2);
    expect(piped.stderr).toContain('--attach -');
  });
});

describe('a profile', () => {
  it('sets the server and the model; the command line overrides it', async () => {
    replies(server, 'ok');
    const work = {
      url: server.url,
      token: 'env:WORK_TOKEN',
      model: 'work-model',
      system: 'Be brief.',
      options: { temperature: 0 },
    };
    await config({ openai: { url: 'http://127.0.0.1:9', token: 'other' }, profiles: { work } });
    const env = { WORK_TOKEN: SECRET, OPENAI_API_KEY: 'sk-of-another' };
    const ended = await oint(['ask', '-p', 'work', '--no-log', 'hi'], { env });
    expect(ended).toMatchObject({ status: 0, stdout: 'ok\n' });
    expect(server.last.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(server.last.json()).toMatchObject({ model: 'work-model', temperature: 0 });
    expect(asked(server)[0]?.messages[0]).toEqual({ role: 'system', content: 'Be brief.' });
    await oint(['ask', '-p', 'work', '-m', 'mine', '-s', 'Be long.', '--no-log', 'hi'], { env });
    expect(asked(server)[1]).toMatchObject({ model: 'mine' });
    expect(asked(server)[1]?.messages[0]).toEqual({ role: 'system', content: 'Be long.' });
  });
});

describe('--schema', () => {
  it('makes the answer JSON that matches: in the short form and from a file', async () => {
    replies(server, 'Here: {"name":"Goethe","born":1749}');
    const short = await ask(['--no-log', '--schema', 'name, born int', 'who?']);
    expect(short).toMatchObject({ status: 0, stdout: '{"name":"Goethe","born":1749}\n' });
    const schema = { type: 'object', properties: { name: { type: 'string' } } };
    await writeFile(join(home, 'schema.json'), JSON.stringify(schema));
    const file = await ask(['--no-log', '--schema', 'schema.json', 'who?']);
    expect(file).toMatchObject({ status: 0, stdout: short.stdout });
    const [first, second] = asked(server);
    expect(first?.response_format?.json_schema.schema).toMatchObject({
      required: ['name', 'born'],
    });
    expect(second?.response_format?.json_schema.schema).toEqual(schema);
  });

  it('sends back an answer that does not match, and gives up with the last one', async () => {
    replies(server, '{"born":"long ago"}', '{"name":"G","born":1}');
    const mended = await ask(['--no-log', '--schema', 'name, born int', 'who?']);
    expect(mended).toMatchObject({ status: 0, stdout: '{"name":"G","born":1}\n' });
    expect(mended.stderr).toContain('does not match');
    replies(server, '{"born":"never"}');
    const never = await ask(['--no-log', '--schema', 'name, born int', 'who?']);
    expect([never.status, never.stdout]).toEqual([1, '']);
    expect(never.stderr).toContain('does not match the schema after 3 attempts');
    expect(never.stderr).toContain('{"born":"never"}');
  });
});

describe('a conversation', () => {
  it('is saved and continued; --no-log saves none', async () => {
    const env = { OINT_DATA: join(home, 'data-kept') };
    replies(server, 'first answer', 'second answer');
    await ask(['first question'], { env });
    await ask(['-c', 'second question'], { env });
    expect(asked(server)[1]?.messages).toEqual([
      { role: 'user', content: 'first question' },
      { role: 'assistant', content: 'first answer' },
      { role: 'user', content: 'second question' },
    ]);
    const { conversation } = JSON.parse((await ask(['--json', 'another'], { env })).stdout);
    const [newest, oldest] = (await oint(['logs', 'export'], { env })).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(newest).toMatchObject({ id: conversation, title: 'another' });
    expect(oldest).toMatchObject({ title: 'first question', usage: { input: 2000 } });
    await ask(['--conversation', oldest.id.slice(0, 8), 'third'], { env });
    expect(asked(server)[3]?.messages).toHaveLength(5);
    await ask(['--no-log', 'not kept'], { env });
    expect((await oint(['logs', 'search', 'kept'], { env })).stdout).toBe('none\n');
  });

  it('cannot be continued if there is none', async () => {
    const ended = await ask(['-c', 'hi'], { env: { OINT_DATA: join(home, 'data-none') } });
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain('there are no conversations yet');
  });

  it('never contains a secret, even if the model repeats it', async () => {
    const data = join(home, 'data-secret');
    const headers = "{'x-api-key':'header-sentinel-91'}";
    replies(server, `your key is ${SECRET} and header-sentinel-91`);
    const ended = await ask([`is it ${SECRET}?`, '--headers', headers], {
      env: { OINT_DATA: data },
    });
    expect(ended.status).toBe(0);
    const files = await Promise.all(
      ['conversations.db', 'conversations.db-wal'].map((name) =>
        readFile(join(data, name), 'latin1').catch(() => ''),
      ),
    );
    expect(files.join('')).toContain('your key is ***');
    expect(files.join('')).not.toContain(SECRET);
    expect(files.join('')).not.toContain('header-sentinel-91');
  });
});

describe('--tools', () => {
  const env = { OINT_OPENAI_TOKEN: undefined };

  it('lets the model call methods, without their secrets and fixed inputs', async () => {
    replies(server, { calls: [['openai_GetModelList', {}]] }, 'There is gpt-5-mini.');
    const ended = await ask(['--no-log', 'which models?', '--tools', 'openai.GetModelList'], {
      env,
    });
    expect(ended).toMatchObject({ status: 0, stdout: 'There is gpt-5-mini.\n' });
    expect(ended.stderr).toContain('openai_GetModelList {}');
    const models = server.requests.find(({ apiPath }) => apiPath === '/models');
    expect(models?.headers.authorization).toBe(`Bearer ${SECRET}`);
    const [first, second] = asked(server);
    expect(first?.tools).toMatchObject([{ function: { name: 'openai_GetModelList' } }]);
    const properties = Object.keys(first?.tools?.[0]?.function.parameters.properties ?? {});
    expect(properties).not.toContain('url');
    expect(properties).not.toContain('token');
    expect(second?.messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'call_0' });
    expect(String(second?.messages.at(-1)?.content)).toContain('gpt-5-mini');
    expect(JSON.stringify(asked(server))).not.toContain(SECRET);
    expect(JSON.stringify(asked(server))).not.toContain(server.url);
  });

  it('masks a secret in a method’s result', async () => {
    server.on('GET /models', (_, response) =>
      json(response, { object: 'list', data: [{ id: SECRET, object: 'model' }] }),
    );
    replies(server, { calls: [['openai_GetModelList', {}]] }, 'ok');
    await ask(['--no-log', 'which models?', '--tools', 'openai.GetModelList'], { env });
    expect(String(lastOf(1))).toContain('"***"');
  });

  it('reports errors to the model, and continues', async () => {
    server.on('GET /models', (_, response) =>
      json(response, { error: { message: 'out of order' } }, 400),
    );
    const calls: [string, object][] = [
      ['openai_GetModelList', {}],
      ['openai_GetModelList', { url: 'http://elsewhere' }],
      ['rm', {}],
    ];
    replies(server, { calls }, 'ok');
    const ended = await ask(['--no-log', 'hi', '--tools', 'openai.GetModelList'], { env });
    expect(ended).toMatchObject({ status: 0, stdout: 'ok\n' });
    const told = asked(server)[1]
      ?.messages.slice(-3)
      .map(({ content }) => String(content));
    expect(told?.[0]).toContain('out of order');
    expect(told?.[1]).toContain('the arguments are not valid');
    expect(told?.[2]).toContain('there is no tool "rm"');
  });

  it('refuses writes without a terminal, unless --yes allows them', async () => {
    const calls: [string, object][] = [['openai_DeleteFile', { id: 'file-1' }]];
    replies(server, { calls }, 'ok', { calls }, 'ok');
    const line = ['--no-log', 'delete it', '--tools', 'openai.DeleteFile'];
    const refused = await ask(line, { env });
    expect(refused).toMatchObject({ status: 1, stdout: 'ok\n' });
    expect(refused.stderr).toContain('not called without approval: openai_DeleteFile');
    expect(String(lastOf(1))).toContain('no terminal to ask on (--yes openai_DeleteFile)');
    expect(server.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
    expect((await ask([...line, '--yes', 'openai.DeleteFile'], { env })).status).toBe(0);
    expect(server.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it.each([
    ['y', 1, 'No such File object'],
    ['n', 0, 'the user did not allow this call'],
  ])('asks on the terminal before it deletes: %s', async (key, deletions, told) => {
    replies(server, { calls: [['openai_DeleteFile', { id: 'file-1' }]] }, 'done');
    const line = ['ask', '--no-log', 'delete it', '--tools', 'openai.DeleteFile', ...to()];
    const terminal = inTerminal(line);
    await terminal.until('Allow it? [y/N]');
    terminal.type(`${key}\r`);
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).toContain('openai_DeleteFile {"id":"file-1"}');
    expect(server.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(deletions);
    expect(String(lastOf(1))).toContain(told);
  });

  it('exits at Ctrl-C while it asks', async () => {
    replies(server, { calls: [['openai_DeleteFile', { id: 'file-1' }]] }, 'done');
    const line = ['ask', '--no-log', 'delete it', '--tools', 'openai.DeleteFile', ...to()];
    const terminal = inTerminal(line);
    await terminal.until('Allow it? [y/N]');
    terminal.type('\x03');
    expect(await terminal.ended).toBe(130);
    expect(terminal.output).toContain('interrupted');
    expect(asked(server)).toHaveLength(1);
  });

  it('gives up if the model keeps calling tools', async () => {
    replies(server, { calls: [['openai_GetModelList', {}]] });
    const line = ['--no-log', 'hi', '--tools', 'openai.GetModelList', '--max-steps', '2'];
    const ended = await ask(line, { env });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('the model still calls tools after 2 steps');
  });
});

describe('--mcp', () => {
  const http = spawn(process.execPath, [MCP, 'http'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = once(http.stdout, 'data').then(([line]) => String(line).trim());
  afterAll(() => {
    http.kill();
  });
  const given = async (servers: object) => {
    const file = join(home, 'mcp.json');
    await writeFile(file, JSON.stringify({ mcpServers: servers }));
    return ['--no-log', 'hi', '--mcp', file];
  };
  const calls: [string, object][] = [
    ['small_add', { a: 2, b: 40 }],
    ['small_known', {}],
    ['small_fail', {}],
  ];
  const results = () =>
    asked(server)[1]
      ?.messages.slice(-3)
      .map(({ content }) => String(content));

  it('starts a server by its command, without the environment’s secrets', async () => {
    const env = { NEEDED: 'mcp-sentinel', OINT_NOT_GIVEN: 'leaked' };
    const secret = { OINT_TEST_SECRET: 'env:NEEDED' };
    const line = await given({ small: { command: process.execPath, args: [MCP], env: secret } });
    replies(server, { calls }, 'ok');
    const ended = await ask([...line, '--yes', 'small_*'], { env });
    expect(ended).toMatchObject({ status: 0, stdout: 'ok\n' });
    expect(results()?.[0]).toBe('42');
    expect(results()?.[1]).toBe('***|none|');
    expect(results()?.[2]).toContain('the disk is full');
    expect(asked(server)[0]?.tools?.map((one) => one.function.name)).toEqual(
      calls.map(([name]) => name),
    );
  });

  it('calls a server over HTTP, and asks for approval unless a tool is known to be harmless', async () => {
    const headers = { authorization: 'env:NEEDED' };
    const line = await given({ small: { url: await address, headers } });
    replies(server, { calls }, 'ok');
    const ended = await ask(line, { env: { NEEDED: 'mcp-sentinel' } });
    expect(ended).toMatchObject({ status: 0, stdout: 'ok\n' });
    expect(results()?.[0]).toBe('42');
    expect(results()?.[1]).toBe('|none|***');
    expect(results()?.[2]).toContain('no terminal to ask on');
  });

  it('says which server does not respond', async () => {
    const line = await given({ gone: { command: 'no-such-command-here' } });
    const ended = await ask(line);
    expect(ended).toMatchObject({ status: 3, stdout: '' });
    expect(ended.stderr).toContain('the MCP server gone does not respond');
  });
});
