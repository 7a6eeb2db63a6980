import { describe, expect, test } from 'vitest';
import { toolLabels } from '../../catalogue/tool-input.js';
import { cliLabels } from '../../cli/run/labels.js';
import { AbortedError, InputError } from '../errors/errors.js';
import { Call, DryRunDone } from './call.js';
import type { CallOptions } from './call-options.js';
import { address, list, secret, texts } from './kinds/index.js';
import { type Labels, libraryLabels } from './labels.js';
import type { Params } from './param.js';

function call(options: object): Call {
  return new Call('test Method', 'read', options as CallOptions);
}

describe('names of params', () => {
  const params = {
    server: address('Address'),
    messages: list(texts, 'Messages', { option: 'msgs' }),
    key: secret('Key', { option: 'k' }),
  };
  const named = (labels?: Labels, own: Params = params) =>
    new Call('test Method', 'read', {}, { params: own, labels });

  test('are the TypeScript names, unless a face has others', () => {
    expect(named().label('messages[0].role')).toBe('messages[0].role');
    expect(named(cliLabels).label('messages[0].role')).toBe('--msgs[0].role');
  });

  test('the definition says which param is the destination, and which the secret', () => {
    expect([named().destination, named().credentials]).toEqual(['server', 'key']);
    const typed = named(cliLabels);
    expect([typed.destination, typed.credentials]).toEqual(['--server', '--k']);
  });

  test('a fixed address is named by the call option that replaces it', () => {
    const { server: _, ...others } = params;
    expect(named(libraryLabels, others).destination).toBe('the call option baseUrl');
    expect(named(cliLabels, others).destination).toBe('baseUrl in --config');
    expect(named(toolLabels, others).destination).toBe('the address of the server');
  });

  test('call options are shown as callers give them', () => {
    const example = { timeout: 90_000, ca: 'ca.pem', insecure: true };
    expect(libraryLabels.callOptions(example)).toBe(
      "call options { timeout: 90000, ca: 'ca.pem', insecure: true }",
    );
    expect(cliLabels.callOptions(example)).toBe(
      `--config "{'timeout':90,'ca':'ca.pem','insecure':true}"`,
    );
    expect([cliLabels.callOption('saveTo'), cliLabels.callOption('debug')]).toEqual([
      '--out',
      '--debug',
    ]);
  });
});

describe('options', () => {
  test('an unknown one is refused, and the known ones are listed', () => {
    for (const name of ['timeOut', 'constructor', '__proto__']) {
      const options: object = JSON.parse(`{"${name}":1}`);
      expect(() => call(options)).toThrow(InputError);
      expect(() => call(options)).toThrow(
        `test Method: unknown call option "${name}"\nCall options: timeout, connectTimeout,`,
      );
    }
  });

  test.each([-1, Number.NaN, '30', null, {}])('timeout: %s is refused', (timeout) => {
    expect(() => call({ timeout })).toThrow(
      'test Method: timeout must be a number of milliseconds, 0 or more',
    );
  });

  test.each([-1, Number.NaN, '2'])('retries: %s is refused', (retries) => {
    expect(() => call({ retries })).toThrow('test Method: retries must be a number, 0 or more');
  });

  test('a slow method has its own deadlines, and the caller’s take precedence', () => {
    const own = { deadlines: { idleTimeout: 1_800_000 } };
    const slow = new Call('test Method', 'read', { timeout: 5 }, own);
    expect(slow.limit('idleTimeout')).toBe(1_800_000);
    expect(slow.limit('timeout')).toBe(5);
    expect(slow.limit('connectTimeout')).toBe(10_000);
    const told = new Call('test Method', 'read', { idleTimeout: 7 }, own);
    expect(told.limit('idleTimeout')).toBe(7);
  });

  test('undefined means the default', () => {
    expect(call({ timeout: undefined }).limit('timeout')).toBe(30 * 60_000);
    expect(call({ timeout: 0 }).limit('timeout')).toBe(0);
  });
});

test('a signal that is already aborted ends the call at once', () => {
  expect(() => call({ signal: AbortSignal.abort() })).toThrow(AbortedError);
});

test('a debug line is only built if it is read, and contains no secret', () => {
  const lines: string[] = [];
  const read = call({ debug: (line: string) => lines.push(line) });
  read.redactor.add('sk-sentinel');
  read.debug(() => 'Authorization: Bearer sk-sentinel');
  expect(lines).toEqual(['Authorization: Bearer ***']);
  let made = false;
  call({}).debug(() => {
    made = true;
    return '';
  });
  expect(made).toBe(false);
});

describe('one request of a call', () => {
  test('has its own options, deadline and response', () => {
    const whole = call({ timeout: 5_000, retries: 1 });
    whole.answered = { status: 200, headers: {} };
    const own = whole.with({ options: { retries: 0 }, deadline: whole.deadline + 1_000 });
    expect(own.options).toEqual({ timeout: 5_000, retries: 0 });
    expect(own.deadline).toBe(whole.deadline + 1_000);
    expect(own.answered).toBeUndefined();
    own.answered = { status: 404, headers: {} };
    expect(whole).toMatchObject({ options: { retries: 1 }, answered: { status: 200 } });
  });

  test('keeps what was not changed: method, effect, secrets, deadlines', () => {
    const own = { deadlines: { idleTimeout: 9 }, hints: { 404: 'Gone.' }, dryRun: [] };
    const whole = new Call('test Method', 'write', {}, own);
    const { deadline, redactor } = whole;
    const part = whole.with({});
    expect(part).toBeInstanceOf(Call);
    expect(part).toMatchObject({ method: 'test Method', effect: 'write', deadline, ...own });
    expect(part.limit('idleTimeout')).toBe(9);
    expect(part.redactor).toBe(redactor);
  });

  test('can be sent even in a dry run', () => {
    const whole = new Call('test Method', 'read', {}, { dryRun: [] });
    expect(() => whole.wouldSend(() => 'curl')).toThrow(DryRunDone);
    whole.with({ dryRun: undefined }).wouldSend(() => 'curl');
    expect(whole.dryRun).toEqual(['curl']);
  });

  test('is sent even if the caller’s signal is aborted: to clean up', () => {
    const controller = new AbortController();
    const whole = call({ signal: controller.signal });
    controller.abort();
    expect(whole.with({ options: { signal: undefined } }).options.signal).toBeUndefined();
  });
});
