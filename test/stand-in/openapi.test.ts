import { expect, it } from 'vitest';
import { describedOpenApi } from '../../scripts/describe/openapi.mjs';

const text = { type: 'string', description: 'Words for people.' };
const document = {
  openapi: '3.0.0',
  paths: {
    '/orders/{id}': {
      parameters: [{ $ref: '#/components/parameters/Id' }],
      patch: {
        operationId: 'changeOrder',
        summary: 'Changes an order.',
        parameters: [
          { name: 'dry', in: 'query', schema: { type: 'boolean' } },
          { name: 'X-Trace', in: 'header', required: true, schema: text },
        ],
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Change' } } },
        },
        responses: {
          400: {},
          202: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
          },
        },
      },
      delete: { responses: { 204: { description: 'Gone.' } } },
    },
  },
  components: {
    parameters: { Id: { name: 'id', in: 'path', required: true, schema: text } },
    schemas: {
      Comment: { type: 'object', required: ['title'], properties: { title: text } },
      Change: {
        allOf: [
          { $ref: '#/components/schemas/Comment' },
          { type: 'object', properties: { description: { ...text, nullable: true } } },
        ],
      },
      Order: {
        type: 'object',
        properties: {
          code: { type: 'string', pattern: '[\\pL]+', example: 'Two words' },
          weight: { type: 'number', minimum: 0, exclusiveMinimum: true, example: 2 },
        },
      },
    },
  },
};

it('converts an OpenAPI document to operations and schemas, without prose', () => {
  const { operations, schemas } = describedOpenApi(document);
  expect(operations).toEqual({
    changeOrder: {
      verbs: ['PATCH'],
      path: '/orders/{id}',
      status: 202,
      query: { dry: { type: 'boolean' } },
      header: { 'X-Trace!': { type: 'string' } },
      places: ['json'],
      params: {
        'title!': { type: 'string' },
        description: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      answer: { $ref: '#/schemas/Order' },
    },
    'delete /orders/{id}': {
      verbs: ['DELETE'],
      path: '/orders/{id}',
      status: 204,
      query: {},
      header: {},
      answer: {},
    },
  });
  expect(schemas?.Order).toEqual({
    type: 'object',
    properties: {
      code: { type: 'string' },
      weight: { type: 'number', minimum: 0, exclusiveMinimum: 0, example: 2 },
    },
  });
});
