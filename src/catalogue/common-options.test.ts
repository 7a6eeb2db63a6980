import { describe, expect, it } from 'vitest';
import { methodOf, paramOf } from '../../test/support/manifest.js';
import { acceptedOptions, commonOptions, everyCommonOption } from './common-options.js';

const params = (...options: string[]) => options.map((option) => paramOf(option));

describe('commonOptions', () => {
  const names = (...args: Parameters<typeof methodOf>) =>
    commonOptions(methodOf(...args)).map(({ name }) => name);

  it('are those that apply to the method', () => {
    const networked = ['out', 'query', 'output', 'config', 'dry-run', 'debug', 'errors', 'help'];
    expect(names([])).toEqual(networked);
    expect(names([], { offline: true, dryRun: false })).toEqual([
      ...['out', 'query', 'output', 'errors', 'help'],
    ]);
    expect(names([], { binary: 'file.bin' })).not.toContain('query');
    const chat = names([], { text: true, streams: true });
    expect(chat).toEqual([
      ...['out', 'query', 'output', 'text', 'stream', 'config', 'dry-run', 'debug'],
      ...['errors', 'help'],
    ]);
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

describe('acceptedOptions', () => {
  const quiet = (...args: Parameters<typeof methodOf>) => {
    const shown = commonOptions(methodOf(...args)).length;
    return acceptedOptions(methodOf(...args))
      .slice(shown)
      .map(({ name }) => name);
  };

  it('are also those of scripts that add them to every call', () => {
    expect(quiet([])).toEqual(['test']);
    expect(quiet([], { offline: true, dryRun: false })).toEqual([
      'config',
      'debug',
      'dry-run',
      'test',
    ]);
  });

  it('have no dry run for a method that changes something and cannot show it', () => {
    const writes = { offline: true, dryRun: false, effect: 'write' } as const;
    expect(quiet([], writes)).toEqual(['config', 'debug']);
  });

  it("leave the method's own alone", () => {
    expect(quiet(params('test', 'debug'))).toEqual([]);
  });
});
