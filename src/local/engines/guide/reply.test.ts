import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newAjv } from '../../../../test/support/ajv.js';
import type { JsonSchema } from '../../../core/definition/param.js';
import type { ChatMessage, ChatTask } from '../engine.js';
import { replyTo } from './reply.js';

const ajv = newAjv();

const message = (role: ChatMessage['role'], text: string, more: Partial<ChatMessage> = {}) => ({
  ...{ role, text, pictures: [], files: [], toolCalls: [], toolCallId: undefined },
  ...more,
});

function taskOf(messages: readonly ChatMessage[], schema?: JsonSchema): ChatTask {
  return {
    ...{ messages, tools: [], toolChoice: 'auto', parallelToolCalls: true },
    ...{ format: schema ? { type: 'json', schema } : { type: 'text' }, stop: [], seed: undefined },
    ...{ mostTokens: undefined, temperature: undefined, topP: undefined, signal: undefined },
  };
}

/** The guide's JSON, checked by a real validator; or its refusal. */
async function answer(question: string | ChatMessage[], schema: JsonSchema): Promise<unknown> {
  const messages = typeof question === 'string' ? [message('user', question)] : question;
  const reply = await replyTo(taskOf(messages, schema));
  if ('refusal' in reply) return reply.refusal;
  if (!('text' in reply)) throw new Error('no text');
  const value: unknown = JSON.parse(reply.text);
  expect(ajv.validate(schema, value), ajv.errorsText()).toBe(true);
  return value;
}

