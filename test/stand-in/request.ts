import type { Received } from '../support/server.js';
import {
  type Description,
  isRecord,
  type Operation,
  type Params,
  type Place,
  paramOf,
  pathParams,
  resolved,
  type Schema,
  schemaOfType,
  type Values,
} from './description.js';
import { isProblem, type Problem } from './problem.js';

/** A request for an operation, with its parsed values. */
export interface Call {
  readonly name: string;
  readonly operation: Operation;
  readonly description: Description;
  readonly values: Values;
  readonly request: Received;
}

/** A file in a form. */
interface SentFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** The operation of a path below the base, and the values in the path. */
export function findOperation(
  description: Description,
  verb: string,
  path: string,
): { name: string; operation: Operation; inPath: Values } | Problem {
  const matches = Object.entries(description.operations).flatMap(([name, operation]) => {
    const template = operation.path ?? `/${name}`;
    const pattern = template.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '([^/]+)');
    const match = new RegExp(`^${pattern}$`).exec(path);
    return match ? [{ name, operation, found: match.slice(1) }] : [];
  });
  if (matches.length === 0) return { wrong: 'operation', message: `${path} does not exist` };
  const [best] = matches
    .filter(({ operation }) => (operation.verbs ?? description.verbs).includes(verb))
    // `/users/me` before `/users/{id}`.
    .sort((one, other) => one.found.length - other.found.length);
  if (!best) return { wrong: 'verb', message: `${path} does not allow ${verb}` };
  const { name, operation, found } = best;
  const inPath = pathParams(operation).map((key, at) => [key, decodeURIComponent(found[at]!)]);
  return { name, operation, inPath: Object.fromEntries(inPath) };
}

/** The values of a request, with strings converted to their types; or the problem with their encoding. */
export async function readValues(
  description: Description,
  operation: Operation,
  request: Received,
): Promise<Values | Problem> {
  const places = operation.places ?? description.places;
  const query = new URL(request.path, 'http://host').searchParams;
  const sent: [Place, Values][] = [['query', nested(query, description)]];
  sent.push(['header', headersNamed(operation.header, request)]);
  const body = await readBody(places, request, description);
  if (isProblem(body)) return body;
  sent.push([body.place, body.values]);

  const values: Values = {};
  for (const [place, given] of sent) {
    for (const [name, value] of Object.entries(given)) {
      const type =
        (places.includes(place) ? paramOf(operation.params, name) : undefined) ??
        paramOf(place === 'query' ? operation.query : undefined, name) ??
        paramOf(place === 'header' ? operation.header : undefined, name) ??
        paramOf(description.common, name);
      if (type === undefined) {
        return { wrong: 'unknown', name, message: `${name} is not known in the ${place}` };
      }
      const schema = schemaOfType(description, type);
      values[name] = place === 'json' ? value : fromText(value, schema, description);
    }
  }
  return values;
}

function headersNamed(params: Params | undefined, { headers }: Received): Values {
  const names = Object.keys(params ?? {}).map((name) => name.replace(/!$/, ''));
  const given = names.filter((name) => headers[name.toLowerCase()] !== undefined);
  return Object.fromEntries(given.map((name) => [name, headers[name.toLowerCase()]]));
}

const FORMS: Readonly<Record<string, Place>> = {
  'application/x-www-form-urlencoded': 'form',
  'multipart/form-data': 'multipart',
};

async function readBody(
  places: readonly Place[],
  { headers, body }: Received,
  description: Description,
): Promise<{ place: Place; values: Values } | Problem> {
  if (body.length === 0) return { place: 'json', values: {} };
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const place = type === 'application/json' ? 'json' : FORMS[type ?? ''];
  if (places.includes('bytes')) return { place: 'bytes', values: {} };
  if (!place || !places.includes(place)) {
    const message = type ? `a body of ${type} is not taken` : 'the body has no Content-Type';
    return { wrong: 'media type', name: type, message };
  }
  if (place !== 'json') {
    const form = await formOf(headers['content-type']!, body).catch(() => undefined);
    if (!form) return { wrong: 'malformed', name: place, message: 'the form cannot be read' };
    return { place, values: nested(form, description) };
  }
  try {
    const values: unknown = JSON.parse(body.toString());
    if (isRecord(values)) return { place, values };
    return { wrong: 'malformed', name: 'object', message: 'the JSON body is not an object' };
  } catch {
    return { wrong: 'malformed', name: 'json', message: 'the body is not valid JSON' };
  }
}

