import type { JsonSchema } from '../../../core/definition/param.js';
import { isRecord } from '../../../core/util/is-record.js';

/** Resolves a schema's `$ref`. */
export function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let found: JsonSchema = schema;
  for (let steps = 0; typeof found.$ref === 'string' && steps < 16; steps++) {
    const { $ref, ...beside } = found;
    const target = ($ref as string)
      .replace(/^#\/?/, '')
      .split('/')
      .filter((step) => step !== '')
      .map((step) => decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~'))
      .reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), root);
    found = isRecord(target) ? { ...target, ...beside } : beside;
  }
  return found;
}

/** How many parts of a schema are merged: they may contain each other. */
const MOST_PARTS = 200;

/** Merges a schema's `allOf` into one schema. */
export function allOf(
  schema: JsonSchema,
  root: JsonSchema,
  budget: { parts: number } = { parts: MOST_PARTS },
): JsonSchema {
  const { allOf: parts, ...own } = schema;
  if (!Array.isArray(parts)) return schema;
  const all: JsonSchema[] = [own];
  for (const part of parts.filter(isRecord)) {
    if (--budget.parts < 0) break;
    all.push(allOf(resolved(part, root), root, budget));
  }
  const properties = Object.assign({}, ...all.map((one) => one.properties));
  const required = all.flatMap((one) => listOf(one.required));
  return {
    ...Object.assign({}, ...all),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The alternatives of `anyOf` or `oneOf`; `undefined` if there are none. */
export function alternativesOf(
  schema: JsonSchema,
  root: JsonSchema,
): readonly JsonSchema[] | undefined {
  const { anyOf, oneOf, type, enum: values, ...others } = schema;
  const given = anyOf ?? oneOf;
  if (Array.isArray(given)) {
    const base = type === undefined ? others : { ...others, type };
    return given.filter(isRecord).map((one) => ({ ...base, ...resolved(one, root) }));
  }
  if (Array.isArray(values) && values.includes(null)) {
    const rest = values.filter((value) => value !== null);
    return [{ ...others, enum: rest }, { type: 'null' }];
  }
  if (!Array.isArray(type)) return undefined;
  return type.map((one) => ({
    ...others,
    ...(values !== undefined && { enum: values }),
    type: one,
  }));
}

export function isNull(schema: JsonSchema): boolean {
  return schema.type === 'null' || schema.const === null;
}

/** The type that a schema states or implies. */
export function typeOf({ type, properties, items, enum: values }: JsonSchema): string {
  if (typeof type === 'string') return type;
  if (properties !== undefined) return 'object';
  if (items !== undefined) return 'array';
  if (Array.isArray(values) && values.every((value) => typeof value === 'number')) return 'number';
  return 'string';
}
