import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { newAjv } from './ajv.js';

const FILE = new URL('../../../shared/openai/openapi.json', import.meta.url);

type Schema = { [key: string]: unknown };
type Content = Record<string, { schema: Schema }>;
type Operation = { responses: Record<string, { content?: Content }> };

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const ERROR: Schema = { $ref: '#/components/schemas/ErrorResponse' };

/** Missing in the document: the chunks of a plain completion, as OpenAI's server sends them. */
const UNDESCRIBED: Readonly<Record<string, Schema>> = {
  '/completions text/event-stream': {
    type: 'object',
    required: ['id', 'object', 'created', 'model', 'choices'],
    properties: {
      id: { type: 'string' },
      object: { enum: ['text_completion'] },
      created: { type: 'integer' },
      model: { type: 'string' },
      choices: {
        type: 'array',
        items: {
          type: 'object',
          required: ['text', 'index', 'logprobs', 'finish_reason'],
          properties: {
            text: { type: 'string' },
            index: { type: 'integer' },
            finish_reason: { enum: ['stop', 'length', 'content_filter', null] },
          },
        },
      },
      usage: { anyOf: [{ $ref: '#/components/schemas/CompletionUsage' }, { type: 'null' }] },
    },
  },
};

/** Checks a server's responses with OpenAI's own description of its API. */
export class OpenApiAnswers {
  readonly #document: Document;
  readonly #compiled = new Map<Schema, ValidateFunction>();
  readonly #ajv = newAjv({ validateSchema: false });
  /** How many responses were checked with a schema. */
  checked = 0;

  private constructor(document: Document) {
    this.#document = document;
  }

  /** `undefined` if the document is not available. */
  static load(): OpenApiAnswers | undefined {
    try {
      return new OpenApiAnswers(JSON.parse(readFileSync(FILE, 'utf8')) as Document);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** All operations, as method and path; IDs in the path are filled in. */
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

  /** Throws if a response does not match the document. The response can still be read. */
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
    const what = `${method} ${url}`;
    if (type !== 'text/event-stream') return this.#validate(found, JSON.parse(text), what);
    for (const event of eventsOf(text))
      this.#validate('error' in event ? ERROR : found, event, what);
  }

  #schemaOf(method: string, path: string, status: number, type: string): Schema | undefined {
    for (const [template, operations] of Object.entries(this.#document.paths)) {
      const pattern = `^/v1${template.replace(/[.?+]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`;
      const operation = operations[method.toLowerCase()];
      if (operation && new RegExp(pattern).test(path)) {
        const described = operation.responses[String(status)];
        if (described && !described.content) return {};
        return described?.content?.[type]?.schema ?? UNDESCRIBED[`${template} ${type}`];
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
      // Among variants with a discriminator, several may match by structure.
      const named = (key: string) => (key === 'oneOf' && 'discriminator' in value ? 'anyOf' : key);
      const plain: Schema = Object.fromEntries(
        Object.entries(others).map(([key, item]) => [named(key), visit(item)]),
      );
      if (typeof $ref === 'string') plain.$ref = reach($ref);
      // A keyword of OpenAPI 3.0 that JSON Schema does not have.
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

/**
 * The data of a stream's events. Unnamed events end with `[DONE]`, unless they end with an error. Named
 * events have their name as the type, too.
 */
function eventsOf(text: string): Schema[] {
  const events = text.split('\n\n').filter((event) => event !== '');
  const isNamed = events[0]?.startsWith('event: ') ?? false;
  const done = !isNamed && events.at(-1) === 'data: [DONE]';
  if (done) events.pop();
  const all = events.map((event) => {
    const [, name, data] = /^(?:event: (.+)\n)?data: (.+)$/.exec(event) ?? [];
    if (data === undefined) throw new Error(`this is not an event: ${event}`);
    const value = JSON.parse(data) as Schema;
    if (isNamed && name !== value.type) throw new Error(`${name} has the type ${value.type}`);
    return value;
  });
  if (isNamed) all.forEach(checkNumber);
  else if (!done && !('error' in (all.at(-1) ?? {}))) {
    throw new Error('the stream ends neither with [DONE] nor with an error');
  }
  return all;
}

function checkNumber({ type, sequence_number }: Schema, index: number): void {
  if (sequence_number !== index)
    throw new Error(`${type} is number ${index}, not ${sequence_number}`);
}
