// Yandex Market: the vendor's own OpenAPI, with what it has switched off since.
import { describedOpenApi } from './openapi.mjs';

/** Page numbers, which the vendor's description ends on 2026-10-05. */
const ENDED = ['page', 'pageSize'];

export default async function describe(read) {
  const { operations, schemas } = describedOpenApi(await read('openapi.json'));
  for (const { query } of Object.values(operations)) {
    for (const name of ENDED) delete query[name];
  }
  return {
    'description.json': {
      title: 'Yandex Market API for sellers',
      sources: [
        {
          from: 'github.com/yandex-market/yandex-market-partner-api 1318e9b8',
          date: '2026-07-17',
          licence: 'BSD 3-Clause',
        },
      ],
      base: '',
      verbs: ['GET', 'POST'],
      places: ['json'],
      nesting: 'json',
      schemas,
      operations,
    },
  };
}
