import { toStandardJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { failure } from '../../test/support/failure.js';
import { InputError } from '../core/errors/errors.js';
import { readSchema, type SchemaOutput } from './schema.js';

const person = z.object({ name: z.string(), age: z.number().int().describe('in years') });

describe('a schema', () => {
  it('of zod is shown to the model as JSON Schema, and checks the answer itself', async () => {
    const schema = readSchema(person);
    expect(schema.json).toMatchObject({
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer', description: 'in years' } },
      required: ['name', 'age'],
    });
    expect(schema.json).not.toHaveProperty('$schema');
    expect(await schema.check({ name: 'A', age: 3 })).toEqual({ value: { name: 'A', age: 3 } });
    expect(await schema.check({ name: 'A', age: 'x' })).toEqual({
      problem: expect.stringMatching(/^age: .*number/),
    });
    expectTypeOf<SchemaOutput<typeof person>>().toEqualTypeOf<{ name: string; age: number }>();
  });

  it('returns what it transforms the answer to', async () => {
    const trimmed = readSchema(z.object({ name: z.string().trim() }));
    expect(await trimmed.check({ name: ' A ' })).toEqual({ value: { name: 'A' } });
  });

  it('of valibot works too', async () => {
    const schema = readSchema(toStandardJsonSchema(v.object({ name: v.string() })));
    expect(schema.json).toMatchObject({ properties: { name: { type: 'string' } } });
    expect(await schema.check({})).toEqual({ problem: expect.stringContaining('name') });
  });

  it('that cannot be converted is refused', () => {
    expect(() => readSchema(v.object({ name: v.string() }))).toThrow(
      /valibot.*cannot be converted to JSON Schema/,
    );
  });

  it('as JSON Schema reports every problem', async () => {
    const schema = readSchema({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: { name: { type: 'string' }, when: { type: 'string', format: 'date' } },
      required: ['name', 'when'],
    });
    expect(await schema.check({ name: 'A', when: '2026-01-31' })).toHaveProperty('value');
    expect(await schema.check({ name: 1, when: 'x' })).toEqual({
      problem: expect.stringMatching(/name must be string.*when must match format "date"/),
    });
  });

  it('as text is JSON Schema or the short form', async () => {
    expect(readSchema('{"type":"array"}').json).toEqual({ type: 'array' });
    expect(readSchema('name').json).toMatchObject({ required: ['name'] });
    expect(() => readSchema('{"type":')).toThrow(InputError);
    const deep = `${'{"items":'.repeat(5_000)}{}${'}'.repeat(5_000)}`;
    expect(() => readSchema(deep)).toThrow('the schema is nested deeper than 200 levels');
  });

  it('that is not JSON Schema is refused', async () => {
    const schema = readSchema({ type: 'nothing of this kind' });
    expect((await failure(schema.check({}), InputError)).message).toMatch(
      /not a valid JSON Schema/,
    );
  });
});
