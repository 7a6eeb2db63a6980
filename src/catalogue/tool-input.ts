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
 * What every face that offers methods to a model has in common: which methods a pattern means, what
 * they take as a JSON Schema, and what is fixed and never the model's to give.
 */

/** A service's methods, but for those that only a program can use, or that load native code. */
export function offeredMethods(service: string): MethodManifest[] {
  const { regions } = readManifest(service);
  return regions
    .flatMap(({ methods }) => methods)
    .filter(({ programOnly, params }) => !programOnly && !params.some(needsCode));
}

function needsCode({ reach, required }: { reach?: Reach | undefined; required: boolean }): boolean {
  return reach === 'code' && required;
}

/** What a method does when a model calls it: the worst of its effects. */
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

/** A method's params that a model may give: native code is loaded for no model. */
export function offeredParams({ params }: Definition): [string, Param][] {
  return Object.entries(params).filter(([, { reach }]) => reach !== 'code');
}

/**
 * The methods that a pattern means, as `service.Method`: `openai.GetModelList`, `telegram.Get*`,
 * `telegram.*`.
 *
 * @throws {InputError} It means none.
 */
export function methodsNamed(pattern: string, option: string): string[] {
  const [service = '', method = '*', ...rest] = pattern.trim().split('.');
  const { services } = readIndex();
  const found = services.find(({ name }) => name === service.toLowerCase());
  if (!found || rest.length > 0) {
    const message = `there is no service for the tool "${pattern}"`;
    const hint =
      'It begins with a service, as openai.GetModelList or telegram.* do (see oint --help).';
    throw new InputError({ param: option, message, hint });
  }
  const matching = offeredMethods(found.name).filter(({ name }) => matchesName(name, method));
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

/** The params that say whom a call goes to: a fixed secret goes only where a person said. */
export function destinationsOf({ params }: Definition): string[] {
  return Object.keys(params).filter((key) => params[key]!.role === 'destination');
}

/** A model gives a tool's inputs by the keys of `inputSchema`, and has no call options. */
export const toolLabels: Labels = {
  param: (key) => key,
  callOption: () => undefined,
  callOptions: () => undefined,
  stream: undefined,
  partial: undefined,
};

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
    example && !values && `as an example: ${example}`,
  ];
  return { ...kind.schema, description: notes.filter(Boolean).join('; ') };
}

/**
 * The values of a method that are fixed, by their keys, looked up where a person wrote `env:NAME` and
 * the like. They are never shown to a model, which cannot change them either.
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
