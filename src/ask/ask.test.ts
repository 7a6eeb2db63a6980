import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { JPEG } from '../../test/support/definitions.js';
import { failure } from '../../test/support/failure.js';
import { folder } from '../../test/support/folder.js';
import { chunk, OpenAiServer, type Recorded, sse } from '../../test/support/openai-server.js';
import { json } from '../../test/support/server.js';
import { AbortedError, HttpError, InputError, ResponseError } from '../core/errors/errors.js';
import { type AskEvent, ask, askStream, type Question, tool } from './index.js';

const server = await OpenAiServer.start();
beforeEach(() => server.reset());

const question = (more: Partial<Question> = {}): Question => ({
  url: server.url,
  model: 'gpt-5-mini',
  prompt: 'Hi',
  ...more,
});

type Said = (request: Recorded) => object[];

const text =
  (content: string, more: object = {}): Said =>
  () => [chunk({ role: 'assistant', content }), { ...chunk({}, {}, 'stop'), ...more }];

const calling =
  (...calls: [name: string, args: string][]): Said =>
  () => [
    chunk({
      tool_calls: calls.map(([name, args], index) => ({
        index,
        id: `id-${index}`,
        type: 'function',
        function: { name, arguments: args },
      })),
    }),
    chunk({}, {}, 'tool_calls'),
  ];

/** The server sends these replies, one after the other; the last one repeatedly. */
function replies(...said: Said[]): void {
  let count = 0;
  server.on('POST /chat/completions', (request, response) => {
    sse(response, [...said[Math.min(count++, said.length - 1)]!(request), '[DONE]']);
    response.end();
  });
}

const messagesOf = (index: number) =>
  server.requests[index]!.json<{ messages: { role: string; content: unknown }[] }>().messages;

const add = tool({
  name: 'add',
  description: 'Adds two numbers',
  input: z.object({ a: z.number(), b: z.number() }),
  run: ({ a, b }) => a + b,
});

describe('a question', () => {
  it('is answered, and can be continued', async () => {
    const first = await ask(question({ system: 'Be brief', prompt: 'Hi' }));
    expect(first).toMatchObject({ text: 'Hello!', value: undefined, finishReason: 'stop' });
    await ask(question({ messages: first.messages, prompt: 'And?' }));
    expect(messagesOf(1)).toEqual([
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello!' },
      { role: 'user', content: 'And?' },
    ]);
  });

  it('replaces the earlier system message with a new one', async () => {
    const messages = [
      { role: 'system', content: 'old' },
      { role: 'user', content: 'Hi' },
    ];
    await ask(question({ messages, system: 'new', prompt: undefined }));
    expect(messagesOf(0)).toEqual([{ role: 'system', content: 'new' }, messages[1]]);
  });

  it('without a prompt is refused before anything is sent', async () => {
    await failure(ask(question({ prompt: '' })), InputError);
    expect(server.requests).toHaveLength(0);
  });

  it('reports events as they happen', async () => {
    const events: AskEvent[] = [];
    const stream = askStream(question());
    for await (const event of stream) events.push(event);
    expect(events.map((e) => (e.type === 'text' ? e.text : e.type))).toEqual([
      'Hel',
      'lo',
      '!',
      'step',
    ]);
    expect(stream.answer().text).toBe('Hello!');
  });

  it('sends the reply back as it came, with what the server needs again', async () => {
    const now = tool({ name: 'now', description: 'Time', input: z.object({}), run: () => '12:00' });
    const extra_content = { google: { thought_signature: 'sig' } };
    const called = { id: 'a', type: 'function', function: { name: 'now', arguments: '' } };
    const details = (text: string) => [{ type: 'reasoning.text', index: 0, text }];
    replies(
      () => [
        chunk({ role: 'assistant', content: '', refusal: null, annotations: [] }),
        chunk({ reasoning_content: 'I must ', reasoning_details: details('I must ') }),
        chunk({ reasoning_content: 'look', reasoning_details: details('look') }),
        chunk({ tool_calls: [{ index: 0, ...called, extra_content }] }, {}, 'tool_calls'),
      ],
      text('<think>Hm</think>Noon'),
      text('Yes'),
    );
    const first = await ask(question({ tools: [now] }));
    expect(first.text).toBe('Noon');
    await ask(question({ messages: first.messages, prompt: 'Sure?' }));
    const withEmpty = { ...called, function: { name: 'now', arguments: '{}' } };
    const calls = {
      role: 'assistant',
      content: null,
      reasoning_content: 'I must look',
      reasoning_details: details('I must look'),
      tool_calls: [{ ...withEmpty, extra_content }],
    };
    expect(messagesOf(1)[1]).toEqual(calls);
    expect(messagesOf(2)).toEqual([
      { role: 'user', content: 'Hi' },
      calls,
      { role: 'tool', tool_call_id: 'a', content: '12:00' },
      { role: 'assistant', content: '<think>Hm</think>Noon' },
      { role: 'user', content: 'Sure?' },
    ]);
  });

  it('is only the answer, also where the tag of the reasoning was never opened', async () => {
    const pieces = ['Hm, ', 'well.', '\n</thi', 'nk>\n\n', 'Yes'];
    replies(() => [...pieces.map((content) => chunk({ content })), chunk({}, {}, 'stop')]);
    const stream = askStream(question());
    const events: AskEvent[] = [];
    for await (const event of stream) events.push(event);
    expect(stream.answer()).toMatchObject({ text: 'Yes', reasoning: 'Hm, well.\n' });
    expect(events.map(({ type }) => type)).toEqual([
      'text',
      'text',
      'text',
      'turned',
      'text',
      'step',
    ]);
  });

  it('drops from a reply what the server then refuses', async () => {
    let count = 0;
    server.on('POST /chat/completions', (request, response) => {
      const { messages } = request.json<{ messages: object[] }>();
      if (messages.some((message) => 'reasoning' in message)) {
        const error = { message: "'messages.1': property 'reasoning' is unsupported" };
        return json(response, { error }, 400);
      }
      sse(response, [chunk({ content: `ok ${count++}`, reasoning: 'Hm' }, {}, 'stop'), '[DONE]']);
      return response.end();
    });
    const first = await ask(question());
    const second = await ask(question({ messages: first.messages }));
    expect(second).toMatchObject({ text: 'ok 1', reasoning: 'Hm' });
  });

  it('separates reasoning, and sums the tokens of its steps', async () => {
    const usage = { usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 } };
    replies(
      (request) => [...calling(['add', '{"a":1,"b":2}'])(request), { ...chunk({}), ...usage }],
      (request) => [chunk({ reasoning_content: 'Easy. ' }), ...text('3', usage)(request)],
    );
    const answer = await ask(question({ tools: [add] }));
    expect(answer).toMatchObject({ text: '3', reasoning: 'Easy. ' });
    expect(answer.usage).toMatchObject({ input: 10, output: 4, total: 14 });
    expect(answer.steps).toHaveLength(2);
  });

  it('passes on failures of the server', async () => {
    server.on('POST /chat/completions', (_, response) => response.writeHead(401).end());
    await failure(ask(question()), HttpError);
  });

  it('is cancelled by its signal', async () => {
    const ending = new AbortController();
    server.on('POST /chat/completions', (_, response) => {
      sse(response, [chunk({ content: 'Hel' })]);
    });
    const reading = async () => {
      for await (const event of askStream(question(), { signal: ending.signal })) {
        if (event.type === 'text') ending.abort();
      }
    };
    await failure(reading(), AbortedError);
  });
});

