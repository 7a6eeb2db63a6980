import { describe, expect, it } from 'vitest';
import { ask, events, withParrot } from '../../../test/support/embedded.js';
import { countTokens } from '../engines/tokens.js';

const path = '/v1/chat/completions';
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'Tells the weather in a city',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    },
  },
};
const time = { type: 'function', function: { name: 'time', description: 'Tells the time' } };
const asking = (content: string, more: object = {}) => ({
  model: 'oint-guide',
  messages: [{ role: 'user', content }],
  tools: [weather, time],
  ...more,
});

// biome-ignore lint/suspicious/noExplicitAny: tests look into it, whatever it is.
async function choiceOf(request: object): Promise<any> {
  const { status, body } = await ask('POST', path, request);
  expect(body.error).toBeUndefined();
  expect(status).toBe(200);
  return (body.choices as unknown[])[0];
}

describe('tools in a chat completion', () => {
  it.each([{}, { properties: {} }, { type: ['object', 'null'] }, { anyOf: [{ type: 'object' }] }])(
    'are called with an object, whatever the schema: %o',
    async (parameters) => {
      const tool = { ...weather, function: { ...weather.function, parameters } };
      const { message } = await choiceOf(
        asking('What is the weather in Paris?', { tools: [tool] }),
      );
      expect(message.tool_calls).toMatchObject([{ function: { arguments: '{}' } }]);
    },
  );

  it('have arguments of type object, or are refused', async () => {
    const tool = { ...weather, function: { ...weather.function, parameters: { type: 'string' } } };
    const { status, body } = await ask('POST', path, asking('Hi', { tools: [tool] }));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param: 'tools[0].function.parameters' });
  });

  it('are called, and their outputs are in the reply', async () => {
    const request = asking('What is the weather in Paris and in Oslo?');
    const { message, finish_reason } = await choiceOf(request);
    expect(finish_reason).toBe('tool_calls');
    expect(message.content).toBeNull();
    const calls = message.tool_calls;
    expect(calls).toMatchObject([
      { type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
      { type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
    ]);
    expect(new Set(calls.map(({ id }: { id: string }) => id)).size).toBe(2);
    const results = [
      { role: 'tool', tool_call_id: calls[0].id, content: '21 °C' },
      { role: 'tool', tool_call_id: calls[1].id, content: [{ type: 'text', text: '-3 °C' }] },
    ];
    const messages = [...request.messages, message, ...results];
    const ended = await choiceOf({ ...request, messages });
    expect(ended).toMatchObject({
      finish_reason: 'stop',
      message: { content: 'Paris: 21 °C\nOslo: -3 °C' },
    });
    const schema = {
      type: 'object',
      properties: { paris: { type: 'integer' }, oslo: { type: 'integer' } },
      required: ['paris', 'oslo'],
      additionalProperties: false,
    };
    const response_format = {
      type: 'json_schema',
      json_schema: { name: 'degrees', schema, strict: true },
    };
    const json = await choiceOf({ ...request, messages, response_format });
    expect(json.message.content).toBe('{"paris":21,"oslo":-3}');
  });

  it('are chosen as the request says', async () => {
    const question = 'What is the weather in Paris?';
    const named = async (more: object) =>
      (await choiceOf(asking(question, more))).message.tool_calls?.[0].function.name;
    const only = (...names: string[]) => ({
      tools: names.map((name) => ({ type: 'function', function: { name } })),
    });
    expect(await named({})).toBe('weather');
    expect(await named({ tool_choice: 'none' })).toBeUndefined();
    expect(await named({ tool_choice: time })).toBe('time');
    expect(await named({ tool_choice: 'required' })).toBe('weather');
    const allowed = (mode: string, ...names: string[]) => ({
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode, ...only(...names) } },
    });
    expect(await named(allowed('required', 'time'))).toBe('time');
    expect(await named(allowed('auto', 'time'))).toBeUndefined();
    expect(await named(allowed('auto', 'time', 'weather'))).toBe('weather');
    const { status } = await ask('POST', path, asking(question, allowed('auto', 'nothing')));
    expect(status).toBe(400);
  });

  it('are not called with missing arguments, but asked about', async () => {
    const lacking = await choiceOf(asking('What is the weather?'));
    expect(lacking.message.content).toBe('To call weather, I need to know: city.');
    expect(lacking.finish_reason).toBe('stop');
    const cut = await choiceOf(asking('What is the weather in Paris?', { max_tokens: 2 }));
    expect(cut).toMatchObject({ finish_reason: 'length', message: { content: '' } });
    expect(cut.message.tool_calls).toBeUndefined();
  });

  it('are streamed as their names, then their arguments in chunks', async () => {
    const request = asking('Weather in Paris and in Oslo', {
      stream_options: { include_usage: true },
    });
    const chunks = await events(path, request);
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }: never) => delta));
    const calls = deltas.flatMap(({ tool_calls = [] }) => tool_calls);
    const begun = calls.filter(({ id }) => id !== undefined);
    expect(begun).toMatchObject([
      { index: 0, type: 'function', function: { name: 'weather', arguments: '' } },
      { index: 1, type: 'function', function: { name: 'weather', arguments: '' } },
    ]);
    const second = calls.filter(({ index }) => index === 1).map((call) => call.function.arguments);
    expect(second.length).toBeGreaterThan(3);
    expect(second.join('')).toBe('{"city":"Oslo"}');
    expect(chunks.at(-2).choices[0]).toMatchObject({ delta: {}, finish_reason: 'tool_calls' });
    const tokens = 2 * (countTokens('weather') + countTokens('{"city":"Oslo"}'));
    expect(chunks.at(-1).usage.completion_tokens).toBe(tokens);
  });
});

