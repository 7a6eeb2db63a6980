import { beforeEach, describe, expect, it } from 'vitest';
import { completion, OpenAiServer } from '../../../test/support/openai-server.js';
import { json } from '../../../test/support/server.js';
import { HttpError, InputError, ResponseError } from '../../core/errors/errors.js';
import * as openai from './index.js';

const server = await OpenAiServer.start();
const url = server.url;
beforeEach(() => server.reset());

const SECRET = 'sk-not-to-be-seen-anywhere';
const ask = (more: object = {}, call: object = {}) =>
  openai.getResponse(
    { url, token: SECRET, model: 'm', messages: 'Hi', ...more },
    { retries: 0, ...call },
  );

/** The same as a person types it. */
const type = (more: object) =>
  openai.getResponse.definition.invoke(
    { url, token: SECRET, model: 'm', messages: 'Hi', ...more },
    { call: { retries: 0 }, sources: { variable: () => undefined, stdin: () => process.stdin } },
  );

/** The error of a promise. */
const failing = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error,
  );

const picture = (image: string) => [
  { role: 'user', content: [{ type: 'image_url', image_url: { url: image } }] },
];

describe('a response that is an error', () => {
  it.each<[string, unknown]>([
    ['LM Studio’s', { error: `no endpoint for ${SECRET}` }],
    ['an object', { error: { message: `refused ${SECRET}` } }],
    ['with a name', { object: 'error', message: `refused ${SECRET}` }],
    ['of a gateway', { detail: `refused ${SECRET}` }],
  ])('%s, is thrown without the secret', async (_, body) => {
    server.on('POST /chat/completions', (_, response) => json(response, body));
    const error = await failing(ask());
    expect(error).toBeInstanceOf(HttpError);
    expect(String(error)).toMatch(/returned an error with status 200: .*\*\*\*/);
    expect(JSON.stringify(error) + String(error)).not.toContain(SECRET);
  });

  it('from other endpoints, too', async () => {
    const refuse = { error: 'Unexpected endpoint' };
    server.on('POST /embeddings', (_, response) => json(response, refuse));
    server.on('POST /images/generations', (_, response) => json(response, refuse));
    const input = { url, model: 'm', input: 'a', description: { prompt: 'a' } };
    const { description, ...forVectors } = input;
    const vectors = openai.getEmbeddings(forVectors);
    expect(await failing(vectors)).toBeInstanceOf(HttpError);
    const images = openai.getImages({ url, model: 'm', description });
    expect(await failing(images)).toBeInstanceOf(HttpError);
  });
});

