import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { typed } from '../../../test/support/context.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { json, start } from '../../../test/support/server.js';
import { cliLabels } from '../../cli/run/labels.js';
import { AbortedError, HttpError, InputError, OintError } from '../errors/errors.js';
import { request, requestBytes } from '../http/request.js';
import { bytes, date, flag, list, number, record, secret, text, texts } from './kinds/index.js';
import { type Invocation, method } from './method.js';

const echo = method('test', 'Echo', {
  effect: 'read',
  offline: true,
  params: {
    name: text('A name', { option: 'n' }),
    count: number('How often', { default: 3 }),
    loud: flag('In capitals', { optional: true }),
    when: date('When', { optional: true }),
    tags: list(texts, 'Tags', { option: 'tag', optional: true }),
    extra: record('More', { optional: true }),
    token: secret('Token', { default: '' }),
    data: bytes('Data', { optional: true }),
  },
  run: (args) => args,
});

/** A call without types, as from JavaScript and the faces. */
function invoke(input: unknown, context?: Invocation): Promise<unknown> {
  return echo.definition.invoke(input as Record<string, unknown>, context);
}

const { sources } = typed();
const sentinel = 'sk-sentinel-12345';

describe('inputs', () => {
  test('every param arrives as read by its kind', async () => {
    const args = await echo({
      name: 'Anna',
      count: 5,
      loud: true,
      when: '2026-01-31',
      tags: ['a', 'b'],
      extra: { a: 1 },
      token: sentinel,
    });
    expect(args).toEqual({
      name: 'Anna',
      count: 5,
      loud: true,
      when: new Date('2026-01-31'),
      tags: ['a', 'b'],
      extra: { a: 1 },
      token: sentinel,
      data: undefined,
    });
  });

  test('a param that is left out is its default, or undefined', async () => {
    const args = await echo({ name: 'Anna' });
    expect(args).toMatchObject({ name: 'Anna', count: 3, token: '' });
    expect([args.loud, args.when, args.tags, args.extra, args.data]).toEqual(
      Array(5).fill(undefined),
    );
  });

  test.each([undefined, null, ''])('%j counts as not given for an optional param', async (no) => {
    const args = await invoke({
      name: 'Anna',
      count: no,
      loud: no,
      when: no,
      tags: no,
      data: no,
    });
    expect(args).toMatchObject({ count: 3, loud: undefined, when: undefined, tags: undefined });
  });

  test('for a required param an empty string counts as given; undefined and null do not', async () => {
    expect(await invoke({ name: '' })).toMatchObject({ name: '' });
    for (const input of [{}, { name: undefined }, { name: null }, undefined, null]) {
      const error = await failure(invoke(input), InputError);
      expect(error.message).toBe('test Echo: name is missing: A name');
      expect(error.param).toBe('name');
    }
  });

  test('zero and false count as given', async () => {
    expect(await invoke({ name: 'a', count: 0, loud: false })).toMatchObject({
      count: 0,
      loud: false,
    });
  });

  test('the caller’s object is not changed', async () => {
    const input = Object.freeze({ name: 'Anna', tags: Object.freeze(['a']) });
    await echo(input);
    expect(input).toEqual({ name: 'Anna', tags: ['a'] });
  });

  test('an unknown name is refused, and the known ones are listed', async () => {
    const error = await failure(invoke({ name: 'a', nmae: 'b' }), InputError);
    expect(error.message).toBe(
      'test Echo: unknown param "nmae"\n' +
        'Params: name, count, loud, when, tags, extra, token, data.',
    );
    expect(error.param).toBe('nmae');
  });

  test('a face uses its own names; the error’s param stays the TypeScript name', async () => {
    const face = { sources, labels: cliLabels };
    const unknown = await failure(invoke({ name: 'a', nmae: 'b' }, face), InputError);
    expect(unknown.message).toContain('Params: --n, --count, --loud, --when, --tag,');
    const missing = await failure(invoke({}, face), InputError);
    expect([missing.param, missing.message]).toEqual([
      'name',
      expect.stringContaining('test Echo: --n is missing'),
    ]);
    const wrong = await failure(invoke({ name: 'a', tags: '[1,{}]' }, face), InputError);
    expect([wrong.param, wrong.message]).toEqual([
      'tags[1]',
      'test Echo: --tag[1] must be a string, not an object',
    ]);
  });

  test('names that every object has are unknown like any other', async () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      const input: unknown = JSON.parse(`{"name":"a","${name}":"b"}`);
      const { message } = await failure(invoke(input), InputError);
      expect(message).toContain(`unknown param "${name}"`);
    }
    expect('b' in {}).toBe(false);
  });

  test.each([
    ['hello', 'a string'],
    [5, 'a number'],
    [['a'], 'an array'],
    [() => 1, 'a function'],
  ])('%s is not an object of params', async (input, shown) => {
    const { message } = await failure(invoke(input), InputError);
    expect(message).toBe(`test Echo: params must be one object, not ${shown}`);
  });

  test('any unknown name is refused, at any length, and is not quoted in full', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', size: 'large' }), async (name) => {
        fc.pre(!Object.hasOwn(echo.definition.params, name));
        const input = Object.fromEntries([
          ['name', 'a'],
          [name, 1],
        ]);
        const error = await failure(invoke(input), InputError);
        expect(error.message.length).toBeLessThan(300);
      }),
    ));

  test('a default is a program’s value even on a command line: nothing in it is looked up', async () => {
    const careless = method('test', 'Careless', {
      effect: 'read',
      offline: true,
      params: { path: text('A path', { default: '@C:\\new' }) },
      run: ({ path }) => path,
    });
    expect(await careless.definition.invoke({}, { sources })).toBe('@C:\\new');
  });

  test('typed values are looked up one after the other, in the order of the params', async () => {
    const { sources: own } = typed({ variables: { Name: 'Anna', Key: sentinel } });
    const args = await invoke(
      { token: '@@Key', name: '@@Name', tags: ['a', '["b"]'] },
      { sources: own },
    );
    expect(args).toMatchObject({ name: 'Anna', token: sentinel, tags: ['a', 'b'] });
  });
});

