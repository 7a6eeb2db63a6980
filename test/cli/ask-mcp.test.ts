import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { folder } from '../support/folder.js';
import { oint } from '../support/oint.js';
import { completion, OpenAiServer, type Recorded } from '../support/openai-server.js';
import { json } from '../support/server.js';

const ODD = fileURLToPath(new URL('../support/odd-mcp-server.mjs', import.meta.url));
const model = await OpenAiServer.start();
beforeEach(() => model.reset());

const schema = { type: 'object', properties: {} };
const plain = (name: string) => ({ name, inputSchema: schema });

interface Body {
  tools?: { function: { name: string; parameters: object } }[];
  messages: { role: string; content: string }[];
}
const bodyOf = (request: Recorded | undefined) => JSON.parse(request!.body.toString()) as Body;

/** Asks with the tools of this server; the model calls these, one after the other. */
async function ask(server: object, calls: string[], more: readonly string[] = [], config = {}) {
  let step = 0;
  model.on('POST /chat/completions', (_, response) => {
    const name = calls[step++];
    if (name === undefined) return json(response, completion('done'));
    const use = { id: `c${step}`, type: 'function', function: { name, arguments: '{}' } };
    json(response, completion(null, { tool_calls: [use] }));
  });
  const file = join(await folder(), 'mcp.json');
  const command = { command: process.execPath, args: [ODD, JSON.stringify(server)], ...config };
  await writeFile(file, JSON.stringify({ mcpServers: { f: command } }));
  const line = ['ask', '--url', model.url, '-m', 'x', '--no-log', '--no-stdin', 'go'];
  const ended = await oint([...line, '--mcp', file, '--yes', '*', ...more]);
  const bodies = model.requests.map(bodyOf);
  return {
    ...ended,
    tools: bodies.map(({ tools = [] }) => tools.map((tool) => tool.function.name)),
    outputs: bodies
      .at(-1)
      ?.messages.filter(({ role }) => role === 'tool')
      .map((m) => m.content),
  };
}

