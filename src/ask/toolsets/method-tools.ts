import { accessFor, type ToolLimits } from '../../catalogue/tool-access.js';
import {
  destinationsOf,
  fixedValues,
  inputSchema,
  isNotGiven,
  methodsNamed,
  offeredMethods,
  offeredParams,
  toolEffect,
} from '../../catalogue/tool-input.js';
import { Roots } from '../../core/access/roots.js';
import type { Keeper } from '../../core/definition/keeper.js';
import type { Definition } from '../../core/definition/method.js';
import { Notices } from '../../core/definition/notices.js';
import type { Sources } from '../../core/definition/param.js';
import { InputError } from '../../core/errors/errors.js';
import { Redactor } from '../../core/errors/redact.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { services } from '../../services/index.js';
import { readSchema, type Schema } from '../schema.js';
import { shownToModel, type Tool } from '../tools.js';

/** The fixed values of a service's methods: the model neither sees nor changes them. */
export type Fixed = Readonly<Record<string, JsonRecord | undefined>>;

/** What the methods can access when a model calls them: by default no files, and only public hosts. */
export interface MethodToolOptions {
  /** Folders whose files the model may use. */
  roots?: readonly string[] | undefined;
  /** Hosts that the model may choose besides public ones: `localhost:8080`, `10.0.0.0/8`. */
  hosts?: readonly string[] | undefined;
  /** Looks up values that a user typed. */
  sources?: Sources | undefined;
  /** Learns the secrets, and masks them in results. */
  secrets?: Redactor | undefined;
  /** Stores fixed values that a service replaces, such as refresh tokens. */
  keeperOf?: ((definition: Definition) => Keeper) | undefined;
  /** The names of `roots` and `hosts` where the user sets them. */
  names?: { roots: string; hosts: string } | undefined;
}

async function limitsOf({
  roots = [],
  hosts = [],
  names = { roots: 'roots', hosts: 'hosts' },
}: MethodToolOptions): Promise<ToolLimits> {
  return {
    roots: await Roots.of(roots, `Allow a folder with ${names.roots}.`),
    hosts,
    hostsHint: `Allow other hosts with ${names.hosts}.`,
    downloads: true,
  };
}

/**
 * Methods of OInt as tools for a model: `openai.GetModelList`, or `telegram.*` for all of a
 * service. A model never provides secrets: those that a method needs must be fixed.
 *
 * @throws {InputError} The method does not exist, or a secret it needs is not fixed.
 */
export async function methodTools(
  patterns: readonly string[],
  fixed: Fixed = {},
  { sources, secrets, keeperOf, ...limits }: MethodToolOptions = {},
): Promise<Tool[]> {
  const open = await limitsOf(limits);
  const names = [...new Set(patterns.flatMap((pattern) => methodsNamed(pattern, 'tools')))];
  return Promise.all(names.map((name) => toTool(name, fixed, open, sources, secrets, keeperOf)));
}

async function toTool(
  name: string,
  fixed: Fixed,
  limits: ToolLimits,
  sources: Sources | undefined,
  secrets = new Redactor(),
  keeperOf?: (definition: Definition) => Keeper,
): Promise<Tool> {
  const [service = '', method = ''] = name.split('.');
  const { default: loaded } = await services[service]!();
  const definition = loaded.methods.get(method)!;
  const { summary, details } = offeredMethods(service).find((one) => one.name === method)!;
  const given = await fixedOf(definition, fixed[service] ?? {}, sources, secrets);
  const keeper = keeperOf?.(definition);
  checkDestination(definition, given);
  const free = offeredParams(definition).filter(
    ([key, { kind }]) => !Object.hasOwn(given, key) && kind.name !== 'secret',
  );
  return {
    name: `${service}_${method}`,
    description: [summary, details].filter(Boolean).join('\n'),
    schema: withoutNulls(readSchema(inputSchema(free)), definition),
    effect: toolEffect(definition, Object.values(definition.params)),
    async run(input, { signal }) {
      // Fixed values come last, so that the model cannot change them.
      const values = { ...(input as JsonRecord), ...given };
      const access = accessFor(definition, given, limits);
      const notices = new Notices();
      try {
        const call = definition.offline ? {} : { signal, onNotice: notices.add };
        const result = await definition.invoke(values, { call, access, keeper, exact: true });
        const text = [shownToModel(result), notices.text].filter(Boolean).join('\n');
        // A service may repeat a secret in its response; the model must not see it.
        return secrets.text(text);
      } catch (error) {
        throw notices.addTo(error);
      } finally {
        await access.close();
      }
    },
  };
}

/** The schema for arguments in which null is a param that is not given. */
function withoutNulls({ json, check }: Schema, { params }: Definition): Schema {
  const isGiven = ([key, value]: [string, unknown]) =>
    !Object.hasOwn(params, key) || !isNotGiven(value, params[key]!);
  return {
    json,
    check: (value, signal) =>
      check(Object.fromEntries(Object.entries(value as JsonRecord).filter(isGiven)), signal),
  };
}

/** If a secret is fixed but the address is not, a model could send the secret anywhere. */
function checkDestination(definition: Definition, given: Readonly<Record<string, unknown>>): void {
  const { service, name, params } = definition;
  if (!Object.keys(given).some((key) => params[key]!.kind.name === 'secret')) return;
  const open = destinationsOf(definition).find((key) => !Object.hasOwn(given, key));
  if (open === undefined) return;
  const option = params[open]!.option ?? open;
  throw new InputError({
    param: 'tools',
    message: `the tool ${service}.${name} has a fixed secret, but no fixed address to send it to`,
    hint: `Set it: oint config set ${service}.${option} ADDRESS`,
  });
}

/** The fixed values of a method, which must include its required secrets. */
async function fixedOf(
  definition: Definition,
  values: JsonRecord,
  sources: Sources | undefined,
  redactor: Redactor,
): Promise<Record<string, unknown>> {
  const { params, service, name } = definition;
  const context = { method: `${service} ${name}`, redactor, sources };
  const given = await fixedValues(definition, values, context);
  for (const [key, { kind, required, option = key }] of Object.entries(params)) {
    if (!required || kind.name !== 'secret' || Object.hasOwn(given, key)) continue;
    throw new InputError({
      param: 'tools',
      message: `the tool ${service}.${name} needs the secret ${service}.${option}`,
      hint: `Set it, so that the model does not need to know it: oint config set ${service}.${option}`,
    });
  }
  return given;
}
