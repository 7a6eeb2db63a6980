// JSON Schemas without text for readers.

const PROSE = ['description', 'title', '$schema', 'examples', 'externalDocs', 'deprecated'];
const NAMES = ['properties', 'patternProperties', 'definitions'];

/** The schema without prose. Names of fields are not keywords: one may be `description`. */
export function prosaic(schema) {
  if (Array.isArray(schema)) return schema.map(prosaic);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([key]) => !PROSE.includes(key) && !key.startsWith('x-'),
  );
  return Object.fromEntries(
    kept.map(([key, value]) => [key, NAMES.includes(key) ? named(value) : prosaic(value)]),
  );
}

function named(fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => [name, prosaic(schema)]),
  );
}

/** The schema without redundant keywords: the type of a constant, a choice of constants. */
export function terse(schema) {
  if (Array.isArray(schema)) return schema.map(terse);
  if (typeof schema !== 'object' || schema === null) return schema;
  const made = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, terse(value)]),
  );
  if ('const' in made && typeof made.type === 'string') delete made.type;
  const { anyOf, ...others } = made;
  const isEnum = Array.isArray(anyOf) && anyOf.every((one) => Object.keys(one).join() === 'const');
  return isEnum ? { ...others, enum: anyOf.map((one) => one.const) } : made;
}

/** Only the schemas that operations refer to, by `#/schemas/NAME`. */
export function usedSchemas(schemas, operations) {
  const found = new Set();
  const look = (value) => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/schemas\/([^"]+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      look(schemas[name]);
    }
  };
  look(operations);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => found.has(name)));
}

/** The same schemas with long repeated parts written once. */
export function shared(schemas) {
  const counts = new Map();
  visit(schemas, (text) => counts.set(text, (counts.get(text) ?? 0) + 1));
  const repeated = [...counts].filter(([text, count]) => (count - 1) * text.length > 200);
  const names = new Map(repeated.map(([text], at) => [text, `Shared${at + 1}`]));
  const parts = repeated.map(([text]) => [names.get(text), inner(JSON.parse(text), names)]);
  return { ...inner(schemas, names), ...Object.fromEntries(parts) };
}

function visit(value, seen) {
  if (typeof value !== 'object' || value === null) return;
  if (isSchema(value)) seen(JSON.stringify(value));
  for (const item of Object.values(value)) visit(item, seen);
}

function inner(value, names) {
  if (Array.isArray(value)) return value.map((item) => replaced(item, names));
  const fields = Object.entries(value).map(([key, item]) => [key, replaced(item, names)]);
  return Object.fromEntries(fields);
}

function replaced(value, names) {
  if (typeof value !== 'object' || value === null) return value;
  const name = isSchema(value) ? names.get(JSON.stringify(value)) : undefined;
  return name ? { $ref: `#/schemas/${name}` } : inner(value, names);
}

/** A field may be named `type`: then it is not a string. */
function isSchema({ type, anyOf }) {
  return typeof type === 'string' || Array.isArray(anyOf);
}
