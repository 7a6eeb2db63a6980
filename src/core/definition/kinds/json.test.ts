import fc from 'fast-check';
import json5 from 'json5';
import { describe, expect, test } from 'vitest';
import { inProgram, read, refusal, typed } from '../../../../test/support/context.js';
import { list, record, records, texts } from './json.js';

const aRecord = record('A record');
const someRecords = list(records, 'Some records');
const someTexts = list(texts, 'Some texts');

const contexts = [inProgram, typed];

/** Any JSON object. `-0` has no JSON text of its own. */
const jsonObject = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }))
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

/** JSON in the form that survives a shell: single quotes, bare keys, trailing commas. */
function loose(value: unknown): string {
  return json5.stringify(value, { quote: "'", space: 1 });
}

describe('record', () => {
  test('an object is passed through', async () => {
    for (const context of contexts) {
      const value = { a: 1, b: [{ c: null }] };
      expect(await read(aRecord, value, context())).toBe(value);
    }
  });

  test('any object is read from its JSON text', () =>
    fc.assert(
      fc.asyncProperty(jsonObject, fc.constantFrom('', ' ', '\n\t'), async (value, blank) => {
        for (const context of contexts) {
          const text = blank + JSON.stringify(value) + blank;
          expect(await read(aRecord, text, context())).toEqual(value);
          expect(await read(aRecord, JSON.stringify(value, undefined, 2), context())).toEqual(
            value,
          );
        }
      }),
    ));

  test('any object is read from JSON with single quotes, bare keys and trailing commas', () =>
    fc.assert(
      fc.asyncProperty(jsonObject, async (value) => {
        for (const context of contexts) {
          expect(await read(aRecord, loose(value), context())).toEqual(value);
        }
      }),
    ));

  test.each([
    [`{'role':'user'}`, { role: 'user' }],
    ['{role:"user",n:1,}', { role: 'user', n: 1 }],
    [`{'a':'it\\'s'}`, { a: "it's" }],
    [`{'a':[1,2,],}`, { a: [1, 2] }],
    ['{/* why */ a: .5}', { a: 0.5 }],
    ['{}', {}],
    [`{'a':'line\\nbreak'}`, { a: 'line\nbreak' }],
    ['{"a":"C:\\\\new"}', { a: 'C:\\new' }],
  ])('%s', async (text, value) => {
    for (const context of contexts) expect(await read(aRecord, text, context())).toEqual(value);
  });

  test.each([
    [null, 'null'],
    [undefined, 'undefined'],
    [5, '5'],
    [true, 'a boolean'],
    [[{ a: 1 }], 'an array'],
    [new Map([['a', 1]]), 'a Map'],
    [new Date(), 'a Date'],
    [new Headers(), 'a Headers'],
    [Buffer.from('{}'), 'a Uint8Array'],
    [() => ({}), 'a function'],
    [Promise.resolve({}).constructor, 'a function'],
    ['[1,2]', 'an array'],
  ])('%s is refused', async (value, shown) => {
    for (const context of contexts) {
      const { message } = await refusal(aRecord, value, context());
      expect(message).toContain('must be a JSON object');
      expect(message.endsWith(`, not ${shown}`)).toBe(true);
    }
  });

  test('an object without a prototype, and an instance of a class, are objects', async () => {
    class Options {
      temperature = 0;
    }
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    expect(await read(aRecord, bare, inProgram())).toBe(bare);
    expect(await read(aRecord, new Options(), inProgram())).toEqual({ temperature: 0 });
  });
});

describe('list of records', () => {
  test('any list is read unchanged, from JSON and from JSON5', () =>
    fc.assert(
      fc.asyncProperty(fc.array(jsonObject), async (value) => {
        for (const context of contexts) {
          expect(await read(someRecords, value, context())).toEqual(value);
          expect(await read(someRecords, JSON.stringify(value), context())).toEqual(value);
          expect(await read(someRecords, loose(value), context())).toEqual(value);
        }
      }),
    ));

  test('a single record is a list of one', () =>
    fc.assert(
      fc.asyncProperty(jsonObject, async (value) => {
        for (const context of contexts) {
          expect(await read(someRecords, value, context())).toEqual([value]);
          expect(await read(someRecords, JSON.stringify(value), context())).toEqual([value]);
        }
      }),
    ));

  test('the error for an invalid item names its index', async () => {
    const error = await refusal(someRecords, [{ a: 1 }, 5], inProgram());
    expect(error.param).toBe('value[1]');
    expect(error.message).toBe('test Method: value[1] must be a JSON object, not 5');
  });

  test('a hole in a list is an item like any other', async () => {
    const sparse: unknown[] = [{ a: 1 }];
    sparse[2] = { b: 2 };
    const { message } = await refusal(someRecords, sparse, inProgram());
    expect(message).toContain('value[1] must be a JSON object, not undefined');
  });

  test('the caller’s own list is not changed', async () => {
    const value = Object.freeze([Object.freeze({ a: 1 })]);
    expect(await read(someRecords, value, inProgram())).not.toBe(value);
  });
});

