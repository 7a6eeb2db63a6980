import { describe, expect, test } from 'vitest';
import { inProgram, read, refusal, typed } from '../../../test/support/context.js';
import { Call } from './call.js';
import { type CallOptions, callDefaults } from './call-options.js';
import { callOptionName, callParams } from './call-params.js';

const names = Object.keys(callParams) as (keyof typeof callParams)[];

describe('names', () => {
  test.each(names)('%s is recognized in any case, with or without underscores', (name) => {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    for (const typedName of [name, name.toLowerCase(), name.toUpperCase(), snake]) {
      expect(callOptionName(typedName)).toBe(name);
    }
  });

  test.each([
    ['adv_response', 'fullResponse'],
    ['ADV_RESPONSE', 'fullResponse'],
    ['timeout', 'timeout'],
    ['proxy', 'proxy'],
    ['retries', 'retries'],
  ])('the reference’s %s is %s', (typedName, name) => {
    expect(callOptionName(typedName)).toBe(name);
  });

  test.each([
    'constructor',
    '__proto__',
    'toString',
    'signal',
    'onProgress',
    'debug',
    'saveTo',
    'time out',
    '',
  ])('%j is not an option that can be typed', (name) => {
    expect(callOptionName(name)).toBeUndefined();
  });
});

describe('values', () => {
  test('every option that can be typed is a call option', async () => {
    const values: Record<string, unknown> = {
      timeout: '30',
      connectTimeout: 1,
      firstByteTimeout: '500ms',
      idleTimeout: '2m',
      retries: '0',
      retryWrites: 'yes',
      proxy: 'http://127.0.0.1:3128',
      baseUrl: 'http://localhost:8081',
      hostKey: 'accept_new',
      ca: 'ca.pem',
      cert: 'cert.pem',
      key: 'key.pem',
      insecure: '1',
      fullResponse: 'true',
      maxFilesize: '1000',
    };
    expect(Object.keys(values).sort()).toEqual([...names].sort());
    const options: Record<string, unknown> = {};
    for (const name of names) options[name] = await read(callParams[name], values[name]);
    expect(options).toEqual({
      ...values,
      maxFilesize: 1000,
      timeout: 30_000,
      connectTimeout: 1000,
      firstByteTimeout: 500,
      idleTimeout: 120_000,
      retries: 0,
      retryWrites: true,
      insecure: true,
      fullResponse: true,
    });
    expect(new Call('test Method', 'read', options as CallOptions).limit('timeout')).toBe(30_000);
  });

  test('the defaults shown are the defaults of a call', () => {
    const call = new Call('test Method', 'read');
    for (const name of ['timeout', 'connectTimeout', 'firstByteTimeout', 'idleTimeout'] as const) {
      expect(callParams[name].default).toBe(call.limit(name));
      expect(call.limit(name)).toBe(callDefaults[name]);
    }
    expect(callParams.retries.default).toBe(callDefaults.retries);
  });
});

describe('proxy', () => {
  test.each([
    ['http://user:pass@proxy.example.test:3128', 'http://user:pass@proxy.example.test:3128'],
    ['https://proxy.example.test', 'https://proxy.example.test'],
    ['proxy.example.test:3128', 'proxy.example.test:3128'],
    ['10.0.0.1:3128', '10.0.0.1:3128'],
    [false, false],
    ['false', false],
    ['', false],
    [{ host: 'proxy' }, { host: 'proxy' }],
    [
      { Host: 'proxy', Port: 3128, User: 'u', Password: 'p', Protocol: 'https' },
      { host: 'proxy', port: 3128, user: 'u', password: 'p', protocol: 'https' },
    ],
  ])('%j is %j', async (value, expected) => {
    for (const context of [typed(), inProgram()]) {
      expect(await read(callParams.proxy, value, context)).toEqual(expected);
    }
  });

  test.each([
    'http://user:sentinel@',
    'socks5://user:sentinel@proxy:1080',
    'no proxy sentinel',
    { port: 3128, password: 'sentinel' },
    { host: 5 },
    ['http://proxy'],
    true,
    5,
    null,
  ])('%j is refused, and not quoted', async (value) => {
    const { message } = await refusal(callParams.proxy, value);
    expect(message).toContain(
      '--value must be a URL such as http://user:password@host:3128, false, or',
    );
    expect(message).not.toContain('sentinel');
  });
});
