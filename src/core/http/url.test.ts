import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { typed } from '../../../test/support/context.js';
import { InputError } from '../errors/errors.js';
import { parseBase, path, percentDecoded, withScheme } from './url.js';

describe('path', () => {
  test('values are encoded, the rest is unchanged', () => {
    expect(path`/files/${'file-12'}/content`).toBe('/files/file-12/content');
    expect(path`/a/${'b/c?d#e f'}`).toBe('/a/b%2Fc%3Fd%23e%20f');
    expect(path`/a/${7}/${'ü'}`).toBe('/a/7/%C3%BC');
    expect(path`/models`).toBe('/models');
  });

  test.each(['', '.', '..', '\ud800'])('"%s" is refused', (value) => {
    expect(() => path`/files/${value}`).toThrow(InputError);
  });

  test('no value changes the rest of the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        let made: string;
        try {
          made = path`/v1/files/${value}/content`;
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          return;
        }
        const url = new URL(made, 'http://test');
        const parts = url.pathname.split('/');
        expect(parts).toHaveLength(5);
        expect([parts[1], parts[2], parts[4]]).toEqual(['v1', 'files', 'content']);
        expect(decodeURIComponent(parts[3]!)).toBe(value);
        expect(url.search + url.hash).toBe('');
      }),
    );
    for (const value of ['%2e%2e', '..%2f..', '../../x', '..\\..', '/etc', '//host', '?a', '#b']) {
      const url = new URL(path`/v1/files/${value}/content`, 'http://test');
      expect(url.pathname).toMatch(/^\/v1\/files\/[^/]+\/content$/);
    }
  });
});

describe('parseBase', () => {
  test.each([
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['  https://api.openai.com/v1/ ', 'https://api.openai.com/v1/'],
    ['HTTPS://Example.COM/a?b=1', 'https://example.com/a?b=1'],
    ['http://[::1]:1/', 'http://[::1]:1/'],
  ])('%s', (text, url) => {
    expect(parseBase(text, typed()).href).toBe(url);
  });

  const refused = (text: string): InputError => {
    try {
      parseBase(text, typed());
    } catch (error) {
      if (error instanceof InputError) return error;
    }
    throw new Error(`${text} was not refused`);
  };

  test.each([
    '',
    'ftp://host',
    'file:///etc/passwd',
    'http://',
    'http:///path',
    'http://a b',
    'http://host:99999',
    'just some words',
    'javascript:alert(1)',
    '//host',
  ])('"%s" is refused with the caller’s name for it', (text) => {
    const error = refused(text);
    expect(error.param).toBe('value');
    expect(error.message).toContain('--value');
  });

  test('a URL without its scheme gets a suggestion', () => {
    expect(refused('localhost:8080').hint).toBe('Did you mean http://localhost:8080?');
    expect(refused('127.0.0.1:8080/v1').hint).toBe('Did you mean http://127.0.0.1:8080/v1?');
    expect(refused('api.openai.com/v1').hint).toBe('Did you mean https://api.openai.com/v1?');
  });

  test('a password in an invalid URL is not quoted', () => {
    for (const text of ['ftp://user:sentinel@host', 'user:sentinel@host', 'htp://sentinel@host']) {
      expect(refused(text).message).not.toContain('sentinel');
    }
  });
});

test.each([
  ['files.example.com', 'https://files.example.com'],
  [' tests.example.dev:8443/api ', 'https://tests.example.dev:8443/api'],
  ['http://files.example.com', 'http://files.example.com'],
  ['localhost:8080', 'localhost:8080'],
  ['127.0.0.1:8080', '127.0.0.1:8080'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
])('withScheme: %s means %s', (text, url) => {
  expect(withScheme(text)).toBe(url);
});

test('percentDecoded returns an invalid encoding unchanged', () => {
  expect(percentDecoded('a%20b')).toBe('a b');
  expect(percentDecoded('100%')).toBe('100%');
});
