import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { folder } from '../support/folder.js';
import { OpenAiServer } from '../support/openai-server.js';
import { json } from '../support/server.js';
import { MAIN } from './support.js';

const initialize = (protocolVersion = '2025-11-25', id: unknown = 'first', capabilities = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'initialize',
  params: { protocolVersion, capabilities, clientInfo: { name: 't', version: '1' } },
});
const request = (id: unknown, method: string, params?: object) => ({
  jsonrpc: '2.0',
  id,
  method,
  ...(params && { params }),
});
const call = (id: unknown, name: string, given: object = {}) =>
  request(id, 'tools/call', { name, arguments: given });

/** biome-ignore lint/suspicious/noExplicitAny: messages of a protocol */
type Answer = any;

async function start(args: readonly string[] = []) {
  const home = await folder();
  const env = { PATH: process.env.PATH, HOME: home, TMPDIR: home, OINT_DATA: home };
  const child = spawn(process.execPath, [MAIN, 'mcp', 'start', ...args], { env });
  const closed = once(child, 'close');
  const run = { child, out: '', err: '', closed };
  child.stdout.setEncoding('utf8').on('data', (data) => {
    run.out += data;
    child.emit('answer');
  });
  child.stderr.setEncoding('utf8').on('data', (data) => {
    run.err += data;
  });
  return run;
}

