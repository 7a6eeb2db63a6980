import type { Tool } from '@modelcontextprotocol/server';
import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
} from '@modelcontextprotocol/server';
import type { MethodManifest } from '../catalogue/manifest.js';
import {
  inputSchema,
  methodsNamed,
  offeredParams,
  toolEffect,
  toolLabels,
} from '../catalogue/tool-input.js';
import type { Labels } from '../core/definition/labels.js';
import { isSecret } from '../core/definition/param.js';
import { InputError, OintError } from '../core/errors/errors.js';
import { parseExact } from '../core/json/parse.js';
import { isTooDeep, isTooDeepJson, TOO_DEEP } from '../core/util/depth.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import { definitionOf, type Offered } from '../serving/catalogue.js';
import type { Shown } from './content.js';
import type { Runner, ToolRequest } from './execute.js';

type Answer = CallToolResult | InputRequiredResult;

const service = { type: 'string', description: 'Name, as get_services lists it' };
const method = { type: 'string', description: 'Name, as get_service_methods lists it' };
const READ_ONLY = { readOnlyHint: true, openWorldHint: false } as const;

/** The tools that reach every method: the reference's five, search, and reading long results. */
function generalTools(readOnly: boolean): Tool[] {
  return [
    own(
      'search_methods',
      'Finds methods of all services by what they do. Start here.',
      {
        query: { type: 'string', description: 'What you want to do, in a few words' },
        service: { ...service, description: 'Search only this service' },
      },
      ['query'],
    ),
    own('get_services', 'Lists the services by category, with name, title and summary.'),
    own('get_service_methods', 'Lists the methods of a service, with summaries.', { service }, [
      'service',
    ]),
    own(
      'get_method_parameters',
      'Describes the parameters of a method. Call it before execute_method.',
      { service, method },
      ['service', 'method'],
    ),
    {
      ...own(
        'execute_method',
        'Runs a method. Pass secrets only as @@Name (see get_variables), and files as paths in the allowed folders or as handles (oint://…) of files that a method returned.',
        {
          service,
          method,
          parameters: { type: 'object', description: 'Values by name' },
          save_to: { type: 'string', description: 'Path to save a file that the method returns' },
        },
        ['service', 'method'],
      ),
      annotations: { readOnlyHint: readOnly, destructiveHint: !readOnly, openWorldHint: true },
    },
    own('get_variables', 'Lists the variables that parameters can use as @@Name.'),
    own(
      'read_result',
      'Reads more of a truncated result, or of a text file that a method returned.',
      {
        uri: { type: 'string', description: 'Handle, oint://…' },
        from: { type: 'integer', minimum: 0, description: 'Offset of the first character' },
      },
      ['uri'],
    ),
  ];
}

function own(
  name: string,
  description: string,
  properties: Record<string, object> = {},
  required: string[] = [],
): Tool {
  const schema = { type: 'object' as const, properties, ...(required.length > 0 && { required }) };
  return { name, description, inputSchema: schema as Tool['inputSchema'], annotations: READ_ONLY };
}

/** All tools of a server: those that reach every method, and the methods exposed as tools. */
export class Tools {
  readonly #runner: Runner;
  readonly #exposed: ReadonlyMap<string, Offered>;

  /** @throws {InputError} A pattern of `expose` matches no method that is offered. */
  constructor(runner: Runner) {
    this.#runner = runner;
    const names = runner.settings.expose.flatMap((pattern) => methodsNamed(pattern, 'expose'));
    const offered = [...new Set(names)].flatMap((full) => {
      const [service = '', name = ''] = full.split('.');
      const manifest = runner.catalogue.methods(service).find((one) => one.name === name);
      return manifest ? [[`${service}_${name}`, { service, manifest }] as const] : [];
    });
    this.#exposed = new Map(offered);
    if (names.length > 0 && this.#exposed.size === 0) {
      const message = '--expose matches only methods that this server does not offer';
      throw new InputError({
        param: 'expose',
        message,
        hint: 'Check --allow, --deny and --read-only.',
      });
    }
  }

