import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { JPEG, PNG } from '../../../test/support/definitions.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { start } from '../../../test/support/server.js';
import { AbortedError, InputError, ResponseError } from '../../core/errors/errors.js';
import * as ollama from './index.js';
import * as fixtures from './testing/fixtures.js';
import { OllamaServer } from './testing/server.js';

const server = await OllamaServer.start();
const { url } = server;
const files = await folder();
const jpeg = join(files, 'a picture.jpg');
await writeFile(jpeg, JPEG);
beforeEach(() => server.reset());

const model = 'llama3.2';

describe('getResponse', () => {
  it('requests the whole response, and returns it unchanged', async () => {
    const answer = await ollama.getResponse({ url, model, prompt: 'Why is the sky blue?' });
    expect(answer).toEqual(fixtures.generateWhole);
    expect(server.last).toMatchObject({ method: 'POST', path: '/api/generate' });
    expect(server.last.json).toEqual({ model, prompt: 'Why is the sky blue?', stream: false });
  });

  it('sends additional fields at the top level, which override others', async () => {
    const options = {
      options: { seed: 42 },
      format: 'json',
      think: true,
      keep_alive: '1h',
      model: 'm2',
    };
    await ollama.getResponse({ url, model, prompt: 'Hi', options });
    expect(server.last.json).toEqual({ prompt: 'Hi', stream: false, ...options });
  });

  it('omits what a structure left empty, and nothing else', async () => {
    const empty = ollama.getRequestParameterStructure({ empty: true });
    const options = { ...(await empty), raw: false, options: {}, suffix: 'end' };
    await ollama.getResponse({ url, model, prompt: '', options });
    const expected = { model, prompt: '', stream: false, raw: false, options: {}, suffix: 'end' };
    expect(server.last.json).toEqual(expected);
  });

  it('assembles a stream that the options ask for', async () => {
    const answer = await ollama.getResponse({
      url,
      model,
      prompt: 'Hi',
      options: { stream: true },
    });
    expect(server.last.json.stream).toBe(true);
    expect(answer).toEqual(fixtures.generateWhole);
  });

  it('fails if there is an error with status 200, or no response at all', async () => {
    for (const [body, says] of [
      ['{"error":"model requires more system memory"}', 'model requires more system memory'],
      ['null', 'the server sent null instead of a response'],
    ]) {
      server.on('generate', (_, response) => response.end(body));
      const error = await failure(ollama.getResponse({ url, model, prompt: 'Hi' }), ResponseError);
      expect(error.message).toContain(says);
    }
  });

  it('accepts images as Base64, with data: before it or not, and as bytes', async () => {
    const base64 = PNG.toString('base64');
    const images = [base64, `data:image/png;base64,${base64}`, PNG];
    await ollama.getResponse({ url, model, prompt: 'What is it?', options: { images } });
    expect(server.last.json.images).toEqual([base64, base64, base64]);
  });

  it.each(['https://example.org/picture.png', jpeg, 'picture.jpg', '', 'data:text/plain,hi'])(
    'refuses a reference to an image: %s',
    async (image) => {
      const asked = ollama.getResponse({ url, model, prompt: 'Hi', options: { images: [image] } });
      const error = await failure(asked, InputError);
      expect(error).toMatchObject({ param: 'options.images[0]', method: 'ollama GetResponse' });
      expect(error.hint).toContain('GetContextMessageStructure');
      expect(server.asked).toEqual([]);
    },
  );
});

describe('getContextResponse', () => {
  it('sends the conversation, and returns the next message', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Grüß Gott! 🦙' },
    ];
    const answer = await ollama.getContextResponse({ url, model, messages });
    expect(answer).toEqual(fixtures.chatWhole);
    expect(server.last).toMatchObject({ method: 'POST', path: '/api/chat' });
    expect(server.last.json).toEqual({ model, messages, stream: false });
    // The reply goes into the next request unchanged.
    const more = [...messages, answer.message!, { role: 'user', content: 'And now?' }];
    await ollama.getContextResponse({ url, model, messages: more });
    expect(server.last.json.messages).toEqual(more);
  });

  it('accepts a text as a user message', async () => {
    await ollama.getContextResponse({ url, model, messages: 'Hello!' });
    expect(server.last.json.messages).toEqual([{ role: 'user', content: 'Hello!' }]);
  });

  it('sends an empty conversation, which loads a model', async () => {
    await ollama.getContextResponse({ url, model, messages: [] });
    expect(server.last.json.messages).toEqual([]);
  });

  it('sends tools, and returns tool calls', async () => {
    const message = { role: 'assistant', content: '', tool_calls: [fixtures.toolCall] };
    server.on('chat', (_, response) =>
      response.end(JSON.stringify({ ...fixtures.chatLast, message })),
    );
    const tools = [{ type: 'function', function: { name: 'get_weather', parameters: {} } }];
    const messages = 'What is the weather in Tokyo?';
    const answer = await ollama.getContextResponse({ url, model, messages, options: { tools } });
    expect(server.last.json.tools).toEqual(tools);
    expect(answer.message?.tool_calls?.[0]?.function?.arguments).toEqual({ city: 'Tokyo' });
  });

  it('removes the data: from an image in a message, but not in the caller’s own message', async () => {
    const image = `data:image/png;base64,${PNG.toString('base64')}`;
    const messages = [{ role: 'user', content: 'What is it?', images: [image] }];
    await ollama.getContextResponse({ url, model, messages });
    expect(server.last.json.messages).toEqual([
      { ...messages[0], images: [PNG.toString('base64')] },
    ]);
    expect(messages[0]!.images).toEqual([image]);
  });

  it('refuses an invalid message, and an image that would read a local file', async () => {
    const chat = (message: unknown) =>
      ollama.getContextResponse({ url, model, messages: [message as ollama.Message] });
    const wrong = await failure(chat({ content: 'Hi' }), InputError);
    expect(wrong).toMatchObject({ param: 'messages[0]' });
    const file = await failure(chat({ role: 'user', images: ['/etc/hostname.txt'] }), InputError);
    expect(file).toMatchObject({ param: 'messages[0].images[0]' });
    expect(server.asked).toEqual([]);
  });
});

