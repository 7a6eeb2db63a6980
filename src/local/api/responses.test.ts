import { describe, expect, it } from 'vitest';
import { PNG } from '../../../test/support/definitions.js';
import { ask, events, withParrot } from '../../../test/support/embedded.js';
import * as openai from '../../services/openai/index.js';

const path = '/v1/responses';
const question = 'How do I upload a file?';
const own = withParrot();
const by = own.fetch;

// biome-ignore lint/suspicious/noExplicitAny: tests look into it, whatever it is.
async function respond(request: object, fetch?: typeof by): Promise<any> {
  const model = fetch ? 'parrot' : 'oint-guide';
  const { status, body } = await ask('POST', path, { model, ...request }, fetch);
  expect(body.error ?? null).toBeNull();
  expect(status).toBe(200);
  return body;
}

const said = (response: { output: { content: { text: string }[] }[] }) =>
  response.output.map(({ content }) => content[0]?.text).join('');

const weather = {
  ...{ type: 'function', name: 'weather', description: 'Tells the weather in a city' },
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

describe('a response', () => {
  it('is the model’s reply with its token counts, and is stored', async () => {
    const response = await respond({ input: question, metadata: { a: 'b' }, user: 'me' });
    expect(response).toMatchObject({
      ...{ object: 'response', status: 'completed', model: 'oint-guide', store: true, user: 'me' },
      output: [{ type: 'message', role: 'assistant', status: 'completed' }],
      metadata: { a: 'b' },
      usage: { input_tokens: 7 },
    });
    expect(said(response)).toMatch(/^UploadFile \(openai\)/);
    const kept = await ask('GET', `${path}/${response.id}`);
    expect(kept).toEqual({ status: 200, body: response });
    const { body: input } = await ask('GET', `${path}/${response.id}/input_items`);
    expect(input.data).toMatchObject([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: question }] },
    ]);
    const deleted = await ask('DELETE', `${path}/${response.id}`);
    expect(deleted.body).toEqual({ id: response.id, object: 'response', deleted: true });
    for (const [method, end] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/input_items'],
      ['POST', '/cancel'],
    ]) {
      const gone = await ask(method!, `${path}/${response.id}${end}`);
      expect([gone.status, gone.body.error]).toMatchObject([404, { code: 'not_found' }]);
    }
  });

  it('is not stored if the request says so', async () => {
    const { id } = await respond({ input: 'Hi', store: false });
    expect((await ask('GET', `${path}/${id}`)).status).toBe(404);
  });

  it('continues others, with their input and output, but not their instructions', async () => {
    const first = await respond({ input: 'one', instructions: 'A' }, by);
    expect(said(first)).toBe('A | one');
    const input = [{ role: 'user', content: [{ type: 'input_text', text: 'two' }] }];
    const second = await respond({ input, previous_response_id: first.id }, by);
    expect(said(second)).toBe('one | A | one | two');
    const third = { input: 'three', instructions: 'B', previous_response_id: second.id };
    expect(said(await respond(third, by))).toBe(
      'B | one | A | one | two | one | A | one | two | three',
    );
    await ask('DELETE', `${path}/${first.id}`, undefined, by);
    const { status, body } = await ask('POST', path, { model: 'parrot', ...third }, by);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'previous_response_not_found' });
  });

  it('accepts every kind of item, and references to items of others', async () => {
    const file_data = Buffer.from('a file').toString('base64');
    const earlier = await respond({ input: 'earlier' }, by);
    const image_url = `data:image/png;base64,${PNG.toString('base64')}`;
    const input = [
      { role: 'system', content: 'S' },
      { type: 'message', role: 'developer', content: 'D' },
      { role: 'user', content: [{ type: 'input_image', image_url }] },
      { role: 'user', content: [{ type: 'input_file', filename: 'a.txt', file_data }] },
      { role: 'assistant', content: 'I say' },
      { type: 'item_reference', id: earlier.output[0].id },
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
      { type: 'function_call', call_id: 'c2', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: 'r1' },
      { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'r2' }] },
    ];
    const response = await respond({ input }, by);
    const file = '--- a.txt ---\na file\n--- end of a.txt ---';
    expect(said(response)).toBe(
      ['S', 'D', '', file, 'I say', 'earlier', 'c1 r1', 'c2 r2'].join(' | '),
    );
    const items = `${path}/${response.id}/input_items`;
    const { body: all } = await ask('GET', `${items}?order=asc&limit=100`, undefined, by);
    expect((all.data as { type: string }[]).map(({ type }) => type)).toEqual([
      ...['message', 'message', 'message', 'message', 'message', 'message', 'reasoning'],
      ...['function_call', 'function_call', 'function_call_output', 'function_call_output'],
    ]);
    const { body: page } = await ask('GET', `${items}?limit=2`, undefined, by);
    expect(page).toMatchObject({ has_more: true, data: [{ call_id: 'c2' }, { call_id: 'c1' }] });
    const { body: next } = await ask(
      'GET',
      `${items}?limit=2&after=${page.last_id}`,
      undefined,
      by,
    );
    expect(next.data).toMatchObject([{ type: 'function_call' }, { type: 'function_call' }]);
    for (const query of ['limit=0', 'limit=x', 'order=up', 'after=nothing']) {
      expect((await ask('GET', `${items}?${query}`, undefined, by)).status).toBe(400);
    }
  });

  it('calls tools, and replies with their outputs', async () => {
    const tools = [weather];
    const called = await respond({ input: 'What is the weather in Paris?', tools });
    expect(called.output).toMatchObject([
      {
        type: 'function_call',
        name: 'weather',
        arguments: '{"city":"Paris"}',
        status: 'completed',
      },
    ]);
    const input = [
      { type: 'function_call_output', call_id: called.output[0].call_id, output: '21 °C' },
    ];
    const ended = await respond({ input, tools, previous_response_id: called.id });
    expect(said(ended)).toBe('21 °C');
    const choice = { type: 'function', name: 'weather' };
    const named = await respond({ input: 'Graz, in Austria', tools, tool_choice: choice });
    expect(named.output[0]).toMatchObject({ arguments: '{"city":"Austria"}' });
  });

  it('has the required form, or is refused', async () => {
    const schema = {
      type: 'object',
      properties: { born: { type: 'integer' } },
      required: ['born'],
      additionalProperties: false,
    };
    const format = { type: 'json_schema', name: 'person', schema, strict: true };
    const request = { input: 'Ada Lovelace was born in 1815.', text: { format } };
    const response = await respond(request);
    expect(said(response)).toBe('{"born":1815}');
    expect(response.text).toEqual({ format });
    const refused = await respond({ ...request, input: 'Hello!' });
    expect(refused.output[0].content).toEqual([
      { type: 'refusal', refusal: expect.stringContaining('"born"') },
    ]);
  });

  it('is incomplete if it would be too long', async () => {
    const response = await respond({ input: question, max_output_tokens: 16 });
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ status: 'incomplete' }],
      usage: { output_tokens: 16 },
    });
  });

  it('drops the oldest messages if allowed', async () => {
    const input = Array.from({ length: 8 }, (_, index) => ({
      ...{ role: 'user', content: `${index} ${'word '.repeat(9)}` },
    }));
    const long = await ask('POST', path, { model: 'parrot', input }, by);
    expect(long).toMatchObject({
      status: 400,
      body: { error: { code: 'context_length_exceeded' } },
    });
    const response = await respond({ input, instructions: 'S', truncation: 'auto' }, by);
    expect(said(response)).toMatch(/^S \| 4 word .* \| 7 word/);
    const one = [{ role: 'user', content: 'word '.repeat(60) }];
    const { status } = await ask(
      'POST',
      path,
      { model: 'parrot', input: one, truncation: 'auto' },
      by,
    );
    expect(status).toBe(400);
  });

  it('can run in the background, and be cancelled', async () => {
    const started = await respond({ input: 'hello', background: true }, by);
    expect(started).toMatchObject({ status: 'queued', background: true, output: [] });
    const get = async (id: string) => (await ask('GET', `${path}/${id}`, undefined, by)).body;
    while ((await get(started.id)).status !== 'completed');
    expect(said((await get(started.id)) as never)).toBe('hello');
    const cancel = (id: string) => ask('POST', `${path}/${id}/cancel`, undefined, by);
    expect((await cancel(started.id)).body.status).toBe('completed');

    const waiting = await respond({ input: 'WAIT', background: true }, by);
    await own.parrot.untilWaiting(1);
    expect((await cancel(waiting.id)).body).toMatchObject({ status: 'cancelled' });
    expect(own.parrot.stopped).toBe(1);
    expect(await get(waiting.id)).toMatchObject({ status: 'cancelled', output: [] });

    const broken = await respond({ input: 'BREAK', background: true }, by);
    while ((await get(broken.id)).status === 'queued');
    expect(await get(broken.id)).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: 'the parrot broke down' },
    });
    const { id } = await respond({ input: 'hello' }, by);
    expect((await cancel(id)).status).toBe(400);
  });
});

