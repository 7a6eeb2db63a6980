import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { methodOf, paramOf } from '../../test/support/manifest.js';
import { commonOptions, everyCommonOption, shortOptions } from './common-options.js';

const params = (...options: string[]) => options.map((option) => paramOf(option));
const letters = (...options: string[]) => Object.fromEntries(shortOptions(params(...options)));

describe('shortOptions', () => {
  it('gives each option its first free letter', () => {
    expect(letters('url', 'token', 'model', 'msgs')).toEqual({
      url: 'u',
      token: 't',
      model: 'm',
      msgs: 's',
    });
    expect(letters('text', 'to', 'ot')).toEqual({ text: 't', to: 'o' });
  });

  it('leaves h to help, and skips characters that are not letters', () => {
    expect(letters('h', 'host', '2fa')).toEqual({ host: 'o', '2fa': 'f' });
  });

  it('never gives a letter twice', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { maxLength: 30 });
    fc.assert(
      fc.property(names, (options) => {
        const given = [...shortOptions(params(...options)).values()];
        expect(new Set(given).size).toBe(given.length);
        expect(given).not.toContain('h');
      }),
    );
  });
});

describe('commonOptions', () => {
  const names = (...args: Parameters<typeof methodOf>) =>
    commonOptions(methodOf(...args)).map(({ name }) => name);

  it('are those that apply to the method', () => {
    const networked = ['out', 'query', 'config', 'dry-run', 'debug', 'help'];
    expect(names([])).toEqual(networked);
    expect(names([], { offline: true, dryRun: false })).toEqual(['out', 'query', 'help']);
    expect(names([], { binary: 'file.bin' })).not.toContain('query');
    const chat = names([], { text: true, streams: true });
    expect(chat).toEqual(['out', 'query', 'text', 'stream', 'config', 'dry-run', 'debug', 'help']);
    expect(names([], { pages: true })).toContain('all');
    expect(new Set([...chat, 'all'])).toEqual(everyCommonOption);
  });

  it('say what a stream prints', () => {
    const stream = (about: object) =>
      commonOptions(methodOf([], { streams: true, ...about })).find(({ name }) => name === 'stream')
        ?.summary;
    expect(stream({ text: true })).toBe('Print the reply as it arrives');
    expect(stream({ rows: true })).toBe('Print the rows as they arrive, each as a line of JSON');
    expect(stream({ rows: true, pages: true })).toContain('the rows of every page');
    expect(stream({})).toContain('each message of the server');
  });

  it('are left out if the method has its own', () => {
    expect(names(params('text', 'out'), { text: true })).not.toContain('text');
    expect(names(params('text', 'out'))).not.toContain('out');
  });
});
