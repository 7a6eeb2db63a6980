import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../support/folder.js';
import { home, oint, startOint } from '../support/oint.js';
import { chunk, OpenAiServer, sse } from '../support/openai-server.js';
import { execute, MAIN, overHttp, overStdio, SECRET, textOf, versions } from './support.js';

const server = await OpenAiServer.start();
const transports = { stdio: overStdio, http: overHttp };
const cases = versions.flatMap((version) =>
  Object.entries(transports).map(([name, connect]) => ({ name, version, connect })),
);
const values = { url: server.url, token: '@@Token' };

describe.each(cases)('the SDK client over $name, $version', ({ version, connect }) => {
  it('finds a method, reads its parameters and runs it', async () => {
    const client = await connect({ version });
    expect(client.getNegotiatedProtocolVersion()).toBe(version);
    expect(client.getServerVersion()).toMatchObject({ name: 'oint' });
    const look = async (name: string, input = {}) =>
      JSON.parse(textOf(await client.callTool({ name, arguments: input })));
    expect((await look('get_services')).services).toContainEqual(
      expect.objectContaining({ name: 'openai', title: 'OpenAI', category: 'AI' }),
    );
    const { methods } = await look('search_methods', { query: 'list the models' });
    expect(methods).toContainEqual(
      expect.objectContaining({ service: 'openai', name: 'GetModelList' }),
    );
    const russian = await look('search_methods', { query: 'список файлов' });
    expect(russian.methods[0]).toMatchObject({ name: 'GetFilesList' });
    const listed = await look('get_service_methods', { service: 'openai' });
    expect(listed.methods).toContainEqual({
      name: 'UploadFile',
      description: expect.stringMatching(/^Uploads/),
      effect: 'write',
    });
    const { parameters } = await look('get_method_parameters', {
      service: 'openai',
      method: 'GetResponse',
    });
    expect(parameters.map((one: { name: string }) => one.name)).toEqual(
      expect.arrayContaining(['url', 'token', 'model', 'msgs']),
    );
    expect(await look('get_variables')).toEqual({ vars: ['@@Token'], open: {} });
    for (const name of ['GetModelList', 'ПолучитьСписокМоделей']) {
      const { value } = await execute(client, 'openai', name, values);
      expect(value).toHaveProperty('data');
    }
    expect(server.last.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it('asks the user before a write, and respects a refusal', async () => {
    const asked: string[] = [];
    let allow = false;
    const user = (message: string) => {
      asked.push(message);
      return { action: 'accept' as const, content: { allow } };
    };
    const client = await connect({ version, user });
    const upload = () =>
      execute(client, 'openai', 'UploadFile', {
        ...values,
        name: 'a.txt',
        data: 'data:text/plain,hello\nworld',
        purpose: 'user_data',
      });
    server.reset();
    expect((await upload()).failed).toMatch(/did not allow/);
    expect(server.requests).toHaveLength(0);
    allow = true;
    expect((await upload()).value).toMatchObject({ filename: 'a.txt' });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatch(/^openai UploadFile changes data/);
    expect(asked[0]).toMatch(/token: @@Token/);
    expect(asked[0]).not.toContain(SECRET);
    await execute(client, 'openai', 'GetModelList', values);
    expect(asked).toHaveLength(2);
  });

  it('receives progress notifications', async () => {
    server.on('POST /chat/completions', (_, response) => {
      const said = chunk({ role: 'assistant', content: 'Hello' });
      sse(response, [said, chunk({}, {}, 'stop'), '[DONE]']);
      response.end();
    });
    const client = await connect({ version });
    const heard: number[] = [];
    const parameters = { ...values, model: 'm', msgs: 'Hi' };
    const answer = await client.callTool(
      {
        name: 'execute_method',
        arguments: { service: 'openai', method: 'GetResponse', parameters },
      },
      { onprogress: ({ progress }) => heard.push(progress) },
    );
    expect(textOf(answer)).toContain('Hello');
    // Of the text, and on a busy machine of the bytes that were sent before: it only ever increases.
    expect(heard.length).toBeGreaterThan(0);
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
    server.reset();
  });

  it('can cancel a call', async () => {
    let leave = () => {};
    const gone = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const ending = new AbortController();
    server.on('GET /models', (_, response) => {
      response.once('close', leave);
      ending.abort();
    });
    const client = await connect({ version });
    const call = client.callTool(
      {
        name: 'execute_method',
        arguments: { service: 'openai', method: 'GetModelList', parameters: values },
      },
      { signal: ending.signal },
    );
    await expect(call).rejects.toThrow();
    await gone;
    server.reset();
    expect((await execute(client, 'openai', 'GetModelList', values)).value).toBeDefined();
  });
});

it('lists seven tools in less than 2,000 tokens', async () => {
  const client = await overStdio();
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    'search_methods',
    'get_services',
    'get_service_methods',
    'get_method_parameters',
    'execute_method',
    'get_variables',
    'read_result',
  ]);
  // No tokenizer produces more than one token per two characters of English JSON.
  expect(JSON.stringify(tools).length / 2).toBeLessThan(2_000);
});

it('responds early to initialize as the SDK would', async () => {
  const [early, sdk] = [await overStdio(), await overHttp()];
  expect(early.getServerVersion()).toEqual(sdk.getServerVersion());
  expect(early.getServerCapabilities()).toEqual(sdk.getServerCapabilities());
  expect(early.getInstructions()).toEqual(sdk.getInstructions());
});

const initialize = (protocolVersion: string) => ({
  jsonrpc: '2.0',
  id: 'first',
  method: 'initialize',
  params: { protocolVersion, capabilities: {}, clientInfo: { name: 't', version: '1' } },
});

it('writes only the protocol to standard output, whatever a dependency writes', async () => {
  const chatty = join(await folder(), 'chatty.mjs');
  await writeFile(
    chatty,
    `import fs from 'node:fs';
    const parse = JSON.parse;
    let isRunning = false;
    JSON.parse = (...args) => {
      if (isRunning) {
        console.log('chatter of the console');
        process.stdout.write('chatter of the stream');
        fs.writeSync(1, 'chatter of the descriptor');
      }
      // The first object is the manifest: from then on the server is running. Node itself parses strings.
      isRunning ||= String(args[0]).startsWith('{');
      return parse(...args);
    };`,
  );
  const child = spawn(process.execPath, ['--import', chatty, MAIN, 'mcp', 'start']);
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
    if (out.split('\n').length > 3) child.stdin.end();
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const call = (id: number, name: string) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name, arguments: {} },
  });
  const messages = [initialize('2025-11-25'), call(2, 'get_services'), call(3, 'get_variables')];
  child.stdin.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  await once(child, 'close');
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers.map(({ id }) => id).sort()).toEqual([2, 3, 'first']);
  expect(err).toMatch(/of the console.*of the stream.*of the descriptor/s);
});