describe('failures', () => {
  test('no call throws synchronously: every error is a rejection', async () => {
    const attempts: (() => Promise<unknown>)[] = [
      () => invoke(undefined),
      () => invoke({ name: 5 }),
      () => invoke({ name: 'a' }, { call: { timeout: -1 } }),
      () => invoke({ name: 'a' }, { call: { nonsense: 1 } as object }),
      () => (echo as (input: unknown) => Promise<unknown>)(null),
    ];
    for (const attempt of attempts) await failure(attempt(), InputError);
  });

  test('the method’s name is added once to an error that does not have it', async () => {
    const failing = method('test', 'Failing', {
      effect: 'read',
      offline: true,
      params: { named: flag('Whether it knows', { default: false }) },
      run({ named }, call): never {
        throw new InputError({ message: 'it happened', ...(named && { method: call.method }) });
      },
    });
    for (const named of [true, false]) {
      const error = await failure(failing({ named }), InputError);
      expect([error.message, error.method]).toEqual(['test Failing: it happened', 'test Failing']);
    }
  });

  test('a bug in OInt is passed on unchanged', async () => {
    const buggy = method('test', 'Buggy', {
      effect: 'read',
      offline: true,
      params: {},
      run(): never {
        throw new TypeError('a bug');
      },
    });
    const error = await failure(buggy({}), TypeError);
    expect(error).not.toBeInstanceOf(OintError);
    expect(error.message).toBe('a bug');
  });

  test('a signal that is already aborted ends the call before anything is read', async () => {
    const { message } = await failure(
      invoke({ nonsense: 1 }, { call: { signal: AbortSignal.abort() } }),
      AbortedError,
    );
    expect(message).toBe('test Echo: interrupted');
  });

  test('a secret is in no message, JSON or stack of a value that is refused after it', async () => {
    const careful = method('test', 'Careful', {
      effect: 'read',
      offline: true,
      params: {
        token: secret('Token'),
        count: number('A number', { optional: true }),
        when: date('A date', { optional: true }),
        extra: record('A record', { optional: true }),
        tags: list(texts, 'Texts', { optional: true }),
        data: bytes('Bytes', { optional: true }),
      },
      run: () => 'done',
    });
    const wrong = [
      { count: sentinel },
      { when: sentinel },
      { extra: sentinel },
      { extra: `{a:${sentinel}}` },
      { extra: `{'a':'${sentinel}'` },
      { tags: `[${sentinel}]` },
      { data: `${sentinel}.png` },
      { data: `data:${sentinel}` },
      { data: `http://[${sentinel}` },
    ];
    for (const input of wrong) {
      for (const context of [{}, { sources }]) {
        const promise = careful.definition.invoke({ token: sentinel, ...input }, context);
        const error = await failure(promise, InputError);
        const shown = [error.message, error.hint, error.stack, JSON.stringify(error)].join();
        expect(shown).not.toContain('sentinel');
      }
    }
  });
});

