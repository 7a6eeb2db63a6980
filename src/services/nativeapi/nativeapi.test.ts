import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileComponent, noComponent } from '../../../test/support/component.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { AbortedError, InputError, ServiceError, TimeoutError } from '../../core/errors/errors.js';
import nativeapi from './index.js';

const path = noComponent ? '' : await compileComponent();
const one = { host: path, instance: 'Calculator' };

const value = async (method: string, ...params: unknown[]) =>
  (await nativeapi.executeMethod({ ...one, method, params })).data.value;

const refused = (method: string, ...params: unknown[]) =>
  failure(value(method, ...params), ServiceError);

describe.skipIf(noComponent)(`a component${noComponent}`, () => {
  it('lists its classes', async () => {
    const { classes } = await nativeapi.getClassNames({ host: path });
    expect(classes).toEqual(['Calculator', 'Refusing']);
  });

  it('describes its methods and properties in both languages', async () => {
    const { metadata } = await nativeapi.getMetadata(one);
    expect(metadata.methods[2]).toEqual({
      ...{ index: 2, name_en: 'Join', name_ru: 'Соединить', params: 3, has_return: true },
    });
    expect(metadata.properties[1]).toEqual({
      ...{ index: 1, name_en: 'Version', name_ru: 'Версия', readable: true, writable: false },
    });
  });

  it('is called by a name in either language, in any case, or by a number', async () => {
    expect(await value('Add', 2, 3.5)).toBe(5.5);
    expect(await value('Сложить', 2, 3)).toBe(5);
    expect(await value('add', 2, 3)).toBe(5);
    const byNumber = await nativeapi.executeMethod({ ...one, method: 0, params: [1, 1] });
    expect(byNumber.data.value).toBe(2);
  });

  it('has default values for missing parameters', async () => {
    expect(await value('Join', 'a', 'b')).toBe('a, b');
    expect(await value('Join', 'a', 'b', '')).toBe('ab');
    expect((await refused('Join', 'a', 'b', 'c', 'd')).message).toContain(
      'has 3 parameters, but 4 values are given',
    );
  });

  it('has properties that are set before a call and returned after it', async () => {
    const { data } = await nativeapi.executeMethod({
      ...one,
      method: 'Add',
      params: [1, 1],
      properties: { Precision: 4, Пароль: 'secret' },
    });
    expect(data).toEqual({ value: 2, properties: { Precision: 4, Version: '1.0' } });
  });

  it('returns the parameters that it changed', async () => {
    const { data } = await nativeapi.executeMethod({ ...one, method: 'Halve', params: [5] });
    expect(data).toMatchObject({ value: null, params: [2.5] });
  });

  it('uses the memory and events of the platform from its own threads', async () => {
    expect(await value('Later', 1)).toBeNull();
  });

  it('runs in one thread', async () => {
    await using host = await nativeapi.createHost({ path });
    const { instance_id } = await nativeapi.createInstance({ host, className: 'Calculator' });
    const call = async () =>
      (await nativeapi.executeMethod({ host, instance: instance_id, method: 'Thread' })).data.value;
    const threads = new Set(await Promise.all([call(), call(), call()]));
    expect(threads.size).toBe(1);
    expect([...threads][0]).toBeGreaterThan(0);
  });
});

describe.skipIf(noComponent)(`values${noComponent}`, () => {
  it.each([
    ...[null, true, false, 0, -1, 2 ** 31 - 1, 1.5, -0, '', 'Ада', 'a\0b', '😀'],
    ...[2 ** 31, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER],
    Buffer.from([0, 255, 1]),
    Buffer.alloc(0),
  ])('come back the same: %j', async (given) => {
    expect(await value('Echo', given)).toEqual(given);
  });

  it('keep their digits', async () => {
    expect(await value('Echo', 9_007_199_254_740_993n)).toBe('9007199254740993');
    expect(await value('Echo', -(2n ** 63n))).toBe('-9223372036854775808');
    expect(await value('Largest')).toBe('18446744073709551615');
    await failure(value('Echo', 2 ** 53), InputError);
    await failure(value('Echo', 2n ** 64n), InputError);
  });

  it.each([
    { given: null, type: 0 },
    { given: 1, type: 3 },
    { given: 2 ** 31, type: 5 },
    { given: 1.5, type: 5 },
    { given: true, type: 11 },
    { given: 'a', type: 22 },
    { given: 2n ** 62n, type: 17 },
    { given: 2n ** 63n, type: 18 },
    { given: Buffer.from('a'), type: 23 },
    { given: new Date(0), type: 7 },
  ])('have the types of 1C: $given is type $type', async ({ given, type }) => {
    expect(await value('Kind', given)).toBe(type);
  });

  it('are dates without a time zone', async () => {
    expect(await value('Moment')).toBe('2026-02-03T04:05:06');
    const date = new Date(2026, 11, 31, 23, 59, 58);
    expect(await value('Echo', date)).toBe('2026-12-31T23:59:58');
    await failure(value('Echo', new Date(Number.NaN)), InputError);
  });

  it('of other types are read', async () => {
    expect(await value('Odd', 4)).toEqual(Buffer.from([0xe4]));
    expect(await value('Odd', 5)).toBe('2026-02-03T06:00:00');
    expect(await value('Odd', 6)).toBe('NaN');
    expect(await value('Odd', 7)).toBe('03020100-0504-0706-0809-0a0b0c0d0e0f');
    expect(await value('Odd', 8)).toBe(0.1);
    expect(await value('Odd', 9)).toBe(-1);
    expect(await value('Odd', 1)).toBe('');
  });

  it('that cannot be represented are errors', async () => {
    expect((await refused('Odd', 0)).message).toContain('VTYPE_INTERFACE');
    expect((await refused('Odd', 3)).message).toContain('type 999');
    expect((await refused('Odd', 2)).message).toContain('it allocated only 4');
    const { message } = await failure(value('Echo', [1]), InputError);
    expect(message).toContain('components have no other values');
  });
});