/** The fields of a form, parsed by Node. */
async function formOf(type: string, body: Buffer): Promise<[string, unknown][]> {
  const headers = { 'content-type': type };
  const form = await new Response(new Uint8Array(body), { headers }).formData();
  const read = [...form].map(async ([name, value]): Promise<[string, unknown]> => {
    if (typeof value === 'string') return [name, value];
    const bytes = Buffer.from(await value.arrayBuffer());
    return [name, { name: value.name, type: value.type, bytes } satisfies SentFile];
  });
  return Promise.all(read);
}

/** Fields by name; a repeated one is an array. `a[b][]=c` is an array in an object. */
export function nested(
  fields: Iterable<[string, unknown]>,
  { nesting }: Pick<Description, 'nesting'>,
): Values {
  const values: Values = {};
  for (const [field, value] of fields) {
    const keys = nesting === 'brackets' ? field.split(/\[|\]\[?/).slice(0, -1) : [];
    const [name = field, ...inner] = keys;
    const before = values[name];
    if (keys.length > 0) values[name] = placed(before, inner, value);
    else values[name] = before === undefined ? value : [before, value].flat();
  }
  return values;
}

function placed(into: unknown, [key, ...inner]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  const isList = key === '' || Array.isArray(into) || (into === undefined && key === '0');
  if (!isList) {
    const record = isRecord(into) ? into : {};
    return { ...record, [key]: placed(record[key], inner, value) };
  }
  const list = Array.isArray(into) ? [...into] : [];
  const index = key === '' ? list.length : Number(key);
  list[index] = placed(list[index], inner, value);
  return list;
}

/** Converts a string to the expected type. If it cannot, the string is kept, and refused later. */
function fromText(value: unknown, type: Schema, description: Description): unknown {
  const schema = resolved(type, description.schemas);
  const types = typesOf(schema, description);
  if (Array.isArray(value)) {
    const items = (schema.items ?? {}) as Schema;
    return value.map((item) => fromText(item, items, description));
  }
  if (isRecord(value)) return withFields(value, schema, description);
  if (typeof value !== 'string') return value;
  // One value or an array of them.
  const isArray = types.has('array') && description.nesting === 'json' && value.startsWith('[');
  if (types.has('string')) return isArray ? parsed(value) : value;
  if (types.has('integer') || types.has('number')) {
    if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  }
  if (types.has('boolean') && /^(true|false|1|0)$/.test(value)) return /^[t1]/.test(value);
  if (!types.has('array') && !types.has('object')) return value;
  if (description.nesting === 'json') return parsed(value);
  if (!types.has('array') || description.nesting === 'brackets') return value;
  return fromText(value.split(','), schema, description);
}

function withFields(value: Values, schema: Schema, description: Description): unknown {
  if ('bytes' in value) return value;
  const fields = (schema.properties ?? {}) as Record<string, Schema>;
  const read = Object.entries(value).map(([name, item]) => [
    name,
    fromText(item, fields[name] ?? {}, description),
  ]);
  return Object.fromEntries(read);
}

function typesOf(schema: Schema, description: Description): Set<unknown> {
  const variants = [schema.anyOf, schema.oneOf].flatMap((list) => (list ?? []) as Schema[]);
  const inner = variants.map((one) => typesOf(resolved(one, description.schemas), description));
  const byValue = ((schema.enum ?? []) as unknown[]).map((one) => typeof one);
  return new Set([schema.type, ...byValue].flat().concat(...inner.map((set) => [...set])));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