describe('list of texts', () => {
  const plainText = fc
    .string({ unit: 'binary' })
    .filter((text) => !/^\s*[[{]/.test(text) && !/^\s*".*"\s*$/s.test(text));

  test('any list is read unchanged, from JSON and from JSON5', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' })), async (value) => {
        expect(await read(someTexts, value, inProgram())).toEqual(value);
        for (const context of contexts) {
          expect(await read(someTexts, JSON.stringify(value), context())).toEqual(value);
          expect(await read(someTexts, loose(value), context())).toEqual(value);
        }
      }),
    ));

  test('in a program plain text is a list of one, unchanged', () =>
    fc.assert(
      fc.asyncProperty(plainText, async (text) => {
        expect(await read(someTexts, text, inProgram())).toEqual([text]);
      }),
    ));

  test('quoted text is the text in the quotes', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        for (const context of contexts) {
          expect(await read(someTexts, JSON.stringify(text), context())).toEqual([text]);
        }
      }),
    ));

  test('text that only begins and ends with quotes keeps them', async () => {
    const text = '"Yes," she said, "and no."';
    for (const context of contexts) expect(await read(someTexts, text, context())).toEqual([text]);
  });

  test('numbers and booleans in a list become strings', async () => {
    expect(await read(someTexts, '[1, true, "a", 2.5]')).toEqual(['1', 'true', 'a', '2.5']);
  });

  test.each([[[null]], [[['a']]], [[{}]], [{}], [null], [Symbol('s')]])(
    '%s is refused',
    async (value) => {
      const { message } = await refusal(someTexts, value, inProgram());
      expect(message).toMatch(
        /value\[0\] must be a string, not (null|an array|an object|a symbol)$/,
      );
    },
  );
});

describe('in a program nothing is looked up', () => {
  const outside = [
    '-',
    '@/etc/hostname',
    '@@Name',
    'env:HOME',
    'cmd:echo hi',
    'http://127.0.0.1:1/data.json',
    '/etc/data.json',
    'package.json',
    'a\\nb',
  ];

  test.each(outside)('%j is text, unchanged', async (value) => {
    expect(await read(someTexts, value, inProgram())).toEqual([value]);
    expect(await read(someTexts, [value], inProgram())).toEqual([value]);
  });

  test.each(outside)(
    '%j is not JSON, and the error does not suggest a file to a program',
    async (value) => {
      for (const param of [aRecord, someRecords]) {
        const { message } = await refusal(param, value, inProgram());
        expect(message).toBe(
          `test Method: value must be JSON, but "${value}" is not JSON\nPass an object, or its JSON text.`,
        );
      }
    },
  );
});

describe('hostile input', () => {
  test('a __proto__ key is a key like any other', async () => {
    for (const text of ['{"__proto__":{"polluted":1}}', `{'__proto__':{'polluted':1}}`]) {
      for (const context of contexts) {
        const value = await read(aRecord, text, context());
        expect(Object.keys(value)).toEqual(['__proto__']);
        expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
        expect(Object.hasOwn({}, 'polluted')).toBe(false);
        expect('polluted' in {}).toBe(false);
      }
    }
  });

  test('JSON nested 100,000 deep is accepted', async () => {
    const text = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(Array.isArray((await read(aRecord, text)).a)).toBe(true);
  });

  test('JSON5 nested 100,000 deep is accepted', async () => {
    const text = `{a:${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(Array.isArray((await read(aRecord, text)).a)).toBe(true);
  });

  test.each(['[', '{"a":', '[{', '{a:['])(
    '%j, 100,000 times and never closed, is refused',
    async (opening) => {
      for (const context of contexts) {
        const { message } = await refusal(aRecord, opening.repeat(100_000), context());
        expect(message.length).toBeLessThan(1000);
      }
    },
  );

  test('a megabyte that is not JSON is not quoted in full', async () => {
    for (const text of ['x'.repeat(1_000_000), `{${'x'.repeat(1_000_000)}`]) {
      const { message } = await refusal(aRecord, text, inProgram());
      expect(message.length).toBeLessThan(1000);
    }
  });

  test('a lone surrogate is kept', async () => {
    const value = { '\uD800': '\uDC00' };
    for (const text of [JSON.stringify(value), `{"\uD800":'\uDC00'}`]) {
      expect(await read(aRecord, text)).toEqual(value);
    }
  });

  test('any text is a value or an InputError that names the option', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: fc.constantFrom(...'{}[]":\',\\ab1 \n-') }),
          fc.string({ unit: 'binary' }).map((text) => `{${text}`),
          fc.string({ unit: 'binary' }).map((text) => `[${text}`),
        ),
        async (text) => {
          for (const param of [aRecord, someRecords]) {
            const value = await read<unknown>(param, text, inProgram()).catch(() => undefined);
            if (value === undefined) await refusal(param, text, inProgram());
            else expect(typeof value).toBe('object');
          }
        },
      ),
      { numRuns: 500 },
    ));
});