const object = (properties: object, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const [text, whole] = [{ type: 'string' }, { type: 'integer' }];

describe('an answer by a schema', () => {
  it.each<[what: string, question: string, schema: JsonSchema, value: unknown]>([
    [
      'names and numbers',
      'Ada Lovelace was born in 1815.',
      object({ name: text, born: whole }),
      { name: 'Ada Lovelace', born: 1815 },
    ],
    [
      'what a method of the documentation is',
      'How do I upload a file?',
      object({ method: text, service: text, summary: text, command: text }),
      {
        method: 'UploadFile',
        service: 'openai',
        summary: expect.stringMatching(/^Uploads/),
        command: expect.stringContaining('oint openai UploadFile --url'),
      },
    ],
    [
      'lists of records from the documentation',
      'How do I delete a file?',
      object({
        name: text,
        options: { type: 'array', items: object({ name: text, required: { type: 'boolean' } }) },
      }),
      {
        name: 'DeleteFile',
        options: expect.arrayContaining([{ name: '--id', required: true }]),
      },
    ],
    [
      'enums, constants and flags',
      'Rate this as good, it is urgent: "The soup was cold"',
      object({
        kind: { const: 'rating' },
        rating: { enum: ['bad', 'fair', 'good'] },
        urgent: { type: 'boolean' },
        text,
      }),
      { kind: 'rating', rating: 'good', urgent: true, text: 'The soup was cold' },
    ],
    [
      'nested objects, optional fields and null',
      'Order 3 chairs, colour: red, for bob@example.org by 2026-12-01',
      object(
        {
          chairs: whole,
          colour: text,
          customer: object({ email: { type: 'string', format: 'email' } }),
          due: { type: ['string', 'null'], format: 'date' },
          voucher: { anyOf: [text, { type: 'null' }] },
          note: text,
        },
        ['chairs', 'colour', 'customer', 'due', 'voucher'],
      ),
      {
        chairs: 3,
        colour: 'red',
        customer: { email: 'bob@example.org' },
        due: '2026-12-01',
        voucher: null,
      },
    ],
    [
      'lists from the text',
      'tags: red, green and blue; prices 3, 4.5 and 10',
      object({
        tags: { type: 'array', items: text },
        prices: { type: 'array', items: { type: 'number' } },
        links: { type: 'array', items: { type: 'string', format: 'uri' } },
      }),
      { tags: ['red', 'green', 'blue'], prices: [3, 4.5, 10], links: [] },
    ],
    [
      'references, and allOf',
      'point x = 3, y = -4',
      {
        $ref: '#/$defs/point',
        $defs: {
          x: object({ x: whole }, ['x']),
          point: {
            allOf: [
              { type: 'object', properties: { x: whole }, required: ['x'] },
              { type: 'object', properties: { y: { type: 'number' } }, required: ['y'] },
            ],
          },
        },
      },
      { x: 3, y: -4 },
    ],
    ['a form that is not an object', 'Is it 5 or seven?', { type: 'array', items: whole }, [5, 7]],
    [
      'words',
      'What is the capital of France?',
      object({ answer: text }),
      {
        answer: expect.stringMatching(/^I found no answer/),
      },
    ],
  ])('holds %s', async (_, question, schema, value) => {
    expect(await answer(question, schema)).toEqual(value);
  });

  it.each<[question: string, schema: JsonSchema, lacking: string]>([
    ['Ada Lovelace was a mathematician.', object({ name: text, born: whole }), '"born"'],
    ['Hello!', object({ a: object({ b: object({ c: whole }) }) }), '"c"'],
    ['Hello!', { type: 'array', items: whole, minItems: 2 }, '"answer"'],
    ['size 5', object({ size: { type: 'integer', multipleOf: 2 } }), 'multiple of 2'],
    ['code: abc', object({ code: { type: 'string', pattern: '^\\d+$' } }), 'pattern'],
    ['Hello!', { not: {} }, 'NOT'],
    ['x', object({ self: { $ref: '#' } }), '"self"'],
  ])('is refused if nothing contains it: %s', async (question, schema, lacking) => {
    const refusal = (await answer(question, schema)) as string;
    expect(refusal).toMatch(/^I cannot fill in this form.*make nothing up\.$/);
    expect(refusal).toContain(lacking);
  });

  it('uses what tools returned, each value from the call it belongs to', async () => {
    const calls = ['Paris', 'Oslo'].map((city, index) => ({
      ...{ id: `call_${index}`, name: 'weather', arguments: JSON.stringify({ city }) },
    }));
    const conversation = [
      message('user', 'How warm is it in Paris and in Oslo?'),
      message('assistant', '', { toolCalls: calls }),
      message('tool', '-3 °C', { toolCallId: 'call_1' }),
      message('tool', '21 °C', { toolCallId: 'call_0' }),
    ];
    const schema = object({ paris: { type: 'number' }, oslo: { type: 'number' } });
    expect(await answer(conversation, schema)).toEqual({ paris: 21, oslo: -3 });
    expect(await replyTo(taskOf(conversation))).toEqual({
      text: 'Oslo: -3 °C\nParis: 21 °C',
    });
  });

  it('uses a tool’s own JSON', async () => {
    const toolCalls = [{ id: 'call_0', name: 'list', arguments: '{}' }];
    const output = JSON.stringify({
      object: 'list',
      data: [
        { id: 'a', size: 1 },
        { id: 'b', size: 2 },
      ],
    });
    const conversation = [
      message('user', 'Which models are there?'),
      message('assistant', '', { toolCalls }),
      message('tool', output, { toolCallId: 'call_0' }),
    ];
    const models = { type: 'array', items: text };
    expect(await answer(conversation, object({ models }))).toEqual({ models: ['a', 'b'] });
    const data = { type: 'array', items: object({ id: text, size: whole }) };
    expect(await answer(conversation, object({ data }))).toEqual({
      data: [
        { id: 'a', size: 1 },
        { id: 'b', size: 2 },
      ],
    });
    expect(await replyTo(taskOf(conversation))).toEqual({ text: output });
  });

  it('is valid or refused, whatever the schema', async () => {
    const { schema } = fc.letrec<{ schema: JsonSchema; leaf: JsonSchema }>((tie) => ({
      leaf: fc.oneof(
        fc.record({
          type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'null'),
          minimum: fc.integer({ min: 0, max: 5 }),
          maxLength: fc.integer({ min: 0, max: 30 }),
          format: fc.constantFrom('email', 'date', 'uri', 'none'),
        }),
        fc.record({ enum: fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), { minLength: 1 }) }),
        fc.record({ const: fc.jsonValue() }),
        fc.constant({}),
      ),
      schema: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        tie('leaf'),
        fc.record({
          type: fc.constant('array'),
          items: tie('schema'),
          minItems: fc.integer({ min: 0, max: 2 }),
          uniqueItems: fc.boolean(),
        }),
        fc
          .dictionary(fc.constantFrom('name', 'city', 'age', 'email', 'tags'), tie('schema'))
          .map((properties) => object(properties, Object.keys(properties).slice(0, 2))),
        fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
        fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((all) => ({ allOf: all })),
      ),
    }));
    const texts = [
      'Ann Lee, 42, in Rome, ann@example.org, 2026-01-02',
      '',
      'list models',
      'name: true',
    ];
    await fc.assert(
      fc.asyncProperty(schema, fc.constantFrom(...texts), async (one, question) => {
        await answer(question, one);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