describe('tools of other servers', () => {
  it('reach the model if they can be called, and the others are named', async () => {
    const tools = [
      plain('good'),
      { name: 'empty', inputSchema: {} },
      { name: 'none' },
      { name: 'list', inputSchema: { type: 'array' } },
      { inputSchema: schema },
      null,
      plain('good'),
      {
        name: 'old',
        inputSchema: {
          $schema: 'http://json-schema.org/draft-07/schema#',
          type: 'object',
          properties: { a: { type: 'array', items: [{ type: 'string' }] } },
        },
      },
      { name: 'bare', description: 7, inputSchema: { type: 'object' } },
    ];
    const { status, stdout, stderr, ...ended } = await ask({ pages: [tools] }, ['f_old', 'f_bare']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'done\n' });
    expect(ended.tools[0]).toEqual(['f_good', 'f_old', 'f_bare']);
    expect(ended.outputs).toEqual(['called old', 'called bare']);
    for (const name of ['empty', 'none', 'list']) {
      expect(stderr).toContain(`MCP server f: its tool "${name}" is left out`);
    }
  });

  it('have names of their own, whatever the server calls them', async () => {
    const names = ['a.b', 'a_b', 'a b', 'é', `${'x'.repeat(80)}1`, `${'x'.repeat(80)}2`];
    const first = await ask({ pages: [names.map(plain)] }, []);
    const [given] = first.tools;
    expect(new Set(given).size).toBe(names.length);
    for (const name of given!) expect(name).toMatch(/^[A-Za-z_][\w-]{0,63}$/);
    model.reset();
    const { outputs } = await ask({ pages: [names.map(plain)] }, given!);
    expect(outputs).toEqual(names.map((name) => `called ${name}`));
  });

  it('are all listed, over many pages', async () => {
    const pages = [[plain('a')], [plain('b')], [plain('c')]];
    expect((await ask({ pages }, [])).tools[0]).toEqual(['f_a', 'f_b', 'f_c']);
  });

  it('follow the server’s list when it changes', async () => {
    const server = {
      pages: [[plain('a')]],
      changed: [plain('a'), plain('b')],
      results: { a: { change: true, content: [] } },
    };
    const { tools, outputs } = await ask(server, ['f_a', 'f_b']);
    expect(tools).toEqual([['f_a'], ['f_a', 'f_b'], ['f_a', 'f_b']]);
    expect(outputs?.[1]).toBe('called b');
  });

  it('return every kind of content', async () => {
    const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
    const content = [
      { type: 'text', text: 'first' },
      { type: 'resource', resource: { uri: 'file:///a.txt', text: 'FILE' } },
      { type: 'resource', resource: { uri: 'file:///b.json', blob: base64('{"b":1}') } },
      {
        type: 'resource',
        resource: { uri: 'file:///c.bin', mimeType: 'x/y', blob: base64(new Uint8Array(9)) },
      },
      { type: 'image', mimeType: 'image/png', data: base64('12345') },
      { type: 'audio', mimeType: 'audio/wav', data: base64('1234') },
      {
        type: 'resource_link',
        uri: 'file:///d',
        name: 'd',
        description: 'The D',
        mimeType: 'text/plain',
      },
      { type: 'later', value: 1 },
    ];
    const results = {
      all: { content, structuredContent: { s: 1 } },
      same: { content: [{ type: 'text', text: '{ "s": 1 }' }], structuredContent: { s: 1 } },
      only: { structuredContent: { s: 1 } },
      bad: { isError: true, content: [{ type: 'text', text: 'the disk is full' }] },
      odd: { content: 'text' },
    };
    const names = Object.keys(results);
    const { status, outputs } = await ask(
      { pages: [names.map(plain)], results },
      names.map((name) => `f_${name}`),
    );
    expect(status).toBe(0);
    expect(outputs?.[0]?.split('\n')).toEqual([
      'first',
      'file:///a.txt:',
      'FILE',
      'file:///b.json:',
      '{"b":1}',
      '(file:///c.bin, x/y, 9 bytes)',
      '(image, image/png, 5 bytes)',
      '(audio, audio/wav, 4 bytes)',
      'file:///d (d, The D, text/plain)',
      '{"type":"later","value":1}',
      '{"s":1}',
    ]);
    expect(outputs?.slice(1)).toEqual(['{ "s": 1 }', '{"s":1}', 'Error: the disk is full', 'text']);
  });
});

describe('servers that misbehave', () => {
  const slow = { pages: [[plain('slow')]], results: { slow: { sleep: 60_000 } } };

  it('end a call at the deadline of the call, or of their config', async () => {
    const byCall = await ask(slow, ['f_slow'], ['--config', "{'timeout':5}"]);
    expect(byCall.status).toBe(0);
    expect(byCall.outputs?.[0]).toContain('slow timed out after 5 s');
    model.reset();
    const byConfig = await ask(slow, ['f_slow'], [], { timeout: 1 });
    expect(byConfig.status).toBe(0);
    expect(byConfig.outputs?.[0]).toContain('slow timed out after 1 s');
  });

  it('may take longer while they report progress', async () => {
    const results = { busy: { progress: 10, content: [{ type: 'text', text: 'ok' }] } };
    const server = { pages: [[plain('busy')]], results };
    const { outputs } = await ask(server, ['f_busy'], [], { timeout: 1_200 });
    expect(outputs).toEqual(['ok']);
  });

  it('may die in a call, and print other things', async () => {
    const server = {
      pages: [[plain('die')]],
      junk: 'Welcome!\n{"a":1}',
      results: { die: { die: true } },
    };
    const { status, outputs } = await ask(server, ['f_die']);
    expect(status).toBe(0);
    expect(outputs?.[0]).toMatch(/^Error: /);
  });

  it('are not started if they are disabled', async () => {
    const { status, tools } = await ask({ silent: true }, [], [], { disabled: true });
    expect(status).toBe(0);
    expect(tools[0]).toEqual([]);
  });

  it('are reported if they never initialize', async () => {
    const { status, stderr } = await ask({ silent: true }, [], ['--config', "{'timeout':2}"]);
    expect(status).toBe(3);
    expect(stderr).toContain('the MCP server f does not respond');
  });
});