  async list(): Promise<Tool[]> {
    const { readOnly } = this.#runner.settings;
    const exposed = [...this.#exposed].map(([name, offered]) => this.#describe(name, offered));
    return [...generalTools(readOnly), ...(await Promise.all(exposed))];
  }

  /** Runs a tool. Errors are returned to the model, so that it can correct its call. */
  async call(name: string, given: unknown, asked: ToolRequest): Promise<Answer> {
    const input = isRecord(given) ? given : {};
    try {
      if (isTooDeep(input)) throw new InputError({ message: `the arguments are ${TOO_DEEP}` });
      const offered = this.#exposed.get(name);
      if (offered) {
        return asExposed(
          await this.#runner.run({ offered, parameters: input, labels: toolLabels }, asked),
        );
      }
      if (name === 'execute_method') return await this.#execute(input, asked);
      return { content: [{ type: 'text', text: JSON.stringify(await this.#lookUp(name, input)) }] };
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      return this.#failed(error);
    }
  }

  async #execute(input: JsonRecord, asked: ToolRequest): Promise<Answer> {
    const { parameters = {}, save_to: saveTo } = input;
    const offered = this.#runner.catalogue.method(text(input, 'service'), text(input, 'method'));
    const values = typeof parameters === 'string' ? parseJson(parameters) : parameters;
    if (!isRecord(values)) {
      const message = 'parameters must be an object of values by name';
      throw new InputError({ param: 'parameters', message });
    }
    const path = saveTo === undefined || saveTo === '' ? undefined : text(input, 'save_to');
    const label = (execution_result: unknown) => ({ execution_result });
    const answer = await this.#runner.run(
      { offered, parameters: values, labels: executeLabels, saveTo: path },
      asked,
      label,
    );
    return isShown(answer) ? { content: answer.content } : answer;
  }

  /** The tools that only return information. */
  async #lookUp(name: string, input: JsonRecord): Promise<unknown> {
    const { catalogue, variables } = this.#runner;
    switch (name) {
      case 'get_services':
        return { services: catalogue.services() };
      case 'get_service_methods': {
        const methods = catalogue.methods(catalogue.service(text(input, 'service')));
        return { methods: methods.map(methodLine) };
      }
      case 'get_method_parameters':
        return this.#parameters(catalogue.method(text(input, 'service'), text(input, 'method')));
      case 'get_variables':
        return variables.list();
      case 'search_methods': {
        const only = input.service === undefined ? undefined : text(input, 'service');
        return { methods: await this.#search(text(input, 'query'), only) };
      }
      case 'read_result':
        return this.#page(text(input, 'uri'), Number(input.from ?? 0));
      default:
        throw new ProtocolError(-32602, `Unknown tool: ${name}`);
    }
  }

  async #search(query: string, only: string | undefined) {
    const { catalogue } = this.#runner;
    const wanted = only === undefined ? undefined : catalogue.service(only);
    const found = await catalogue.search(query, 50);
    return found
      .filter(({ service }) => wanted === undefined || service === wanted)
      .slice(0, 10)
      .map(({ service, manifest }) => ({ service, ...methodLine(manifest) }));
  }

  async #page(uri: string, from: number) {
    const { store, settings, redactor } = this.#runner;
    const { text: page, total } = await store.page(store.get(uri), from, settings.limit);
    const next = from + page.length;
    return { text: redactor.text(page), total, ...(next < total && { next }) };
  }

  async #parameters(offered: Offered) {
    const { manifest } = offered;
    const definition = await definitionOf(offered);
    const fixed = await this.#runner.fixed(definition);
    const params = manifest.params.filter(
      ({ key, reach }) => reach !== 'code' && !Object.hasOwn(fixed, key),
    );
    return {
      description: [manifest.summary, manifest.details].filter(Boolean).join('\n'),
      effect: toolEffect(manifest, manifest.params),
      parameters: params.map(
        ({ key, option, kind, summary, required, values, example, ...rest }) => {
          const secret = isSecret(definition.params[key]!);
          return {
            name: option,
            types: kind,
            description: secret ? `${summary}. Only as @@Name, a variable.` : summary,
            required,
            default_value: rest.default ?? null,
            ...(values && { usual: values }),
            ...(example && !secret && { example }),
          };
        },
      ),
      ...(manifest.binary && { returns_file: true }),
    };
  }