describe('attachments', async () => {
  const inside = await folder();
  const put = async (name: string, data: string | Buffer) => {
    const path = join(inside, name);
    await writeFile(path, data);
    return path;
  };
  const wav = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1'), Buffer.alloc(24)]);

  it('become the parts that the protocol has for them', async () => {
    const attachments = [
      await put('photo.bin', JPEG),
      await put('paper.pdf', '%PDF-1.7 …'),
      await put('sound.wav', wav),
      await put('notes.md', '# Hé'),
      'https://example.org/cat.png?size=1',
    ];
    await ask(question({ attachments }));
    expect(messagesOf(0)[0]!.content).toEqual([
      { type: 'text', text: 'Hi' },
      {
        type: 'image_url',
        image_url: { url: `data:image/jpeg;base64,${JPEG.toString('base64')}` },
      },
      {
        type: 'file',
        file: {
          filename: 'paper.pdf',
          file_data: expect.stringMatching(/^data:application\/pdf;base64,JVBERi/),
        },
      },
      { type: 'input_audio', input_audio: { data: wav.toString('base64'), format: 'wav' } },
      { type: 'text', text: '--- notes.md ---\n# Hé\n--- end of notes.md ---' },
      { type: 'image_url', image_url: { url: 'https://example.org/cat.png?size=1' } },
    ]);
  });

  it('of another type are refused by name', async () => {
    const zip = await put('a.zip', Buffer.from('504b030414000000', 'hex'));
    const attachments = [zip];
    const error = await failure(ask(question({ attachments })), InputError);
    expect(error.message).toMatch(/a\.zip has a type that models do not accept/);
    expect(server.requests).toHaveLength(0);
    const missing = [join(inside, 'none.txt')];
    await failure(ask(question({ attachments: missing })), InputError);
  });
});

