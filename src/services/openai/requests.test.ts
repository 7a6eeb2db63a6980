import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { completion, OpenAiServer } from '../../../test/support/openai-server.js';
import { json } from '../../../test/support/server.js';
import { InputError } from '../../core/errors/errors.js';
import * as openai from './index.js';
import type { ChatCompletion, Message } from './types.js';

const server = await OpenAiServer.start();
const url = server.url;
beforeEach(() => server.reset());

const sent = () => server.last.json<{ messages: Message[] }>().messages;

describe('getResponse', () => {
  it('asks and returns the response unchanged', async () => {
    const answer = await openai.getResponse({ url, model: 'gpt-5-mini', messages: 'Hello?' });
    expectTypeOf(answer).toEqualTypeOf<ChatCompletion>();
    expect(answer).toEqual(completion('Hello!'));
    expect(server.last.json()).toEqual({
      model: 'gpt-5-mini',
      messages: [{ role: 'user', content: 'Hello?' }],
    });
    expect(server.last.headers['content-type']).toBe('application/json');
  });

  const reply = { role: 'assistant', content: 'Hi!' };
  it.each<[string, string | Message | (string | Message)[], Message[]]>([
    ['a text', 'Hi', [{ role: 'user', content: 'Hi' }]],
    ['a message', reply, [reply]],
    ['texts and messages', ['Hi', reply], [{ role: 'user', content: 'Hi' }, reply]],
    ['JSON', '[{"role":"assistant","content":"Hi!"}]', [reply]],
    ['JSON with single quotes', "[{'role':'assistant','content':'Hi!'}]", [reply]],
    ['one message as JSON', "{'role':'assistant','content':'Hi!'}", [reply]],
  ])('takes %s', async (_, messages, expected) => {
    await openai.getResponse({ url, model: 'm', messages });
    expect(sent()).toEqual(expected);
  });

  it('sends messages unchanged: unknown fields, tool calls, parts of the chat API', async () => {
    const messages = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'new', x: { y: 1 } },
        ],
        z: 1,
      },
      { role: 'assistant', content: null, tool_calls: [{ id: '1', type: 'function' }] },
      { role: 'tool', content: 'b', tool_call_id: '1' },
    ];
    await openai.getResponse({ url, model: 'm', messages });
    expect(sent()).toEqual(messages);
    expect(server.requests.length).toBe(1);
  });

  it.each([
    ['a number', 5],
    ['a message without a role', { content: 'Hi' }],
    ['a list in a list', [['Hi']]],
    ['null in a list', [null]],
  ])('refuses %s, and sends nothing', async (_, messages) => {
    const failure = openai.getResponse({ url, model: 'm', messages: messages as never });
    await expect(failure).rejects.toBeInstanceOf(InputError);
    await expect(failure).rejects.toThrow(/messages(\[0\])? must be /);
    expect(server.requests).toEqual([]);
  });

  it('returns the complete response even if its options ask for a stream', async () => {
    const options = { stream: true };
    const answer = await openai.getResponse({ url, model: 'gpt-5-mini', messages: 'Hi', options });
    expect(server.last.json()).toMatchObject({ stream: true });
    expect(answer).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'Hello!' }, finish_reason: 'stop' }],
    });
  });
});

describe('the text of a response', () => {
  const { text, textOf } = openai.getResponse.definition;
  it.each<[unknown, string | undefined]>([
    [completion('Hi'), 'Hi'],
    [completion(''), ''],
    [completion(null), undefined],
    [
      { choices: [{ message: { content: [{ type: 'text', text: 'a' }, 5, { text: 'b' }] } }] },
      'ab',
    ],
    [{ choices: [{ message: { content: [] } }] }, undefined],
    [{ choices: [{ message: { content: { text: 'a' } } }] }, undefined],
    [{ choices: [{ message: null }] }, undefined],
    [{ choices: [{}] }, undefined],
    [{ choices: [null] }, undefined],
    [{ choices: [] }, undefined],
    [{ choices: null }, undefined],
    [{ choices: 5 }, undefined],
    [{}, undefined],
    [[], undefined],
    [null, undefined],
    ['Hi', undefined],
  ])('in %j is %j', (answer, expected) => {
    expect(text!(answer)).toBe(expected);
  });

  it.each<[unknown, string | undefined]>([
    [{ choices: [{ delta: { content: 'Hi' } }] }, 'Hi'],
    [{ choices: [{ delta: { content: null } }] }, undefined],
    [{ choices: [{ delta: null }] }, undefined],
    [{ choices: [] }, undefined],
  ])('in the chunk %j is %j', (chunk, expected) => {
    expect(textOf!(chunk)).toBe(expected);
  });

  it('does not fail, whatever the server sends', async () => {
    for (const answer of [null, 'text', 5, [], {}, { choices: null }, { choices: [null] }]) {
      server.on('POST /chat/completions', (_, response) => json(response, answer));
      expect(await openai.getResponse({ url, model: 'm', messages: 'Hi' })).toEqual(answer);
    }
  });
});

describe('getEmbeddings', () => {
  it('accepts a text or a list of texts', async () => {
    const { data } = await openai.getEmbeddings({ url, model: 'm', input: 'one' });
    expect(server.last.json()).toEqual({ model: 'm', input: ['one'] });
    expect(data[0]?.embedding).toEqual([0.5, -1]);
    await openai.getEmbeddings({ url, model: 'm', input: ['one', 'two'] });
    expect(server.last.json()).toMatchObject({ input: ['one', 'two'] });
    await openai.getEmbeddings({ url, model: 'm', input: "['one','two']" });
    expect(server.last.json()).toMatchObject({ input: ['one', 'two'] });
  });
});

describe('the structures', () => {
  it('are the reference’s messages', async () => {
    const message = openai.getMessageStructure;
    expect(await message({ role: 'user', text: 'a', name: 'Vitaly' })).toEqual({
      role: 'user',
      content: 'a',
      name: 'Vitaly',
    });
    expect(await message({ role: 'tool', text: 'a', name: '' })).toEqual({
      role: 'tool',
      content: 'a',
    });
    expect(await openai.getUserMessage({ text: 'a', name: 'b' })).toEqual({
      role: 'user',
      content: 'a',
      name: 'b',
    });
    expect(await openai.getUserMessage({ text: 'a' })).toEqual({ role: 'user', content: 'a' });
    expect(await openai.getAssistantMessage({ text: 'a' })).toEqual({
      role: 'assistant',
      content: 'a',
    });
    expect(await openai.getSystemMessage({ text: 'a' })).toEqual({ role: 'system', content: 'a' });
  });

  it('describe images', async () => {
    const describe = openai.getImageDescriptionStructure;
    expect(await describe({ prompt: 'Yellow alpaca', count: 2 })).toEqual({
      prompt: 'Yellow alpaca',
      n: 2,
    });
    const all = { prompt: 'a', count: 1, background: 'opaque', size: '1024x1024' };
    expect(await describe({ ...all, options: { quality: 'low', n: 3 } })).toEqual({
      prompt: 'a',
      n: 3,
      background: 'opaque',
      size: '1024x1024',
      quality: 'low',
    });
    const description = await describe(all);
    const { data } = await openai.getImages({ url, model: 'm', description });
    expect(server.last.json()).toEqual({ model: 'm', ...description });
    expect(data[0]?.b64_json).toBe('AAAA');
  });
});
