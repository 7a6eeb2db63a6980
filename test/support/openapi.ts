import { readFileSync } from 'node:fs';
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { newAjv } from './ajv.js';
import type { FormPart, Recorded } from './openai-server.js';

const FILE = new URL('../../../shared/openai/openapi.json', import.meta.url);

type Schema = { [key: string]: unknown };

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** OpenAI's own description of its API, to check requests and responses. */
export class OpenApi {
  readonly #document: Document;
  /** JSON is checked unchanged; queries and forms are strings, also for numbers and flags. */
  readonly #json: Ajv2020;
  readonly #text: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  private constructor(document: Document) {
    this.#document = document;
    this.#json = validator(false);
    this.#text = validator(true);
  }

  /** `undefined` if the document is not available. */
  static load(): OpenApi | undefined {
    try {
      return new OpenApi(JSON.parse(readFileSync(FILE, 'utf8')) as Document);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** The operation of a request, and the problems with the request. */
  async problems(request: Recorded): Promise<{ operation: string; problems: string[] }> {
    const { operation, path } = this.#find(request.method, request.apiPath);
    const problems = [
      ...this.#query(operation, request),
      ...(await this.#body(operation, request)),
    ];
    return { operation: `${request.method} ${path}`, problems };
  }

  /** The problems with a JSON response. */
  answerProblems(method: string, apiPath: string, answer: unknown): string[] {
    const { operation } = this.#find(method, apiPath);
    const schema = operation.responses['200']?.content?.['application/json']?.schema;
    if (!schema) throw new Error(`${method} ${apiPath} has no JSON response`);
    return this.#check(this.#json, `${operation.operationId} answer`, schema, answer);
  }

  /** The complete text of a schema in the document. */
  text(schema: string): string {
    return JSON.stringify(this.#document.components.schemas[schema]);
  }

  #find(method: string, apiPath: string): { operation: Operation; path: string } {
    for (const [path, operations] of Object.entries(this.#document.paths)) {
      const pattern = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
      if (!new RegExp(`^${pattern}$`).test(apiPath)) continue;
      const operation = operations[method.toLowerCase()];
      if (operation) return { operation, path };
    }
    throw new Error(`the document has no ${method} ${apiPath}`);
  }

  #query(operation: Operation, request: Recorded): string[] {
    const known = new Map(
      (operation.parameters ?? []).filter(({ in: at }) => at === 'query').map((p) => [p.name, p]),
    );
    return [...new Set(request.query.keys())].flatMap((name) => {
      const parameter = known.get(name);
      if (!parameter) return [`there is no query parameter ${name}`];
      const id = `${operation.operationId} ${name}`;
      const values = request.query.getAll(name);
      const value = parameter.schema.type === 'array' ? values : values.at(-1);
      return this.#check(this.#text, id, wrapped(parameter.schema), { value });
    });
  }

  async #body(operation: Operation, request: Recorded): Promise<string[]> {
    const content = operation.requestBody?.content;
    if (!content) return request.body.length > 0 ? ['it takes no body'] : [];
    const type = request.headers['content-type']?.split(';')[0] ?? '';
    const schema = content[type]?.schema;
    if (!schema) return [`it takes ${Object.keys(content)}, not ${type}`];
    if (type === 'application/json') {
      return this.#check(this.#json, operation.operationId, schema, request.json());
    }
    const fields = fieldsOf(await request.form());
    return this.#check(this.#text, operation.operationId, schema, fields);
  }

  #check(ajv: Ajv2020, name: string, schema: Schema, value: unknown): string[] {
    // Many responses have the same schema, and compiling takes long.
    const key = `${String(schema.$ref ?? name)}${ajv === this.#text ? ' as text' : ''}`;
    let validate = this.#compiled.get(key);
    if (!validate) {
      validate = ajv.compile(this.#withComponents(schema));
      this.#compiled.set(key, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map((e) => `${e.instancePath || 'the whole'} ${e.message}`);
  }

  /** The schema with those components it reaches: the whole document would take long to compile. */
  #withComponents(schema: Schema): Schema {
    const reached: Record<string, unknown> = {};
    const visit = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(visit);
      if (typeof value !== 'object' || value === null) return value;
      const kept = Object.entries(value).filter(
        // A keyword of OpenAPI 3.0 that 3.1 does not have, and the validator only with a type.
        ([key]) => !(key === 'nullable' && !('type' in value)),
      );
      return Object.fromEntries(
        kept.map(([key, item]) =>
          key === '$ref'
            ? [key, reach(String(item))]
            : // Among variants with a discriminator, several may match by structure.
              [key === 'oneOf' && 'discriminator' in value ? 'anyOf' : key, visit(item)],
        ),
      );
    };
    const reach = (ref: string): string => {
      const name = ref.replace('#/components/schemas/', '');
      if (!(name in reached)) {
        reached[name] = {};
        reached[name] = visit(this.#document.components.schemas[name]);
      }
      return `#/$defs/${name}`;
    };
    const main = visit(schema) as Schema;
    return { ...main, $defs: reached };
  }
}

function validator(coerceTypes: boolean): Ajv2020 {
  return newAjv({ allErrors: true, validateSchema: false, coerceTypes });
}

/** Coercion needs a place to write to. */
function wrapped(schema: Schema): Schema {
  return { type: 'object', properties: { value: schema } };
}

/** A form as an object: `name[]` is an item of an array, `name[key]` a field of an object. */
function fieldsOf(parts: readonly FormPart[]): Schema {
  const fields: Schema = {};
  for (const { name, file, text } of parts) {
    const value = file ? file.bytes.toString('latin1') : text;
    const [, list] = /^(\w+)\[\]$/.exec(name) ?? [];
    const [, record, key] = /^(\w+)\[(\w+)\]$/.exec(name) ?? [];
    if (list) fields[list] = [...((fields[list] as unknown[] | undefined) ?? []), value];
    else if (record) fields[record] = { ...(fields[record] as Schema | undefined), [key!]: value };
    else fields[name] = value;
  }
  return fields;
}