describe('a request in another form', () => {
  it('is shown by debug, without the secret, and only sent if needed', async () => {
    server.on('POST /chat/completions', (request, response) => {
      if (request.body.includes('developer')) {
        json(response, { error: `unknown role developer ${SECRET}` }, 400);
      } else json(response, completion('Yes'));
    });
    const lines: string[] = [];
    const messages = [{ role: 'developer', content: 'Be brief.' }];
    await ask({ messages }, { debug: (line: string) => lines.push(line) });
    const told = lines.filter((line) => line.includes('retrying with a changed request'));
    expect(told.length).toBe(1);
    expect(lines.join('\n')).not.toContain(SECRET);
    expect(server.requests.length).toBe(2);
  });

  it('keeps the caller’s fields', async () => {
    server.on('POST /chat/completions', (request, response) => {
      if (request.body.includes('"max_tokens"')) {
        json(response, { error: "Use 'max_completion_tokens' in place of max_tokens" }, 400);
      } else json(response, completion('Yes'));
    });
    await ask({ options: { max_tokens: 5, temperature: 0.5, stop: ['a'] } });
    expect(server.last.json()).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hi' }],
      max_completion_tokens: 5,
      temperature: 0.5,
      stop: ['a'],
    });
  });

  it('has a system message, a temperature and a length of their own', async () => {
    server.on('POST /chat/completions', (_, response) => json(response, completion('Yes')));
    await ask({ system: 'Be brief.', temperature: 0, maxTokens: 5 });
    expect(server.last.json()).toEqual({
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      temperature: 0,
      max_tokens: 5,
    });
    await ask({ temperature: 0.2, options: { temperature: 1 } });
    expect(server.last.json()).toMatchObject({ temperature: 1 });
  });

  it('does not change the first request, which a dry run shows', async () => {
    const dryRun: string[] = [];
    const input = { url, model: 'm', messages: [{ role: 'developer', content: 'Be brief.' }] };
    await openai.getResponse.definition.invoke(input, { dryRun });
    expect(dryRun.length).toBe(1);
    expect(dryRun[0]).toContain('developer');
    expect(server.requests.length).toBe(0);
  });

  it('downloads an image only if the server refuses URLs', async () => {
    server.on('GET /pixel.png', (_, response) => response.end('GIF89a'));
    await ask({ messages: picture(`${url}/pixel.png`) });
    expect(server.requests.length).toBe(1);
  });

  it.each<[string, (response: import('node:http').ServerResponse) => void, unknown, RegExp]>([
    ['is not an image', (response) => response.end('{"a":1}'), InputError, /is not an image/],
    ['does not exist', (response) => response.writeHead(404).end(), HttpError, /404.*pixel\.png/s],
  ])('fails if an image’s URL %s', async (_, give, kind, says) => {
    server.on('GET /pixel.png', (_, response) => give(response));
    server.on('POST /chat/completions', (_, response) =>
      json(response, { error: 'invalid image input' }, 400),
    );
    const error = await failing(type({ messages: picture(`${url}/pixel.png`) }));
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toMatch(says);
    // The image's server is another one: it must not receive the token.
    const fetched = server.requests.find(({ path }) => path === '/pixel.png');
    expect(fetched?.headers.authorization).toBeUndefined();
  });

  it('downloads none from its own network if a program passes it on', async () => {
    server.on('POST /chat/completions', (_, response) =>
      json(response, { error: 'invalid image input' }, 400),
    );
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
      const image = `http://${host}:${new URL(url).port}/pixel.png`;
      const error = await failing(ask({ messages: picture(image) }));
      expect(String(error)).toMatch(/connecting to .* is not allowed .*Pass the content itself/s);
    }
    expect(server.requests.some(({ path }) => path === '/pixel.png')).toBe(false);
  });
});

describe('JSON that was asked for in the prompt', () => {
  const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] };
  const response_format = { type: 'json_schema', json_schema: { name: 'x', schema } };
  const answers = (content: string) =>
    server.on('POST /chat/completions', (request, response) => {
      if (request.body.includes('response_format')) {
        json(response, { error: 'response_format is not supported' }, 400);
      } else json(response, completion(content));
    });

  it.each([
    ['alone', '{"a":1}'],
    ['in a block of code', 'Here:\n```json\n{"a":1}\n```\nBye.'],
    ['between sentences', 'Here: {"a":1} is it.'],
    ['after reasoning', '<think>{"a":0}?</think>\n{"a":1}'],
  ])('is extracted %s', async (_, content) => {
    answers(content);
    const { choices } = await ask({ options: { response_format } });
    expect(choices[0]?.message.content).toBe('{"a":1}');
  });

  it.each([
    ['no JSON', 'I would rather not.', /it is not valid JSON: "I would rather not\."/],
    ['another form', '{"b":1}', /answer must have required property 'a'/],
  ])('is an error with the response if it is %s', async (_, content, says) => {
    answers(content);
    const error = await failing(ask({ options: { response_format } }));
    expect(error).toBeInstanceOf(ResponseError);
    expect(String(error)).toMatch(says);
    expect(error).toMatchObject({ partial: { choices: [{ message: { content } }] } });
  });

  it('is not checked if the server supports the format', async () => {
    server.on('POST /chat/completions', (_, response) => json(response, completion('not JSON')));
    const { choices } = await ask({ options: { response_format } });
    expect(choices[0]?.message.content).toBe('not JSON');
  });
});
