import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const FILE = new URL('../../../shared/openai/openapi.json', import.meta.url);

type Schema = { [key: string]: unknown };
type Content = Record<string, { schema: Schema }>;
type Operation = { responses: Record<string, { content?: Content }> };

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const ERROR: Schema = { $ref: '#/components/schemas/ErrorResponse' };

/** Holds a server's answers against OpenAI's own description of its API. */
export class OpenApiAnswers {
  readonly #document: Document;
  readonly #compiled = new Map<Schema, ValidateFunction>();
  readonly #ajv: Ajv2020;
  /** How many answers were held against a schema. */
  checked = 0;

  private constructor(document: Document) {
    this.#document = document;
    this.#ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
    addFormats.default(this.#ajv);
  }

  /** `undefined` where the document is not at hand. */
  static load(): OpenApiAnswers | undefined {
    try {
      return new OpenApiAnswers(JSON.parse(readFileSync(FILE, 'utf8')) as Document);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Every operation there is, as method and path; ids in the path are filled in. */
  operations(): { method: string; path: string }[] {
    return Object.entries(this.#document.paths).flatMap(([template, operations]) =>
      ['get', 'post', 'put', 'patch', 'delete']
        .filter((method) => method in operations)
        .map((method) => ({
          method: method.toUpperCase(),
          path: `/v1${template.replace(/\?.*/, '').replace(/\{[^}]+\}/g, 'some-id')}`,
        })),
    );
  }

  /** Throws where an answer is not as the document has it. The answer can still be read. */
  async check(method: string, url: string, answer: Response): Promise<void> {
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    const found = answer.ok
      ? this.#schemaOf(method, new URL(url).pathname, answer.status, type)
      : ERROR;
    // Bytes have no schema.
    if (found?.type === 'string') return;
    if (!found && answer.ok && /\/(content|speech)$/.test(new URL(url).pathname)) return;
    if (!found) throw new Error(`${method} ${url}: no ${answer.status} of ${type} is described`);
    const text = await answer.clone().text();
    for (const value of type === 'text/event-stream' ? eventsOf(text) : [text]) {
      this.#validate(found, JSON.parse(value), `${method} ${url}`);
    }
  }

  #schemaOf(method: string, path: string, status: number, type: string): Schema | undefined {
    for (const [template, operations] of Object.entries(this.#document.paths)) {
      const pattern = `^/v1${template.replace(/[.?+]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`;
      const operation = operations[method.toLowerCase()];
      if (operation && new RegExp(pattern).test(path)) {
        return operation.responses[String(status)]?.content?.[type]?.schema;
      }
    }
    return undefined;
  }

  #validate(schema: Schema, value: unknown, what: string): void {
    let validate = this.#compiled.get(schema);
    if (!validate) {
      validate = this.#ajv.compile(this.#selfContained(schema));
      this.#compiled.set(schema, validate);
    }
    this.checked++;
    if (validate(value)) return;
    const problems = validate.errors?.map((e) => `${e.instancePath || 'the whole'} ${e.message}`);
    throw new Error(`${what}: ${problems?.join('; ')} in ${JSON.stringify(value)}`);
  }

  /** The schema with the components it reaches: the whole document would take long to compile. */
  #selfContained(schema: Schema): Schema {
    const schemas: Record<string, unknown> = {};
    const visit = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(visit);
      if (typeof value !== 'object' || value === null) return value;
      const { nullable, $ref, ...others } = value as Schema;
      const plain: Schema = Object.fromEntries(
        Object.entries(others).map(([key, item]) => [key, visit(item)]),
      );
      if (typeof $ref === 'string') plain.$ref = reach($ref);
      // A word of OpenAPI 3.0 that JSON Schema does not know.
      return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain;
    };
    const reach = (ref: string): string => {
      const name = ref.replace('#/components/schemas/', '');
      if (!(name in schemas)) {
        schemas[name] = {};
        schemas[name] = visit(this.#document.components.schemas[name]);
      }
      return ref;
    };
    return { ...(visit(schema) as Schema), components: { schemas } };
  }
}

/** The data of a stream's events, up to the `[DONE]` that must end it. */
function eventsOf(text: string): string[] {
  const events = text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => event.replace(/^data: /, ''));
  if (events.pop() !== '[DONE]') throw new Error('the stream does not end with [DONE]');
  return events;
}
