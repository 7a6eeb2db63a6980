import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ATTACKS, hostileText, notOurs } from '../support/hostile-text.js';
import { home, inTerminal, oint } from '../support/oint.js';
import { chunk, completion, OpenAiServer, sse } from '../support/openai-server.js';
import { json, start } from '../support/server.js';

/** What the server sends everywhere: all attacks, and what chance adds to them. */
const texts = [ATTACKS.join(' '), ATTACKS.join('\n\n'), ...fc.sample(hostileText, 4)].map(
  (text) => `BEGIN ${text} END`,
);
let text = texts[0]!;

let server: OpenAiServer;
beforeAll(async () => {
  server = await OpenAiServer.start();
  server.on('POST /chat/completions', (request, response) => {
    const { stream, tools } = request.json();
    const asksTool = tools !== undefined && !JSON.stringify(request.json()).includes('"tool"');
    const call = { index: 0, id: 'c', type: 'function' };
    const args = JSON.stringify({ id: text.slice(0, 300) });
    if (asksTool) {
      const tool_calls = [{ ...call, function: { name: 'openai_DeleteFile', arguments: args } }];
      sse(response, [chunk({ tool_calls }), chunk({}, {}, 'tool_calls'), '[DONE]']);
    } else if (!stream) {
      json(response, completion(text));
    } else {
      const think = chunk({ reasoning_content: text } as never);
      sse(response, [think, chunk({ content: text }), chunk({}, {}, 'stop'), '[DONE]']);
    }
    response.end();
  });
  server.on('GET /models', (_, response) => {
    response.setHeader('x-hostile', Buffer.from('\x9b2J').toString('latin1'));
    json(response, { object: 'list', data: [{ id: text, object: 'model', owned_by: text }] });
  });
  server.on('GET /models/broken', (_, response) =>
    json(response, { error: { message: text, code: text, type: text } }, 400),
  );
  server.on('GET /models/page', (_, response) => {
    response.writeHead(500, { 'content-type': 'text/html' });
    response.end(`<html><title>${text}</title><h1>${text}</h1>`);
  });
});

const to = () => ['--url', server.url, '--model', 'm'];
const env = () => ({ OINT_DATA: join(home, 'hostile') });
const api = (method: string, ...more: string[]) => ['openai', method, '--url', server.url, ...more];

const exits: Record<string, () => string[]> = {
  'an answer as Markdown, with reasoning': () => [
    'ask',
    'hi',
    ...to(),
    '--show-thinking',
    '--debug',
  ],
  'an answer as plain text': () => ['ask', 'hi', ...to(), '--plain'],
  'an answer as JSON': () => ['ask', 'hi', ...to(), '--json'],
  'an answer that does not match its schema': () => ['ask', 'hi', ...to(), '--schema', 'a int'],
  'a result': () => api('GetModelList', '--debug'),
  'a part of a result': () => api('GetModelList', '--query', 'data[0].id'),
  'the text of a result': () => api('GetResponse', '--model', 'm', '--msgs', 'hi', '--text'),
  'a stream': () => api('GetResponse', '--model', 'm', '--msgs', 'hi', '--stream'),
  'an error of a server': () => api('GetModel', '--id', 'broken'),
  'a page of errors': () => api('GetModel', '--id', 'page'),
  'stored conversations': () => ['logs', 'list'],
  'a stored conversation': () => ['logs', 'show'],
  'what was typed wrong': () => ['openai', text.slice(0, 500).replaceAll('\0', '')],
  'an unknown option': () => ['openai', 'GetModel', `--${text.slice(0, 500).replaceAll('\0', '')}`],
};

describe('hostile text does not control the terminal in', () => {
  it.each(Object.entries(exits))('%s', { timeout: 120_000 }, async (_, args) => {
    for (text of texts) {
      const terminal = inTerminal(args(), { env: env() });
      await terminal.ended;
      expect(terminal.output).not.toBe('');
      expect(notOurs(terminal.output)).toEqual([]);
    }
  });

  it('the question before a tool deletes something', { timeout: 60_000 }, async () => {
    text = texts[0]!;
    const args = ['ask', 'hi', ...to(), '--tools', 'openai.DeleteFile'];
    const terminal = inTerminal(args, { env: env() });
    await terminal.until('Allow it?');
    terminal.type('n\r');
    await terminal.ended;
    expect(notOurs(terminal.output, { cursor: true })).toEqual([]);
  });

  it('a chat, and one that is continued', { timeout: 60_000 }, async () => {
    text = texts[1]!;
    for (const args of [[], ['-c']]) {
      const terminal = inTerminal(['chat', ...to(), ...args], { env: env() });
      await terminal.until('\x1b[36m>\x1b[39m ');
      terminal.type('hi\r');
      await terminal.until('END');
      terminal.type('\x04');
      await terminal.ended;
      expect(notOurs(terminal.output, { cursor: true })).toEqual([]);
    }
  });

  it('the log of the embedded server', { timeout: 60_000 }, async () => {
    const terminal = inTerminal(['local', 'serve', '--port', '0', '--memory'], { env: env() });
    await terminal.until('Press Ctrl-C');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(terminal.output)![0];
    await fetch(`${url}/v1/models/%1b%5d52;c;ZXZpbA==%07%9b2J?END`).then((one) => one.text());
    await fetch(`${url}/v1/%1b[2J`, { headers: { 'user-agent': '\x9b2J' } });
    await terminal.until('404');
    terminal.type('\x03');
    await terminal.ended;
    expect(notOurs(terminal.output, { cursor: true }).filter((one) => one !== '\x03')).toEqual([]);
  });

  it('a name of a file that is uploaded', { timeout: 60_000 }, async () => {
    const name = 'a\x1b[2J\u202eb.txt';
    await writeFile(join(home, name), 'x');
    const other = await start((_, response) => json(response, { error: { message: name } }, 400));
    const terminal = inTerminal(
      [
        'openai',
        'UploadFile',
        '--url',
        other.url,
        '--data',
        join(home, name),
        '--purpose',
        'batch',
      ],
      { env: env() },
    );
    await terminal.ended;
    expect(notOurs(terminal.output)).toEqual([]);
  });
});

it('a pipe gets the text as it is', async () => {
  text = texts[0]!;
  const { stdout } = await oint(['ask', 'hi', ...to(), '--no-stdin', '--plain'], { env: env() });
  expect(stdout).toContain('\x1b]52;c;');
});
