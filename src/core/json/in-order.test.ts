import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOrder } from './in-order.js';
import { JsonNumber } from './number.js';
import { parseExact } from './parse.js';
import { parseLoose } from './parse-loose.js';

it('keeps the order of names that look like numbers', () => {
  const found = inOrder('{"b": 1, "2": {"1": 12345678901234567890}, "a": ["2: 3"]}', parseExact);
  expect([...(found as Map<string, unknown>).keys()]).toEqual(['b', '2', 'a']);
  const inner = (found as Map<string, Map<string, unknown>>).get('2')!.get('1');
  expect(inner).toBeInstanceOf(JsonNumber);
  expect(String(inner)).toBe('12345678901234567890');
});

it('leaves texts that only look like names as they are', () => {
  const text = `{"a": "it's '1': x", "b": "\\"2\\": 3", "3": "'4' : "}`;
  expect(Object.fromEntries(inOrder(text, parseExact) as Map<string, unknown>)).toEqual(
    JSON.parse(text),
  );
  expect(inOrder(`{'x': '"1": 2'}`, parseLoose)).toEqual({ x: '"1": 2' });
  expect(inOrder("{'1': 2, a: {'01': 3}}", parseLoose)).toEqual(
    new Map<string, unknown>([
      ['1', 2],
      ['a', { '01': 3 }],
    ]),
  );
});

it('reads any JSON as the parser alone does', () => {
  const plain = (value: unknown): unknown => {
    if (value instanceof Map) return plain(Object.fromEntries(value));
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
  };
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(plain(inOrder(text, JSON.parse))).toEqual(plain(JSON.parse(text)));
    }),
  );
});
