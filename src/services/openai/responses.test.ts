import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { OpenAiServer, sse } from '../../../test/support/openai-server.js';
import { json } from '../../../test/support/server.js';
import { AbortedError, HttpError, InputError, ResponseError } from '../../core/errors/errors.js';
import type { CallOptions } from '../../index.js';
import * as openai from './index.js';
import { message, response, responseEvents } from './testing/answers.js';
import type { ModelResponse, ResponseEvent } from './types.js';

const server = await OpenAiServer.start();
const url = server.url;
const asked = { url, model: 'gpt-5-mini', input: 'Hi' };

const answers = (body: unknown, status = 200) =>
  server.on('POST /responses', (_, answer) => json(answer, body, status));

/** Responds with these events; with `end` false the connection stays open. */
const streams = (data: readonly (object | string)[], end = true) =>
  server.on('POST /responses', (_, answer) => {
    sse(answer, data);
    if (end) answer.end();
  });

beforeEach(() => {
  server.reset();
  answers(response);
});

const open = (call: CallOptions = {}) =>
  openai.createResponse.stream(asked, { retries: 0, ...call, fullResponse: false });

async function all(opening: ReturnType<typeof open>): Promise<ResponseEvent[]> {
  const events: ResponseEvent[] = [];
  for await (const event of await opening) events.push(event);
  return events;
}

const sent = () => server.last.json<{ input: unknown }>().input;
const { text, textOf } = openai.createResponse.definition;

describe('createResponse', () => {
  it('returns the server’s response, and its text', async () => {
    const found = await openai.createResponse(asked);
    expectTypeOf(found).toEqualTypeOf<ModelResponse>();
    expect(found).toEqual({ ...response, output_text: 'Hello!' });
    expect(text!(found)).toBe('Hello!');
    expect(server.last.json()).toEqual({ model: 'gpt-5-mini', input: 'Hi' });
  });

  it('returns no text if there is none: a tool call', async () => {
    const call = { type: 'function_call', call_id: 'c', name: 'time', arguments: '{}' };
    answers({ ...response, output: [call] });
    const found = await openai.createResponse(asked);
    expect(found).not.toHaveProperty('output_text');
    expect(text!(found)).toBeUndefined();
  });

  it('lets the caller’s options override', async () => {
    await openai.createResponse({ ...asked, options: { model: 'other', store: false } });
    expect(server.last.json()).toEqual({ model: 'other', input: 'Hi', store: false });
  });

  it('converts the parts of chat messages to its own', async () => {
    const data = 'data:image/png;base64,AAAA';
    await openai.createResponse({
      ...asked,
      input: [
        await openai.getSystemMessage({ text: 'Be brief.' }),
        { role: 'assistant', content: [{ type: 'text', text: 'Yes?' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image_url', image_url: { url: data, detail: 'low' } },
            { type: 'image_url', image_url: { url: data } },
            { type: 'input_image', file_id: 'file-1' },
            { type: 'file', file: { file_id: 'file-2' } },
            { type: 'input_file', file_id: 'file-3' },
          ],
        },
        { type: 'function_call_output', call_id: 'c', output: '12:00' },
        'And now?',
      ],
    });
    expect(sent()).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'assistant', content: [{ type: 'output_text', text: 'Yes?' }] },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'What is it?' },
          { type: 'input_image', image_url: data, detail: 'low' },
          { type: 'input_image', image_url: data, detail: 'auto' },
          { type: 'input_image', file_id: 'file-1', detail: 'auto' },
          { type: 'input_file', file_id: 'file-2' },
          { type: 'input_file', file_id: 'file-3' },
        ],
      },
      { type: 'function_call_output', call_id: 'c', output: '12:00' },
      { role: 'user', content: 'And now?' },
    ]);
  });

  it('refuses an invalid item, by its position', async () => {
    const error = await failure(
      openai.createResponse({ ...asked, input: ['Hi', { content: 'x' } as never] }),
      InputError,
    );
    expect(error.param).toBe('input[1]');
    expect(server.requests).toEqual([]);
  });

  it('that failed with status 200 is an error, with what had arrived', async () => {
    const failed = { code: 'server_error', message: 'The model is overloaded' };
    answers({ ...response, status: 'failed', error: failed });
    const error = await failure(openai.createResponse(asked), ResponseError);
    expect(error.message).toContain('failed to respond: The model is overloaded');
    expect(error.partial).toMatchObject({ id: 'resp_1', status: 'failed' });
  });

  it('is not retried if it may have happened: a tool may have been used', async () => {
    answers({ error: { message: 'boom' } }, 500);
    await failure(openai.createResponse(asked, { retries: 2 }), HttpError);
    expect(server.requests).toHaveLength(1);
  });

  it('returns the complete response if the options ask for a stream', async () => {
    streams(responseEvents);
    const found = await openai.createResponse({ ...asked, options: { stream: true } });
    expect(found).toEqual({ ...response, output_text: 'Hello!' });
  });
});

