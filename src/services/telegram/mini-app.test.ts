import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processTMAData } from './index.js';
import { TOKEN } from './testing/bot-server.js';

const fields = {
  query_id: 'AAHdF6IQAAAAAN0XohDhrOrc',
  user: '{"id":279058397,"first_name":"Влад & Co","last_name":"+1=2","language_code":"ru"}',
  auth_date: '1662771648',
  signature: 'abc-_123',
  start_param: '😀\\',
};

/** As the documentation says, by another program: openssl signs the sorted lines. */
function signedByOpenssl(all: Record<string, string>, token: string): string {
  const lines = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name]}`)
    .join('\n');
  const hmac = (key: string[], text: string) =>
    execFileSync('openssl', ['dgst', '-sha256', '-r', ...key], { input: text })
      .toString()
      .slice(0, 64);
  const secret = hmac(['-hmac', 'WebAppData'], token);
  return hmac(['-mac', 'HMAC', '-macopt', `hexkey:${secret}`], lines);
}

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
}

/** Created once with openssl 3.0, for machines without it. */
const HASH = 'bdf81e52791b5ccd5538bf12d529df730108fef16422e264663f70772020085e';
const query = (all: Record<string, string>) => new URLSearchParams(all).toString();
const check = (data: string, token = TOKEN) => processTMAData({ data, token });

describe('the data of a Mini App', () => {
  const why = hasOpenssl() ? '' : ' (skipped: there is no openssl)';
  it.skipIf(why !== '')(`is signed like openssl signs it${why}`, () => {
    expect(signedByOpenssl(fields, TOKEN)).toBe(HASH);
  });

  it('passes if it is signed with the bot’s token, and is parsed', async () => {
    expect(await check(query({ ...fields, hash: HASH }))).toEqual({ ...fields, passed: true });
  });

  it('with a leading question mark, in another order, with %20 for spaces, or the hash in upper case', async () => {
    const all = Object.entries({ hash: HASH.toUpperCase(), ...fields }).reverse();
    const text = all.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    expect(await check(`?${text}`)).toMatchObject({ passed: true, user: fields.user });
  });

  it.each<[string, string, string?]>([
    ['another token', query({ ...fields, hash: HASH }), TOKEN.replace('A', 'B')],
    ['a changed field', query({ ...fields, user: '{"id":1}', hash: HASH })],
    ['an added field', query({ ...fields, admin: '1', hash: HASH })],
    ['a duplicate field', `${query({ ...fields, hash: HASH })}&auth_date=9999999999`],
    ['a removed field', query({ ...fields, start_param: '', hash: HASH })],
    ['no hash', query(fields)],
    ['an empty hash', query({ ...fields, hash: '' })],
    ['half a hash', query({ ...fields, hash: HASH.slice(0, 32) })],
    ['a hash that is not hexadecimal', query({ ...fields, hash: 'z'.repeat(64) })],
    ['a claim to have passed', query({ ...fields, passed: 'true' })],
    ['nothing', ''],
  ])('does not pass with %s', async (_, data, token) => {
    const found = await check(data, token);
    expect(found.passed).toBe(false);
    expect(found).not.toHaveProperty('hash');
  });

  it('with the name of an Object property is an ordinary field', async () => {
    const found = await check('__proto__=evil&constructor=x');
    expect(Object.keys(found).sort()).toEqual(['__proto__', 'constructor', 'passed']);
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  });

  it('passes whatever its fields contain, and fails with one bit of the hash changed', async () => {
    const name = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((n) => n !== 'hash' && n !== 'passed');
    const record = fc.dictionary(name, fc.string({ unit: 'grapheme' }), {
      maxKeys: 6,
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(record, fc.nat(63), async (all, at) => {
        const lines = Object.keys(all).map((key) => `${key}=${all[key]}`);
        const secret = createHmac('sha256', 'WebAppData').update(TOKEN).digest();
        const hash = createHmac('sha256', secret).update(lines.sort().join('\n')).digest('hex');
        expect((await check(query({ ...all, hash }))).passed).toBe(true);
        const flipped = (Number.parseInt(hash[at]!, 16) ^ 1).toString(16);
        const wrong = hash.slice(0, at) + flipped + hash.slice(at + 1);
        expect((await check(query({ ...all, hash: wrong }))).passed).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
