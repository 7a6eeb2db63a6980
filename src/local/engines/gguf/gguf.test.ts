import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newAjv } from '../../../../test/support/ajv.js';
import { failure } from '../../../../test/support/failure.js';
import { folder } from '../../../../test/support/folder.js';
import { writeTinyModel } from '../../../../test/support/gguf.js';
import {
  chatTask,
  completionTask,
  gathered,
  hasLlama,
  hasStories,
  message,
  STORIES,
  skippedWithoutLlama,
  skippedWithoutStories,
} from '../../../../test/support/llama.js';
import { createApp } from '../../app.js';
import { ApiError } from '../../errors.js';
import { embeddedLocal } from '../../local.js';
import type { Model, TextPiece } from '../engine.js';
import { Models } from '../models.js';
import { GgufEngine, type GgufOptions } from './engine.js';
import { modelAt } from './model-files.js';

type Able = Model & Required<Pick<Model, 'chat' | 'complete' | 'embed'>>;

const open: GgufEngine[] = [];
afterAll(() => Promise.all(open.map((engine) => engine.close())));

async function start(path: string, options: GgufOptions = {}) {
  const engine = new GgufEngine({ threads: 1, ...options, files: [await modelAt(path)] });
  open.push(engine);
  const [model] = await engine.models();
  return { engine, model: model as Able };
}