describe('results', () => {
  const get = method('test', 'Get', {
    effect: 'read',
    params: { url: text('Where'), token: secret('Token', { default: '' }) },
    run: ({ url, token }, call) => request(call, 'GET', new URL(url), { token }),
  });
  const download = method('test', 'Download', {
    effect: 'read',
    binary: 'file.bin',
    params: { url: text('Where') },
    run: ({ url }, call) => requestBytes(call, 'GET', new URL(url)),
  });

  test('the body, or with fullResponse also status and headers', async () => {
    const { url } = await start((_, response) => json(response, { a: 1 }, 201, { 'x-a': 'b' }));
    expect(await get({ url })).toEqual({ a: 1 });
    const full = await get({ url }, { fullResponse: true });
    expect(full).toMatchObject({ status: 201, headers: { 'x-a': 'b' }, body: { a: 1 } });
  });

  test('bytes, in memory or in a file', async () => {
    const { url } = await start((_, response) => void response.end('some bytes'));
    expect(await download({ url })).toEqual(Buffer.from('some bytes'));
    const path = `${await folder()}/out.bin`;
    expect(await download({ url }, { saveTo: path })).toMatchObject({ path, bytes: 10 });
    const full = await download({ url }, { saveTo: path, fullResponse: true });
    expect(full).toMatchObject({ status: 200, body: { path, bytes: 10 } });
  });

  test('a secret that the server repeats is masked in the error', async () => {
    const { url } = await start(({ headers }, response) =>
      json(response, { error: { message: `bad key ${headers.authorization}` } }, 401),
    );
    const error = await failure(get({ url, token: sentinel }), HttpError);
    expect(error.message).toContain('bad key Bearer ***');
    expect(JSON.stringify([error, error.body, error.headers, error.stack])).not.toContain(
      'sentinel',
    );
  });

  test('a dry run records the request, sends nothing and succeeds', async () => {
    const { url, requests } = await start((_, response) => json(response, {}));
    const dryRun: string[] = [];
    expect(await get.definition.invoke({ url, token: sentinel }, { dryRun })).toBeUndefined();
    expect(requests).toEqual([]);
    expect(dryRun).toHaveLength(1);
    expect(dryRun[0]).toContain(`curl -X GET ${url}/`);
    expect(dryRun[0]).not.toContain('sentinel');
  });
});

describe('definition', () => {
  test('is what the faces read', () => {
    const { definition } = echo;
    expect(definition).toMatchObject({
      service: 'test',
      name: 'Echo',
      effect: 'read',
      offline: true,
      streams: false,
    });
    expect(definition.invokeStream).toBeUndefined();
    expect(echo.stream).toBeUndefined();
    expect(definition.params.name).toMatchObject({
      option: 'n',
      required: true,
      summary: 'A name',
    });
    expect(definition.params.count).toMatchObject({ required: false, default: 3 });
  });

  test('a method that streams does so with the same checks', async () => {
    async function* letters(word: string) {
      yield* word;
    }
    const spell = method('test', 'Spell', {
      effect: 'read',
      offline: true,
      params: { word: text('A word') },
      run: ({ word }) => word,
      stream: async ({ word }) => Object.assign(letters(word), { result: () => word }),
      text: (word: string) => word,
      textOf: (letter: string) => letter,
    });
    const stream = await spell.stream({ word: 'abc' });
    const seen: string[] = [];
    for await (const letter of stream) seen.push(letter);
    expect([seen.join(','), stream.result()]).toEqual(['a,b,c', 'abc']);
    expect(spell.definition.streams).toBe(true);
    expect(spell.definition.text?.('abc')).toBe('abc');
    expect(spell.definition.textOf?.('a')).toBe('a');
    const { message } = await failure(spell.definition.invokeStream!({}), InputError);
    expect(message).toContain('test Spell: word is missing');
  });
});