describe('an answer with a schema', () => {
  const schema = z.object({ name: z.string(), age: z.number() });

  it('is requested, checked and typed', async () => {
    replies(text('{"name":"A","age":3}'));
    const { value } = await ask({ ...question(), schema });
    expect(value).toEqual({ name: 'A', age: 3 });
    expectTypeOf(value).toEqualTypeOf<{ name: string; age: number }>();
    expect(server.last.json()).toMatchObject({
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', schema: { required: ['name', 'age'] } },
      },
    });
  });

  it.each([
    'Here you are:\n```json\n{"name":"A","age":3}\n```\nAnything else?',
    'Sure: {"name":"A","age":3} — is that it?',
  ])('is found between sentences: %j', async (said) => {
    replies(text(said));
    expect((await ask({ ...question(), schema })).value).toEqual({ name: 'A', age: 3 });
  });

  it('that does not match is sent back with the problem', async () => {
    replies(text('{"name":"A"}'), text('Sorry'), text('{"name":"A","age":3}'));
    const events: AskEvent[] = [];
    const stream = askStream({ ...question(), schema });
    for await (const event of stream) events.push(event);
    expect(stream.answer().value).toEqual({ name: 'A', age: 3 });
    const problems = events.flatMap((e) => (e.type === 'repair' ? [e.problem] : []));
    expect(problems).toEqual([
      expect.stringMatching(/^age: /),
      expect.stringMatching(/not valid JSON/),
    ]);
    expect(messagesOf(1).at(-2)).toMatchObject({ role: 'assistant', content: '{"name":"A"}' });
    expect(messagesOf(1).at(-1)!.content).toContain(problems[0]);
  });

  it('that never matches is an error with the last text', async () => {
    replies(text('{"name":7}'));
    const error = await failure(ask({ ...question(), schema, maxRepairs: 1 }), ResponseError);
    expect(error.message).toMatch(/after 2 attempts: name: .*\n.*\{"name":7\}/s);
    expect(error.partial).toMatchObject({ text: '{"name":7}' });
    expect(server.requests).toHaveLength(2);
  });
});

describe('tools', () => {
  it('are described to the model, run in parallel, and answered in order', async () => {
    const order: string[] = [];
    let release = () => {};
    const second = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = tool({
      name: 'slow',
      description: 'Waits for the other',
      input: {},
      async run() {
        await second;
        order.push('slow');
        return { done: 1n, bytes: Buffer.from('abc') };
      },
    });
    const quick = tool({
      name: 'quick',
      description: 'Lets the other go on',
      input: {},
      run() {
        order.push('quick');
        release();
        return 'ok';
      },
    });
    replies(calling(['slow', ''], ['quick', '{}']), text('Done'));
    const { text: said } = await ask(question({ tools: [slow, quick] }));
    expect(said).toBe('Done');
    expect(order).toEqual(['quick', 'slow']);
    expect(server.requests[0]!.json()).toMatchObject({
      tools: [{ type: 'function', function: { name: 'slow', parameters: {} } }, {}],
    });
    expect(messagesOf(1).slice(-2)).toEqual([
      { role: 'tool', tool_call_id: 'id-0', content: '{"done":"1","bytes":"(3 bytes)"}' },
      { role: 'tool', tool_call_id: 'id-1', content: 'ok' },
    ]);
  });

  it.each<[string, string, string, RegExp]>([
    ['an unknown tool', 'subtract', '{}', /there is no tool "subtract"; available: add, fail/],
    ['arguments that are not JSON', 'add', '{"a":', /not valid JSON/],
    [
      'arguments that are too deep',
      'add',
      `{"a":${'['.repeat(300)}`,
      /nested deeper than 200 levels/,
    ],
    ['arguments that are not valid', 'add', '{"a":1}', /are not valid: b: /],
    ['a tool that fails', 'fail', '{}', /it broke/],
  ])('report %s to the model', async (_, name, args, why) => {
    const fail = tool({
      name: 'fail',
      description: 'Fails',
      input: {},
      run() {
        throw new Error('it broke');
      },
    });
    replies(calling([name, args]), text('I see'));
    await ask(question({ tools: [add, fail] }));
    expect(messagesOf(1).at(-1)!.content).toMatch(why);
  });

  it('ask for approval before they run, on request', async () => {
    const asked: unknown[] = [];
    replies(calling(['add', '{"a":1,"b":2}']), text('Fine'));
    const confirm = (use: object) => {
      asked.push(use);
      return 'not on a Sunday';
    };
    await ask(question({ tools: [add], confirm }));
    expect(asked).toEqual([{ id: 'id-0', name: 'add', arguments: '{"a":1,"b":2}' }]);
    expect(messagesOf(1).at(-1)!.content).toBe('Error: not on a Sunday');
  });

  it('stop at the limit of steps', async () => {
    replies(calling(['add', '{"a":1,"b":2}']));
    const error = await failure(ask(question({ tools: [add], maxSteps: 3 })), ResponseError);
    expect(error.message).toMatch(/after 3 steps/);
    expect(server.requests).toHaveLength(3);
  });

  it('need names that models accept', () => {
    const make = () => tool({ name: 'no spaces', description: '', input: {}, run: () => 1 });
    expect(make).toThrow(InputError);
  });
});
