import { describe, expect, it } from 'vitest';
import { ask, events, withParrot } from '../../../test/support/embedded.js';

const path = '/v1/completions';
const { fetch } = withParrot();
const complete = async (request: object) => {
  const { status, body } = await ask('POST', path, { model: 'parrot', ...request }, fetch);
  return { status, ...body } as Record<string, never> & { status: number };
};

describe('a plain completion', () => {
  it('continues each prompt as often as requested', async () => {
    const prompt = ['one two three', 'four'];
    const { choices, usage } = await complete({ prompt, n: 2 });
    const texts = ['one two three', 'one two three', 'four', 'four'];
    expect(choices).toEqual(
      texts.map((text, index) => ({ index, text, logprobs: null, finish_reason: 'stop' })),
    );
    expect(usage).toEqual({ prompt_tokens: 4, completion_tokens: 8, total_tokens: 12 });
  });

  it('is limited, stopped and preceded by its prompt', async () => {
    const textOf = async (more: object) => {
      const { choices } = await complete({ prompt: 'one two three', ...more });
      const { text, finish_reason } = choices![0]!;
      return [text, finish_reason];
    };
    expect(await textOf({ max_tokens: 2 })).toEqual(['one two', 'length']);
    expect(await textOf({ stop: ' three' })).toEqual(['one two', 'stop']);
    expect(await textOf({ echo: true, max_tokens: 1 })).toEqual(['one two threeone', 'length']);
    expect(await textOf({ prompt: 'a '.repeat(20) })).toEqual(['a '.repeat(16).trim(), 'length']);
  });

  it('is streamed', async () => {
    const request = { model: 'parrot', prompt: 'one two', echo: true };
    const options = { stream_options: { include_usage: true } };
    const all = await events(path, { ...request, ...options }, fetch);
    expect(all.map(({ choices }) => choices[0]?.text)).toEqual([
      ...['one two', 'one', ' two', ''],
      undefined,
    ]);
    expect(all.at(-2).choices[0].finish_reason).toBe('stop');
    expect(all.at(-1).usage).toEqual({ prompt_tokens: 2, completion_tokens: 2, total_tokens: 4 });
    const broken = await events(path, { model: 'parrot', prompt: 'one BREAK' }, fetch);
    expect(broken.at(-1).error).toMatchObject({ type: 'server_error' });
    const unended = await events(path, { model: 'parrot', prompt: 'one END' }, fetch);
    expect(unended.at(-1).error).toMatchObject({ type: 'server_error' });
  });

  it.each<[object, string, string?]>([
    [{ prompt: undefined }, 'prompt'],
    [{ prompt: [] }, 'prompt'],
    [{ prompt: [1, 2] }, 'prompt'],
    [{ suffix: 'x' }, 'suffix', 'unsupported_parameter'],
    [{ best_of: 2 }, 'best_of', 'unsupported_parameter'],
    [{ logprobs: 1 }, 'logprobs', 'unsupported_parameter'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ promt: 'x' }, 'promt', 'unknown_parameter'],
    [{ model: undefined }, 'model'],
  ])('%j is refused', async (request, param, code) => {
    const { status, error } = await complete({ prompt: 'x', ...request });
    expect(status).toBe(400);
    expect(error).toMatchObject({ param, ...(code && { code }) });
  });

  it('needs a model that can do it: the built-in ones cannot, and the error says which can', async () => {
    const { status, body } = await ask('POST', path, { model: 'oint-guide', prompt: 'Once' });
    expect(status).toBe(501);
    expect(body.error).toMatchObject({ code: 'not_served' });
    expect(body.error).toMatchObject({ message: expect.stringContaining('oint local serve') });
  });

  it('ends when the client disconnects', async () => {
    const { parrot, app } = withParrot();
    const controller = new AbortController();
    const init = { method: 'POST', body: JSON.stringify({ model: 'parrot', prompt: 'WAIT' }) };
    const answer = app.fetch(
      new Request(`http://local${path}`, { ...init, signal: controller.signal }),
    );
    await parrot.untilWaiting(1);
    controller.abort();
    await answer;
    expect(parrot.stopped).toBe(1);
  });
});