  async #describe(name: string, offered: Offered): Promise<Tool> {
    const { manifest } = offered;
    const definition = await definitionOf(offered);
    const fixed = await this.#runner.fixed(definition);
    const free = offeredParams(definition).filter(([key]) => !Object.hasOwn(fixed, key));
    const effect = toolEffect(manifest, manifest.params);
    const { properties, ...schema } = inputSchema(free);
    const secrets = free
      .filter(([, param]) => isSecret(param))
      .map(([key, { summary }]) => [key, secretSchema(summary)]);
    return {
      name,
      description: [manifest.summary, manifest.details].filter(Boolean).join('\n'),
      inputSchema: {
        ...schema,
        properties: { ...(properties as JsonRecord), ...Object.fromEntries(secrets) },
      } as Tool['inputSchema'],
      outputSchema: outputSchema(manifest),
      annotations: {
        readOnlyHint: effect === 'read',
        destructiveHint: effect === 'delete',
        openWorldHint: !manifest.offline,
      },
    };
  }

  #failed(error: unknown): CallToolResult {
    const told = error instanceof OintError ? error.message : `unexpected: ${String(error)}`;
    return { content: [{ type: 'text', text: this.#runner.redactor.text(told) }], isError: true };
  }
}

/** `execute_method` accepts parameters by the names that `get_method_parameters` lists. */
const executeLabels: Labels = { ...toolLabels, param: (key, option = key) => option };

function methodLine(method: MethodManifest) {
  const { name, summary } = method;
  const effect = toolEffect(method, method.params);
  return { name, description: summary, ...(effect !== 'read' && { effect }) };
}

function secretSchema(summary: string): JsonRecord {
  return { type: 'string', description: `${summary}. Only as @@Name, see get_variables.` };
}

/** The return value is in `result`; its description is the one of the definition. */
function outputSchema({ binary, details }: MethodManifest): NonNullable<Tool['outputSchema']> {
  const returns = /(?:^|\n)Returns: (.*)/s.exec(details)?.[1];
  const file = {
    type: 'object',
    properties: {
      file: { type: 'string', description: 'Handle of the file, oint://…' },
      type: { type: 'string' },
      bytes: { type: 'integer' },
    },
    required: ['file', 'bytes'],
  };
  return {
    type: 'object',
    properties: {
      result: binary ? file : { ...(returns && { description: returns }) },
      whole: { type: 'string', description: 'Handle of the complete result, if truncated' },
      notices: { type: 'string', description: 'Warnings and notices of a database' },
    },
    required: ['result'],
  };
}

function isShown(answer: Shown | Answer): answer is Shown {
  return 'result' in answer && 'content' in answer;
}

function asExposed(answer: Shown | Answer): Answer {
  if (!isShown(answer)) return answer;
  const { content, result = null, whole, notices } = answer;
  const structuredContent = { result, ...(whole && { whole }), ...(notices && { notices }) };
  return { content, structuredContent };
}

function text(input: JsonRecord, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new InputError({ param: name, message: `${name} is missing: it must be a string` });
}

function parseJson(json: string): unknown {
  if (isTooDeepJson(json)) throw new InputError({ message: `the parameters are ${TOO_DEEP}` });
  try {
    return parseExact(json);
  } catch {
    return undefined;
  }
}
