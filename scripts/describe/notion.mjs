// Notion: JSON Schemas of bodies and responses from the types of its SDK, for two API versions.
import { prosaic, shared, terse } from './schemas.mjs';

const SOURCES = {
  '2025-09-03': {
    from: 'types of npm @notionhq/client 5.26.0',
    date: '2026-08-21',
    licence: 'MIT',
  },
  '2022-06-28': { from: 'types of npm @notionhq/client 4.0.2', date: '2026-01-15', licence: 'MIT' },
};

/** Endpoints with the same responses as another. */
const ANSWERS = { updateDataSource: 'GetDataSource', createDataSource: 'GetDataSource' };

const QUERY = {
  start_cursor: 'string',
  page_size: 'integer',
  filter_properties: { type: 'array', items: { type: 'string' } },
};

export default async function describe(read) {
  const endpoints = await read('endpoints.json');
  const versions = Object.keys(SOURCES).map(async (version) => {
    const { types, definitions } = await read(`schema-${version}.json`);
    return [
      `description-${version}.json`,
      described(version, endpoints[version], types, definitions),
    ];
  });
  return Object.fromEntries(await Promise.all(versions));
}

function described(version, endpoints, types, definitions) {
  const names = shortNames(definitions);
  const schemas = Object.entries(definitions).map(([name, schema]) => [
    names[name],
    shortened(name, schema),
  ]);
  const renamed = JSON.parse(
    JSON.stringify(Object.fromEntries(schemas)).replace(/"#\/definitions\/([^"]+)"/g, (_, name) =>
      JSON.stringify(`#/schemas/${names[decodeURIComponent(name)]}`),
    ),
  );
  const operations = Object.entries(endpoints).flatMap(([name, { method, path, query }]) => {
    const title = name[0].toUpperCase() + name.slice(1);
    const answer = `${ANSWERS[name] ?? title}Response`;
    if (!types.includes(answer)) return [];
    const { properties = {}, required = [] } = renamed[`${title}BodyParameters`] ?? {};
    const params = Object.entries(properties).map(([key, schema]) => [
      `${key}${required.includes(key) ? '!' : ''}`,
      schema,
    ]);
    const inQuery = query.map((key) => [key, QUERY[key]]);
    return [
      [
        name,
        {
          verbs: [method],
          path,
          ...(params.length > 0 && { params: Object.fromEntries(params) }),
          ...(query.length > 0 && { query: Object.fromEntries(inQuery) }),
          answer: { $ref: `#/schemas/${answer}` },
        },
      ],
    ];
  });
  return {
    title: `Notion API ${version}`,
    sources: [SOURCES[version]],
    base: '',
    verbs: ['GET'],
    places: ['json'],
    nesting: 'commas',
    operations: Object.fromEntries(operations),
    schemas: shared(reached(Object.fromEntries(operations), renamed)),
  };
}

/** Anonymous types get names made of all their parts, which are too long to read. */
function shortNames(definitions) {
  const names = Object.keys(definitions).map((name, at) => [
    name,
    /^\w+$/.test(name) ? name : `Record${at}`,
  ]);
  return Object.fromEntries(names);
}

function shortened(name, schema) {
  // All emojis and time zones.
  if (['EmojiRequest', 'TimeZoneRequest'].includes(name)) return { type: 'string' };
  if (name === 'IdResponse')
    return { type: 'string', example: '1429989f-e8ac-4eff-bc8f-57f56486db54' };
  return exemplified(terse(prosaic(schema)));
}

/** Examples for fields that are plain strings in the types. */
const TEXTS = { time: '2026-01-01T00:00:00.000Z', url: 'https://www.notion.so/example' };

function exemplified(schema) {
  if (Array.isArray(schema)) return schema.map(exemplified);
  if (typeof schema !== 'object' || schema === null) return schema;
  const fields = Object.entries(schema).map(([key, value]) => {
    const example = value?.type === 'string' ? TEXTS[key.split('_').at(-1)] : undefined;
    return [key, example ? { ...value, example } : exemplified(value)];
  });
  return Object.fromEntries(fields);
}

/** The schemas that a value refers to. */
function reached(from, schemas, found = {}) {
  for (const [, name] of JSON.stringify(from).matchAll(/"#\/schemas\/(\w+)"/g)) {
    if (name in found) continue;
    found[name] = schemas[name];
    reached(schemas[name], schemas, found);
  }
  return found;
}
