import { afterEach, describe, expect, it, vi } from 'vitest';
import { paramOf } from '../../../test/support/manifest.js';
import { gatherValues } from './values.js';

const url = paramOf('url', { env: ['SHOP_URL', 'SHOP_ADDRESS'], fallback: 'local' });
const apiKey = paramOf('api-key', { key: 'apiKey', kind: 'secret' });
const params = [url, paramOf('model', { fallback: 'built-in' }), apiKey];

afterEach(() => vi.unstubAllEnvs());

function gather(typed: Record<string, unknown>, config: Record<string, unknown> = {}) {
  return gatherValues('shop', params, typed, { shop: config });
}

describe('gatherValues', () => {
  it('uses the command line, then the environment, then the config file', () => {
    const config = { url: 'of config', model: 'm' };
    expect(gather({}, config).values.url).toBe('of config');
    vi.stubEnv('SHOP_ADDRESS', 'of a second tool');
    expect(gather({}, config).values.url).toBe('of a second tool');
    vi.stubEnv('SHOP_URL', 'of a tool');
    expect(gather({}, config).values.url).toBe('of a tool');
    vi.stubEnv('OINT_SHOP_URL', 'of its own');
    expect(gather({}, config).values.url).toBe('of its own');
    expect(gather({ url: 'of the line' }, config).values.url).toBe('of the line');
  });

  it('reads an option by its command line name, and returns it by its TypeScript name', () => {
    expect(gather({ url: 'u', 'api-key': 'k' }).values).toEqual({ url: 'u', apiKey: 'k' });
    vi.stubEnv('OINT_SHOP_API_KEY', 'of its own');
    expect(gather({ url: 'u' }).values).toEqual({ url: 'u', apiKey: 'of its own' });
  });

  it('accepts empty text as a value only on the command line', () => {
    vi.stubEnv('OINT_SHOP_URL', '');
    expect(gather({}, { url: '', model: null }).fellBack).toBe(url);
    expect(gather({ 'api-key': '' }, { 'api-key': 'k' }).values.apiKey).toBe('');
  });

  it('knows which values are those of the config', () => {
    const config = { url: 'of config', 'api-key': 'k' };
    expect(gather({}, config).fromConfig).toEqual(new Set(['url', 'apiKey']));
    vi.stubEnv('OINT_SHOP_API_KEY', 'of its own');
    expect(gather({ url: 'of the line' }, config).fromConfig).toEqual(new Set());
  });

  it('uses all fallbacks if the address is missing or is its fallback', () => {
    const fromConfig = new Set();
    const values = { url: 'local', model: 'built-in' };
    expect(gather({})).toEqual({ values, fromConfig, fellBack: url });
    expect(gather({ model: 'mine' }).values).toEqual({ url: 'local', model: 'mine' });
    expect(gather({ url: 'local' })).toEqual({ values, fromConfig, fellBack: undefined });
    expect(gather({ url: 'http://shop' })).toEqual({
      ...{ values: { url: 'http://shop' }, fromConfig, fellBack: undefined },
    });
    expect(gatherValues('shop', [apiKey], {}, {})).toEqual({
      ...{ values: {}, fromConfig, fellBack: undefined },
    });
  });
});
