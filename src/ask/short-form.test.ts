import { describe, expect, it } from 'vitest';
import { InputError } from '../core/errors/errors.js';
import { readShortForm } from './short-form.js';

describe('the short form of a schema', () => {
  it('has a name for each field, and text as the default type', () => {
    expect(readShortForm('name, age int, tags[]: what they are')).toEqual({
      type: 'object',
      properties: {
        name: { type: 'string' },
        age: { type: 'integer' },
        tags: { type: 'array', items: { type: 'string' }, description: 'what they are' },
      },
      required: ['name', 'age', 'tags'],
      additionalProperties: false,
    });
  });

  it('uses lines if descriptions contain commas', () => {
    const { properties } = readShortForm('\nname: first, then last\nscores float[]\nborn date\n');
    expect(properties).toEqual({
      name: { type: 'string', description: 'first, then last' },
      scores: { type: 'array', items: { type: 'number' } },
      born: { type: 'string', format: 'date' },
    });
  });

  it.each([
    ['', /is empty/],
    ['name, name', /twice/],
    ['age years', /the unknown type "years"/],
    ['two words here', /cannot parse/],
    ['age constructor', /the unknown type/],
  ])('%j is not valid', (text, why) => {
    expect(() => readShortForm(text)).toThrow(InputError);
    expect(() => readShortForm(text)).toThrow(why);
  });
});
