import { describe, expect, it } from 'vitest';
import { CookieJar } from './cookies.js';

const at = (url: string) => new URL(url);
const NOW = Date.parse('2026-01-01T00:00:00Z');

function jarWith(url: string, ...headers: string[]): CookieJar {
  const jar = new CookieJar();
  jar.store(at(url), headers, NOW);
  return jar;
}

describe('cookies', () => {
  it('are sent to their host and path only', () => {
    const jar = jarWith('http://a.example/x/y', 'one=1', 'two=2; Path=/', 'three=3; Path=/other');
    expect(jar.header(at('http://a.example/x/z'), NOW)).toBe('one=1; two=2');
    expect(jar.header(at('http://a.example/'), NOW)).toBe('two=2');
    expect(jar.header(at('http://a.example/xy'), NOW)).toBe('two=2');
    expect(jar.header(at('http://sub.a.example/x/z'), NOW)).toBeUndefined();
    expect(jar.header(at('http://b.example/x/z'), NOW)).toBeUndefined();
  });

  it('of a domain are sent to the hosts below it, and never to others', () => {
    const jar = jarWith(
      'https://www.a.example/',
      'one=1; Domain=.a.example',
      'two=2; Domain=b.example',
      'three=3; Domain=example',
      'four=4; Domain=x.www.a.example',
    );
    expect(jar.header(at('https://other.a.example/'), NOW)).toBe('one=1');
    expect(jar.header(at('https://nota.example/'), NOW)).toBeUndefined();
    expect(jarWith('http://10.0.0.1/', 'a=1; Domain=0.0.1').header(at('http://9.0.0.1/'))).toBe(
      undefined,
    );
  });

  it('that are secure are sent over https only', () => {
    const jar = jarWith('https://a.example/', 'one=1; Secure');
    expect(jar.header(at('http://a.example/'), NOW)).toBeUndefined();
    expect(jar.header(at('https://a.example/'), NOW)).toBe('one=1');
  });

  it('expire, are replaced and deleted', () => {
    const jar = jarWith(
      'http://a.example/',
      'one=1; Max-Age=10',
      'two=2; Expires=Thu, 01 Jan 2026 00:01:00 GMT',
    );
    expect(jar.header(at('http://a.example/'), NOW + 5_000)).toBe('one=1; two=2');
    expect(jar.header(at('http://a.example/'), NOW + 11_000)).toBe('two=2');
    jar.store(at('http://a.example/'), ['two=3', 'one=; Max-Age=0'], NOW);
    expect(jar.header(at('http://a.example/'), NOW)).toBe('two=3');
  });

  it('that are invalid are ignored, and their number is limited', () => {
    const jar = jarWith(
      'http://a.example/',
      '=x',
      'novalue',
      'a\r\nb=1',
      `long=${'x'.repeat(9000)}`,
    );
    expect(jar.header(at('http://a.example/'), NOW)).toBeUndefined();
    const many = Array.from({ length: 1000 }, (_, n) => `c${n}=1`);
    expect(
      jarWith('http://a.example/', ...many)
        .header(at('http://a.example/'), NOW)!
        .split(';').length,
    ).toBe(300);
  });
});
