import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from './errors.js';
import { isSecretHeader, looksSecret, Redactor } from './redact.js';

function redactor(...secrets: string[]): Redactor {
  const made = new Redactor();
  for (const secret of secrets) made.add(secret);
  return made;
}

/** Realistic secrets: long, and without the characters of the mask. */
const secret = fc
  .string({ unit: 'binary', minLength: 5, maxLength: 40 })
  .filter((text) => !text.includes('*'));

describe('text', () => {
  test('a secret is masked wherever it occurs', () =>
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        fc.pre(!`${before}${after}`.includes(value));
        const text = redactor(value).text(`${before}${value}${after}${value}`);
        expect(text).not.toContain(value);
        expect(text).toContain('***');
      }),
    ));

  test('its forms in a URL, in JSON and in Base64 are masked too', () =>
    fc.assert(
      fc.property(secret, (value) => {
        const made = redactor(value);
        const wellFormed = Buffer.from(value).toString();
        const query = new URLSearchParams({ key: wellFormed }).toString();
        expect(made.text(`?key=${encodeURIComponent(wellFormed)}`)).toBe('?key=***');
        expect(made.text(query)).toBe('key=***');
        const json = JSON.stringify({ key: value });
        expect(made.text(json)).toBe('{"key":"***"}');
        expect(made.text(JSON.stringify({ json }))).toBe('{"json":"{\\"key\\":\\"***\\"}"}');
        expect(made.text(Buffer.from(value).toString('base64'))).toBe('***');
      }),
    ));

  test('several secrets are all masked, even if one begins with or contains another', () =>
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-c]{5,8}$/), { minLength: 1, maxLength: 5 }),
        fc.array(fc.stringMatching(/^[ d-z]{0,9}$/), { minLength: 6, maxLength: 6 }),
        (secrets, between) => {
          const text = secrets.map((value, at) => `${between[at]}-${value}`).join('-');
          const masked = redactor(...secrets).text(text);
          expect(masked).not.toMatch(/[a-c]{2}/);
        },
      ),
    ));

  test('the longer of two secrets is masked whole, whichever was added first', () => {
    for (const secrets of [
      ['abcde', 'abcdefgh'],
      ['abcdefgh', 'abcde'],
    ]) {
      expect(redactor(...secrets).text('abcdefgh abcde')).toBe('*** ***');
    }
  });

  test('a short secret is masked as a word, not inside other words', () => {
    expect(redactor('key').text('the key of the keyboard is key.')).toBe(
      'the *** of the keyboard is ***.',
    );
    expect(redactor('1').text('token 1 of 10')).toBe('token *** of 10');
  });

  test('characters with a meaning in a pattern have none in a secret', () => {
    for (const value of ['a.*b+c?', '(((((', '[a-z]{5}', '$&$1$$', '\\d\\w\\', '^start|end$']) {
      expect(redactor(value).text(`<${value}>`)).toBe('<***>');
      expect(redactor(value).text('abbbcd 12345 start end')).toBe('abbbcd 12345 start end');
    }
  });

  test('a lone surrogate in a secret does no harm', () => {
    expect(redactor('pass\uD800word').text('my pass\uD800word')).toBe('my ***');
  });

  test('a secret made of stars is not masked again and again', () => {
    expect(redactor('*', '***').text('a * b *** c')).toBe('a *** b *** c');
  });

  test('without a secret nothing changes', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const made = new Redactor();
        made.add('');
        made.add(undefined);
        expect(made.text(text)).toBe(text);
        expect(made.deep({ text })).toEqual({ text });
      }),
    ));

  test('a secret that is added later is masked too', () => {
    const made = redactor('first-one');
    expect(made.text('first-one second-one')).toBe('*** second-one');
    made.add('second-one');
    expect(made.text('first-one second-one')).toBe('*** ***');
  });
});

describe('deep', () => {
  test('masks strings and keys at any depth, and keeps all other values', () =>
    fc.assert(
      fc.property(fc.jsonValue(), secret, (value, sentinel) => {
        fc.pre(!JSON.stringify(value).includes(JSON.stringify(sentinel).slice(1, -1)));
        const made = redactor(sentinel);
        const clean = made.deep({ value, list: [sentinel], [`key ${sentinel}`]: 1 });
        expect(clean).toEqual({ value, list: ['***'], 'key ***': 1 });
      }),
    ));

  test('the value itself is not changed', () => {
    const value = Object.freeze({ a: Object.freeze(['sentinel']) });
    expect(redactor('sentinel').deep(value)).toEqual({ a: ['***'] });
  });

  test('a __proto__ key is a key like any other', () => {
    const value: unknown = JSON.parse('{"__proto__":{"polluted":"sentinel"}}');
    const clean = redactor('sentinel').deep(value) as object;
    expect(JSON.stringify(clean)).toBe('{"__proto__":{"polluted":"***"}}');
    expect(Object.getPrototypeOf(clean)).toBe(Object.prototype);
  });

  test('a response nested 100,000 deep is cut off, not a crash', () => {
    const text = `${'['.repeat(100_000)}"sentinel"${']'.repeat(100_000)}`;
    const clean = JSON.stringify(redactor('sentinel').deep(JSON.parse(text)));
    expect(clean).toContain('***');
    expect(clean).not.toContain('sentinel');
  });
});

