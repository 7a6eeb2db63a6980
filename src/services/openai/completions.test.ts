import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { OpenAiServer, sse } from '../../../test/support/openai-server.js';
import { json } from '../../../test/support/server.js';
import { ResponseError } from '../../core/errors/errors.js';
import * as openai from './index.js';
import type { Completion } from './types.js';

const server = await OpenAiServer.start();
const asked = { url: server.url, model: 'm', prompt: 'Once upon' };
beforeEach(() => server.reset());

const piece = (text: string, more: object = {}) => ({
  id: 'cmpl-1',
  object: 'text_completion',
  choices: [{ index: 0, text, logprobs: null, finish_reason: null, ...more }],
});

const streams = (data: readonly (object | string)[]) =>
  server.on('POST /completions', (_, response) => {
    sse(response, data);
    response.end();
  });

const open = () => openai.createCompletion.stream(asked, { retries: 0 });
const { text, textOf } = openai.createCompletion.definition;

async function all(opening: ReturnType<typeof open>): Promise<Completion[]> {
  const chunks: Completion[] = [];
  for await (const chunk of await opening) chunks.push(chunk);
  return chunks;
}

describe('createCompletion', () => {
  it('sends the prompt unchanged, even if it looks like JSON', async () => {
    server.on('POST /completions', (_, response) => json(response, piece(' a time')));
    const found = await openai.createCompletion({ ...asked, prompt: '[1, 2' });
    expect(text!(found)).toBe(' a time');
    expect(server.last.json()).toEqual({ model: 'm', prompt: '[1, 2' });
    await openai.createCompletion({ ...asked, options: { prompt: ['a', 'b'], max_tokens: 3 } });
    expect(server.last.json()).toEqual({ model: 'm', prompt: ['a', 'b'], max_tokens: 3 });
  });

  it('streams its text, assembled at the end', async () => {
    const usage = { prompt_tokens: 2, completion_tokens: 2, total_tokens: 4 };
    streams([
      piece(' a', { logprobs: { tokens: [' a'], token_logprobs: [-1] } }),
      { ...piece('zwei'), choices: [{ index: 1, text: 'zwei' }] },
      piece(' time', {
        logprobs: { tokens: [' time'], token_logprobs: [-2] },
        finish_reason: 'length',
      }),
      { id: 'cmpl-1', choices: [], usage },
      '[DONE]',
    ]);
    const stream = await open();
    const texts = [];
    for await (const chunk of stream) texts.push(textOf!(chunk));
    expect(texts).toEqual([' a', 'zwei', ' time', undefined]);
    expect(stream.result()).toEqual({
      id: 'cmpl-1',
      object: 'text_completion',
      usage,
      choices: [
        {
          index: 0,
          text: ' a time',
          logprobs: { tokens: [' a', ' time'], token_logprobs: [-1, -2] },
          finish_reason: 'length',
        },
        { index: 1, text: 'zwei' },
      ],
    });
    expect(server.last.json()).toMatchObject({ stream: true, prompt: 'Once upon' });
  });

  it('is complete with [DONE], or with a finish reason', async () => {
    streams([piece('x'), '[DONE]']);
    expect(await all(open())).toHaveLength(1);
    streams([piece('x', { finish_reason: 'stop' })]);
    expect(await all(open())).toHaveLength(1);
  });

  it('is complete if the server does not stream, or the options ask for a stream', async () => {
    server.on('POST /completions', (_, response) => json(response, piece(' a time')));
    expect((await all(open())).map((chunk) => textOf!(chunk))).toEqual([' a time']);
    streams([piece('x'), '[DONE]']);
    const found = await openai.createCompletion({ ...asked, options: { stream: true } });
    expect(found.choices).toEqual([{ index: 0, text: 'x' }]);
  });

  it.each<[string, object | string, RegExp]>([
    ['ended early', ': still here', /ended early, after 1 events: no \[DONE\], no finish_reason/],
    ['an error', { error: { message: 'No GPU' } }, /the server reported an error: No GPU/],
  ])('%s is an error with what had arrived', async (_, last, says) => {
    server.on('POST /completions', (_request, response) => {
      sse(response, [piece(' a')]);
      response.end(typeof last === 'string' ? `${last}\n\n` : `data: ${JSON.stringify(last)}\n\n`);
    });
    const error = await failure(all(open()), ResponseError);
    expect(error.message).toMatch(says);
    expect(error.partial).toMatchObject({ choices: [{ text: ' a' }] });
  });
});
