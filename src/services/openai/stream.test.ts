import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { chunk, completion, OpenAiServer, sse } from '../../../test/support/openai-server.js';
import { json } from '../../../test/support/server.js';
import { AbortedError, HttpError, InputError } from '../../core/errors/errors.js';
import type { CallOptions } from '../../index.js';
import * as openai from './index.js';
import type { ChatChunk, ChatCompletion } from './types.js';

const server = await OpenAiServer.start();
const url = server.url;
beforeEach(() => server.reset());

const open = (call: CallOptions = {}, more: object = {}) =>
  openai.streamResponse(
    { url, model: 'gpt-5-mini', messages: 'Hi', ...more },
    { retries: 0, ...call, fullResponse: false },
  );

/** Responds with these events; with `end` false the connection stays open. */
const answer = (data: readonly (object | string)[], end = true) =>
  server.on('POST /chat/completions', (_, response) => {
    sse(response, data);
    if (end) response.end();
  });

type Stream = Awaited<ReturnType<typeof open>>;

async function all(stream: Stream): Promise<ChatChunk[]> {
  const chunks: ChatChunk[] = [];
  for await (const one of stream) chunks.push(one);
  return chunks;
}

const hello = [chunk({ role: 'assistant', content: 'Hel' }), chunk({ content: 'lo' })];

describe('streamResponse', () => {
  it('yields the response chunk by chunk, and has the complete response at the end', async () => {
    const stream = await open();
    expectTypeOf<Stream>().toExtend<AsyncIterable<ChatChunk>>();
    expectTypeOf(stream.result()).toEqualTypeOf<ChatCompletion>();
    const chunks = await all(stream);
    expect(chunks.map(({ choices }) => choices[0]?.delta?.content)).toEqual([
      undefined,
      'Hel',
      'lo',
      '!',
      undefined,
    ]);
    expect(stream.result()).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_726_000_000,
      model: 'gpt-5-mini',
      choices: [
        { index: 0, message: { role: 'assistant', content: 'Hello!' }, finish_reason: 'stop' },
      ],
    });
    expect(server.last.json()).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(server.last.headers.accept).toContain('text/event-stream');
  });

  it('keeps usage, which comes in the last chunk, and unknown fields', async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    answer([
      { ...hello[0], usage: null, System_Fingerprint: 'fp' },
      chunk({}, { content_filter_results: { hate: 1 } }, 'length'),
      { id: 'chatcmpl-1', choices: [], usage },
      '[DONE]',
    ]);
    const stream = await open();
    await all(stream);
    expect(stream.result()).toMatchObject({
      usage,
      system_fingerprint: 'fp',
      choices: [{ finish_reason: 'length', content_filter_results: { hate: 1 } }],
    });
  });

  it('gives every chunk a list of choices, even if the server omits it', async () => {
    answer([{ usage: {} }, { choices: null }, ...hello, chunk({}, {}, 'stop')]);
    for await (const { choices } of await open()) expect(choices).toBeInstanceOf(Array);
  });

  it('parses a response whose characters and lines are split anywhere', async () => {
    const text = 'naïve 🦙 – ещё';
    const event = `: ping\r\ndata:${JSON.stringify(chunk({ content: text }))}\r\n\r\n`;
    const wire = Buffer.from(`${event}data:${JSON.stringify(chunk({}, {}, 'stop'))}`);
    server.on('POST /chat/completions', async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let at = 0; at < wire.length; at += 7) {
        await new Promise((done) => response.write(wire.subarray(at, at + 7), done));
      }
      response.end();
    });
    const stream = await open();
    await all(stream);
    expect(stream.result().choices[0]?.message.content).toBe(text);
  });

  it('is complete without [DONE] if the server sent a finish reason', async () => {
    answer([...hello, chunk({}, {}, 'stop')]);
    const stream = await open();
    expect((await all(stream)).length).toBe(3);
    expect(stream.result().choices[0]?.finish_reason).toBe('stop');
  });

  it('ends at [DONE], even if the server keeps the connection open', async () => {
    answer([...hello, '[DONE]', chunk({ content: 'more' })], false);
    const stream = await open();
    expect((await all(stream)).length).toBe(2);
    expect(stream.result().choices[0]?.message.content).toBe('Hello');
  });

  it('treats a complete response from a server that does not stream as one chunk', async () => {
    const whole = { ...completion('Hello!'), New_Field: 1 };
    server.on('POST /chat/completions', (_, response) => json(response, whole));
    const stream = await open();
    const chunks = await all(stream);
    expect(chunks.length).toBe(1);
    expect(chunks[0]?.choices[0]?.delta?.content).toBe('Hello!');
    expect(stream.result()).toMatchObject({
      object: 'chat.completion',
      usage: { total_tokens: 12 },
      new_field: 1,
      choices: [{ index: 0, finish_reason: 'stop', message: { content: 'Hello!' } }],
    });
  });

  it('can be read once', async () => {
    const stream = await open();
    await all(stream);
    await expect(all(stream)).rejects.toBeInstanceOf(InputError);
    await expect(all(stream)).rejects.toThrow('openai GetResponse: a stream can be read only once');
    expect(stream.result().choices[0]?.message.content).toBe('Hello!');
  });
});

