import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { newAjv } from '../support/ajv.js';
import {
  type Description,
  type Operation,
  type Params,
  pathParams,
  resolved,
  type Schema,
  schemaOfType,
  type Values,
} from './description.js';
import type { Problem } from './problem.js';

const DESCRIPTION = 'description';

/** Checks values and responses against a description. Unknown names are always errors. */
export class Checker {
  readonly #description: Description;
  readonly #compiled = new Map<Schema, ValidateFunction>();
  readonly #params = new Map<Operation, Schema>();
  readonly #ajv = newAjv({ validateSchema: false });

  constructor(description: Description) {
    this.#description = description;
    const named = Object.entries(description.schemas ?? {});
    const schemas = named.map(([name, one]) => [name, closed(one, description.schemas, false)]);
    // Under its own name, so that each schema is compiled once, however many refer to it.
    this.#ajv.addSchema({ schemas: Object.fromEntries(schemas) }, DESCRIPTION);
  }

  /** The first problem with the values of an operation. */
  problem(operation: Operation, values: Values): Problem | undefined {
    const { common } = this.#description;
    for (const name of requiredNames(operation.params, operation.query, operation.header, common)) {
      if (values[name] === undefined) {
        return { wrong: 'missing', name, message: `${name} is missing` };
      }
    }
    for (const group of operation.oneOf ?? []) {
      if (group.some((name) => values[name] !== undefined)) continue;
      return { wrong: 'missing', name: group[0], message: `one of ${group} is missing` };
    }
    const [error] = this.#errors(this.#paramsOf(operation), values);
    if (!error) return undefined;
    const path = error.instancePath.slice(1).replaceAll('/', '.');
    const [name] = path.split('.');
    const unknown = error.params.unevaluatedProperty as string | undefined;
    if (unknown !== undefined) {
      return { wrong: 'unknown', name, message: `${path}.${unknown} is not known` };
    }
    return { wrong: 'type', name, message: `${path} ${error.message}` };
  }

  /** All problems with the body of a response. */
  answerProblems(schema: Schema, body: unknown): string[] {
    return this.#errors(schema, body).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  #errors(schema: Schema, value: unknown): ErrorObject[] {
    let validate = this.#compiled.get(schema);
    if (!validate) {
      validate = this.#ajv.compile(closed(schema, this.#description.schemas, true));
      this.#compiled.set(schema, validate);
    }
    // For a value with several variants, the deepest error is the most relevant one.
    const depth = ({ instancePath }: ErrorObject) => instancePath.split('/').length;
    return validate(value)
      ? []
      : [...(validate.errors ?? [])].sort((one, other) => depth(other) - depth(one));
  }

  #paramsOf(operation: Operation): Schema {
    const made = this.#params.get(operation) ?? paramsSchema(this.#description, operation);
    this.#params.set(operation, made);
    return made;
  }
}

function requiredNames(...all: (Params | undefined)[]): string[] {
  const names = all.flatMap((params) => Object.keys(params ?? {}));
  return names.filter((name) => name.endsWith('!')).map((name) => name.slice(0, -1));
}

/** The schema of an operation's values, wherever they are in the request. */
export function paramsSchema(description: Description, operation: Operation): Schema {
  const properties: Record<string, Schema> = {};
  const patternProperties: Record<string, Schema> = {};
  const { params, query, header } = operation;
  for (const [key, type] of Object.entries({
    ...description.common,
    ...params,
    ...query,
    ...header,
  })) {
    const schema = schemaOfType(description, type);
    if (key.endsWith('*')) patternProperties[`^${key.slice(0, -1)}`] = schema;
    else properties[key.replace(/!$/, '')] = schema;
  }
  for (const name of pathParams(operation)) properties[name] = { type: 'string', minLength: 1 };
  const required = [...pathParams(operation), ...requiredNames(params, query, header)];
  return { type: 'object', properties, patternProperties, required };
}

/**
 * The schema with `additionalProperties: false` wherever it lists properties. `isPlace` if it describes
 * a value on its own, not as one of several descriptions of the same value.
 */
function closed(schema: Schema, schemas: Description['schemas'], isPlace: boolean): Schema {
  const inner = (value: unknown, place: boolean): unknown =>
    typeof value === 'object' && value !== null ? closed(value as Schema, schemas, place) : value;
  const made: Record<string, unknown> = { ...schema };
  if (typeof schema.$ref === 'string') made.$ref = `${DESCRIPTION}${schema.$ref}`;
  for (const keyword of ['properties', 'patternProperties']) {
    const fields = Object.entries((schema[keyword] ?? {}) as Record<string, Schema>);
    if (keyword in schema) {
      made[keyword] = Object.fromEntries(fields.map(([name, one]) => [name, inner(one, true)]));
    }
  }
  for (const keyword of ['items', 'additionalProperties']) {
    if (keyword in schema) made[keyword] = inner(schema[keyword], true);
  }
  for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
    const variants = schema[keyword] as Schema[] | undefined;
    if (variants) made[keyword] = variants.map((one) => inner(one, false));
  }
  if (isPlace && !isOpen(schema, schemas)) made.unevaluatedProperties = false;
  return made;
}

/** Whether the value may be an object with any names. */
function isOpen(schema: Schema, schemas: Description['schemas']): boolean {
  const plain = resolved(schema, schemas);
  const all = (keyword: string) => (plain[keyword] ?? []) as Schema[];
  if (plain.properties || plain.additionalProperties) return false;
  const variants = [...all('anyOf'), ...all('oneOf')];
  if (variants.length > 0) return variants.some((one) => isOpen(one, schemas));
  if (all('allOf').length > 0) return all('allOf').every((one) => isOpen(one, schemas));
  if ('const' in plain || 'enum' in plain) return false;
  return plain.type === undefined || [plain.type].flat().includes('object');
}
