import { describe, expect, it } from 'vitest';
import { PNG } from '../../../test/support/definitions.js';
import { ask, embedded } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';
import { HttpError } from '../../core/errors/errors.js';
import * as openai from '../../services/openai/index.js';
import type { ChatChunk, ChatCompletion } from '../../services/openai/types.js';
import { countTokens } from '../engines/tokens.js';

const url = 'local';
const model = 'oint-guide';
const question = 'How do I upload a file?';
const messages = [{ role: 'user', content: question }];

async function complete(request: object = {}): Promise<ChatCompletion> {
  const { status, body } = await ask('POST', '/v1/chat/completions', {
    model,
    messages,
    ...request,
  });
  expect(body.error).toBeUndefined();
  expect(status).toBe(200);
  return body as unknown as ChatCompletion;
}

async function streamed(request: object = {}): Promise<ChatChunk[]> {
  const answer = await embedded('http://local/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ model, messages, stream: true, ...request }),
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events = (await answer.text()).split('\n\n');
  expect(events.slice(-2)).toEqual(['data: [DONE]', '']);
  return events.slice(0, -2).map((event) => JSON.parse(event.slice('data: '.length)));
}

const whole = await complete();
const reply = whole.choices[0]!.message.content!;

describe('a chat completion of the embedded server', () => {
  it('is the guide’s answer, with its tokens counted', () => {
    expect(reply).toContain(
      'oint openai UploadFile --url http://localhost:8080 --name picture.jpg',
    );
    const [prompt, completion] = [countTokens(question), countTokens(reply)];
    expect(whole).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-\w+$/),
      object: 'chat.completion',
      model,
      choices: [{ index: 0, message: { role: 'assistant' }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: prompt + completion,
      },
    });
  });

  it('works with the method too', async () => {
    const { choices } = await openai.getResponse({ url, model, messages: question });
    expect(choices[0]!.message.content).toBe(reply);
  });

  it.each(['max_tokens', 'max_completion_tokens'])('is as long as %s allows', async (name) => {
    const { choices, usage } = await complete({ [name]: 5 });
    expect(choices[0]).toMatchObject({
      message: { content: 'UploadFile (openai):' },
      finish_reason: 'length',
    });
    expect(usage?.completion_tokens).toBe(5);
    const enough = await complete({ [name]: countTokens(reply) });
    expect(enough.choices[0]).toMatchObject({
      message: { content: reply },
      finish_reason: 'stop',
    });
  });

  it('ends before the first stop sequence', async () => {
    const content = async (stop: unknown) =>
      (await complete({ stop })).choices.map(({ message, finish_reason }) => [
        message.content,
        finish_reason,
      ]);
    expect(await content(' (openai)')).toEqual([['UploadFile', 'stop']]);
    expect(await content(['nowhere', ':', 'File'])).toEqual([['Upload', 'stop']]);
    expect(await content(['', 'nowhere'])).toEqual([[reply, 'stop']]);
    expect(await content(null)).toEqual([[reply, 'stop']]);
    const both = await complete({ stop: ':', max_tokens: 2 });
    expect(both.choices[0]!.finish_reason).toBe('length');
  });

  it('has as many choices as n says', async () => {
    const { choices, usage } = await complete({ n: 3 });
    expect(choices.map(({ index, message }) => [index, message.content])).toEqual([
      [0, reply],
      [1, reply],
      [2, reply],
    ]);
    expect(usage?.completion_tokens).toBe(3 * countTokens(reply));
  });

  it('accepts a conversation with everything the protocol has', async () => {
    const called = { name: 'count', arguments: '{}' };
    const call = { id: 'call-1', type: 'function', function: called };
    const conversation = [
      { role: 'system', content: 'Be brief.' },
      { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
      { role: 'user', content: 'list models', name: 'Ann' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', content: '42', tool_call_id: 'call-1' },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      { role: 'user', content: [{ type: 'text', text: question }] },
    ];
    const settings = {
      ...{ temperature: 0, top_p: 0.5, seed: 1, tools: [], tool_choice: 'auto', logprobs: false },
      ...{
        user: 'me',
        service_tier: 'auto',
        presence_penalty: 0,
        modalities: ['text'],
        store: false,
      },
    };
    const { choices } = await complete({
      messages: conversation,
      response_format: { type: 'text' },
      ...settings,
    });
    expect(choices[0]!.message.content).toBe(reply);
  });

  it('lists the images in the message', async () => {
    const picture = (url: string) => ({ type: 'image_url', image_url: { url } });
    const content = [
      { type: 'text', text: 'What is in this image?' },
      picture(`data:image/png;base64,${PNG.toString('base64')}`),
    ];
    const { choices, usage } = await complete({ messages: [{ role: 'user', content }] });
    const answer = choices[0]!.message.content!;
    expect(answer).toContain('I cannot see images');
    expect(answer).toContain(`- image/png, ${PNG.length} bytes`);
    expect(usage?.prompt_tokens).toBe(countTokens('What is in this image?'));
  });
});

describe('a streamed chat completion', () => {
  const contents = (chunks: readonly ChatChunk[], index = 0) =>
    chunks
      .flatMap(({ choices }) => choices.filter((choice) => choice.index === index))
      .map(({ delta }) => delta?.content ?? '');

  it('is the same reply in chunks: the role, the text, the finish reason', async () => {
    const chunks = await streamed();
    expect(chunks.length).toBeGreaterThan(10);
    expect(chunks[0]!.choices[0]).toMatchObject({ delta: { role: 'assistant', content: '' } });
    expect(contents(chunks).join('')).toBe(reply);
    expect(chunks.at(-1)!.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(chunks.slice(0, -1).every(({ choices }) => choices[0]!.finish_reason === null)).toBe(
      true,
    );
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('ends with the token counts on request', async () => {
    const chunks = await streamed({ stream_options: { include_usage: true }, n: 2 });
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: {
        ...whole.usage,
        ...{ completion_tokens: 2 * countTokens(reply) },
        total_tokens: expect.any(Number),
      },
    });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    expect([contents(chunks, 0).join(''), contents(chunks, 1).join('')]).toEqual([reply, reply]);
  });

  it('has the same limits as one that is not streamed', async () => {
    const chunks = await streamed({ max_tokens: 2 });
    expect(contents(chunks).join('')).toBe('UploadFile (');
    expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe('length');
  });

  it('works with the method too', async () => {
    const stream = await openai.streamResponse({ url, model, messages: question });
    let text = '';
    let chunks = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      chunks++;
    }
    expect(text).toBe(reply);
    expect(chunks).toBeGreaterThan(10);
    expect(stream.result()).toMatchObject({
      choices: [{ message: { role: 'assistant', content: reply }, finish_reason: 'stop' }],
      usage: whole.usage,
    });
  });

  it('can be left early', async () => {
    const stream = await openai.streamResponse({ url, model, messages: question });
    let seen = 0;
    for await (const _ of stream) if (++seen === 3) break;
    expect(seen).toBe(3);
  });
});

describe('a bad chat request', () => {
  const user = (content: unknown) => ({ messages: [{ role: 'user', content }] });
  const tool = (about: object) => ({ type: 'function', function: about });
  const format = (about: object) => ({
    response_format: { type: 'json_schema', json_schema: about },
  });
  const loose = {
    type: 'object',
    properties: { a: {} },
    required: [],
    additionalProperties: false,
  };
  const SCHEMA = 'response_format.json_schema.schema';
  const PARAMETERS = 'tools[0].function.parameters';
  const image = (image_url: unknown) => user([{ type: 'image_url', image_url }]);

  it.each<[object, string, string?]>([
    [{ model: undefined }, 'model'],
    [{ model: '' }, 'model'],
    [{ messages: undefined }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: 'Hello!' }, 'messages'],
    [{ messages: ['Hello!'] }, 'messages[0]'],
    [{ messages: [{ role: 'boss', content: 'Hi' }] }, 'messages[0].role'],
    [{ messages: [{ content: 'Hi' }] }, 'messages[0].role'],
    [user(undefined), 'messages[0].content'],
    [user(null), 'messages[0].content'],
    [user(7), 'messages[0].content'],
    [user(['Hi']), 'messages[0].content[0]'],
    [user([{ type: 'text' }]), 'messages[0].content[0]'],
    [
      user([{ type: 'input_audio', input_audio: {} }]),
      'messages[0].content[0]',
      'unsupported_content',
    ],
    [{ messages: [{ role: 'tool', content: '1' }] }, 'messages[0].tool_call_id'],
    [{ messages: [{ role: 'tool', content: '1', tool_call_id: 'x' }] }, 'messages[0].tool_call_id'],
    [{ messages: [{ role: 'assistant', tool_calls: [{ id: 'x' }] }] }, 'messages[0].tool_calls[0]'],
    [{ messages: [{ role: 'assistant', tool_calls: 'x' }] }, 'messages[0].tool_calls'],
    [image(undefined), 'messages[0].content[0].image_url.url'],
    [image({ url: 'picture.jpg' }), 'messages[0].content[0].image_url.url', 'invalid_image_url'],
    [image({ url: 'data:image/png;base64,' }), 'messages[0].content[0].image_url.url'],
    [image({ url: 'data:image/png;base64,%%%%' }), 'messages[0].content[0].image_url.url'],
    [
      image({ url: 'data:image/png;base64,aGk=' }),
      'messages[0].content[0].image_url.url',
      'invalid_image_format',
    ],
    [image({ url: 'data:image/png,xyz' }), 'messages[0].content[0].image_url.url'],
    [{ n: 0 }, 'n'],
    [{ n: 1000 }, 'n'],
    [{ n: '1' }, 'n'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ max_tokens: 1.5 }, 'max_tokens'],
    [{ max_completion_tokens: -1 }, 'max_completion_tokens'],
    [{ stop: 7 }, 'stop'],
    [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop'],
    [{ stream: 'yes' }, 'stream'],
    [{ stream_options: { include_usage: true } }, 'stream_options'],
    [{ stream: true, stream_options: 'usage' }, 'stream_options'],
    [{ response_format: 'json' }, 'response_format'],
    [{ response_format: { type: 'xml' } }, 'response_format.type'],
    [{ response_format: { type: 'json_object' } }, 'response_format'],
    [format({}), 'response_format.json_schema.name'],
    [format({ name: 'a b' }), 'response_format.json_schema.name'],
    [format({ name: 'a', schema: 7 }), 'response_format.json_schema.schema'],
    [format({ name: 'a', schema: { type: 'text' } }), SCHEMA, 'invalid_json_schema'],
    [format({ name: 'a', schema: { $ref: '#/nowhere' } }), SCHEMA, 'invalid_json_schema'],
    [format({ name: 'a', schema: { pattern: '(' } }), SCHEMA, 'invalid_json_schema'],
    [
      format({ name: 'a', strict: true, schema: { type: 'object' } }),
      SCHEMA,
      'invalid_json_schema',
    ],
    [format({ name: 'a', strict: true, schema: loose }), SCHEMA, 'invalid_json_schema'],
    [{ tool_choice: 'required' }, 'tool_choice'],
    [{ tool_choice: 'always', tools: [] }, 'tool_choice'],
    [{ tool_choice: { type: 'function', function: { name: 'x' } } }, 'tool_choice'],
    [{ tools: {} }, 'tools'],
    [{ tools: ['x'] }, 'tools[0]'],
    [{ tools: [{ type: 'custom', custom: { name: 'x' } }] }, 'tools[0].type', 'unsupported_value'],
    [{ tools: [{ type: 'function' }] }, 'tools[0].function'],
    [{ tools: [tool({ name: 'a b' })] }, 'tools[0].function.name'],
    [{ tools: [tool({ name: 'a', description: 1 })] }, 'tools[0].function.description'],
    [{ tools: [tool({ name: 'a', parameters: 'x' })] }, 'tools[0].function.parameters'],
    [{ tools: [tool({ name: 'a', parameters: { type: 1 } })] }, PARAMETERS, 'invalid_json_schema'],
    [{ tools: [tool({ name: 'a' }), tool({ name: 'a' })] }, 'tools[1]'],
    [{ parallel_tool_calls: 1 }, 'parallel_tool_calls'],
    [{ temperature: 3 }, 'temperature'],
    [{ top_p: '1' }, 'top_p'],
    [{ seed: 0.5 }, 'seed'],
    [{ metadata: { a: 1 } }, 'metadata'],
    [{ temprature: 1 }, 'temprature', 'unknown_parameter'],
    [{ functions: [{ name: 'x' }] }, 'functions', 'unsupported_parameter'],
    [{ logit_bias: { 1: 5 } }, 'logit_bias', 'unsupported_parameter'],
    [{ frequency_penalty: 1 }, 'frequency_penalty', 'unsupported_parameter'],
    [{ reasoning_effort: 'high' }, 'reasoning_effort', 'unsupported_parameter'],
    [{ logprobs: true }, 'logprobs', 'unsupported_parameter'],
    [{ modalities: ['text', 'audio'] }, 'modalities', 'unsupported_parameter'],
  ])('%j is refused, with the name of the field', async (request, param, code) => {
    const { status, body } = await ask('POST', '/v1/chat/completions', {
      model,
      messages,
      ...request,
    });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      type: 'invalid_request_error',
      param,
      ...(code && { code }),
      message: expect.stringMatching(/\.$/),
    });
  });

  it.each(['', 'no JSON', '[]', 'null', '"text"'])('%j is not a valid request', async (text) => {
    const answer = await embedded('http://local/v1/chat/completions', {
      method: 'POST',
      body: text,
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });

  it('with an unknown model is a 404, for the method’s caller too', async () => {
    const error = await failure(
      openai.getResponse({ url, model: 'gpt-5', messages: 'Hi' }),
      HttpError,
    );
    expect(error).toMatchObject({
      status: 404,
      requestId: expect.stringMatching(/^req_/),
      body: { error: { code: 'model_not_found', param: 'model' } },
    });
    expect(error.message).toContain("Available: 'oint-guide', 'oint-hash'");
  });

  it('with the embedding model says which one can chat', async () => {
    const { status, body } = await ask('POST', '/v1/chat/completions', {
      model: 'oint-hash',
      messages,
    });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'model_not_supported',
      message: expect.stringContaining("Available: 'oint-guide'"),
    });
  });
});
