import { describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json, start } from '../../../test/support/server.js';
import { openai } from '../../index.js';
import { HttpError, InputError } from '../errors/errors.js';
import { request } from '../http/request.js';
import { secret, text } from './kinds/index.js';
import { method } from './method.js';
import { withDefaults } from './with-defaults.js';

const get = method('test', 'Get', {
  effect: 'read',
  params: { url: text('Where'), path: text('What', { default: '/' }), token: secret('Token') },
  run: ({ url, path, token }, call) => request(call, 'GET', new URL(path, url), { token }),
  async stream({ path }) {
    async function* letters() {
      yield* path;
    }
    return Object.assign(letters(), { result: () => path });
  },
});
const greet = method('test', 'Greet', {
  effect: 'read',
  offline: true,
  params: { name: text('Who'), greeting: text('How', { default: 'Hello' }) },
  run: ({ name, greeting }) => `${greeting}, ${name}!`,
});
const service = { get, greet, streamGet: get.stream, constant: 5, helper: () => 'as it is' };

describe('inputs', () => {
  test('a fixed param is optional, and a value in the call takes precedence', async () => {
    const { url, requests } = await start((_, response) => json(response, {}));
    const fixed = withDefaults(service, { url, token: 'one' });
    await fixed.get({});
    await fixed.get({ token: 'two', path: '/b' });
    await fixed.get({ token: undefined });
    expect(requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/', 'Bearer one'],
      ['/b', 'Bearer two'],
      ['/', 'Bearer one'],
    ]);
  });

  test('a method that does not have a fixed param is called without it', async () => {
    const fixed = withDefaults(service, { url: 'http://localhost', greeting: 'Good day' });
    expect(await fixed.greet({ name: 'Anna' })).toBe('Good day, Anna!');
  });

  test('a param that is still missing is an error', async () => {
    const fixed = withDefaults(service, { url: 'http://localhost' });
    const { message } = await failure(fixed.get({} as { token: string }), InputError);
    expect(message).toContain('test Get: token is missing');
  });

  test('a param that no method has is refused at once', () => {
    const fix = (fixed: object) => () => withDefaults(service as object, fixed);
    for (const key of ['ulr', 'constructor', '__proto__']) {
      const fixed: object = JSON.parse(`{"${key}":"a"}`);
      expect(fix(fixed)).toThrow(InputError);
      expect(fix(fixed)).toThrow(`withDefaults: no method has a param "${key}"`);
    }
  });

  test('an untyped call without params is a rejection, not a throw', async () => {
    const fixed = withDefaults(service, { url: 'http://localhost' });
    const untyped = fixed.get as unknown as (...input: unknown[]) => Promise<unknown>;
    for (const input of [[], [undefined], [null], [null, null]]) {
      await failure(untyped(...input), InputError);
    }
  });

  test('the arguments are not changed', async () => {
    const fixed = Object.freeze({ greeting: 'Hi' });
    await withDefaults(service, fixed, Object.freeze({ retries: 0 })).greet({ name: 'Anna' });
    expect(fixed).toEqual({ greeting: 'Hi' });
  });
});

describe('call options', () => {
  test('apply to every call, and an option in the call takes precedence', async () => {
    const { url, requests } = await start((_, response) => json(response, {}, 503));
    const fixed = withDefaults(service, { url, token: '' }, { retries: 1 });
    await failure(fixed.get({}), HttpError);
    expect(requests).toHaveLength(2);
    await failure(fixed.get({}, { retries: 0 }), HttpError);
    expect(requests).toHaveLength(3);
    await failure(fixed.get({}, { retries: undefined }), HttpError);
    expect(requests).toHaveLength(5);
  });

  test('are checked', async () => {
    const fixed = withDefaults(service, { token: '' }, { timeout: -1 });
    const { message } = await failure(fixed.get({ url: 'http://localhost' }), InputError);
    expect(message).toContain('timeout must be a number of milliseconds');
  });
});

describe('the service', () => {
  test('keeps its definitions and other exports', () => {
    const fixed = withDefaults(service, { token: '' });
    expect(Object.keys(fixed)).toEqual(Object.keys(service));
    expect(fixed.get.definition).toBe(get.definition);
    expect([fixed.constant, fixed.helper]).toEqual([5, service.helper]);
    expect(fixed.greet.stream).toBeUndefined();
  });

  test('streams with fixed params too, also as its own member', async () => {
    const fixed = withDefaults(service, { url: 'http://localhost', token: '', path: 'abc' });
    for (const open of [fixed.get.stream, fixed.streamGet]) {
      let word = '';
      for await (const letter of await open({})) word += letter;
      expect(word).toBe('abc');
    }
  });

  test('can be made from a service with defaults', async () => {
    const polite = withDefaults(service, { greeting: 'Good day' });
    expect(await withDefaults(polite, { name: 'Anna' }).greet({})).toBe('Good day, Anna!');
  });

  test('can be OpenAI', async () => {
    const { url, requests } = await start((_, response) => json(response, { Object: 'list' }));
    const ai = withDefaults(openai, { url, token: 'key', model: 'model' });
    expect(await ai.getModelList({})).toEqual({ object: 'list' });
    expect(requests[0]).toMatchObject({
      path: '/v1/models',
      headers: { authorization: 'Bearer key' },
    });
    expect(ai.streamResponse).toBe(ai.getResponse.stream);
  });
});