describe('a streamed response', () => {
  const typesOf = (all: { type: string }[]) =>
    all.map(({ type }) => type).filter((type, index, types) => type !== types[index - 1]);

  it('reports its progress in order, and is stored when the last event arrives', async () => {
    const all = await events(path, { model: 'oint-guide', input: question });
    expect(typesOf(all)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    const { response } = all.at(-1);
    const deltas = all.filter(({ type }) => type === 'response.output_text.delta');
    expect(deltas.map(({ delta }) => delta).join('')).toBe(said(response));
    expect((await ask('GET', `${path}/${response.id}`)).body).toEqual(response);
  });

  it('reports calls, refusals and an early end', async () => {
    const called = await events(path, {
      ...{ model: 'oint-guide', input: 'Weather in Paris and in Oslo', tools: [weather] },
    });
    const call = [
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
    ];
    expect(typesOf(called).slice(2, -1)).toEqual([...call, ...call]);
    expect(called.at(-1).response.output).toHaveLength(2);
    const schema = { type: 'array', items: { type: 'integer' }, minItems: 9 };
    const format = { type: 'json_schema', name: 'x', schema };
    const refused = await events(path, { model: 'oint-guide', input: 'Hi', text: { format } });
    expect(typesOf(refused)).toContain('response.refusal.delta');
    expect(typesOf(refused)).toContain('response.refusal.done');
    const cut = { model: 'oint-guide', input: question, max_output_tokens: 16 };
    expect((await events(path, cut)).at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: { status: 'incomplete' },
    });
  });

  it.each(['one BREAK', 'one END'])('reports its failure: %s', async (input) => {
    const all = await events(path, { model: 'parrot', input }, by);
    const { type, response } = all.at(-1);
    expect(type).toBe('response.failed');
    expect(response).toMatchObject({
      status: 'failed',
      error: { code: 'server_error' },
      output: [{ status: 'incomplete', content: [{ text: 'one' }] }],
    });
    expect((await ask('GET', `${path}/${response.id}`, undefined, by)).body).toEqual(response);
  });

  it('ends when its reader disconnects, and nothing is stored', async () => {
    const { app, parrot } = withParrot();
    const body = JSON.stringify({ model: 'parrot', input: 'one WAIT', stream: true });
    const answer = await app.fetch(new Request(`http://local${path}`, { method: 'POST', body }));
    const reader = answer.body!.getReader();
    const created = new TextDecoder().decode((await reader.read()).value);
    for (let events = 1; events < 5; events++) await reader.read();
    await parrot.untilWaiting(1);
    await reader.cancel();
    expect(parrot.stopped).toBe(1);
    const [, id] = /"id":"(resp_\w+)"/.exec(created)!;
    expect((await app.fetch(new Request(`http://local${path}/${id}`))).status).toBe(404);
  });
});