describe.skipIf(!hasStories)(`a model with real weights${skippedWithoutStories}`, () => {
  let model: Able;
  beforeAll(async () => {
    ({ model } = await start(STORIES));
  });

  it('continues a story, the same way each time', async () => {
    const task = completionTask('Once upon a time', { mostTokens: 40 });
    const { text, end, pieces } = await gathered(model.complete(task));
    expect(text).toMatch(/^, there was a (little )?(girl|boy) named \w+\. \w+/);
    expect(end).toEqual({
      type: 'end',
      finish: 'length',
      usage: { promptTokens: 7, completionTokens: 40 },
    });
    expect(pieces.length).toBeGreaterThan(20);
    expect((await gathered(model.complete(task))).text).toBe(text);
  });

  it('samples by the seed', async () => {
    const draw = async (seed: number) => {
      const task = completionTask('Once', { mostTokens: 30, temperature: 1.5, topP: 1, seed });
      return (await gathered(model.complete(task))).text;
    };
    const [first, again, other] = [await draw(1), await draw(1), await draw(2)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});

/** Each message as one token, then the reply. */
const TEMPLATE =
  '{%- for m in messages -%}<|{{ m.role }}|>{{ m.content }}{%- endfor -%}{%- if add_generation_prompt -%}<|assistant|>{%- endif -%}';
const CONTROLS = ['<|system|>', '<|user|>', '<|assistant|>'];

const WEATHER = {
  name: 'weather',
  description: 'How warm it is',
  parameters: {
    type: 'object',
    properties: { city: { enum: ['Paris', 'Oslo'] } },
    required: ['city'],
  },
};

describe.skipIf(!hasLlama)(`a model that always says the same${skippedWithoutLlama}`, () => {
  let model: Able;
  beforeAll(async () => {
    const path = await writeTinyModel(`${await folder()}/says.gguf`, {
      contextLength: 2048,
      chatTemplate: TEMPLATE,
      controls: CONTROLS,
      pieces: ['▁Hello', '▁big', '▁world', '!'],
      follows: {
        '<|assistant|>': '▁Hello',
        '▁Hello': '▁big',
        '▁big': '▁world',
        '▁world': '!',
      },
    });
    ({ model } = await start(path));
  });

  it('replies with its own chat template and counts its tokens', async () => {
    const { text, end } = await gathered(model.chat(chatTask('hi')));
    expect(text).toBe('Hello big world!');
    // The user token, two bytes, the assistant token; four words and the end.
    expect(end).toEqual({
      type: 'end',
      finish: 'stop',
      usage: { promptTokens: 4, completionTokens: 5 },
    });
  });

  it('stops before a stop sequence, and at the token limit', async () => {
    const stopped = await gathered(model.chat(chatTask('hi', { stop: ['o b', 'world'] })));
    expect([stopped.text, stopped.end.finish]).toEqual(['Hell', 'stop']);
    const cut = await gathered(model.chat(chatTask('hi', { mostTokens: 2 })));
    expect([cut.text, cut.end.finish]).toEqual(['Hello big', 'length']);
    expect(cut.end.usage.completionTokens).toBe(2);
  });

  it('refuses a conversation that does not fit', async () => {
    const error = await failure(gathered(model.chat(chatTask('x'.repeat(3000)))), ApiError);
    expect(error).toMatchObject({ status: 400, code: 'context_length_exceeded' });
    expect(error.message).toContain('3002 tokens');
    const prompt = completionTask('x'.repeat(2047));
    expect(await failure(gathered(model.complete(prompt)), ApiError)).toMatchObject({
      code: 'context_length_exceeded',
    });
  });

  it('refuses images, and calls without an output', async () => {
    const pictures = [{ type: 'image/png', bytes: new Uint8Array(1) }];
    const seen = chatTask('', { messages: [message('user', 'this?', { pictures })] });
    expect(await failure(gathered(model.chat(seen)), ApiError)).toMatchObject({
      status: 400,
      code: 'image_not_supported',
    });
    const toolCalls = [{ id: 'call_1', name: 'weather', arguments: '{}' }];
    const open = chatTask('', { messages: [message('assistant', '', { toolCalls })] });
    await expect(gathered(model.chat(open))).rejects.toThrow("'call_1'");
  });

  it('returns unit vectors, and refuses other dimensions', async () => {
    const task = { texts: ['Hello', 'world', 'Hello'], dimensions: undefined, signal: undefined };
    const { vectors, tokens } = await model.embed(task);
    expect(vectors.map((vector) => Math.hypot(...vector))).toEqual(
      vectors.map(() => expect.closeTo(1, 5)),
    );
    expect(vectors[2]).toEqual(vectors[0]);
    expect(vectors[1]).not.toEqual(vectors[0]);
    expect(tokens).toBeGreaterThan(5);
    const error = await failure(model.embed({ ...task, dimensions: 8 }), ApiError);
    expect(error).toMatchObject({ status: 400, param: 'dimensions' });
  });
});

describe.skipIf(!hasLlama)(`a model that calls a tool${skippedWithoutLlama}`, () => {
  let model: Able;
  beforeAll(async () => {
    const path = await writeTinyModel(`${await folder()}/calls.gguf`, {
      contextLength: 4096,
      chatTemplate: TEMPLATE,
      controls: CONTROLS,
      pieces: ['||call:', '▁weather', 'weather', 'Paris', '{"tool":', '"'],
      follows: { '<|assistant|>': '||call:', '||call:': '▁weather' },
    });
    ({ model } = await start(path));
  });

  it('calls it with valid arguments, and runs nothing', async () => {
    const task = chatTask('Paris?', { tools: [WEATHER], parallelToolCalls: false });
    const { pieces, text, end } = await gathered(model.chat(task));
    expect(text).toBe('');
    expect(end.finish).toBe('tool_calls');
    expect(end.usage.completionTokens).toBeGreaterThan(3);
    expect(pieces).toHaveLength(2);
    expect(pieces[0]).toMatchObject({ type: 'tool_call', call: { name: 'weather' } });
    const { call } = pieces[0] as Extract<(typeof pieces)[0], { type: 'tool_call' }>;
    expect(call.id).toMatch(/^call_[0-9a-f]{24}$/);
    expect(['Paris', 'Oslo']).toContain(JSON.parse(call.arguments).city);
  });

  it('does not call it if no call is allowed', async () => {
    const task = chatTask('Paris?', { tools: [WEATHER], toolChoice: 'none' });
    const { pieces, end } = await gathered(model.chat(task));
    expect(pieces.some(({ type }) => type === 'tool_call')).toBe(false);
    expect(end.finish).toBe('stop');
  });

  it('uses the output of a tool', async () => {
    const toolCalls = [{ id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' }];
    const messages = [
      message('user', 'Oslo?'),
      message('assistant', '', { toolCalls }),
      message('tool', '{"celsius":4}', { toolCallId: 'call_1' }),
    ];
    const asked = await gathered(model.chat(chatTask('', { messages, tools: [WEATHER] })));
    const without = await gathered(
      model.chat(chatTask('', { messages: messages.slice(0, 1), tools: [WEATHER] })),
    );
    const answered = asked.end.usage.promptTokens - without.end.usage.promptTokens;
    expect(answered).toBeGreaterThan('{"celsius":4}'.length);
  });
});

describe.skipIf(!hasLlama)(`a model with random weights${skippedWithoutLlama}`, () => {
  let path: string;
  /** Says the same letter forever. */
  let endless: string;
  beforeAll(async () => {
    path = await writeTinyModel(`${await folder()}/noise.gguf`, { contextLength: 2048 });
    const follows = { '<|assistant|>': '<0x61>', '<0x61>': '<0x61>' };
    const chatTemplate = TEMPLATE;
    endless = await writeTinyModel(`${await folder()}/endless.gguf`, {
      contextLength: 512,
      follows,
      chatTemplate,
      controls: CONTROLS,
    });
  });

  it('is constrained to JSON that matches the schema', async () => {
    const { model } = await start(path);
    const schema = {
      type: 'object',
      properties: {
        kind: { enum: ['a', 'b'] },
        sure: { type: 'boolean' },
        list: {
          type: 'array',
          items: { type: 'string', format: 'date' },
          minItems: 2,
          maxItems: 2,
        },
        next: { anyOf: [{ $ref: '#/$defs/point' }, { type: 'null' }] },
      },
      required: ['kind', 'sure', 'list', 'next'],
      additionalProperties: false,
      $defs: {
        point: {
          type: 'object',
          properties: { x: { type: 'integer' } },
          required: ['x'],
          additionalProperties: false,
        },
      },
    };
    const valid = newAjv().compile(schema);
    for (const seed of [1, 2, 3]) {
      const format = { type: 'json' as const, schema };
      const { text, end } = await gathered(
        model.chat(chatTask('?', { format, seed, temperature: 1 })),
      );
      expect(end.finish).toBe('stop');
      expect(valid(JSON.parse(text)), text).toBe(true);
    }
  });

  it('can be forced to call a tool', async () => {
    const { model } = await start(path);
    const other = { ...WEATHER, name: 'time' };
    for (const toolChoice of ['required', { name: 'time' }] as const) {
      const task = chatTask('?', { tools: [WEATHER, other], toolChoice, seed: 1, temperature: 1 });
      const { pieces, end } = await gathered(model.chat(task));
      expect(end.finish).toBe('tool_calls');
      const call = pieces[0]!;
      expect(call.type).toBe('tool_call');
      if (call.type !== 'tool_call') return;
      expect(toolChoice === 'required' ? ['weather', 'time'] : ['time']).toContain(call.call.name);
      expect(['Paris', 'Oslo']).toContain(JSON.parse(call.call.arguments).city);
    }
  });

  it('gives the same replies to parallel requests as to single ones', async () => {
    const { model, engine } = await start(path, { parallel: 2, queue: 10 });
    const prompts = ['one', 'another', 'a third of them', 'one more'];
    const ask = async (prompt: string) =>
      (await gathered(model.complete(completionTask(prompt, { mostTokens: 25 })))).text;
    const alone: string[] = [];
    for (const prompt of prompts) alone.push(await ask(prompt));
    expect(new Set(alone).size).toBe(prompts.length);
    expect(await Promise.all(prompts.map(ask))).toEqual(alone);
    expect(await engine.states()).toEqual([
      { id: 'noise', state: 'loaded', working: 0, waiting: 0 },
    ]);
  });

  it('refuses requests that would wait too long, with a Retry-After', async () => {
    const { model, engine } = await start(endless, { parallel: 1, queue: 1 });
    const long = () => gathered(model.complete(completionTask('a', { mostTokens: 60 })));
    const answers = await Promise.allSettled([long(), long(), long(), long()]);
    const refused = answers.filter((one) => one.status === 'rejected').map(({ reason }) => reason);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    expect(refused[0].headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect((await engine.states())[0]).toMatchObject({ working: 0, waiting: 0 });
    await long();
  });

  it('drops a request that is cancelled', async () => {
    const { model, engine } = await start(endless, { parallel: 1, queue: 4 });
    const controller = new AbortController();
    const task = completionTask('a', { signal: controller.signal });
    const answer = model.complete(task)[Symbol.asyncIterator]();
    await answer.next();
    const waiting = gathered(model.complete(completionTask('a', { mostTokens: 3 })));
    const given = new AbortController();
    const gaveUp = gathered(model.complete(completionTask('a', { signal: given.signal })));
    given.abort(new Error('gave up'));
    await expect(gaveUp).rejects.toThrow('gave up');
    controller.abort(new Error('gone'));
    await expect(
      (async () => {
        while (!(await answer.next()).done);
      })(),
    ).rejects.toThrow('gone');
    expect((await waiting).end.usage.completionTokens).toBe(3);
    // A reader that stops in the middle.
    for await (const piece of model.complete(completionTask('a'))) {
      expect(piece.type).toBe('text');
      break;
    }
    expect((await engine.states())[0]).toMatchObject({ working: 0, waiting: 0 });
  });

  it('fills its context to the end, but no further', async () => {
    const { model } = await start(endless, { parallel: 1 });
    const { text, end } = await gathered(model.complete(completionTask('a')));
    expect(end.finish).toBe('length');
    expect(text).toBe('a'.repeat(end.usage.completionTokens));
    expect(end.usage.promptTokens + end.usage.completionTokens).toBe(511);
  });

  it('lets the server answer other requests', async () => {
    const engine = new GgufEngine({ threads: 1, files: [await modelAt(endless)] });
    open.push(engine);
    const app = createApp({ ...embeddedLocal(), models: new Models([engine]) });
    const ask = (path: string, body?: object) =>
      app.request(path, body && { method: 'POST', body: JSON.stringify(body) });
    const messages = [{ role: 'user', content: 'a' }];
    const body = { model: 'endless', messages, stream: true, max_tokens: 300 };
    const { body: stream } = await ask('/v1/chat/completions', body);
    const seen: string[] = [];
    for await (const chunk of stream!) {
      if (seen.length === 3) expect((await ask('/v1/models')).status).toBe(200);
      seen.push(Buffer.from(chunk).toString());
    }
    expect(seen.length).toBeGreaterThan(100);
    expect(seen.at(-1)).toBe('data: [DONE]\n\n');
  });

  it('is unloaded when idle, and loaded again on the next request', async () => {
    const { model, engine } = await start(path, { idle: 30 });
    const ask = () => gathered(model.complete(completionTask('a', { mostTokens: 2 })));
    const { text } = await ask();
    await expect.poll(async () => (await engine.states())[0]?.state).toBe('unloaded');
    expect((await ask()).text).toBe(text);
    await engine.close();
    expect(await engine.states()).toEqual([]);
  });

  it('is unloaded to make room for another', async () => {
    const other = await writeTinyModel(`${await folder()}/other.gguf`);
    const engine = new GgufEngine({
      threads: 1,
      files: [await modelAt(path), await modelAt(other)],
    });
    open.push(engine);
    for (const model of await engine.models()) {
      await gathered(model.complete!(completionTask('a', { mostTokens: 2 })));
    }
    expect((await engine.states()).map(({ id, state }) => [id, state])).toEqual([
      ['noise', 'unloaded'],
      ['other', 'loaded'],
    ]);
  });
});

it.skipIf(!hasLlama)(
  `an embedding model does not generate text${skippedWithoutLlama}`,
  async () => {
    const pieces = ['▁hello', '▁big', '▁world'];
    const path = await writeTinyModel(`${await folder()}/bert.gguf`, { embedsOnly: true, pieces });
    const { model } = await start(path);
    const texts = ['hello world', 'hello big world', 'hello world'];
    const { vectors, tokens } = await model.embed({ texts, dimensions: 32, signal: undefined });
    expect(vectors.map(({ length }) => length)).toEqual([32, 32, 32]);
    expect(vectors[0]).toEqual(vectors[2]);
    expect(vectors[0]).not.toEqual(vectors[1]);
    // Each text between two special tokens of the model.
    expect(tokens).toBe(4 + 5 + 4);
    for (const answer of [model.chat(chatTask('hello')), model.complete(completionTask('hello'))]) {
      const error = await failure(gathered(answer as AsyncIterable<TextPiece>), ApiError);
      expect(error).toMatchObject({ status: 400, code: 'model_not_supported' });
    }
  },
);

describe.skipIf(!hasLlama)(`a file that is not a model${skippedWithoutLlama}`, () => {
  const broken: [string, (whole: Buffer) => Buffer, RegExp][] = [
    ['text', () => Buffer.from('no model at all'), /is not a GGUF file/],
    ['empty', () => Buffer.alloc(0), /is not a GGUF file/],
    ['truncated in its header', (whole) => whole.subarray(0, 2000), /^Cannot load the model/],
    [
      'truncated in its weights',
      (whole) => whole.subarray(0, whole.length - 100_000),
      /^Cannot load the model/,
    ],
    [
      'of an unknown architecture',
      (whole) => replaced(whole, 'llama', 'lalma'),
      /^Cannot load the model/,
    ],
  ];

  it.each(broken)('%s: reports it, and the engine keeps working', async (name, change, words) => {
    const { readFile, writeFile } = await import('node:fs/promises');
    const whole = await readFile(await writeTinyModel(`${await folder()}/whole.gguf`));
    const path = `${await folder()}/${name}.gguf`;
    await writeFile(path, change(whole));
    const { model, engine } = await start(path);
    const task = completionTask('a', { mostTokens: 2 });
    const error = await failure(gathered(model.complete(task)), ApiError);
    expect(error).toMatchObject({ status: 500, code: 'model_not_loadable' });
    expect(error.message).toMatch(words);
    expect((await engine.states())[0]?.state).toBe('unloaded');
    await writeFile(path, whole);
    expect((await gathered(model.complete(task))).end.finish).toBe('length');
  });
});

function replaced(whole: Buffer, from: string, to: string): Buffer {
  return Buffer.from(whole.toString('latin1').replaceAll(from, to), 'latin1');
}