describe('what a server refuses', () => {
  it.each([400, 422])(
    'stream_options (%i): the request is sent again without them',
    async (status) => {
      server.on('POST /chat/completions', (request, response) => {
        if (request.json().stream_options) {
          json(response, { error: { message: 'Unknown field: stream_options' } }, status);
        } else {
          sse(response, [...hello, '[DONE]']);
          response.end();
        }
      });
      const stream = await open();
      await all(stream);
      expect(stream.result().choices[0]?.message.content).toBe('Hello');
      expect(server.requests.length).toBe(2);
      expect(server.last.json()).toEqual({
        model: 'gpt-5-mini',
        messages: [{ role: 'user', content: 'Hi' }],
        stream: true,
      });
    },
  );

  it.each([
    ['the caller’s own stream_options', { options: { stream_options: {} } }, 'stream_options', 400],
    ['something else', {}, 'no such model', 400],
    ['stream_options with another status', {}, 'stream_options', 403],
  ])('%s: is the final result', async (_, more, message, status) => {
    server.on('POST /chat/completions', (_, response) => json(response, { message }, status));
    await expect(open({}, more)).rejects.toMatchObject({ status });
    await expect(open({}, more)).rejects.toBeInstanceOf(HttpError);
    expect(server.requests.length).toBe(2);
  });

  it('the caller’s stream_options replace ours, and a stream is requested anyway', async () => {
    const options = { stream_options: { include_usage: false }, stream: false };
    await all(await open({}, { options }));
    expect(server.last.json()).toMatchObject({ ...options, stream: true });
  });
});

/** Responds with `hello` and waits: the promise resolves when the client disconnects. */
function hangUp(): Promise<void> {
  return new Promise((resolve) => {
    server.on('POST /chat/completions', (_, response: ServerResponse) => {
      response.once('close', resolve);
      sse(response, hello);
    });
  });
}

describe('leaving early closes the connection', () => {
  it('by break', async () => {
    const closed = hangUp();
    const stream = await open();
    for await (const { choices } of stream) {
      expect(choices[0]?.delta?.content).toBe('Hel');
      break;
    }
    await closed;
    expect(stream.result().choices[0]?.message.content).toBe('Hel');
  });

  it('by an error of the caller’s own', async () => {
    const closed = hangUp();
    const mine = new Error('mine');
    const loop = async () => {
      for await (const _ of await open()) throw mine;
    };
    await expect(loop()).rejects.toBe(mine);
    await closed;
  });

  it('by the call’s signal, with what had arrived', async () => {
    const closed = hangUp();
    const controller = new AbortController();
    const stream = await open({ signal: controller.signal });
    const seen: unknown[] = [];
    const loop = async () => {
      for await (const { choices } of stream) {
        seen.push(choices[0]?.delta?.content);
        if (seen.length === 2) controller.abort();
      }
    };
    const error = await loop().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ exitStatus: 130, method: 'openai GetResponse' });
    expect(error).toMatchObject({ partial: { choices: [{ message: { content: 'Hello' } }] } });
    expect(seen).toEqual(['Hel', 'lo']);
    await closed;
  });

  it('by the signal before the first chunk, and before the request', async () => {
    const controller = new AbortController();
    server.on('POST /chat/completions', () => controller.abort());
    const opening = open({ signal: controller.signal });
    await expect(opening).rejects.toBeInstanceOf(AbortedError);
    await expect(open({ signal: controller.signal })).rejects.toBeInstanceOf(AbortedError);
    expect(server.requests.length).toBe(1);
  });
});
