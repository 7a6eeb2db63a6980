// VK: parameters and responses from VK's own JSON schema, for the methods that the service calls.
import { prosaic, usedSchemas } from './schemas.mjs';

/** Keywords that only VK's own tools know. */
const OWN = ['entity', 'enumNames', 'format'];

export default async function describe(read) {
  const { methods, definitions } = await read('schema.json');
  const operations = methods.map(({ name, parameters = [], responses }) => [
    name,
    { params: Object.fromEntries(parameters.map(param)), answer: own(answerOf(responses)) },
  ]);
  return {
    'description.json': {
      title: 'VK API',
      sources: [
        {
          from: 'github.com/VKCOM/vk-api-schema 0efe478f, 5.199',
          date: '2025-01-21',
          licence: 'MIT',
        },
      ],
      base: '/method',
      verbs: ['GET', 'POST'],
      places: ['query', 'form'],
      nesting: 'commas',
      common: { access_token: 'string', v: 'string', lang: 'string' },
      schemas: usedSchemas(own(definitions), operations),
      operations: Object.fromEntries(operations),
    },
  };
}

/** A field that is JSON or an enumeration elsewhere is a string in a request. */
function param({ name, required, ...schema }) {
  const { $ref, ...rest } = own(schema);
  if (rest.type === 'string' && rest.enum) rest.enum = rest.enum.map(String);
  const short = JSON.stringify(Object.keys(rest)) === '["type"]' && typeof rest.type === 'string';
  return [`${name}${required === true ? '!' : ''}`, short ? rest.type : rest];
}

/** The response to a call without `extended`, and for one recipient. */
function answerOf(responses) {
  return responses.response ?? responses.deprecatedResponse ?? Object.values(responses)[0];
}

function own(value) {
  return JSON.parse(
    JSON.stringify(prosaic(value), (key, item) =>
      OWN.includes(key) ? undefined : item,
    ).replaceAll('#/definitions/', '#/schemas/'),
  );
}