describe('a stream of a response', () => {
  it('yields the events unchanged, and the complete response at the end', async () => {
    streams(responseEvents);
    const stream = await open();
    const events = [];
    for await (const event of stream) events.push(event);
    expect(events).toEqual(responseEvents);
    expect(events.map((event) => textOf!(event) ?? '').join('')).toBe('Hello!');
    expect(stream.result()).toEqual({ ...response, output_text: 'Hello!' });
    expect(server.last.json()).toMatchObject({ stream: true, input: 'Hi' });
  });

  it('has a result in between, which does not grow with later events', async () => {
    streams(responseEvents);
    const stream = await open();
    const seen: (string | undefined)[] = [];
    let first: ModelResponse | undefined;
    for await (const { type } of stream) {
      if (type !== 'response.output_text.delta') continue;
      first ??= stream.result();
      seen.push(stream.result().output_text);
    }
    expect(seen).toEqual(['Hel', 'Hello!']);
    expect(first).toMatchObject({ id: 'resp_1', status: 'in_progress', output_text: 'Hel' });
  });

  it('may be split anywhere, and may have the type outside of the data', async () => {
    const wire = Buffer.from(
      responseEvents
        .map((event) => {
          const { type, ...rest } = event as { type: string };
          return `event: ${type}\r\ndata: ${JSON.stringify(rest)}\r\n\r\n`;
        })
        .join(''),
    );
    server.on('POST /responses', async (_, answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let at = 0; at < wire.length; at += 97) {
        await new Promise((done) => answer.write(wire.subarray(at, at + 97), done));
      }
      answer.end();
    });
    const events = await all(open());
    expect(events.map(({ type }) => type)).toEqual(
      responseEvents.map((event) => (event as { type: string }).type),
    );
  });

  it('assembles arguments, refusals and reasoning', async () => {
    const call = { type: 'function_call', call_id: 'c', name: 'time', arguments: '' };
    const at = (output_index: number) => ({ output_index, content_index: 0, summary_index: 0 });
    streams(
      [
        { type: 'response.created', response: { ...response, output: [], status: 'in_progress' } },
        { type: 'response.output_item.added', ...at(1), item: call },
        { type: 'response.function_call_arguments.delta', ...at(1), delta: '{"zo' },
        { type: 'response.function_call_arguments.delta', ...at(1), delta: 'ne":1}' },
        { type: 'response.output_item.added', ...at(0), item: { type: 'reasoning', summary: [] } },
        { type: 'response.reasoning_summary_text.delta', ...at(0), delta: 'Hm' },
        { type: 'response.reasoning_summary_text.delta', ...at(0), delta: '…' },
        { type: 'response.refusal.delta', ...at(2), delta: 'No.' },
        // A list as long as a server claims would crash any reader.
        { type: 'response.output_text.delta', output_index: 3, content_index: 4e9, delta: 'x' },
      ],
      false,
    );
    const stream = await open({ idleTimeout: 100 });
    await expect(async () => {
      for await (const _ of stream);
    }).rejects.toThrow('without data (idleTimeout)');
    expect(stream.result().output).toEqual([
      { type: 'reasoning', summary: [{ text: 'Hm…' }] },
      { ...call, arguments: '{"zone":1}' },
      { type: 'message', role: 'assistant', content: [{ refusal: 'No.' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'x' }] },
    ]);
  });

  it('that is incomplete has ended properly: the result says why', async () => {
    const cut = {
      ...response,
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    };
    streams([...responseEvents.slice(0, -1), { type: 'response.incomplete', response: cut }]);
    const stream = await open();
    for await (const _ of stream);
    expect(stream.result()).toMatchObject({ status: 'incomplete', output_text: 'Hello!' });
  });

  it('keeps what arrived if the last event omits it', async () => {
    const bare = { type: 'response.completed', response: { ...response, output: [] } };
    streams([...responseEvents.slice(0, -1), bare, '[DONE]']);
    const stream = await open();
    for await (const _ of stream);
    expect(stream.result()).toMatchObject({ output: [message], output_text: 'Hello!' });
  });

  it('from a server that does not stream is its response', async () => {
    const stream = await open();
    const texts = [];
    for await (const event of stream) texts.push(textOf!(event));
    expect(texts).toEqual(['Hello!']);
    expect(stream.result()).toEqual({ ...response, output_text: 'Hello!' });
  });

  it('can be left early without waiting for the rest', async () => {
    streams(responseEvents.slice(0, 5), false);
    const stream = await open();
    for await (const { type } of stream) if (type.endsWith('.delta')) break;
    expect(stream.result().output_text).toBe('Hel');
    await expect(async () => {
      for await (const _ of stream);
    }).rejects.toThrow('read only once');
  });

  it('ends with the caller’s signal', async () => {
    streams(responseEvents.slice(0, 5), false);
    const stop = new AbortController();
    const reading = (async () => {
      for await (const { type } of await open({ signal: stop.signal })) {
        if (type.endsWith('.delta')) stop.abort();
      }
    })();
    const error = await failure(reading, AbortedError);
    expect(error.partial).toMatchObject({ output_text: 'Hel' });
  });
});

