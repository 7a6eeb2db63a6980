import { describe, expect, it } from 'vitest';
import { asNumbers } from './as-numbers.js';
import { JsonNumber, losesDigits, numberOrText } from './number.js';
import { parseExact, parsePlain } from './parse.js';
import { parseLoose } from './parse-loose.js';
import { writeJson } from './write.js';

const LOSING = [
  '12345678901234567890',
  '9007199254740993',
  '-9223372036854775808',
  '1.10',
  '0.0',
  '-0',
  '1e400',
  '-1e400',
  '1e-400',
  '0.1234567890123456789',
  '123456789012345678901234567890',
  '3.14159265358979323846',
];
const EXACT = [
  '0',
  '1',
  '-1',
  '1.5',
  '9007199254740991',
  '9007199254740992',
  '1e5',
  '1E+2',
  '1.5e-7',
  '0.1',
  '100000000000000000000',
  '5e-324',
  '1.7976931348623157e308',
];

describe('numbers', () => {
  it.each(LOSING)('%s would lose digits', (text) => expect(losesDigits(text)).toBe(true));
  it.each(EXACT)('%s would not', (text) => expect(losesDigits(text)).toBe(false));

  it('are numbers or text for programs, by their value', () => {
    const plain = (text: string) => numberOrText(new JsonNumber(text));
    expect(plain('1.10')).toBe(1.1);
    expect(plain('9007199254740993')).toBe('9007199254740993');
    expect(plain('1e400')).toBe('1e400');
  });

  it('calculate and compare like numbers', () => {
    const number = new JsonNumber('12345678901234567890');
    expect(Number(number)).toBe(12345678901234567000);
    expect(`${number}`).toBe('12345678901234567890');
    expect(number > (1 as unknown as JsonNumber)).toBe(true);
  });
});

describe('JSON', () => {
  it.each(LOSING)('keeps the digits of %s', (text) => {
    for (const json of [text, `[${text}]`, `{"a":${text},"b":[1,{"c":${text}}]}`]) {
      expect(writeJson(parseExact(json))).toBe(json);
    }
  });

  it('leaves digits in strings and keys alone', () => {
    const json = `{"a 12345678901234567890":"1.10 \\"12345678901234567890\\\\","b":1.10}`;
    const value = parseExact(json) as Record<string, unknown>;
    expect(value['a 12345678901234567890']).toBe('1.10 "12345678901234567890\\');
    expect(value.b).toEqual(new JsonNumber('1.10'));
    expect(writeJson(value)).toBe(json);
  });

  it('keeps keys with a meaning in JavaScript', () => {
    const json = `{"__proto__":{"a":1.10},"constructor":1e400,"toString":"x"}`;
    expect(writeJson(parseExact(json))).toBe(json);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it.each([
    '',
    '{',
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    '--1',
    '[1.10,]',
    '1.10 2',
    '"12345678901234567890',
    'NaN',
    '0x12',
    '1.1.0',
  ])('is refused as %j', (text) => {
    expect(() => parseExact(text)).toThrow(SyntaxError);
    expect(() => parsePlain(text)).toThrow(SyntaxError);
  });

  it('is plain for programs', () => {
    expect(parsePlain('{"id":12345678901234567890,"p":1.10,"n":1}')).toEqual({
      id: '12345678901234567890',
      p: 1.1,
      n: 1,
    });
  });

  it('is written with bigints and replacers', () => {
    const value = { a: 2n ** 70n, b: new JsonNumber('1.10'), c: new Date(0) };
    expect(writeJson(value, undefined, 1)).toBe(
      '{\n "a": 1180591620717411303424,\n "b": 1.10,\n "c": "1970-01-01T00:00:00.000Z"\n}',
    );
    expect(writeJson([1], (_, item) => (item === 1 ? 2 : item))).toBe('[2]');
    expect(writeJson(undefined)).toBeUndefined();
  });

  it('may be nested as deeply as JSON.parse reads it', () => {
    const depth = 5_000;
    const json = `${'['.repeat(depth)}1.10${']'.repeat(depth)}`;
    let value = parseExact(json);
    for (let at = 0; at < depth; at++) [value] = value as unknown[];
    expect(value).toEqual(new JsonNumber('1.10'));
  });
});

describe('JSON as people type it', () => {
  it('keeps its digits, and leaves strings and names alone', () => {
    const text = `{a12345678901234567890: 12345678901234567890, 'b': [1.10, "it's 1.10"], c: 'say "1.10"',}`;
    expect(writeJson(parseLoose(text))).toBe(
      `{"a12345678901234567890":12345678901234567890,"b":[1.10,"it's 1.10"],"c":"say \\"1.10\\""}`,
    );
  });

  it.each([
    [String.raw`{'p':'C:\Users\me\.ssh\id_rsa'}`, String.raw`C:\Users\me\.ssh\id_rsa`],
    [String.raw`{'p':'C:\xampp\user'}`, String.raw`C:\xampp\user`],
    [String.raw`{'p':'a\n\u0041\x41\'\\'}`, `a\nAA'\\`],
  ])('keeps backslashes that escape nothing: %s', (text, p) => {
    expect(parseLoose(text)).toEqual({ p });
  });

  it.each(['{a:}', "{'a':1.10.2}", '{a:12345678901234567890x}'])('is refused as %s', (text) => {
    expect(() => parseLoose(text)).toThrow(SyntaxError);
  });
});

describe('numbers for code that knows only plain ones', () => {
  it('are restored with their digits, even if two have the same nearest number', () => {
    const json = '[9007199254740993,9007199254740992,9007199254740995,1e400,-1e400,1.10,1.10,0.5]';
    const { plain, restore } = asNumbers(parseExact(json));
    const numbers = plain as number[];
    expect(numbers.every((number) => typeof number === 'number')).toBe(true);
    expect(new Set(numbers).size).toBe(7);
    expect(writeJson(restore(numbers))).toBe(json);
  });

  it('are one value if only their zeros differ', () => {
    const { plain, restore } = asNumbers(parseExact('[1.10,1.1,1.100]'));
    expect(plain).toEqual([1.1, 1.1, 1.1]);
    expect(writeJson(restore(plain))).toBe('[1.1,1.1,1.1]');
  });
});
