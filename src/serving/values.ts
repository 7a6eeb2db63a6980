import { destinationsOf, isNotGiven } from '../catalogue/tool-input.js';
import type { Definition } from '../core/definition/method.js';
import { isSecret, type Param } from '../core/definition/param.js';
import { InputError } from '../core/errors/errors.js';
import { parseExact } from '../core/json/parse.js';
import { cut } from '../core/util/cut.js';
import { isTooDeep, isTooDeepJson, TOO_DEEP } from '../core/util/depth.js';
import type { JsonRecord } from '../core/util/is-record.js';

/** Turns a client's value of a param, in which JSON was parsed, into the method's value. */
export type Convert = (value: unknown, name: string, param: Param) => unknown;

/**
 * The values of a call: a client's, by the names of options or params, and those that the config
 * fixes. In `data`, the client's too, nothing is looked up. The call's access checks paths and hosts.
 *
 * @throws {InputError} A name is unknown or given twice, a value is fixed or nested too deeply.
 */
export async function givenValues(
  definition: Definition,
  given: JsonRecord,
  fixed: Readonly<Record<string, unknown>>,
  convert: Convert,
  data: JsonRecord = {},
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  const all = [given, data].flatMap((some) =>
    Object.entries(some).map(([name, value]) => ({ name, value, isData: some === data })),
  );
  for (const { name, value, isData } of all) {
    const key = keyOf(definition, name);
    const param = definition.params[key]!;
    if (isNotGiven(value, param)) continue;
    if (Object.hasOwn(fixed, key)) throw fixedError(name);
    if (Object.hasOwn(values, key)) {
      throw new InputError({ param: name, message: `${name} is given twice` });
    }
    const text = isData ? value : parseText(name, value, param);
    const parsed = text instanceof Promise ? await text : text;
    if (isTooDeep(parsed)) throw tooDeep(name);
    const converted = isData ? parsed : convert(parsed, name, param);
    values[key] = converted instanceof Promise ? await converted : converted;
  }
  checkDestination(definition, values, fixed);
  return { ...values, ...fixed };
}

/** Finds a param by its name on the command line or in programs. */
function keyOf({ params }: Definition, name: string): string {
  const found = Object.entries(params).find(([key, { option = key }]) => option === name);
  if (found) return found[0];
  if (Object.hasOwn(params, name)) return name;
  const names = Object.entries(params).map(([key, { option = key }]) => option);
  throw new InputError({
    param: name,
    message: `no such parameter: "${cut(name, 60)}"`,
    hint: `Parameters: ${names.join(', ') || 'none'}.`,
  });
}

function fixedError(name: string): InputError {
  return new InputError({
    param: name,
    message: `${name} cannot be given: it is fixed by the server's config`,
    hint: 'Leave it out.',
  });
}

/** A secret of the config is only sent where the config says, not where a model says. */
function checkDestination(
  definition: Definition,
  values: JsonRecord,
  fixed: Readonly<Record<string, unknown>>,
): void {
  const { params } = definition;
  if (!Object.keys(fixed).some((key) => isSecret(params[key]!))) return;
  const key = destinationsOf(definition).find((name) => Object.hasOwn(values, name));
  if (key === undefined) return;
  const name = params[key]?.option ?? key;
  throw new InputError({
    param: name,
    message: `${name} cannot be given: the secret for it is fixed by the server's config`,
    hint: `The user must fix both or neither: oint config set SERVICE.${name} VALUE`,
  });
}

function tooDeep(name: string): InputError {
  return new InputError({ param: name, message: `${name} is ${TOO_DEEP}` });
}

/** Parses JSON in a string, so that the values in it are checked too. */
function parseText(name: string, value: unknown, { kind }: Param): unknown | Promise<unknown> {
  const isJson = ['list', 'record', 'connection', 'any'].includes(kind.name);
  if (typeof value !== 'string' || !isJson || !/^\s*[[{]/.test(value)) return value;
  if (isTooDeepJson(value)) throw tooDeep(name);
  try {
    return parseExact(value);
  } catch {
    return parseLoosely(value);
  }
}

async function parseLoosely(text: string): Promise<unknown> {
  const { parseLoose } = await import('../core/json/parse-loose.js');
  try {
    return parseLoose(text);
  } catch {
    // Not JSON: the method decides whether it accepts a string.
    return text;
  }
}
