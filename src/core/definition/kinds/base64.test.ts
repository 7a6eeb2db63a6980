import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBase64, looksLikeBase64 } from './base64.js';

const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

describe('isBase64', () => {
  test('accepts the Base64 of any bytes, padded or not, wrapped or not', () =>
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 1, max: 80 }), (bytes, width) => {
        const text = bytes.toString('base64');
        const wrapped = text.replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n');
        expect(isBase64(text)).toBe(true);
        expect(isBase64(text.replace(/=+$/, ''))).toBe(true);
        expect(isBase64(`\n${wrapped}\n`)).toBe(true);
      }),
    ));

  test.each([
    'a',
    'abcde',
    'ab=',
    'a===',
    '=abc',
    'ab=c',
    'ab-_',
    'ab c',
    'äbcd',
    'abc\0',
    'YQ==YQ==',
  ])('%j is not Base64', (text) => {
    expect(isBase64(text)).toBe(false);
  });
});

describe('looksLikeBase64', () => {
  test('accepts the padded Base64 of any bytes that does not begin like a path', () =>
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = bytes.toString('base64');
        fc.pre(text.endsWith('=') && !text.startsWith('/'));
        expect(looksLikeBase64(text)).toBe(true);
      }),
    ));

  test('accepts unpadded Base64 without a slash, from 30 bytes', () =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 100 }), (seed) => {
        const bytes = Buffer.concat([seed, seed, seed]);
        const text = bytes.toString('base64').replaceAll('/', '+');
        expect(text).toHaveLength(seed.length * 4);
        // Only lower-case hexadecimal digits could also be a checksum, a common file name.
        fc.pre(/[^0-9a-f]/.test(text));
        expect(looksLikeBase64(text)).toBe(true);
      }),
    ));

  test('accepts text longer than any path or name, whatever it begins with', () => {
    const bytes = Buffer.from(Array.from({ length: 3600 }, (_, at) => (at * at) % 251));
    expect(looksLikeBase64(`/${bytes.toString('base64').slice(1)}`)).toBe(true);
    expect(looksLikeBase64(`/${'A'.repeat(259)}`)).toBe(true);
    expect(looksLikeBase64('a/b/'.repeat(2000))).toBe(false);
  });

  test.each([
    ['a GIF of one pixel', 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'],
    ['a JPEG', '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgH'],
    ['a padded JPEG', '/9j/4AAQSkZJRgABAQAAAQABAAD/2Q=='],
    ['zeros', 'A'.repeat(40)],
    ['a wrapped text', `${'QUJD'.repeat(19)}\n${'QUJD'.repeat(5)}\n`],
  ])('accepts %s', (_, text) => {
    expect(looksLikeBase64(text)).toBe(true);
  });

  test('accepts 48 MB without a stack overflow', () => {
    expect(looksLikeBase64(Buffer.alloc(36 * 1024 * 1024, 'picture').toString('base64'))).toBe(
      true,
    );
  });

  test.each([
    '',
    'abcd',
    'report',
    'picture',
    'Makefile',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'objects/4f/8a6b2c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f78',
    'usr/share/doc/packages/typescript/example123',
    'Users/Anna/Documents/Photos/Summer2026/IMG0042AB',
    'home/user/Projects2024/Reports/Quarterly/Summary',
    '/usr/bin/node',
    '/etc/passwd=',
    'This is a long sentence without any punctuation in it a',
  ])('%j is a name', (text) => {
    expect(looksLikeBase64(text)).toBe(false);
  });
});

/** Typical file names, of one or several words: `holiday`, `Summer2026`, `IMG0042`. */
const word = fc.stringMatching(/^[a-z]{3,9}$/);
const capital = word.map((text) => `${text[0]!.toUpperCase()}${text.slice(1)}`);
const name = fc.oneof(
  word,
  capital,
  fc.tuple(word, capital).map((words) => words.join('')),
  fc.tuple(capital, capital, capital).map((words) => words.join('')),
  word.map((text) => text.toUpperCase()),
  fc
    .tuple(fc.oneof(word, capital), fc.integer({ min: 1000, max: 2999 }))
    .map((words) => words.join('')),
);
const path = fc
  .tuple(
    fc.constantFrom('', '/', './', '../', '~/', 'C:\\', '\\\\server\\', 'C:/'),
    fc.array(name, { minLength: 1, maxLength: 12 }),
    fc.constantFrom('/', '/', '\\'),
    fc.constantFrom('', '', '', '.png', '.tar.gz', '.JPG'),
  )
  .map(([root, names, separator, ending]) => `${root}${names.join(separator)}${ending}`);

test('no path is mistaken for Base64', () =>
  fc.assert(
    fc.property(path, (text) => {
      fc.pre(/[/\\.]/.test(text));
      expect(looksLikeBase64(text)).toBe(false);
    }),
    { numRuns: 3000 },
  ));
