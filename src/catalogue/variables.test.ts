import { afterEach, describe, expect, it, vi } from 'vitest';
import { fromEnvironment, variablesOf } from './variables.js';

describe('the variables of an option', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are OInt’s own, then those of other tools', () => {
    expect(variablesOf('openai', 'url')).toEqual(['OINT_OPENAI_URL']);
    expect(variablesOf('s3', 'base-url', ['AWS_URL'])).toEqual(['OINT_S3_BASE_URL', 'AWS_URL']);
  });

  it('are used in this order, and ignored if they are empty', () => {
    expect(fromEnvironment('test', 'url', ['OTHER_URL'])).toBeUndefined();
    vi.stubEnv('OTHER_URL', 'other');
    vi.stubEnv('OINT_TEST_URL', '');
    expect(fromEnvironment('test', 'url', ['OTHER_URL'])).toBe('other');
    vi.stubEnv('OINT_TEST_URL', 'own');
    expect(fromEnvironment('test', 'url', ['OTHER_URL'])).toBe('own');
  });
});
