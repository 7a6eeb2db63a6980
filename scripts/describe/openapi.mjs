// OpenAPI 3: operations and schemas of one document.
import { plain } from './examples.mjs';
import { prosaic, terse } from './schemas.mjs';

/** The operations of a document by their IDs, and its schemas. */
export function describedOpenApi(document) {
  const at = (ref) =>
    ref
      .slice(2)
      .split('/')
      .reduce((found, key) => found[key.replaceAll('~1', '/')], document);
  const direct = (one) => (one?.$ref ? direct(at(one.$ref)) : one);
  const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs)
      .filter(([verb]) => ['get', 'post', 'put', 'patch', 'delete'].includes(verb))
      .map(([verb, operation]) => {
        const all = [...(verbs.parameters ?? []), ...(operation.parameters ?? [])].map(direct);
        return [
          operation.operationId ?? `${verb} ${path}`,
          operationOf(verb, path, operation, all, direct),
        ];
      }),
  );
  const schemas = Object.entries(document.components?.schemas ?? {});
  return {
    operations: Object.fromEntries(operations),
    schemas: Object.fromEntries(schemas.map(([name, schema]) => [name, plainSchema(schema)])),
  };
}

function operationOf(verb, path, { requestBody, responses }, parameters, direct) {
  const placed = (place) =>
    Object.fromEntries(
      parameters
        .filter((one) => one.in === place)
        .map(({ name, required, schema }) => [
          `${name}${required ? '!' : ''}`,
          plainSchema(schema),
        ]),
    );
  const [type, body] = Object.entries(direct(requestBody)?.content ?? {})[0] ?? [];
  const [status, answer] = Object.entries(responses).find(([code]) => /^2/.test(code)) ?? [200, {}];
  const schema = Object.values(direct(answer).content ?? {})[0]?.schema;
  return {
    ...{ verbs: [verb.toUpperCase()], path, status: Number(status) },
    ...{ query: placed('query'), header: placed('header') },
    ...(body && { places: [PLACES[type] ?? 'bytes'], params: fieldsOf(body.schema ?? {}, direct) }),
    answer: schema ? plainSchema(schema) : {},
  };
}

/** The fields of a body as parameters; of a body with several variants, the fields of all. */
function fieldsOf(schema, direct) {
  const { allOf = [], properties = {}, required = [], ...others } = direct(schema);
  const parts = allOf.map((one) => fieldsOf(one, direct));
  const isRecord = 'properties' in direct(schema) || others.type === 'object';
  if (parts.length === 0 && !isRecord) return { '*': {} };
  const own = Object.entries(properties).map(([name, one]) => [
    `${name}${required.includes(name) ? '!' : ''}`,
    plainSchema(one),
  ]);
  return Object.assign({}, ...parts, Object.fromEntries(own));
}

const PLACES = {
  'application/json': 'json',
  'application/x-www-form-urlencoded': 'form',
  'multipart/form-data': 'multipart',
};

function plainSchema(schema) {
  const text = JSON.stringify(terse(asJsonSchema(prosaic(schema))));
  return JSON.parse(text.replaceAll('#/components/schemas/', '#/schemas/'));
}

/** OpenAPI 3.0 has its own keywords, and some patterns are for other regex engines. */
function asJsonSchema(schema) {
  if (Array.isArray(schema)) return schema.map(asJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, exclusiveMinimum, pattern, ...others } = schema;
  const fields = Object.entries(others).filter(([key, one]) => key !== 'example' || isShort(one));
  const made = Object.fromEntries(fields.map(([key, one]) => [key, asJsonSchema(one)]));
  if (exclusiveMinimum === true) made.exclusiveMinimum = others.minimum;
  else if (exclusiveMinimum) made.exclusiveMinimum = exclusiveMinimum;
  if (pattern !== undefined && isPattern(pattern)) made.pattern = asJsonSchema(pattern);
  return nullable === true ? { anyOf: [made, { type: 'null' }] } : made;
}

/** Keeps only single-word examples. A field may be named `example`: then it is a schema. */
function isShort(example) {
  if (typeof example === 'object' && example !== null)
    return 'type' in example || '$ref' in example;
  return plain(example) === example;
}

/** A field may be named `pattern`: then it is not a string. */
function isPattern(pattern) {
  try {
    return typeof pattern !== 'string' || Boolean(new RegExp(pattern, 'u'));
  } catch {
    return false;
  }
}
