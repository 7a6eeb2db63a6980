// Ozon: the vendor's Swagger, with the changes that its news announced after it.
import { describedOpenApi } from './openapi.mjs';
import { usedSchemas } from './schemas.mjs';

/** Endpoints that Ozon has switched off. */
const GONE = [
  '/v1/draft/create',
  '/v1/draft/create/info',
  '/v1/draft/timeslot/info',
  '/v1/posting/digital/codes/upload',
  '/v1/posting/digital/list',
  '/v1/product/digital/stocks/import',
  '/v1/warehouse/list',
  '/v2/cluster/list',
  '/v2/posting/fbo/list',
];

export default async function describe(read) {
  const document = await read('openapi.json');
  const before = document.paths['/v2/posting/fbo/list'].post;
  for (const path of GONE) delete document.paths[path];
  const { operations, schemas } = describedOpenApi(document);
  for (const operation of Object.values(operations)) changed(operation);
  const posting = answerOf(before).properties.result.items;
  return {
    'description.json': {
      title: 'Ozon Seller API',
      sources: [
        {
          from: 'the vendor’s Swagger in github.com/phpsoftbox/ozon f1a4314f, and its news',
          date: '2026-04-08',
          licence: 'MIT',
        },
      ],
      base: '',
      verbs: ['POST'],
      places: ['json'],
      nesting: 'json',
      schemas: usedSchemas(schemas, [...Object.values(operations), posting]),
      operations: { ...operations, PostingAPI_GetFboPostingListV3: shipments(posting) },
    },
  };

  function answerOf({ responses }) {
    const { $ref } = responses['200'].content['application/json'].schema;
    return schemas[$ref.split('/').at(-1)];
  }

  function changed(operation) {
    const { path, params } = operation;
    operation.header = {};
    if (path.startsWith('/v1/draft/')) required(params, 'deletion_sku_mode');
    if (path === '/v2/draft/timeslot/info') {
      params['date_from!'] = params['date_to!'] = { type: 'string', format: 'date' };
    }
    if (path === '/v2/products/stocks') known(schemas[itemName(params['stocks!'])]);
    if (path.startsWith('/v1/actions/')) {
      delete params['offset!'];
      delete params.offset;
    }
    if (path === '/v1/product/pictures/import') delete params.images360;
    if (path === '/v3/product/import') {
      const item = schemas[itemName(params.items)];
      delete item.properties.images360;
      item.required = [...(item.required ?? []), 'offer_id'];
    }
  }
}

function required(params, name) {
  if (!params[name]) return;
  params[`${name}!`] = params[name];
  delete params[name];
}

/** Without required fields that the schema does not have. */
function known(schema) {
  schema.required = schema.required.filter((name) => name in schema.properties);
}

function itemName({ items }) {
  return items.$ref.split('/').at(-1);
}

/** The list of FBO shipments since 2026-08-31, from the fields of the one before. */
function shipments(posting) {
  const texts = { type: 'array', items: { type: 'string' } };
  return {
    verbs: ['POST'],
    path: '/v3/posting/fbo/list',
    status: 200,
    places: ['json'],
    params: {
      cursor: 'string',
      'filter!': {
        type: 'object',
        properties: {
          since: { type: 'string', format: 'date-time' },
          to: { type: 'string', format: 'date-time' },
          statuses: texts,
          posting_numbers: texts,
          order_numbers: texts,
        },
        required: ['since', 'to'],
      },
      'limit!': { type: 'integer', minimum: 1, maximum: 100 },
      sort_dir: 'string',
      translit: 'boolean',
      with: {
        type: 'object',
        properties: {
          analytics_data: { type: 'boolean' },
          financial_data: { type: 'boolean' },
          legal_info: { type: 'boolean' },
        },
      },
    },
    answer: {
      type: 'object',
      properties: {
        postings: { type: 'array', items: posting },
        cursor: { type: 'string' },
        has_next: { type: 'boolean' },
      },
    },
  };
}
