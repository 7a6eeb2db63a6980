// Yandex Disk: OpenAPI, assembled from clients made from the vendor's Swagger.
import { describedOpenApi } from './openapi.mjs';

export default async function describe(read) {
  const { operations, schemas } = describedOpenApi(await read('openapi.json'));
  return {
    'description.json': {
      title: 'Yandex Disk REST API',
      sources: [
        {
          from: 'github.com/qbq-systems/yandex-ru-disk-api-js c6c7910e',
          date: '2022-07-22',
          licence: 'MIT',
        },
        {
          from: 'github.com/dmitriy-bodroff/yandex_disk 1700b14b',
          date: '2021-04-06',
          licence: 'BSD',
        },
      ],
      base: '',
      verbs: ['GET'],
      places: ['query'],
      nesting: 'commas',
      schemas,
      operations,
    },
  };
}
