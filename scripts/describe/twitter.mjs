// X: OpenAPI from the vendor, with the bodies of uploads as multipart.
import { describedOpenApi } from './openapi.mjs';

export default async function describe(read) {
  const { operations, schemas } = describedOpenApi(await read('openapi.json'));
  const { mediaUpload: _, ...used } = operations;
  // The vendor accepts bytes or Base64 here. A form has a file.
  used.appendMediaUpload.places = ['multipart'];
  used.appendMediaUpload.params['media!'] = {};
  return {
    'description.json': {
      title: 'X API v2',
      sources: [
        {
          from: 'github.com/xdevplatform/docs 28713281',
          date: '2026-08-22',
          licence: 'X Developer Agreement',
        },
      ],
      base: '',
      verbs: ['GET'],
      places: ['json'],
      nesting: 'commas',
      schemas: Object.fromEntries(
        Object.entries(schemas).filter(([name]) => !name.startsWith('MediaUpload')),
      ),
      operations: used,
    },
  };
}
