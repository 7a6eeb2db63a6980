import { destinationsOf, isNotGiven } from '../catalogue/tool-input.js';
import { looksLikeBase64 } from '../core/definition/kinds/base64.js';
import type { Definition } from '../core/definition/method.js';
import { isSecret, type Param } from '../core/definition/param.js';
import { InputError } from '../core/errors/errors.js';
import { looksSecret } from '../core/errors/redact.js';
import { parseExact } from '../core/json/parse.js';
import { cut } from '../core/util/cut.js';
import { isTooDeep, isTooDeepJson, TOO_DEEP } from '../core/util/depth.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import type { Variables } from './variables.js';

/** The position of a string in the values, and what it may be there. */
interface Position {
  /** Its name in errors. */
  name: string;
  secret: boolean;
  /** File content, or a file's name. */
  bytes: boolean;
  /** A method that sends nothing keeps the name of a secret: its result contains it. */
  keep: boolean;
}

/**
 * A model's values, checked and with variables filled in: `@@Name` becomes its value, a secret must
 * be such a variable, and files are not passed as Base64. Everything else is passed on unchanged:
 * nothing in it is looked up. The call's access checks paths and hosts.
 */
export async function safeValues(
  definition: Definition,
  given: JsonRecord,
  fixed: Readonly<Record<string, unknown>>,
  variables: Variables,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const key = keyOf(definition, name);
    if (isNotGiven(value, definition.params[key]!)) continue;
    if (Object.hasOwn(fixed, key)) throw fixedError(name);
    if (Object.hasOwn(values, key)) {
      throw new InputError({ param: name, message: `${name} is given twice` });
    }
    const param = definition.params[key]!;
    const parsed = await parseText(name, value, param);
    if (isTooDeep(parsed)) throw tooDeep(name);
    values[key] = await safe(parsed, positionOf(name, param, definition), variables);
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

function positionOf(name: string, param: Param, { offline }: Definition): Position {
  const secret = isSecret(param);
  return { name, secret, bytes: param.reach === 'read', keep: secret && offline };
}

function tooDeep(name: string): InputError {
  return new InputError({ param: name, message: `${name} is ${TOO_DEEP}` });
}

/** Parses JSON in a string, so that the values in it are checked too. */
async function parseText(name: string, value: unknown, { kind }: Param): Promise<unknown> {
  const isJson = ['list', 'record', 'connection', 'any'].includes(kind.name);
  if (typeof value !== 'string' || !isJson || !/^\s*[[{]/.test(value)) return value;
  if (isTooDeepJson(value)) throw tooDeep(name);
  try {
    return parseExact(value);
  } catch {
    const { parseLoose } = await import('../core/json/parse-loose.js');
    try {
      return parseLoose(value);
    } catch {
      // Not JSON: the method decides whether it accepts a string.
      return value;
    }
  }
}

async function safe(value: unknown, position: Position, variables: Variables): Promise<unknown> {
  if (typeof value === 'string') return safeText(value, position, variables);
  if (Array.isArray(value)) {
    return Promise.all(
      value.map((item, at) =>
        safe(item, { ...position, name: `${position.name}[${at}]` }, variables),
      ),
    );
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(async ([key, item]) => {
    const name = `${position.name}.${key}`;
    const inner = { ...position, name, secret: looksSecret(key) };
    // Files may be keys too: those of an album's images are.
    if (position.bytes) refuseBase64(key, inner);
    return [key, await safe(item, inner, variables)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function safeText(text: string, position: Position, variables: Variables): Promise<string> {
  const reference = /^@@([\w.-]+)$/.exec(text)?.[1];
  if (reference !== undefined) {
    const value = await variables.value(reference, position.name);
    return position.keep ? text : value;
  }
  const filled = await fillPassword(text, position, variables);
  if (filled !== undefined) return filled;
  if (position.secret && text !== '') throw literalSecret(position.name);
  if (hasPassword(text) || text.includes('PRIVATE KEY-----')) throw literalSecret(position.name);
  if (position.bytes) refuseBase64(text, position);
  // `\@@Name` is text that only looks like a variable.
  return text.startsWith('\\@@') ? text.slice(1) : text;
}

const URL_WITH_PASSWORD = /^([a-z][\w+.-]*:\/\/[^/?#:@\s]*:)([^/?#\s]*)(@[^@]*)$/is;

function hasPassword(text: string): boolean {
  return (URL_WITH_PASSWORD.exec(text)?.[2] ?? '') !== '';
}

/** Fills in a URL whose password is a variable: `postgresql://me:@@Password@host/db`. */
async function fillPassword(
  text: string,
  position: Position,
  variables: Variables,
): Promise<string | undefined> {
  const [, start, password, rest] = URL_WITH_PASSWORD.exec(text) ?? [];
  const name = password && /^(?:@@|%40%40)([\w.-]+)$/i.exec(password)?.[1];
  if (!name) return undefined;
  return `${start}${encodeURIComponent(await variables.value(name, position.name))}${rest}`;
}

function literalSecret(name: string): InputError {
  return new InputError({
    param: name,
    message: `${name} is a secret: it must be @@Name, a variable of the server's config`,
    hint: 'Call get_variables to list them. The user sets one with: oint config set vars.NAME',
  });
}

const MAX_NAME_LENGTH = 1_000;

/** Refuses file contents from the model: it can name the file instead. */
function refuseBase64(text: string, { name }: Position): void {
  const isLong = text.length > MAX_NAME_LENGTH || (text.length > 200 && looksLikeBase64(text));
  if (!isLong && !/^data:[^,]*;base64,/i.test(text)) return;
  throw new InputError({
    param: name,
    message: `${name}: Base64 is not accepted for files`,
    hint: 'Pass a path, or a handle (oint://…) of a file that a method returned.',
  });
}
