import {
  type Description,
  isRecord,
  type Operation,
  resolved,
  type Schema,
  type Values,
} from './description.js';

/** Beyond this depth, only required fields are generated; beyond twice the depth, arrays are empty. */
const DEEP = 2;

/**
 * Generates valid values for a schema: from the given values if they fit, otherwise from an example,
 * otherwise from the schema. Given names match fields with the same letters: `DEADLINE_AT` is
 * `deadlineAt`.
 */
export class Shapes {
  readonly #schemas: Description['schemas'];
  readonly #answers = new Map<Operation, Schema>();

  constructor({ schemas }: Description) {
    this.#schemas = schemas;
  }

  answerOf(operation: Operation): Schema {
    const known = this.#answers.get(operation);
    const schema =
      known ?? operation.answer ?? schemaOf(operation.shape ?? operation.example ?? null);
    this.#answers.set(operation, schema);
    return schema;
  }

  fill(schema: Schema, given?: unknown, example?: unknown, depth = 0): unknown {
    const plain = this.#chosen(schema, given ?? example);
    if ('const' in plain) return plain.const;
    const types = [plain.type].flat();
    if (types.includes('null') && (given ?? example ?? null) === null) return null;
    for (const value of [given, example, plain.example, plain.default]) {
      if (isScalar(value)) {
        const fitted = asType(plain, value);
        if (fitted !== undefined) return fitted;
      }
    }
    if (plain.properties || plain.additionalProperties || types.includes('object')) {
      return this.#record(plain, asRecord(given), isRecord(example) ? example : undefined, depth);
    }
    if (plain.items || types.includes('array')) return this.#list(plain, given, example, depth);
    if (types[0] === undefined && !plain.enum) return given ?? example ?? null;
    return made(plain);
  }

  /** The schema of the value at a path such as `result.tasks.0`. */
  at(schema: Schema, path: string): Schema {
    let found = this.#chosen(schema, {});
    for (const key of keysOf(path)) {
      const fields = (found.properties ?? {}) as Record<string, Schema>;
      const next = fields[key] ?? (found.items as Schema | undefined);
      if (!next) return {};
      found = this.#chosen(next, {});
    }
    return found;
  }

  #record(schema: Schema, given: Values, example: Values | undefined, depth: number): Values {
    const fields = (schema.properties ?? {}) as Record<string, Schema>;
    const required = new Set((schema.required ?? []) as string[]);
    const byLetters = new Map(Object.keys(given).map((name) => [letters(name), name]));
    const values: Values = {};
    for (const [name, field] of Object.entries(fields)) {
      const from = name in given ? name : byLetters.get(letters(name));
      const value = from === undefined ? undefined : given[from];
      const isWanted = example ? name in example : depth < DEEP;
      if (value === undefined && !isWanted && !required.has(name)) continue;
      values[name] = this.fill(field, value, example?.[name], depth + 1);
    }
    const others = schema.additionalProperties ?? (schema.properties ? false : {});
    if (others === false) return values;
    for (const [name, value] of Object.entries({ ...example, ...given })) {
      if (!(name in fields))
        values[name] = this.fill(asSchema(others), value, undefined, depth + 1);
    }
    return values;
  }

  #list(schema: Schema, given: unknown, example: unknown, depth: number): unknown[] {
    const items = asSchema(schema.items ?? {});
    const values = [given, example].find(Array.isArray);
    if (values) return values.map((item) => this.fill(items, item, undefined, depth + 1));
    return depth < 2 * DEEP ? [this.fill(items, undefined, undefined, depth + 1)] : [];
  }

  /** The schema itself; of several variants, the best match for the value, or the most specific one. */
  #chosen(schema: Schema, value: unknown): Schema {
    const plain = resolved(schema, this.#schemas);
    const { allOf, anyOf, oneOf, ...own } = plain;
    if (Array.isArray(allOf)) return this.#merged([own, ...(allOf as Schema[])], value);
    const variants = (anyOf ?? oneOf) as Schema[] | undefined;
    if (!variants) return plain;
    const chosen = variants.map((one) => this.#chosen(one, value));
    const scores = chosen.map((one) => this.#score(one, value));
    const best = chosen[scores.indexOf(Math.max(...scores))]!;
    return Object.keys(own).length > 0 ? this.#merged([own, best], value) : best;
  }

  #merged(all: Schema[], value: unknown): Schema {
    const parts = all.map((one) => this.#chosen(one, value));
    const properties = Object.assign({}, ...parts.map((one) => one.properties ?? {})) as Values;
    const required = parts.flatMap((one) => (one.required ?? []) as string[]);
    const merged = Object.assign({}, ...parts) as Schema;
    return Object.keys(properties).length > 0 ? { ...merged, properties, required } : merged;
  }

  #score(schema: Schema, value: unknown): number {
    const asked = ((schema.required ?? []) as string[]).length / 100;
    // Nullable values are null unless a value is given.
    if (value === undefined) return schema.type === 'null' ? 10 : asked;
    // A constant such as `"type": "paragraph"` counts more than a name that several variants share.
    if ('const' in schema) return schema.const === value ? 10 : -10;
    if (value === null) return schema.type === 'null' ? 1 : -1;
    if (isScalar(value)) return asType(schema, value) === undefined ? -1 : 1;
    if (Array.isArray(value)) return schema.type === 'array' ? 1 : -1;
    if (schema.type !== 'object' && !schema.properties) return -1;
    const fields = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
    const given = asRecord(value);
    const inCommon = fields.filter(([name]) => name in given);
    const scores = inCommon.map(([name, field]) => {
      const plain = resolved(field, this.#schemas);
      return 'const' in plain ? this.#score(plain, given[name]) : 1;
    });
    return asked + scores.reduce((sum, one) => sum + one, 0);
  }
}

/** The schema of values like this one. A `null` or an empty array says nothing about its type. */
function schemaOf(value: unknown): Schema {
  if (value === null) return {};
  if (Array.isArray(value)) {
    return { type: 'array', items: value.length > 0 ? schemaOf(value[0]) : {} };
  }
  if (typeof value === 'string') return { type: ['string', 'null'] };
  if (!isRecord(value)) return { type: typeof value };
  const fields = Object.entries(value);
  if (fields.length === 0) return {};
  const properties = Object.fromEntries(fields.map(([name, item]) => [name, schemaOf(item)]));
  return { type: 'object', properties };
}

export function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const key of keysOf(path)) found = (found as Values | undefined)?.[key];
  return found;
}

