import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { methodOf, paramOf } from '../../../test/support/manifest.js';
import { InputError } from '../../core/errors/errors.js';
import { readLine } from './line.js';

const method = methodOf(
  [
    paramOf('url'),
    paramOf('token', { kind: 'secret' }),
    paramOf('items', { kind: 'list' }),
    paramOf('loud', { kind: 'flag', required: false }),
  ],
  { text: true, streams: true },
);
const read = (...args: string[]) => readLine('test DoIt', method, args);

function refusal(...args: string[]): InputError {
  try {
    read(...args);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`no error for ${args.join(' ')}`);
}

describe('readLine', () => {
  it('separates the method’s options from the common options', () => {
    const line = read('--url', 'u', '--out', 'o', '--query=q', '--text', '--config', '{}');
    expect(line).toEqual({
      values: { url: 'u' },
      raw: new Set(),
      out: 'o',
      query: 'q',
      config: '{}',
      switches: new Set(['text']),
      asksConfig: false,
    });
  });

  it('returns any value as it was typed', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(read(`--url=${value}`).values.url).toBe(value);
      }),
    );
  });

  it('collects a repeated list option, and refuses other repeated options', () => {
    expect(read('--items', 'a', '-i', 'b', '--items=c').values.items).toEqual(['a', 'b', 'c']);
    expect(refusal('--url', 'a', '-u', 'b').message).toContain('-u was given twice');
    expect(read('--out', 'a', '--out', 'b').out).toBe('b');
  });

  it('accepts a flag without a value, which does not take the next argument', () => {
    expect(read('--loud').values.loud).toBe('true');
    expect(read('--loud', '--url', 'u').values).toEqual({ loud: 'true', url: 'u' });
    expect(read('--loud', 'no').values.loud).toBe('no');
    expect(read('--loud=0').values.loud).toBe('0');
    expect(read('-l', '-u', 'u').values).toEqual({ loud: 'true', url: 'u' });
    expect(read('-l', 'нет').values.loud).toBe('нет');
    expect(read('--loud', 'Да', '-u', 'u').values).toEqual({ loud: 'Да', url: 'u' });
  });

  it('accepts --config without a value, at the end or before another option', () => {
    expect(read('--config').asksConfig).toBe(true);
    expect(read('--config', '--url', 'u')).toMatchObject({
      asksConfig: true,
      values: { url: 'u' },
    });
    expect(read('--config', '-u', 'u').asksConfig).toBe(true);
    expect(read('--config', '')).toMatchObject({ asksConfig: false, config: '' });
    expect(read('--config=')).toMatchObject({ asksConfig: false, config: '' });
    expect(read('--config', '-')).toMatchObject({ asksConfig: false, config: '-' });
  });

  it('accepts -h, alone and with other options', () => {
    expect(read('-h').switches).toEqual(new Set(['help']));
    expect(read('--url', 'u', '--help').switches.has('help')).toBe(true);
  });

  it('accepts -h with a value as the option that has this letter', () => {
    const known = methodOf([paramOf('headers'), paramOf('url')]);
    const reads = (...args: string[]) => readLine('test DoIt', known, args);
    expect(reads('-h', '{}', '-u', 'u').values).toEqual({ headers: '{}', url: 'u' });
    expect(reads('-h').switches).toEqual(new Set(['help']));
    expect(reads('-h', '-u', 'u').switches).toEqual(new Set(['help']));
    expect(reads('-h', '').values).toEqual({ headers: '' });
  });

  it('accepts --test as another name of --dry-run', () => {
    expect(read('--test').switches).toEqual(new Set(['dry-run']));
    const own = methodOf([paramOf('test')]);
    expect(readLine('test DoIt', own, ['--test', 'a']).values).toEqual({ test: 'a' });
  });

  it('accepts what scripts add to every call, though it has no effect', () => {
    const offline = methodOf([], { offline: true, dryRun: false });
    const line = readLine('test DoIt', offline, ['--debug', '--config', '{}', '--test']);
    expect(line).toMatchObject({ config: '{}', switches: new Set(['debug', 'dry-run']) });
  });

  it('refuses an option without a value, by the name that was typed', () => {
    expect(refusal('--url').message).toContain('--url needs a value');
    expect(refusal('-u', '--token', 't').message).toContain(
      '-u needs a value, but is followed by --token',
    );
    expect(refusal('--url', '--text').hint).toContain('--url=--text');
    expect(read('--url', '--texts').values.url).toBe('--texts');
  });

  it('does not show text that may be the second half of a secret', () => {
    expect(refusal('--token', 'Bearer', 'sentinel').message).not.toContain('sentinel');
    expect(refusal('-t', 'Bearer', 'sentinel')).toMatchObject({ param: '--token' });
    expect(refusal('--url', 'a', 'sentinel').message).toContain('"sentinel" is not an option');
    expect(refusal('x'.repeat(100)).message.length).toBeLessThan(220);
  });

  it('suggests the nearest option, or lists all', () => {
    expect(refusal('--itmes', 'a').hint).toBe('Did you mean --items?');
    expect(refusal('-x').hint).toMatch(/^Options: --url, --token,/);
  });
});