describe('a bad request for a response', () => {
  const item = (one: unknown) => ({ input: [one] });
  it.each<[object, string, string?]>([
    [{ model: undefined }, 'model'],
    [{ input: undefined }, 'input'],
    [{ input: [] }, 'input'],
    [item('Hi'), 'input[0]'],
    [item({ type: 'web_search_call' }), 'input[0].type', 'unsupported_value'],
    [item({ role: 'boss', content: 'Hi' }), 'input[0].role'],
    [item({ role: 'user' }), 'input[0].content'],
    [item({ role: 'user', content: ['Hi'] }), 'input[0].content[0]'],
    [item({ type: 'function_call' }), 'input[0]'],
    [item({ type: 'function_call_output', output: 'x' }), 'input[0].call_id'],
    [item({ type: 'function_call_output', call_id: 'x' }), 'input[0].output'],
    [item({ type: 'function_call_output', call_id: 'x', output: 'x' }), 'input'],
    [item({ type: 'item_reference', id: 'msg_1' }), 'input[0]', 'item_not_found'],
    [{ tools: [{ type: 'web_search' }] }, 'tools[0].type', 'unsupported_value'],
    [{ tools: [{ ...weather, strict: true }] }, 'tools[0].parameters', 'invalid_json_schema'],
    [{ text: 'json' }, 'text'],
    [{ text: { verbosity: 'low' } }, 'verbosity', 'unsupported_parameter'],
    [{ text: { format: { type: 'json_object' } } }, 'text.format'],
    [
      { text: { format: { type: 'json_schema', name: 'a', schema: { type: 1 } } } },
      'text.format.schema',
    ],
    [{ max_output_tokens: 15 }, 'max_output_tokens'],
    [{ truncation: 'some' }, 'truncation'],
    [{ metadata: 'x' }, 'metadata'],
    [{ include: ['message.output_text.logprobs'] }, 'include', 'unsupported_parameter'],
    [{ include: 'x' }, 'include'],
    [{ background: true, stream: true }, 'background', 'unsupported_parameter'],
    [{ conversation: 'conv_1' }, 'conversation', 'unsupported_parameter'],
    [{ prompt: { id: 'x' } }, 'prompt', 'unsupported_parameter'],
    [{ reasoning: { effort: 'high' } }, 'reasoning', 'unsupported_parameter'],
    [{ previous_response_id: 7 }, 'previous_response_id'],
    [{ n: 2 }, 'n', 'unknown_parameter'],
  ])('%j is refused, with the name of the field', async (request, param, code) => {
    const { status, body } = await ask('POST', path, {
      model: 'oint-guide',
      input: 'Hi',
      ...request,
    });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param, ...(code && { code }) });
  });

  it('to stream a stored response again is refused', async () => {
    expect((await ask('GET', `${path}/resp_1?stream=true`)).body.error).toMatchObject({
      code: 'unsupported_parameter',
    });
  });
});

describe('the methods of the OpenAI service', () => {
  const url = 'local';
  const model = 'oint-guide';

  it('create, get, list, cancel and delete responses', async () => {
    const response = await openai.createResponse({ url, model, input: question });
    expect(response.output_text).toMatch(/^UploadFile \(openai\)/);
    const { id } = response;
    expect(await openai.getStoredResponse({ url, id })).toEqual(response);
    const { data } = await openai.listResponseInputItems({ url, id });
    expect(data).toHaveLength(1);
    const options = { background: true };
    const { id: background } = await openai.createResponse({ url, model, input: 'Hi', options });
    expect((await openai.cancelResponse({ url, id: background })).status).toMatch(
      /cancelled|completed/,
    );
    expect(await openai.deleteStoredResponse({ url, id })).toMatchObject({ deleted: true });
  });

  it('stream them', async () => {
    const stream = await openai.createResponse.stream({ url, model, input: question });
    let text = '';
    for await (const { type, delta } of stream) {
      if (type === 'response.output_text.delta') text += String(delta);
    }
    expect(stream.result()).toMatchObject({ status: 'completed', output_text: text });
  });
});
