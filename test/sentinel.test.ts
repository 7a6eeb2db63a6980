import { expect, it } from 'vitest';
import { expectNoSecret, SENTINEL } from './support/sentinel.js';

class Getter {
  readonly #value = SENTINEL;
  get value(): string {
    return this.#value;
  }
}

class Json {
  readonly #value = SENTINEL;
  toJSON() {
    return { value: [this.#value] };
  }
}

const hidden = Object.defineProperty({}, 'hidden', { value: SENTINEL });
const deep = { a: { b: { c: { d: { e: { f: [{ g: SENTINEL }] } } } } } };
const circle: Record<string, unknown> = { deep };
circle.self = circle;

const PLACES: Record<string, unknown> = {
  'a text': `sent ${SENTINEL}`,
  'a part of it': SENTINEL.slice(0, 14),
  'capitals of a URL': encodeURIComponent(SENTINEL).toLowerCase(),
  'Base64 of more': Buffer.from(`x${SENTINEL}yz`).toString('base64'),
  'hexadecimal digits': Buffer.from(SENTINEL).toString('hex').toUpperCase(),
  'a getter': new Getter(),
  'a hidden property': hidden,
  'a property named by a symbol': { [Symbol('x')]: SENTINEL },
  'the name of a symbol': { [Symbol(SENTINEL)]: 1 },
  'a key': { [SENTINEL]: 1 },
  toJSON: new Json(),
  'a deep value': circle,
  'a cause': new Error('a', { cause: new Error('b', { cause: { detail: SENTINEL } }) }),
  'a stack': Object.assign(new Error('a'), { stack: `Error: ${SENTINEL}` }),
  'an aggregate': new AggregateError([new Error(SENTINEL)]),
  'a map': new Map([[{ key: SENTINEL }, 1]]),
  'a set': new Set([[SENTINEL]]),
  'a buffer': { body: Buffer.from(SENTINEL) },
  'UTF-16': { body: Buffer.from(SENTINEL, 'utf16le') },
  'an array buffer': { body: new TextEncoder().encode(SENTINEL).buffer },
  'a view': { body: new DataView(new TextEncoder().encode(SENTINEL).buffer) },
};

it.each(Object.entries(PLACES))('is found in %s', (_, value) => {
  expect(() => expectNoSecret(value)).toThrow('the secret is in');
});

it('is not found where it is not', () => {
  const error = new Error('no such model', { cause: new Error('***') });
  expectNoSecret(error, { a: [1, 'sk-***', Buffer.from('***')] }, new Map([[1, new Set([2])]]));
});
