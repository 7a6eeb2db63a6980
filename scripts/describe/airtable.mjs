// Airtable: JSON Schemas from the types of a client, and endpoints from notes, because the vendor
// publishes no machine-readable description.
import { prosaic, shared, terse } from './schemas.mjs';

const FIELD = { $ref: '#/schemas/Field' };
const TEXT = { type: 'string' };
const PAGE = { type: 'integer', minimum: 1, maximum: 100 };
const listOf = (items) => ({ type: 'array', items });
const record = (properties, required = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const RECORDS = record({ records: listOf({ $ref: '#/schemas/AirtableRecord' }), offset: TEXT }, [
  'records',
]);
const DELETED = record({ id: TEXT, deleted: { const: true } }, ['id', 'deleted']);
const TABLE = record({ name: TEXT, description: TEXT, fields: listOf(FIELD) }, ['name', 'fields']);

const META = '/meta/bases/{base}';
const RECORD = '/{base}/{table}/{record}';

/** Created fields have an ID too. */
const CREATED_FIELD = {
  type: 'object',
  properties: { id: TEXT, name: TEXT, type: TEXT },
  required: ['id', 'name'],
};

const OPERATIONS = {
  listBases: [
    'GET',
    '/meta/bases',
    { query: { offset: 'string' } },
    { $ref: '#/schemas/ListBasesResponse' },
  ],
  createBase: [
    'POST',
    '/meta/bases',
    { params: { 'name!': 'string', 'workspaceId!': 'string', 'tables!': listOf(TABLE) } },
    {
      type: 'object',
      properties: { id: TEXT, tables: listOf({ $ref: '#/schemas/Table' }) },
      required: ['id', 'tables'],
    },
  ],
  getBaseSchema: [
    'GET',
    `${META}/tables`,
    { query: { include: listOf(TEXT) } },
    { $ref: '#/schemas/BaseSchemaResponse' },
  ],
  createTable: [
    'POST',
    `${META}/tables`,
    {
      params: {
        'name!': 'string',
        description: 'string',
        'fields!': { ...listOf(FIELD), minItems: 1 },
      },
    },
    { $ref: '#/schemas/Table' },
  ],
  updateTable: [
    'PATCH',
    `${META}/tables/{table}`,
    { params: { name: 'string', description: 'string' } },
    { $ref: '#/schemas/Table' },
  ],
  createField: [
    'POST',
    `${META}/tables/{table}/fields`,
    { params: { 'name!': 'string', description: 'string', 'type!': 'string', options: 'object' } },
    CREATED_FIELD,
  ],
  updateField: [
    'PATCH',
    `${META}/tables/{table}/fields/{field}`,
    { params: { name: 'string', description: 'string' } },
    CREATED_FIELD,
  ],
  listRecords: [
    'POST',
    '/{base}/{table}/listRecords',
    {
      params: {
        ...{ offset: 'string', view: 'string', filterByFormula: 'string', pageSize: PAGE },
        ...{ maxRecords: 'integer', fields: listOf(TEXT) },
      },
    },
    RECORDS,
  ],
  createRecords: [
    'POST',
    '/{base}/{table}',
    {
      params: {
        'records!': { ...listOf(record({ fields: { type: 'object' } }, ['fields'])), maxItems: 10 },
        typecast: 'boolean',
      },
    },
    RECORDS,
  ],
  deleteRecords: [
    'DELETE',
    '/{base}/{table}',
    { query: { 'records[]!': { type: ['array', 'string'], items: TEXT, maxItems: 10 } } },
    record({ records: listOf(DELETED) }, ['records']),
  ],
  getRecord: ['GET', RECORD, {}, { $ref: '#/schemas/AirtableRecord' }],
  listComments: [
    'GET',
    `${RECORD}/comments`,
    { query: { offset: 'string', pageSize: PAGE } },
    { $ref: '#/schemas/ListCommentsResponse' },
  ],
  createComment: [
    'POST',
    `${RECORD}/comments`,
    { params: { 'text!': 'string' } },
    { $ref: '#/schemas/Comment' },
  ],
  updateComment: [
    'PATCH',
    `${RECORD}/comments/{comment}`,
    { params: { 'text!': 'string' } },
    { $ref: '#/schemas/Comment' },
  ],
  deleteComment: ['DELETE', `${RECORD}/comments/{comment}`, {}, DELETED],
};

export default async function describe(read) {
  const schemas = open(terse(prosaic(await read('schemas.json'))));
  const operations = Object.entries(OPERATIONS).map(([name, [verb, path, more, answer]]) => [
    name,
    { verbs: [verb], path, ...more, answer },
  ]);
  return {
    'description.json': {
      title: 'Airtable Web API',
      sources: [
        { from: 'schemas of npm airtable-mcp-server 1.14.0', date: '2026-09-01', licence: 'MIT' },
        { from: 'github.com/Airtable/airtable.js 55cc755f', date: '2025-01-01', licence: 'MIT' },
      ],
      base: '/v0',
      verbs: ['GET'],
      places: ['json'],
      nesting: 'commas',
      schemas: shared(schemas),
      operations: Object.fromEntries(operations),
    },
  };
}

/** Without closed objects: the schemas combine several, each of which would refuse the others. */
function open(schema) {
  if (Array.isArray(schema)) return schema.map(open);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([key, value]) => !(key === 'additionalProperties' && value === false),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, open(value)]));
}
