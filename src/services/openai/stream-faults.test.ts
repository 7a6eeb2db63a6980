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

/** Answers with these events; `end` false leaves the connection open. */
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

describe('a stream that breaks is an error with what had come', () => {
  const partial = { object: 'chat.completion', choices: [{ message: { content: 'Hello' } }] };

  it('ended early: no [DONE], no reason for ending', async () => {
    answer(hello);
    const error = await failure(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ partial, cut: true, retryable: true, exitStatus: 1 });
    expect(String(error)).toMatch(/ended early, after 2 chunks \(5 characters\)/);
  });

  it('ended before it began', async () => {
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

  it('fallen silent, though comments keep coming', async () => {
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
      /broke off its answer: out of memory/,
    ],
    ['an error text', { error: 'overloaded' }, /broke off its answer: overloaded/],
    [
      'an error without words',
      { error: { code: 7 } },
      /broke off its answer: \{"error":\{"code":7\}\}/,
    ],
    ['no JSON', 'oops', /something that is no JSON: oops/],
    ['a list', [1], /sent no answer but \[1\]/],
    ['null', 'null', /sent no answer but null/],
  ])('%s in the stream', async (_, item, says) => {
    answer([...hello, item], false);
    const error = await failure(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ partial, method: 'openai GetResponse' });
    expect(String(error)).toMatch(says);
  });

  it('an event of the name error', async () => {
    server.on('POST /chat/completions', (_, response) => {
      sse(response, hello);
      response.end('event: error\ndata: {"message":"the model crashed"}\n\n');
    });
    expect(String(await failure(open()))).toMatch(/broke off its answer: the model crashed/);
  });

  it.each<[string, string, RegExp]>([
    [
      'text in an event of the name error',
      'event: error\ndata: no memory\n\n',
      /off its answer: no memory/,
    ],
    [
      'an SSE field of the name error',
      'error: {"message":"no memory"}\n\n',
      /off its answer: no memory/,
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

  it('text that is no part of the format does no harm to an answer that is whole', async () => {
    server.on('POST /chat/completions', (_, response) => {
      sse(response, [...hello, chunk({}, {}, 'stop')]);
      response.end('proxy: bye\n');
    });
    const stream = await open();
    for await (const _ of stream);
    expect(stream.result().choices[0]?.message.content).toBe('Hello');
  });

  it('an error field of null is none', async () => {
    answer([{ ...hello[0], error: null }, chunk({}, {}, 'stop')]);
    const stream = await open();
    for await (const _ of stream);
    expect(stream.result().choices[0]?.message.content).toBe('Hel');
  });

  it.each<[string, unknown, RegExp]>([
    ['a list', [], /sent no answer but \[\]/],
    ['null', null, /sent no answer but null/],
  ])('%s in place of a stream', async (_, body, says) => {
    server.on('POST /chat/completions', (_, response) => json(response, body));
    const error = await failure(open());
    expect(error).toBeInstanceOf(ResponseError);
    expect(String(error)).toMatch(says);
  });

  it('an error with status 200 in place of a stream', async () => {
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

  it('as the whole of getResponse, too', async () => {
    answer(hello);
    const options = { stream: true };
    const asked = openai.getResponse({ url, model: 'm', messages: 'Hi', options });
    await expect(asked).rejects.toBeInstanceOf(ResponseError);
    await expect(asked).rejects.toMatchObject({ partial });
  });

  it('keeps the token out of what had come', async () => {
    answer([chunk({ content: 'you are sk-secret-12345' })]);
    const error = await failure(open({}, { token: 'sk-secret-12345' }));
    expect(error).toMatchObject({
      partial: { choices: [{ message: { content: 'you are ***' } }] },
    });
  });
});
