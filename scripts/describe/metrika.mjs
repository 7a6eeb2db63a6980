// Yandex Metrica: OpenAPI, assembled from the vendor's pages.
import { describedOpenApi } from './openapi.mjs';

export default async function describe(read) {
  const document = await read('openapi.json');
  const { operations, schemas } = describedOpenApi(document);
  const renamed = Object.entries(operations).map(([name, operation]) => [
    name,
    { ...operation, query: withPages(name, operation.query) },
  ]);
  return {
    'description.json': {
      title: 'Yandex Metrica management API',
      sources: [
        {
          from: 'github.com/az6ru/metrika-docs 3897dfec',
          date: '2025-06-29',
          licence: 'none stated',
        },
      ],
      base: '',
      verbs: ['GET'],
      places: ['json'],
      nesting: 'commas',
      schemas,
      operations: Object.fromEntries(renamed),
    },
  };
}

/** The description has one ID where the pages speak of a list. */
function withPages(name, query) {
  if (name !== 'get /management/v1/counters') return query;
  return { ...query, counter_ids: { type: 'array', items: { type: 'integer' } } };
}
