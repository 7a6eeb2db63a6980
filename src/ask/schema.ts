import { InputError } from '../core/errors/errors.js';
import { isTooDeep, TOO_DEEP } from '../core/util/depth.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import { type Check, schemaCheck } from '../core/util/schema-check.js';
import { readShortForm } from './short-form.js';

/** A schema of any library that implements Standard Schema (zod, valibot, arktype …). */
export interface StandardSchema<Out = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Out> | Promise<StandardResult<Out>>;
    readonly jsonSchema?: { readonly input: (options: { target: string }) => JsonRecord };
    readonly types?: { readonly input: unknown; readonly output: Out } | undefined;
  };
}

type StandardResult<Out> =
  | { readonly value: Out; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * A schema as callers pass it: from a library, as JSON Schema, or in the short form (`name, age
 * int`).
 */
export type SchemaInput<Out = unknown> = StandardSchema<Out> | JsonRecord | string;

/** The type of a schema's values. */
export type SchemaOutput<S> = S extends StandardSchema<infer Out> ? Out : JsonRecord;

export type Checked<Out> = { value: Out } | { problem: string };

/** A prepared schema: to show to the model, and to check its answer. */
export interface Schema<Out = unknown> {
  json: JsonRecord;
  /** Returns the checked value, or a description of the problem that helps to fix it. */
  check(value: unknown, signal?: AbortSignal): Promise<Checked<Out>>;
}

/** Throws an `InputError` if it is not a schema. */
export function readSchema(given: SchemaInput): Schema {
  if (isStandard(given)) return fromStandard(given);
  const json = typeof given === 'string' ? fromText(given) : given;
  if (isTooDeep(json)) {
    throw new InputError({ param: 'schema', message: `the schema is ${TOO_DEEP}` });
  }
  return fromJsonSchema(json);
}

function fromText(text: string): JsonRecord {
  if (!/^\s*\{/.test(text)) return readShortForm(text);
  try {
    return JSON.parse(text) as JsonRecord;
  } catch (cause) {
    const message = `the schema is not valid JSON: ${(cause as Error).message}`;
    throw new InputError({ param: 'schema', message, cause });
  }
}

function isStandard(value: unknown): value is StandardSchema {
  // Some libraries' schemas are functions.
  const holds = typeof value === 'function' || isRecord(value);
  return holds && isRecord((value as Partial<StandardSchema>)['~standard']);
}

/** The JSON Schema version to show to models: OpenAI's structured outputs use it. */
const TARGET = 'draft-2020-12';

function fromStandard(schema: StandardSchema): Schema {
  const { vendor, validate, jsonSchema } = schema['~standard'];
  const own = (schema as { toJSONSchema?: () => JsonRecord }).toJSONSchema;
  const json = jsonSchema?.input({ target: TARGET }) ?? own?.call(schema);
  if (!json) {
    throw new InputError({
      param: 'schema',
      message: `the schema of ${vendor} cannot be converted to JSON Schema`,
      hint: 'Use a version that supports Standard JSON Schema (zod 4, or valibot with toStandardJsonSchema), or pass JSON Schema.',
    });
  }
  const { $schema: _, ...plain } = json;
  return {
    json: plain,
    async check(value) {
      const found = await validate(value);
      if (!found.issues) return { value: found.value };
      return { problem: found.issues.map(issueText).join('; ') };
    },
  };
}

function issueText({ message, path = [] }: StandardIssue): string {
  const keys = path.map((step) => String(isRecord(step) ? step.key : step));
  return keys.length > 0 ? `${keys.join('.')}: ${message}` : message;
}

function fromJsonSchema(json: JsonRecord): Schema {
  let compiled: Promise<Check> | undefined;
  return {
    json,
    async check(value, signal) {
      compiled ??= compile(json, signal);
      const problem = await (await compiled)(value);
      return problem === undefined ? { value } : { problem };
    },
  };
}

/** Compiled before anything is sent, so that an invalid schema is reported at once. */
async function compile(json: JsonRecord, signal?: AbortSignal): Promise<Check> {
  try {
    return await schemaCheck(json, { allErrors: true }, signal);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const message = `the schema is not a valid JSON Schema: ${(cause as Error).message}`;
    throw new InputError({ param: 'schema', message, cause });
  }
}
