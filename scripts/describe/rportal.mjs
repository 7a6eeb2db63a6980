// ReportPortal: OpenAPI from the vendor, with its lists of words as enums.
import { describedOpenApi } from './openapi.mjs';

export default async function describe(read) {
  const document = await read('openapi.json');
  const { operations, schemas } = describedOpenApi(withWords(document));
  // The description lists the filters of items and logs only by name.
  operations.getTestItems.query['filter.eq.launchId'] = { type: 'integer' };
  operations.getLogs.query['filter.eq.item'] = { type: 'integer' };
  return {
    'description.json': {
      title: 'ReportPortal API',
      sources: [
        { from: 'github.com/reportportal/goRP 63682c77', date: '2026-04-10', licence: 'MIT' },
      ],
      base: '/api',
      verbs: ['GET'],
      places: ['json'],
      nesting: 'commas',
      schemas,
      operations,
    },
  };
}

/** The words of an enum are one text with commas there. */
function withWords(value) {
  if (Array.isArray(value)) return value.map(withWords);
  if (typeof value !== 'object' || value === null) return value;
  const made = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withWords(one)]));
  const { enum: words } = made;
  if (Array.isArray(words) && words.length === 1 && /,/.test(words[0])) {
    made.enum = words[0].split(',').map((word) => word.trim());
  }
  // Records are described by their fields alone.
  if (typeof made.properties === 'object' && made.type === undefined) made.type = 'object';
  return made;
}