const answersIn = (out: string): Answer[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const bytesOf = (lines: readonly (object | string | Buffer)[]) =>
  lines.map((line) =>
    typeof line === 'string' || Buffer.isBuffer(line) ? line : `${JSON.stringify(line)}\n`,
  );

/** Everything written at once, then the end of the input. */
async function piped(...lines: (object | string | Buffer)[]) {
  const run = await start();
  for (const bytes of bytesOf(lines)) run.child.stdin.write(bytes);
  run.child.stdin.end();
  const [status] = await run.closed;
  return { status, err: run.err, out: run.out, answers: answersIn(run.out) };
}

/** The input stays open until that many answers have come. */
async function open(count: number, ...lines: (object | string | Buffer)[]) {
  const run = await start();
  for (const bytes of bytesOf(lines)) run.child.stdin.write(bytes);
  while (answersIn(run.out).length < count) await once(run.child, 'answer');
  run.child.stdin.end();
  const [status] = await run.closed;
  return { status, answers: answersIn(run.out) };
}

const byId = (answers: Answer[], id: unknown) => answers.filter((answer) => answer.id === id);

describe('each request gets one response', () => {
  it.each([
    ['prompts/list', undefined],
    ['logging/setLevel', { level: 'info' }],
    ['completion/complete', { ref: { type: 'ref/prompt', name: 'x' }, argument: {} }],
    ['nothing/known', undefined],
  ])('with the error for %s, which it does not have', async (method, params) => {
    for (const lines of [
      [initialize(), { jsonrpc: '2.0', method: 'notifications/initialized' }],
      [initialize()],
      [],
    ]) {
      const { answers } = await open(lines.length ? 2 : 1, ...lines, request(2, method, params));
      expect(byId(answers, 'first')).toHaveLength(lines.length ? 1 : 0);
      expect(byId(answers, 2)).toEqual([
        expect.objectContaining({ error: expect.objectContaining({ code: -32601 }) }),
      ]);
    }
  });

  it('when all come at once and the input ends', async () => {
    const { status, err, answers } = await piped(
      initialize(),
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      request(0, 'ping'),
      request('a', 'tools/list'),
      request('', 'resources/list'),
      request(-5, 'resources/templates/list'),
      call(7, 'get_services'),
      call('7', 'get_variables'),
    );
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(answers.map(({ id }) => id).sort()).toEqual(['first', 0, 'a', '', -5, 7, '7'].sort());
    expect(answers.every(({ result }) => result)).toBe(true);
  });

  it('if only initialize comes, or one without a line break', async () => {
    expect((await piped(initialize())).answers).toHaveLength(1);
    expect((await piped(initialize(), JSON.stringify(request(2, 'ping')))).answers).toHaveLength(2);
    expect((await piped(JSON.stringify(initialize()))).answers).toHaveLength(1);
  });

  it('if its ID is that of another one, or has more digits than a number', async () => {
    const { answers, out } = await piped(
      initialize('2025-11-25', 1),
      request(1, 'ping'),
      request(1, 'prompts/list'),
      request(1, 'tools/list'),
      '{"jsonrpc":"2.0","id":9223372036854775807,"method":"ping"}\n',
      '{"jsonrpc":"2.0","id":1.50,"method":"ping"}\n',
    );
    expect(byId(answers, 1)).toHaveLength(4);
    expect(byId(answers, 1).filter(({ result }) => result?.serverInfo)).toHaveLength(1);
    expect(out).toContain('"id":9223372036854775807');
    expect(out).toContain('"id":1.50');
    expect(answers).toHaveLength(6);
  });

  it('but notifications and responses get none', async () => {
    const { answers } = await piped(
      initialize(),
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', method: 'notifications/unknown' },
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 99 } },
      { jsonrpc: '2.0', method: 'notifications/x', params: [1] },
      { jsonrpc: '2.0', id: 5, result: {} },
      { jsonrpc: '2.0', id: null, error: { code: 1, message: 'x' } },
    );
    expect(answers.map(({ id }) => id)).toEqual(['first']);
  });

  it('after lines that are not JSON, or no request', async () => {
    const { status, answers } = await piped(
      Buffer.from('\uFEFF'),
      initialize(),
      '{bad\n',
      '\r\n',
      '   \n',
      '{"jsonrpc":"2.0","id":3,"method":"ping"}\r\n',
      '5\n',
      'null\n',
      '{"foo":1}\n',
      { id: 10, method: 'ping' },
      { jsonrpc: '1.0', id: 11, method: 'ping' },
      { jsonrpc: '2.0', id: null, method: 'ping' },
      { jsonrpc: '2.0', id: {}, method: 'ping' },
      { jsonrpc: '2.0', id: 12, method: 7 },
      { jsonrpc: '2.0', id: 13, method: 'ping', params: [1] },
      { jsonrpc: '2.0', id: 14, method: 'ping', params: null },
      { jsonrpc: '2.0', id: 15, method: 'ping', params: { _meta: 'x' } },
      { jsonrpc: '2.0', id: 16, method: 'ping', extra: true },
      { jsonrpc: '2.0', id: 17, method: 'tools/call', params: {} },
      { jsonrpc: '2.0', id: 18, method: 'tools/call' },
      call(19, 'unknown'),
      Buffer.from([0x7b, 0xff, 0xfe, 0x0a]),
      request(4, 'ping'),
    );
    expect(status).toBe(0);
    const codes = (id: unknown) => byId(answers, id).map(({ error }) => error?.code);
    expect(codes('first')).toEqual([undefined]);
    expect(codes(null).sort()).toEqual([-32600, -32600, -32600, -32600, -32600, -32700, -32700]);
    expect(codes(3)).toEqual([undefined]);
    expect(codes(4)).toEqual([undefined]);
    expect([10, 11, 12].map(codes)).toEqual([[-32600], [-32600], [-32600]]);
    expect([13, 15, 17, 18, 19].map(codes)).toEqual(Array(5).fill([-32602]));
    expect([14, 16].map(codes)).toEqual([[undefined], [undefined]]);
  });

  it('if it is in a batch of a version that has them', async () => {
    const batch = [
      request(1, 'ping'),
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      request(2, 'prompts/list'),
      5,
      initialize('2025-03-26', 3),
    ];
    const { answers } = await piped(initialize('2025-03-26'), batch, [], [batch[1]]);
    const lists = answers.filter(Array.isArray);
    expect(lists).toHaveLength(1);
    expect(lists[0]!.map(({ id }: Answer) => id).sort()).toEqual([1, 2, 3, null].sort());
    expect(lists[0]!.find(({ id }: Answer) => id === 1)).toHaveProperty('result');
    expect(answers).toHaveLength(3);
    expect(answers).toContainEqual(
      expect.objectContaining({ id: null, error: expect.objectContaining({ code: -32600 }) }),
    );
    const later = await piped(initialize(), batch);
    expect(later.answers.map(({ error }) => error?.code)).toEqual([undefined, -32600]);
  });

  it('with the codes of the specification for what does not exist', async () => {
    const { answers } = await piped(
      initialize(),
      request(2, 'resources/read', { uri: 'oint://files/none/x.txt' }),
      request(3, 'tools/list', { cursor: 'x' }),
      request(4, 'resources/list', { cursor: '' }),
      request(5, 'resources/templates/list', { cursor: 'x' }),
      request(6, 'tools/list', {}),
    );
    const codes = [2, 3, 4, 5, 6].map((id) => byId(answers, id)[0].error?.code);
    expect(codes).toEqual([-32002, -32602, -32602, -32602, undefined]);
  });
});