describe.skipIf(noComponent)(`errors${noComponent}`, () => {
  it('name what does not exist', async () => {
    const method = await refused('Ad', 1, 2);
    expect(method).toMatchObject({ reason: 'NATIVE_NO_METHOD', hint: 'Did you mean Add?' });
    const noClass = nativeapi.getMetadata({ host: path, instance: 'Calculater' });
    expect(await failure(noClass, ServiceError)).toMatchObject({
      reason: 'NATIVE_NO_CLASS',
      hint: 'Did you mean Calculator?',
    });
    const refusing = nativeapi.getMetadata({ host: path, instance: 'Refusing' });
    const text = 'Refusing cannot be initialized: no license';
    expect((await failure(refusing, ServiceError)).message).toContain(text);
  });

  it('have the text of the component', async () => {
    const error = await refused('Fail', 'the drawer is open');
    expect(error.message).toContain('the method Fail failed: the drawer is open (42)');
    expect(error.reason).toBe('NATIVE_FAILED');
  });

  it('of properties say which', async () => {
    const get = (property: string | number) => nativeapi.getProperty({ ...one, property });
    expect(await get('Версия')).toEqual({ result: true, value: '1.0' });
    expect(await get(0)).toEqual({ result: true, value: 2 });
    expect((await failure(get('Password'), ServiceError)).reason).toBe('NATIVE_NOT_READABLE');
    expect((await failure(get(3), ServiceError)).reason).toBe('NATIVE_NO_PROPERTY');
    expect((await nativeapi.getProperties(one)).properties).toEqual({
      Precision: 2,
      Version: '1.0',
    });
  });

  it('of a file that is no component', async () => {
    const none = join(await folder(), 'none.so');
    const list = (host: string) => failure(nativeapi.getClassNames({ host }), ServiceError);
    expect((await list(none)).message).toMatch(/No such file|no such file|image not found/);
    await writeFile(none, 'text');
    expect((await list(none)).reason).toBe('NATIVE_NOT_LOADED');
    const libc = process.platform === 'linux' ? 'libc.so.6' : 'libSystem.dylib';
    expect((await list(libc)).message).toContain('does not export GetClassNames');
  });

  it('of a crash end only the process of the component', async () => {
    const crash = await refused('Crash');
    expect(crash).toMatchObject({ reason: 'NATIVE_CRASHED' });
    expect(crash.message).toContain('SIGSEGV');
    expect((await refused('Exit', 3)).message).toContain('exit status 3');
    expect(await value('Add', 1, 2)).toBe(3);
  });

  it('at the end of its time', async () => {
    const hang = nativeapi.executeMethod({ ...one, method: 'Hang', time: 300 });
    const error = await failure(hang, TimeoutError);
    expect(error.message).toContain('did not finish within 0.3 s');
    const controller = new AbortController();
    const aborted = nativeapi.executeMethod(
      { ...one, method: 'Hang' },
      { signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 200);
    await failure(aborted, AbortedError);
  });
});

describe.skipIf(noComponent)(`a host${noComponent}`, () => {
  it('keeps instances and their properties', async () => {
    await using host = await nativeapi.createHost({ path });
    const { instance_id: instance } = await nativeapi.createInstance({
      host,
      className: 'Calculator',
    });
    await nativeapi.setProperty({ host, instance, property: 'Precision', value: 7 });
    const found = await nativeapi.getProperty({ host, instance, property: 'Точность' });
    expect(found.value).toBe(7);
    const set = (property: string, value: unknown) =>
      failure(nativeapi.setProperty({ host, instance, property, value }), ServiceError);
    expect((await set('Version', '2')).reason).toBe('NATIVE_NOT_WRITABLE');
    expect((await set('Precision', 'text')).reason).toBe('NATIVE_FAILED');
    expect(await nativeapi.destroyInstance({ host, instance })).toEqual({ result: true });
    const again = failure(nativeapi.destroyInstance({ host, instance }), ServiceError);
    expect((await again).reason).toBe('NATIVE_NO_INSTANCE');
    expect(await nativeapi.isHost({ value: host })).toBe(true);
    expect(await nativeapi.isHost({ value: path })).toBe(false);
  });

  it('logs calls, events, errors and what is printed', async () => {
    const logging = await nativeapi.getLoggingSettings({ memory: true });
    await using host = await nativeapi.createHost({ path, logging });
    const call = (method: string, ...params: unknown[]) =>
      nativeapi.executeMethod({ host, instance: 'Calculator', method, params });
    await call('Notify', 'tea is ready');
    await call('Print', 7);
    await failure(call('Fail', 'no paper'), ServiceError);
    const log = await nativeapi.getLog({ connection: host, asText: true });
    for (const text of [
      'Call Notify',
      'Status: busy',
      'Event of Calculator: note tea is ready',
      'Printed: 7 to standard output',
      'Error 1006 of Calculator: no paper (42)',
    ]) {
      expect(log).toContain(text);
    }
  });

  it('lets its instances end, and is closed after it crashed', async () => {
    const ended = join(await folder(), 'ended');
    const host = await nativeapi.createHost({ path });
    const { instance_id: instance } = await nativeapi.createInstance({
      host,
      className: 'Calculator',
    });
    await nativeapi.executeMethod({ host, instance, method: 'OnDone', params: [ended] });
    await host.close();
    expect(host.isOpen).toBe(false);
    expect(existsSync(ended)).toBe(true);
    const list = failure(nativeapi.getClassNames({ host }), ServiceError);
    expect((await list).reason).toBe('NATIVE_CLOSED');
  });
});