describe('a message that cannot be read gets an error, and the server goes on', () => {
  const MIB = 1024 * 1024;
  const ping = '{"jsonrpc":"2.0","id":9,"method":"ping"}';

  /** The responses to these lines, which arrive together with the initialize request. */
  async function answersTo(...lines: string[]) {
    const child = spawn(process.execPath, [MAIN, 'mcp', 'start']);
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
      // A response to each, to initialize and to ping.
      if (out.split('\n').length > lines.length + 2) child.stdin.end();
    });
    let err = '';
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.stdin.write(`${[JSON.stringify(initialize('2025-11-25')), ...lines, ping].join('\n')}\n`);
    const [status] = await once(child, 'close');
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    return { status, err, answers };
  }

  const tooLong = { code: -32600, message: 'Invalid Request: the message is longer than 10 MiB' };

  it.each([
    [
      'at its end',
      (text: string) => `{"method":"ping","params":{"a":"${text}"},"jsonrpc":"2.0","id":7}`,
      7,
    ],
    [
      'at its beginning',
      (text: string) => `{"jsonrpc":"2.0","id":"a-7","method":"ping","params":{"a":"${text}"}}`,
      'a-7',
    ],
    [
      'where it may be another one',
      (text: string) => `{"method":"ping","params":{"a":"${text}","id":7}}`,
      null,
    ],
  ])('one of 12 MB, with its ID %s', async (_, message, id) => {
    const { status, err, answers } = await answersTo(message('x'.repeat(12 * MIB)));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(answers).toHaveLength(3);
    expect(answers).toContainEqual({ jsonrpc: '2.0', id, error: tooLong });
    expect(answers.filter((answer) => answer.id === 'first')).toHaveLength(1);
  });

  it('one that is nested too deep to be parsed', async () => {
    const levels = 4 * MIB;
    const rows = '['.repeat(levels) + ']'.repeat(levels);
    const { status, err, answers } = await answersTo(
      `{"method":"tools/call","params":{"name":"execute_method","arguments":{"parameters":${rows}}},"jsonrpc":"2.0","id":7}`,
    );
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const message = 'Invalid Request: the message is nested deeper than 10000 levels';
    const error = { code: -32600, message };
    expect(answers).toContainEqual({ jsonrpc: '2.0', id: 7, error });
  });

  it('one that is nested deeper than any value', async () => {
    const levels = 5_000;
    const rows = '['.repeat(levels) + ']'.repeat(levels);
    const call = (id: number, given: string) =>
      `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"execute_method","arguments":{"service":"sqlite","method":"AddRecords","parameters":${given}}}}`;
    const { status, err, answers } = await answersTo(
      call(5, `{"table":"t","rows":${rows}}`),
      call(6, `{"table":"t","rows":"${rows}"}`),
    );
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const said = (id: number) => answers.find((answer) => answer.id === id).result;
    expect(said(5)).toMatchObject({
      isError: true,
      content: [
        { text: expect.stringContaining('the arguments are nested deeper than 200 levels') },
      ],
    });
    expect(said(6)).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('rows is nested deeper than 200 levels') }],
    });
  });
});

