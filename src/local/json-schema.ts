import { runInNewContext } from 'node:vm';
import type { JsonSchema } from '../core/definition/param.js';
import { type Check, schemaCheck } from '../core/util/schema-check.js';
import { badRequest } from './errors.js';

/** In milliseconds. */
const LONGEST_MATCH = 100;

/**
 * Compiles a JSON Schema. Throws an `ApiError` (400) if it is not valid; `param` is the field's
 * name.
 */
export async function compileSchema(schema: JsonSchema, param: string): Promise<Check> {
  try {
    return await schemaCheck(schema, { code: { regExp: guarded } });
  } catch (error) {
    const message = `Invalid schema in '${param}': ${(error as Error).message}.`;
    throw badRequest(message, param, 'invalid_json_schema');
  }
}

/** Untrusted patterns may take forever: they are stopped after a time limit, so the server goes on. */
function guardedPattern(pattern: string, flags: string) {
  const { source } = new RegExp(pattern, flags);
  return {
    test(text: string): boolean {
      const context = { source, flags, text };
      try {
        const options = { timeout: LONGEST_MATCH };
        return runInNewContext('new RegExp(source, flags).test(text)', context, options);
      } catch {
        throw badRequest(`The pattern /${pattern}/ of the schema takes too long.`);
      }
    },
    // Ajv uses this to tell patterns apart.
    toString: () => `/${pattern}/${flags}`,
  };
}

/** Ajv only uses `code` to write standalone code, which OInt does not do. */
const guarded = Object.assign(guardedPattern, { code: 'new RegExp' });

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