describe('a stream of a response that breaks is an error with what had arrived', () => {
  const begun = responseEvents.slice(0, 5);
  const failed = {
    type: 'response.failed',
    response: {
      ...response,
      status: 'failed',
      error: { code: 'server_error', message: 'No GPU' },
      output: [],
    },
  };
  const error = { type: 'error', code: 'rate_limit', message: 'Too fast', param: null };
  const partial = { id: 'resp_1', output_text: 'Hel' };

  it.each<[string, readonly (object | string)[], RegExp]>([
    ['ended early', begun, /ended early, after 5 events: no response\.completed/],
    ['ended by only [DONE]', [...begun, '[DONE]'], /ended early, after 5 events/],
    ['response.failed', [...begun, failed], /the server reported an error: No GPU/],
    ['an event of type error', [...begun, error], /the server reported an error: Too fast/],
    ['an error in the form of other servers', [...begun, { error: { message: 'x' } }], /: x$/],
    ['no JSON', [...begun, '<html>'], /not valid JSON: <html>/],
    ['no object', [...begun, '[1]'], /sent \[1\] instead of a response/],
  ])('%s', async (_, events, says) => {
    streams(events);
    const found = await failure(all(open()), ResponseError);
    expect(found.message).toMatch(says);
    expect(found.partial).toMatchObject(partial);
    expect(found.exitStatus).toBe(1);
  });

  it('cut in the middle', async () => {
    server.on('POST /responses', (_, answer) => {
      sse(answer, begun);
      answer.write('data: {"type":"respo', () => answer.destroy());
    });
    const found = await failure(all(open()), ResponseError);
    expect(found).toMatchObject({ cut: true, partial });
  });

  it('failed as a whole, if the server does not stream', async () => {
    answers(failed.response);
    const found = await failure(all(open()), ResponseError);
    expect(found.message).toContain('No GPU');
    expect(found.partial).toMatchObject({ id: 'resp_1', status: 'failed' });
  });
});

describe('stored responses', () => {
  it('are returned with their text, cancelled and listed', async () => {
    server.on('GET /responses/resp_1', (_, answer) => json(answer, response));
    server.on('POST /responses/resp_1/cancel', (_, answer) =>
      json(answer, { ...response, status: 'cancelled' }),
    );
    server.on('GET /responses/resp_1/input_items', (_, answer) => json(answer, [message]));
    const id = 'resp_1';
    const found = await openai.getStoredResponse({ url, id, options: { include: ['a', 'b'] } });
    expect(found.output_text).toBe('Hello!');
    expect(server.last.query.getAll('include')).toEqual(['a', 'b']);
    expect(await openai.cancelResponse({ url, id })).toMatchObject({ status: 'cancelled' });
    expect(await openai.listResponseInputItems({ url, id })).toMatchObject({ data: [message] });
    expect(server.last.query.get('limit')).toBe('20');
  });

  it('that failed are reported, not thrown', async () => {
    server.on('GET /responses/resp_1', (_, answer) =>
      json(answer, { ...response, status: 'failed', error: { message: 'x' } }),
    );
    const found = await openai.getStoredResponse({ url, id: 'resp_1' });
    expect(found.status).toBe('failed');
  });

  it('are deleted, also by a server that sends no body', async () => {
    server.on('DELETE /responses/resp_1', (_, answer) => void answer.writeHead(200).end());
    const deleted = await openai.deleteStoredResponse({ url, id: 'resp_1' });
    expect(deleted).toEqual({ id: 'resp_1', object: 'response', deleted: true });
  });

  it('cannot be requested with an ID that leads to another path', async () => {
    await failure(openai.getStoredResponse({ url, id: '..' }), InputError);
    expect(server.requests).toEqual([]);
  });
});
