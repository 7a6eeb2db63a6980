import type { Effect } from '../core/definition/call.js';
import { effectsOf, worstOf } from '../core/definition/effects.js';
import type { Labels } from '../core/definition/labels.js';
import type { Definition } from '../core/definition/method.js';
import type { JsonSchema, Param, ParamContext, Reach } from '../core/definition/param.js';
import { InputError } from '../core/errors/errors.js';
import type { JsonRecord } from '../core/util/is-record.js';
import { type MethodManifest, readIndex, readManifest } from './manifest.js';
import { fromEnvironment } from './variables.js';

/**
 * What all faces that offer methods to a model share: the methods that match a pattern, their
 * params as a JSON Schema, and the fixed values that a model cannot change.
 */

/** The methods of a service, except those that only programs or users can use, or that load native code. */
export function offeredMethods(service: string): MethodManifest[] {
  const { regions } = readManifest(service);
  return regions.flatMap(({ methods }) => methods).filter(isForModels);
}

export function isForModels(method: MethodManifest): boolean {
  return !method.programOnly && isForClients(method);
}

/** True for a method that the clients of a server can use: they are not users at a terminal. */
export function isForClients({ commandOnly, params }: MethodManifest): boolean {
  return !commandOnly && !params.some(needsCode);
}

function needsCode({ reach, required }: { reach?: Reach | undefined; required: boolean }): boolean {
  return reach === 'code' && required;
}

/** The worst effect of a method when a model calls it. */
export function toolEffect(
  method: { readonly effect: Effect },
  params: readonly { readonly reach?: Reach | undefined }[],
): Effect {
  return worstOf(
    effectsOf(
      method,
      params.filter(({ reach }) => reach !== 'code'),
    ),
  );
}

/** The params of a method that a model may set. No model may load native code. */
export function offeredParams({ params }: Definition): [string, Param][] {
  return Object.entries(params).filter(([, { reach }]) => reach !== 'code');
}

/**
 * The methods that match a pattern, as `service.Method`: `openai.GetModelList`, `telegram.Get*`,
 * `telegram.*`.
 *
 * @throws {InputError} None match.
 */
export function methodsNamed(
  pattern: string,
  option: string,
  canUse: (method: MethodManifest) => boolean = isForModels,
): string[] {
  const [service = '', method = '*', ...rest] = pattern.trim().split('.');
  const { services } = readIndex();
  const found = services.find(({ name }) => name === service.toLowerCase());
  if (!found || rest.length > 0) {
    const message = `no service for the tool "${pattern}"`;
    const hint =
      'Begin with a service, such as openai.GetModelList or telegram.* (see oint --help).';
    throw new InputError({ param: option, message, hint });
  }
  const matching = readManifest(found.name)
    .regions.flatMap(({ methods }) => methods)
    .filter((one) => canUse(one) && matchesName(one.name, method));
  if (matching.length > 0) return matching.map(({ name }) => `${found.name}.${name}`);
  const message = `${found.name} has no method "${method}" for a tool`;
  throw new InputError({ param: option, message, hint: `See oint ${found.name} for its methods.` });
}

function matchesName(name: string, pattern: string): boolean {
  const lower = name.toLowerCase();
  const [head = '', ...tail] = pattern.toLowerCase().split('*');
  if (tail.length === 0) return lower === head;
  // One star is enough: `Get*`, `*List`, `*`.
  return lower.startsWith(head) && lower.endsWith(tail.join('*'));
}

/** The params with the destination of a call: a fixed secret is only sent where the user said. */
export function destinationsOf({ params }: Definition): string[] {
  return Object.keys(params).filter((key) => params[key]!.role === 'destination');
}

/** For models: params are named by the keys of `inputSchema`, and there are no call options. */
export const toolLabels: Labels = {
  param: (key) => key,
  callOption: () => undefined,
  callOptions: () => undefined,
  stream: undefined,
  partial: undefined,
};

/**
 * Whether a model leaves out a param: in strict mode it must give each of them, and null is what it
 * gives for one that is optional.
 */
export function isNotGiven(value: unknown, { required }: Param): boolean {
  return value === null && !required;
}

/** The JSON Schema of an object with these params. */
export function inputSchema(params: readonly (readonly [string, Param])[]): JsonRecord {
  const properties = params.map(([key, param]) => [key, described(param)]);
  const required = params.filter(([, param]) => param.required).map(([key]) => key);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required,
    additionalProperties: false,
  };
}

function described({ kind, summary, values, default: usual, example }: Param): JsonSchema {
  const notes = [
    summary,
    values && `usual: ${values.join(', ')}`,
    usual !== undefined && usual !== '' && `default: ${JSON.stringify(usual)}`,
    example && !values && `example: ${example}`,
  ];
  return { ...kind.schema, description: notes.filter(Boolean).join('; ') };
}

/**
 * The fixed values of a method, by their keys, looked up if the user wrote `env:NAME` or similar. A
 * model can neither see nor change them.
 */
export async function fixedValues(
  { params, service }: Definition,
  values: JsonRecord,
  context: Omit<ParamContext, 'name' | 'param'>,
): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const [key, param] of Object.entries(params)) {
    const option = param.option ?? key;
    const value = values[option] ?? values[key] ?? fromEnvironment(service, option, param.env);
    if (value === undefined || value === '') continue;
    const name = `${service}.${option}`;
    given[key] = await param.kind.parse(value, { ...context, param: key, name });
  }
  return given;
}
