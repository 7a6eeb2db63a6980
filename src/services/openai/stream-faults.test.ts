import { beforeEach, describe, expect, it } from 'vitest';
import { chunk, OpenAiServer, sse } from '../../../test/support/openai-server.js';
import { json, refusedPort } from '../../../test/support/server.js';
import { ConnectionError, ResponseError, TimeoutError } from '../../core/errors/errors.js';
import type { CallOptions } from '../../index.js';
import * as openai from './index.js';

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

/** The error a stream ends with. */
async function failure(opening: ReturnType<typeof open>): Promise<unknown> {
  const stream = await opening;
  try {
    for await (const _ of stream);
  } catch (error) {
    return error;
  }
  return expect.unreachable('the stream did not fail');
}

const hello = [chunk({ role: 'assistant', content: 'Hel' }), chunk({ content: 'lo' })];

describe('a stream that breaks is an error with what had arrived', () => {
  const partial = { object: 'chat.completion', choices: [{ message: { content: 'Hello' } }] };

  it('ended early: no [DONE], no reason for ending', async () => {
    answer(hello);
    const error = await failure(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ partial, cut: true, retryable: true, exitStatus: 1 });
    expect(String(error)).toMatch(/ended early, after 2 chunks \(5 characters\)/);
  });

  it('ended before it started', async () => {
    answer([]);
    const error = await failure(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ partial: { choices: [] } });
    expect(String(error)).toMatch(/ended early, after 0 chunks/);
  });

  it('cut in the middle of a chunk', async () => {
    server.on('POST /chat/completions', (_, response) => {
      sse(response, hello);
      response.write('data: {"choices":[{"del', () => response.destroy());
    });
    const error = await failure(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ partial, cut: true });
    expect(String(error)).toMatch(/cut off before its end/);
  });

  it('went silent, although comments keep arriving', async () => {
    const timers: NodeJS.Timeout[] = [];
    server.on('POST /chat/completions', (_, response) => {
      sse(response, hello);
      timers.push(setInterval(() => response.write(': still here\n\n'), 20));
    });
    const error = await failure(open({ idleTimeout: 150 }));
    timers.forEach(clearInterval);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ partial, deadline: 'idleTimeout' });
  });

  it.each<[string, object | string, RegExp]>([
    [
      'an error object',
      { error: { message: 'out of memory', code: 500 } },
      /the server reported an error: out of memory/,
    ],
    ['an error text', { error: 'overloaded' }, /the server reported an error: overloaded/],
    [
      'an error without a message',
      { error: { code: 7 } },
      /the server reported an error: \{"error":\{"code":7\}\}/,
    ],
    ['no JSON', 'oops', /data that is not valid JSON: oops/],
    ['a list', [1], /sent \[1\] instead of a response/],
    ['null', 'null', /sent null instead of a response/],
  ])('%s in the stream', async (_, item, says) => {
    answer([...hello, item], false);
    const error = await failure(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ partial, method: 'openai GetResponse' });
    expect(String(error)).toMatch(says);
  });

  it('an event named error', async () => {
    server.on('POST /chat/completions', (_, response) => {
      sse(response, hello);
      response.end('event: error\ndata: {"message":"the model crashed"}\n\n');
    });
    expect(String(await failure(open()))).toMatch(
      /the server reported an error: the model crashed/,
    );
  });

  it.each<[string, string, RegExp]>([
    [
      'text in an event named error',
      'event: error\ndata: no memory\n\n',
      /reported an error: no memory/,
    ],
    [
      'an SSE field named error',
      'error: {"message":"no memory"}\n\n',
      /reported an error: no memory/,
    ],
    ['text and the end', 'upstream timed out\n', /after 2 chunks .*it said: "upstream timed out"/],
  ])('%s', async (_, text, says) => {
    server.on('POST /chat/completions', (_, response) => {
      sse(response, hello);
      response.end(text);
    });
    const error = await failure(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ partial });
    expect(String(error)).toMatch(says);
  });

  it('text outside of the format does no harm to a complete response', async () => {
    server.on('POST /chat/completions', (_, response) => {
      sse(response, [...hello, chunk({}, {}, 'stop')]);
      response.end('proxy: bye\n');
    });
    const stream = await open();
    for await (const _ of stream);
    expect(stream.result().choices[0]?.message.content).toBe('Hello');
  });

  it('an error field with null is not an error', async () => {
    answer([{ ...hello[0], error: null }, chunk({}, {}, 'stop')]);
    const stream = await open();
    for await (const _ of stream);
    expect(stream.result().choices[0]?.message.content).toBe('Hel');
  });

  it.each<[string, unknown, RegExp]>([
    ['a list', [], /sent \[\] instead of a response/],
    ['null', null, /sent null instead of a response/],
  ])('%s instead of a stream', async (_, body, says) => {
    server.on('POST /chat/completions', (_, response) => json(response, body));
    const error = await failure(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(String(error)).toMatch(says);
  });

  it('an error with status 200 instead of a stream', async () => {
    server.on('POST /chat/completions', (_, response) => {
      json(response, { error: { message: 'no such model' } });
    });
    await expect(open()).rejects.toMatchObject({ name: 'HttpError', status: 200 });
    await expect(open()).rejects.toThrow('an error with status 200: no such model');
  });

  it('nobody there', async () => {
    const nowhere = `http://127.0.0.1:${await refusedPort()}`;
    await expect(open({}, { url: nowhere })).rejects.toBeInstanceOf(ConnectionError);
  });

  it('as the complete response of getResponse, too', async () => {
    answer(hello);
    const options = { stream: true };
    const asked = openai.getResponse({ url, model: 'm', messages: 'Hi', options });
    await expect(asked).rejects.toBeInstanceOf(ResponseError);
    await expect(asked).rejects.toMatchObject({ partial });
  });

  it('masks the token in what had arrived', async () => {
    answer([chunk({ content: 'you are sk-secret-12345' })]);
    const error = await failure(open({}, { token: 'sk-secret-12345' }));
    expect(error).toMatchObject({
      partial: { choices: [{ message: { content: 'you are ***' } }] },
    });
  });
});