describe('a JSON reply', () => {
  const born = (content: string, more: object = {}) => ({
    model: 'oint-guide',
    messages: [{ role: 'user', content }],
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'person',
        schema: {
          type: 'object',
          properties: { name: { type: 'string' }, born: { type: 'integer' } },
          required: ['name', 'born'],
        },
      },
    },
    ...more,
  });

  it('matches the schema, or is refused honestly', async () => {
    const { message } = await choiceOf(born('Ada Lovelace was born in 1815.'));
    expect(message).toMatchObject({
      content: '{"name":"Ada Lovelace","born":1815}',
      refusal: null,
    });
    const refused = await choiceOf(born('Ada Lovelace was a mathematician.'));
    expect(refused).toMatchObject({
      finish_reason: 'stop',
      message: { content: null, refusal: expect.stringContaining('"born"') },
    });
  });

  it('is streamed, and so is a refusal', async () => {
    const textOf = async (content: string, key: string) =>
      (await events(path, born(content)))
        .map(({ choices }) => choices[0].delta[key] ?? '')
        .join('');
    expect(await textOf('Ada Lovelace, born 1815', 'content')).toBe(
      '{"name":"Ada Lovelace","born":1815}',
    );
    expect(await textOf('Hello!', 'refusal')).toContain('"born"');
  });

  it('can be any JSON if no schema is given', async () => {
    const messages = [
      { role: 'system', content: 'Answer in JSON.' },
      { role: 'user', content: 'How do I upload a file?' },
    ];
    const response_format = { type: 'json_object' };
    const { message } = await choiceOf({ model: 'oint-guide', messages, response_format });
    expect(JSON.parse(message.content)).toEqual({
      answer: expect.stringContaining('UploadFile (openai)'),
    });
  });
});

describe('an error', () => {
  const saying = (content: string, more: object = {}) => ({
    model: 'parrot',
    messages: [{ role: 'user', content }],
    ...more,
  });

  it('before the first chunk sets the status, streamed or not', async () => {
    const content = 'word '.repeat(60);
    for (const stream of [false, true]) {
      const { status, body } = await ask(
        'POST',
        path,
        saying(content, { stream }),
        withParrot().fetch,
      );
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 'context_length_exceeded' });
    }
    const guide = {
      model: 'oint-guide',
      messages: [{ role: 'user', content: 'a '.repeat(128_001) }],
    };
    expect((await ask('POST', path, guide)).body.error).toMatchObject({
      code: 'context_length_exceeded',
    });
  });

  it.each([
    ['one two BREAK', 'Internal error of the embedded server: the parrot broke down'],
    [
      'one two END',
      'Internal error of the embedded server: the model stopped in the middle of its reply',
    ],
  ])(
    'in the middle of a stream is an event, and no end is made up: %s',
    async (content, message) => {
      const { fetch } = withParrot();
      const chunks = await events(path, saying(content), fetch);
      expect(chunks.map(({ choices }) => choices?.[0].delta.content)).toEqual([
        '',
        'one',
        ' two',
        undefined,
      ]);
      expect(chunks.at(-1)).toEqual({
        error: { message, type: 'server_error', param: null, code: null },
      });
      const { status, body } = await ask('POST', path, saying(content), fetch);
      expect(status).toBe(500);
      expect(body.error).toMatchObject({ message });
    },
  );

  it('stops the other choices too', async () => {
    const { app, parrot } = withParrot();
    const controller = new AbortController();
    const body = JSON.stringify(saying('WAIT', { n: 2 }));
    const answer = app.fetch(
      new Request(`http://local${path}`, { method: 'POST', body, signal: controller.signal }),
    );
    await parrot.untilWaiting(2);
    controller.abort();
    expect((await answer).status).toBe(500);
    expect(parrot.stopped).toBe(2);
  });

  it('is not raised if the client leaves a stream: the model is stopped', async () => {
    const { app, parrot } = withParrot();
    const body = JSON.stringify(saying('one two WAIT', { stream: true }));
    const answer = await app.fetch(new Request(`http://local${path}`, { method: 'POST', body }));
    const reader = answer.body!.getReader();
    for (let pieces = 0; pieces < 3; pieces++) await reader.read();
    await parrot.untilWaiting(1);
    await reader.cancel();
    expect(parrot.stopped).toBe(1);
  });
});