describe('a call in progress at the end of the input', () => {
  const list = (server: OpenAiServer) =>
    call(2, 'execute_method', {
      service: 'openai',
      method: 'GetModelList',
      parameters: { url: server.url },
    });

  it('is finished', async () => {
    const server = await OpenAiServer.start();
    const run = await start(['--hosts', '127.0.0.1']);
    server.on('GET /models', (_, response) => {
      run.child.stdin.end(() => setTimeout(() => json(response, { data: [] }), 300));
    });
    for (const bytes of bytesOf([initialize(), list(server)])) run.child.stdin.write(bytes);
    expect((await run.closed)[0]).toBe(0);
    expect(byId(answersIn(run.out), 2)[0].result.content[0].text).toContain('data');
  });

  it('is refused if it waits for the user, who cannot answer any more', async () => {
    const write = call(2, 'execute_method', {
      service: 'sqlite',
      method: 'CreateTable',
      parameters: { table: 't', cols: { a: 'TEXT' } },
    });
    const { status, answers } = await piped(
      initialize('2025-11-25', 1, { elicitation: { form: {} } }),
      write,
    );
    expect(status).toBe(0);
    expect(byId(answers, 2)).toHaveLength(1);
  });

  it('gets no response if it was cancelled', async () => {
    const server = await OpenAiServer.start();
    const run = await start(['--hosts', '127.0.0.1']);
    server.on('GET /models', (_, response) => {
      const cancel = { method: 'notifications/cancelled', params: { requestId: 2 } };
      run.child.stdin.end(`${JSON.stringify({ jsonrpc: '2.0', ...cancel })}\n`);
      response.once('close', () => server.reset());
    });
    for (const bytes of bytesOf([initialize(), list(server)])) run.child.stdin.write(bytes);
    expect((await run.closed)[0]).toBe(0);
    expect(answersIn(run.out).map(({ id }) => id)).toEqual(['first']);
  });
});

it('ends quietly with an error status if nobody reads its output', async () => {
  const run = await start();
  run.child.stdout.destroy();
  run.child.stdin.on('error', () => {});
  for (const bytes of bytesOf([initialize(), call(2, 'get_services')])) {
    run.child.stdin.write(bytes);
  }
  const [status] = await run.closed;
  expect(status).toBeGreaterThan(0);
  expect(run.err).toBe('');
});

it('passes on every digit, both ways', async () => {
  const numbers = '[9223372036854775807,-9223372036854775808,1.10,1e400,0.1234567890123456789,1.5]';
  const server = await OpenAiServer.start();
  let sent = '';
  server.on('POST /chat/completions', ({ body }, response) => {
    sent = body.toString();
    response.setHeader('content-type', 'application/json');
    const message = '{"role":"assistant","content":"ok"}';
    response.end(`{"choices":[{"index":0,"message":${message}}],"numbers":${numbers}}`);
  });
  const given = `{"url":"${server.url}","model":"m","msgs":"Hi","options":{"n":${numbers}}}`;
  const exposed = given.replace('"msgs"', '"messages"');
  const execute = `{"service":"openai","method":"GetResponse","parameters":${given}}`;
  const asText = `{"service":"openai","method":"GetResponse","parameters":${JSON.stringify(given)}}`;
  for (const [name, parameters] of [
    ['execute_method', execute],
    ['execute_method', asText],
    ['openai_GetResponse', exposed],
  ] as const) {
    sent = '';
    const run = await start(['--hosts', '127.0.0.1', '--expose', 'openai.GetResponse']);
    run.child.stdin.end(
      `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"${name}","arguments":${parameters}}}\n`,
    );
    await run.closed;
    expect(sent).toContain(`"n":${numbers}`);
    const { content, structuredContent } = answersIn(run.out)[0].result;
    expect(content[0].text).toContain(`"numbers":${numbers}`);
    if (structuredContent) expect(run.out.split('structuredContent')[1]).toContain(numbers);
  }
});