describe('getEmbeddings', () => {
  it.each<[string, string | string[], string[]]>([
    ['a text', 'Why is the sky blue?', ['Why is the sky blue?']],
    ['a list', ['one', 'two'], ['one', 'two']],
  ])('of %s', async (_, input, sent) => {
    const found = await ollama.getEmbeddings({ url, model, input, options: { truncate: false } });
    expect(found).toEqual(fixtures.embeddings);
    expect(server.last).toMatchObject({ path: '/api/embed' });
    expect(server.last.json).toEqual({ model, input: sent, truncate: false });
  });
});

describe('getContextMessageStructure', () => {
  const make = (images: unknown) =>
    ollama.getContextMessageStructure({ role: 'user', text: 'Look', images: images as string });

  it('is a message without missing fields', async () => {
    const message = await ollama.getContextMessageStructure({ role: 'user', text: 'Hello!' });
    expect(message).toEqual({ role: 'user', content: 'Hello!' });
    expect(await make([])).toEqual({ role: 'user', content: 'Look' });
  });

  it('has images as bare Base64, however they are given', async () => {
    const [png, jpg] = [PNG.toString('base64'), JPEG.toString('base64')];
    const web = await start((_, response) => void response.end(PNG));
    const given = [
      jpeg,
      `${web.url}/one.png`,
      `data:image/png;base64,${png}`,
      png,
      PNG,
      new Uint8Array(JPEG),
      new Blob([new Uint8Array(PNG)]),
      Readable.from([JPEG.subarray(0, 5), JPEG.subarray(5)], { objectMode: false }),
    ];
    const { images } = await make(given);
    expect(images).toEqual([jpg, png, png, png, png, jpg, png, jpg]);
    expect((await make(jpeg)).images).toEqual([jpg]);
    expect((await make(PNG)).images).toEqual([png]);
    expect((await make(JSON.stringify([png, jpeg]))).images).toEqual([png, jpg]);
  });

  it('refuses what is not an image, is missing or is far too large', async () => {
    const text = join(files, 'notes.txt');
    await writeFile(text, 'just notes');
    expect((await failure(make([jpeg, text]), InputError)).message).toMatch(
      /images\[1\]: .*notes\.txt is not an image of a known format/,
    );
    expect((await failure(make(Buffer.from('%PDF-1.7\n%')), InputError)).message).toMatch(
      /is application\/pdf, not an image/,
    );
    expect((await failure(make('nope.png'), InputError)).message).toMatch(/no such file/);
    const endless = Readable.from(endlessly(), { objectMode: false });
    expect((await failure(make(endless), InputError)).message).toMatch(/larger than 64 MiB/);
    expect(endless.destroyed).toBe(true);
  });

  it('is interrupted even if a stream stays silent', async () => {
    const silent = new Readable({ read() {} });
    const input = { role: 'user', text: 'Look', images: silent };
    const made = ollama.getContextMessageStructure(input, { signal: AbortSignal.timeout(50) });
    await failure(made, AbortedError);
    expect(silent.destroyed).toBe(true);
  });

  it('has tool calls, as records or as their JSON', async () => {
    const tools = [fixtures.toolCall, JSON.stringify(fixtures.toolCall)];
    const message = await ollama.getContextMessageStructure({ role: 'assistant', text: '', tools });
    const tool_calls = [fixtures.toolCall, fixtures.toolCall];
    expect(message).toEqual({ role: 'assistant', content: '', tool_calls });
    const wrong = ollama.getContextMessageStructure({ role: 'user', text: '', tools: ['oops'] });
    expect(await failure(wrong, InputError)).toMatchObject({ param: 'tools[0]' });
  });
});

function* endlessly(): Generator<Buffer> {
  const piece = Buffer.alloc(1024 * 1024, 1);
  while (true) yield piece;
}

it.each([
  [
    'request',
    ollama.getRequestParameterStructure,
    'format options system template raw keep_alive suffix images',
  ],
  ['embeddings', ollama.getEmbeddingsParameterStructure, 'options keep_alive truncate'],
  ['context', ollama.getContextParameterStructure, 'format options keep_alive tools'],
  [
    'settings',
    ollama.getModelSettingsStructure,
    'from files adapters template license system parameters messages quantize',
  ],
] as const)(
  'the structure of %s has the documented fields, with descriptions or empty',
  async (_, make, fields) => {
    const explained = Object.entries(await make({}));
    expect(explained.map(([key]) => key)).toEqual(fields.split(' '));
    for (const [, meaning] of explained) expect(meaning).toMatch(/^<.{10,}>$/);
    const empty = Object.entries(await make({ empty: true }));
    expect(empty).toEqual(fields.split(' ').map((key) => [key, '']));
  },
);
