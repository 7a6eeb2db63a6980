import type { JsonSchema } from '../core/definition/param.js';
import { type Check, schemaCheck } from '../core/util/schema-check.js';
import { badRequest } from './errors.js';

/**
 * Compiles a JSON Schema. Throws an `ApiError` (400) if it is not valid or takes too long, as its
 * check does; `param` is the field's name.
 */
export async function compileSchema(
  schema: JsonSchema,
  param: string,
  signal?: AbortSignal,
): Promise<Check> {
  const refused = (error: unknown): never => {
    signal?.throwIfAborted();
    const message = `Invalid schema in '${param}': ${(error as Error).message}.`;
    throw badRequest(message, param, 'invalid_json_schema');
  };
  const check = await schemaCheck(schema, {}, signal).catch(refused);
  return (value) => check(value).catch(refused);
}

/**
 * Returns why a schema is not strict (every object must list all of its properties as required, and
 * allow no others); `undefined` if it is.
 */
export function strictProblem(schema: unknown, at = '#'): string | undefined {
  if (Array.isArray(schema))
    return firstOf(schema.map((item, i) => strictProblem(item, `${at}/${i}`)));
  if (typeof schema !== 'object' || schema === null) return undefined;
  const { type, properties, required, additionalProperties } = schema as JsonSchema;
  if (type === 'object' || properties !== undefined) {
    if (additionalProperties !== false) return `${at} lacks 'additionalProperties': false`;
    const names = Object.keys((properties ?? {}) as object);
    const missing = names.find((name) => !(Array.isArray(required) && required.includes(name)));
    if (missing !== undefined) return `${at} does not have '${missing}' in 'required'`;
  }
  return firstOf(
    Object.entries(schema)
      .filter(([key]) => !DATA.has(key))
      .map(([key, value]) => strictProblem(value, `${at}/${key}`)),
  );
}

/** Keywords that contain values, not schemas. */
const DATA = new Set(['const', 'enum', 'default', 'examples', 'required']);

function firstOf(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}
