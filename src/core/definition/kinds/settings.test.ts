import { describe, expect, it, vi } from 'vitest';
import { inProgram, read, refusal, typed } from '../../../../test/support/context.js';
import { JsonNumber } from '../../json/number.js';
import { settings, textOrNumber, unresolvedSecret } from './index.js';
import { refuse } from './refuse.js';
import type { SettingsOf } from './settings.js';

const of: SettingsOf<{ host: string; password: string }> = {
  takes: 'settings of a server',
  schema: { type: 'object' },
  secrets: ['password'],
  read(value, place) {
    const { host, Password, password = Password } = value;
    if (typeof host !== 'string' || typeof password !== 'string')
      throw refuse(value, place, 'a host');
    return { host, password };
  },
};
const param = settings(of, 'Settings');

describe('settings', () => {
  it('are read from a record, and from JSON in any of its forms', async () => {
    const wanted = { host: 'h', password: 'p4ssw0rd' };
    expect(await read(param, wanted, inProgram())).toEqual(wanted);
    expect(await read(param, "{'host':'h','Password':'p4ssw0rd'}")).toEqual(wanted);
  });

  it('look up their secrets only if a user typed them', async () => {
    vi.stubEnv('OINT_TEST_PASSWORD', 'from-env');
    const given = { host: 'h', password: 'env:OINT_TEST_PASSWORD' };
    expect((await read(param, given)).password).toBe('from-env');
    expect((await read(param, given, inProgram())).password).toBe(given.password);
    vi.unstubAllEnvs();
  });

  it('mask their secrets from then on', async () => {
    const context = typed();
    await read(param, { host: 'h', password: 'p4ssw0rd' }, context);
    expect(context.redactor.text('with p4ssw0rd')).toBe('with ***');
  });

  it('that are invalid are refused by name, without quoting the secret', async () => {
    const error = await refusal(param, { password: 'p4ssw0rd' });
    expect(error.message).toContain('must be a host');
    expect(error.message).not.toContain('p4ssw0rd');
    await refusal(param, 'no JSON');
    await refusal(param, 5);
  });
});

describe('a secret that is not looked up', () => {
  const kept = unresolvedSecret('Password');

  it('is masked', async () => {
    const context = typed();
    expect(await read(kept, 'env:NO_SUCH_VARIABLE', context)).toBe('env:NO_SUCH_VARIABLE');
    expect(context.redactor.text('a env:NO_SUCH_VARIABLE b')).toBe('a *** b');
  });

  it('is a string', async () => {
    await refusal(kept, 5);
  });
});

describe('text that may be a number', () => {
  const id = textOrNumber('ID');

  it('accepts both, also beyond the range of a double', async () => {
    expect(await read(id, -1001234567890, inProgram())).toBe('-1001234567890');
    expect(await read(id, 2n ** 60n, inProgram())).toBe('1152921504606846976');
    expect(await read(id, new JsonNumber('1152921504606846977'), inProgram())).toBe(
      '1152921504606846977',
    );
    expect(await read(id, '@channel', inProgram())).toBe('@channel');
  });

  it('accepts nothing else', async () => {
    await refusal(id, {});
    await refusal(id, true);
  });
});