it('responds to what arrives together with initialize, and once to that', async () => {
  const stdin = ['{"jsonrpc":"2.0","id":2,"method":"prompts/list"}'];
  const child = spawn(process.execPath, [MAIN, 'mcp', 'start']);
  let out = '';
  child.stdout.on('data', (data) => {
    out += data;
    if (out.includes('"id":2')) child.stdin.end();
  });
  child.stdin.write(`${[JSON.stringify(initialize('2025-11-25')), ...stdin].join('\n')}\n`);
  await once(child, 'close');
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers.map(({ id }) => id)).toEqual(['first', 2]);
});

it.each(['2025-11-25', '2024-11-05', '1999-01-01'])(
  'responds once to initialize with version %s',
  async (version) => {
    const stdin = `${JSON.stringify(initialize(version))}\n`;
    const { stdout, status } = await oint(['mcp', 'start'], { stdin });
    const lines = stdout.trim().split('\n').filter(Boolean);
    expect(status).toBe(0);
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['first']);
  },
);

it('ends with status 0 if there is no input, and leaves no files behind', async () => {
  expect(await oint(['mcp', 'start'])).toMatchObject({ status: 0, stdout: '', stderr: '' });
  const running = startOint(['mcp', 'start', '--http', '0'], { stdin: 'open' });
  await running.untilError('Bearer');
  running.signal('SIGTERM');
  expect(await running.ended).toMatchObject({ status: 0, stdout: '' });
  const left = await readdir(home);
  expect(left.filter((name) => /^oint-(mcp|empty)-/.test(name))).toEqual([]);
});