/** The value with the one at the path replaced; `undefined` removes it. */
export function withValueAt(value: unknown, path: string, put: unknown): unknown {
  const [key, ...rest] = keysOf(path);
  if (key === undefined) return put;
  const inner = withValueAt((value as Values | undefined)?.[key], rest.join('.'), put);
  if (Array.isArray(value)) return value.map((item, at) => (at === Number(key) ? inner : item));
  const { [key]: _, ...others } = asRecord(value);
  return inner === undefined ? others : { ...others, [key]: inner };
}

function keysOf(path: string): string[] {
  return path === '' ? [] : path.split('.');
}

function letters(name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase();
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function asRecord(value: unknown): Values {
  return isRecord(value) ? value : {};
}

function asSchema(value: unknown): Schema {
  return isRecord(value) ? value : {};
}

/** The value converted to the type of the schema: an ID may be a number here and a string there. */
function asType(schema: Schema, value: string | number | boolean): unknown {
  if (Array.isArray(schema.enum)) return schema.enum.includes(value) ? value : undefined;
  const types = [schema.type].flat();
  const type = Number.isInteger(value) && types.includes('integer') ? 'integer' : typeof value;
  if (types[0] === undefined && !schema.properties && !schema.items) return value;
  if (types.includes(type)) return value;
  if (typeof value === 'number' && types.includes('string')) return String(value);
  const isNumber = types.includes('number') || types.includes('integer');
  return isNumber && /^-?\d+$/.test(String(value)) ? Number(value) : undefined;
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00.000Z',
  date: '2026-01-01',
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://example.com/',
  email: 'user@example.com',
};

function made(schema: Schema): unknown {
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [type] = [schema.type].flat();
  if (type === 'string') {
    const text = FORMATS[String(schema.format)] ?? 'text';
    const pattern = new RegExp(String(schema.pattern ?? ''), 'u');
    const fitting = [text, '1', ...Object.values(FORMATS)].find((one) => pattern.test(one));
    return (fitting ?? text).slice(0, Number(schema.maxLength ?? text.length));
  }
  if (type === 'integer' || type === 'number') {
    const { minimum = 1, exclusiveMinimum: above } = schema;
    return typeof above === 'number' ? above + 1 : minimum;
  }
  return type === 'boolean' ? false : null;
}
