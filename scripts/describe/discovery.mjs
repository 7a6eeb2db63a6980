// Google's discovery documents: methods and schemas of one API.
import { prosaic, terse } from './schemas.mjs';

/** The description of a document. Methods are named as in the document: `events.list`. */
export function describedDiscovery(document, { keep = (schemas) => schemas, source }) {
  const operations = Object.fromEntries(methodsIn(document, ''));
  const schemas = Object.fromEntries(
    Object.entries(keep(document.schemas)).map(([name, schema]) => [name, plainSchema(schema)]),
  );
  const described = operationsWith(operations, schemas);
  return {
    title: `${document.title} ${document.version}`,
    sources: [source],
    base: document.servicePath === '' ? '' : `/${document.servicePath.slice(0, -1)}`,
    verbs: ['GET'],
    places: ['json'],
    nesting: 'json',
    common: { fields: 'string', alt: 'string' },
    operations: described,
    schemas: reached(described, schemas),
  };
}

function methodsIn({ methods = {}, resources = {} }, prefix) {
  const own = Object.entries(methods).map(([name, method]) => [`${prefix}${name}`, method]);
  const inner = Object.entries(resources).map(([name, one]) => methodsIn(one, `${prefix}${name}.`));
  return [...own, ...inner.flat()];
}

function operationsWith(methods, schemas) {
  const described = Object.entries(methods).map(([name, method]) => {
    const { httpMethod, path, parameters = {}, request, response } = method;
    const inQuery = Object.entries(parameters).filter(([, one]) => one.location === 'query');
    const inPath = Object.entries(parameters).filter(([, one]) => one.location === 'path');
    const params = request ? (schemas[request.$ref].properties ?? {}) : {};
    return [
      name,
      {
        ...{ verbs: [httpMethod], path: `/${path}` },
        ...(!response && { status: 204 }),
        params: { ...params, ...Object.fromEntries(inPath.map(named)) },
        query: Object.fromEntries(inQuery.map(named)),
        answer: response ? { $ref: `#/schemas/${response.$ref}` } : {},
      },
    ];
  });
  return Object.fromEntries(described);
}

function named([name, { required, repeated, location, ...schema }]) {
  const one = plainSchema(schema);
  const many = repeated ? { anyOf: [{ type: 'array', items: one }, one] } : one;
  return [`${name}${required && location === 'query' ? '!' : ''}`, many];
}

const TEXTS = ['id', 'enumDescriptions', 'enumDeprecated', 'annotations', 'readOnly', 'default'];

function plainSchema(schema) {
  return asJsonSchema(terse(prosaic(schema)));
}

/** Discovery is JSON Schema draft 3 with own keywords and formats. */
function asJsonSchema(schema) {
  if (Array.isArray(schema)) return schema.map(asJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const made = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$ref') made.$ref = `#/schemas/${value}`;
    else if (key === 'properties') {
      const fields = Object.entries(value).map(([name, one]) => [name, asJsonSchema(one)]);
      made.properties = Object.fromEntries(fields);
    } else if (key === 'type' && value === 'any') continue;
    else if (key === 'format' && !['date-time', 'date'].includes(value)) continue;
    else if (key === 'minimum' || key === 'maximum') made[key] = Number(value);
    else if (!TEXTS.includes(key) && key !== 'required') made[key] = asJsonSchema(value);
  }
  return made;
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