describe('isSecretHeader', () => {
  test.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'set-cookie',
    'api-key',
    'x-api-key',
    'X-Goog-Api-Key',
    'apikey',
    'Ocp-Apim-Subscription-Key',
    'X-Auth',
    'x-auth-token',
    'x-authentication',
    'x-amz-security-token',
    'X-Session-Id',
    'x-client-secret',
    'X-Password',
    'X-Functions-Key',
    'x-xsrftoken',
    'key',
    'sig',
    'X-Amz-Signature',
    'access_token',
  ])('%s is secret', (name) => {
    expect(isSecretHeader(name)).toBe(true);
  });

  test.each([
    'accept',
    'content-type',
    'x-request-id',
    'x-author',
    'retry-after',
    'keyword',
    'user-agent',
    'x-ratelimit-remaining-tokens',
    'page_token',
    'keys',
  ])('%s is not secret', (name) => {
    expect(isSecretHeader(name)).toBe(false);
  });
});

describe('looksSecret', () => {
  test('untrusted text may be of any length', () => {
    expect(looksSecret('secret'.repeat(100_000))).toBe(true);
    expect(looksSecret('token '.repeat(100_000))).toBe(true);
    expect(isSecretHeader(`${'secret'.repeat(100_000)}x`)).toBe(false);
    expect(isSecretHeader('1'.repeat(100_000))).toBe(false);
  });

  test.each([
    'token',
    'refreshToken',
    'AUTH_TOKEN',
    'x-api-key',
    'apiKey',
    'SecretKey',
    'secretAccessKey',
    'aws_secret_access_key',
    'private_key',
    'dbPassword',
    'passphrase',
    'Proxy-Authorization',
    'set-cookie',
    'client_secret',
    'credentials',
  ])('%s does', (name) => expect(looksSecret(name)).toBe(true));

  test.each([
    '',
    '日本',
    'max_tokens',
    'token_type',
    'nextPageToken',
    'stop_token',
    'tokenizer',
    'key',
    'primary_key',
    'AccessKey',
    'password_reset_url',
    'signature',
    'session',
    'author',
  ])('%s does not', (name) => expect(looksSecret(name)).toBe(false));
});

describe('other ways to write a secret', () => {
  const SECRET = 'p<ä/"s+&w?0rd\'';
  const redactor = new Redactor();
  redactor.add(SECRET);

  test('Base64 of it is masked at any offset of other data, in both alphabets', () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        (before, after) => {
          const bytes = Buffer.concat([before, Buffer.from(SECRET), after]);
          for (const encoding of ['base64', 'base64url'] as const) {
            const text = redactor.text(bytes.toString(encoding));
            expect(text).toContain('***');
            // What is left does not hold more than the characters at its ends.
            const left = Buffer.from(text.replace('***', 'AAAA'), encoding).toString('latin1');
            expect(left).not.toContain('w?0rd');
          }
        },
      ),
    ));

  test.each([
    [
      'percent encoding in small letters',
      encodeURIComponent(SECRET).toLowerCase().replace('p%3c', 'p%3C'),
    ],
    ['names of entities', 'p&lt;ä/&quot;s+&amp;w?0rd&apos;'],
    ['numbers of entities', 'p&#60;ä/&#x22;s+&#X26;w?0rd&#039;'],
    ['only what must be escaped', 'p&lt;ä/"s+&amp;w?0rd\''],
  ])('%s', (_, text) => expect(redactor.text(`a ${text} b`)).toBe('a *** b'));

  test('bytes that hold it are masked, others stay the same', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0]), Buffer.from(SECRET), Buffer.from([0xfe])]);
    expect(redactor.bytes(bytes)).toEqual(Buffer.from('\xff\0***\xfe', 'latin1'));
    const others = Buffer.from([1, 2, 3]);
    expect(redactor.bytes(others)).toBe(others);
  });

  test('a short secret does not turn other words into stars', () => {
    const short = new Redactor();
    short.add('a');
    expect(short.text('llama-3 has a model')).toBe('llama-3 has *** model');
  });
});

test('text that comes in chunks is masked as if it came at once', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('se', 'cret', 'secret-1', 'x', '-1', 's', 'secret-12', ' ')),
      async (chunks) => {
        const redactor = new Redactor();
        redactor.add('secret-1');
        redactor.add('secret-12');
        let text = '';
        for await (const piece of redactor.stream(Readable.from(chunks))) text += piece;
        expect(text).toBe(redactor.text(chunks.join('')));
      },
    ),
  ));

test('the cause of an error shows nothing of it, however it is looked at', () => {
  const redactor = new Redactor();
  redactor.add('s3cret-value');
  const cause = Object.assign(
    new Error('password s3cret-value is wrong', { cause: 's3cret-value' }),
    {
      code: '28P01',
      detail: 's3cret-value',
      bytes: Buffer.from('s3cret-value'),
    },
  );
  const error = new InputError({ message: 'it failed', cause });
  error.maskCause(redactor).maskCause(redactor);
  const shown = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
  expect(shown).toContain('password *** is wrong');
  expect(shown).toContain('28P01');
  expect(shown).not.toContain('s3cret-value');
  expect(shown).not.toContain(Buffer.from('s3cret').toString('hex').match(/../g)!.join(' '));
});
