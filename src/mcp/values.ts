import { destinationsOf } from '../catalogue/tool-input.js';
import { looksLikeBase64 } from '../core/definition/kinds/base64.js';
import type { Definition } from '../core/definition/method.js';
import { isSecret, type Param } from '../core/definition/param.js';
import { InputError } from '../core/errors/errors.js';
import { looksSecret } from '../core/errors/redact.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import { looksLikePath, type Roots } from './roots.js';
import type { FileStore } from './store.js';
import type { Variables } from './variables.js';

/** What a value given by a model is checked against. */
export interface Guards {
  variables: Variables;
  roots: Roots;
  store: FileStore;
  urls: boolean;
}

/** Where a text stands, and what it may be there. */
interface Spot {
  /** As errors name it. */
  name: string;
  secret: boolean;
  local: boolean;
  /** Of a file, and of no server: a URL would be fetched from here. */
  bytes: boolean;
  /** Where nothing is sent the name of a secret stays what it is: what is built is built with it. */
  keep: boolean;
  /** In a record, where most texts are names of other things. */
  inner?: boolean;
}

/**
 * A model's values as a method takes them: `@@Name` is its variable, a secret is nothing else, and
 * files are in the open folders. All else stays as it is: nothing in it is looked up.
 */
export async function safeValues(
  definition: Definition,
  given: JsonRecord,
  fixed: Readonly<Record<string, unknown>>,
  guards: Guards,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const key = keyOf(definition, name);
    if (Object.hasOwn(fixed, key)) throw isFixed(name);
    if (Object.hasOwn(values, key)) {
      throw new InputError({ param: name, message: `${name} is given twice` });
    }
    const param = definition.params[key]!;
    values[key] = await safe(await readText(value, param), spotOf(name, param, definition), guards);
  }
  checkDestination(definition, values, fixed);
  return { ...values, ...fixed };
}

/** A param by the name that the command line has for it, or by that of programs. */
function keyOf({ params }: Definition, name: string): string {
  const found = Object.entries(params).find(([key, { option = key }]) => option === name);
  if (found) return found[0];
  if (Object.hasOwn(params, name)) return name;
  const names = Object.entries(params).map(([key, { option = key }]) => option);
  throw new InputError({
    param: name,
    message: `there is no parameter "${name.slice(0, 60)}"`,
    hint: `There are: ${names.join(', ') || 'none'}.`,
  });
}

function isFixed(name: string): InputError {
  return new InputError({
    param: name,
    message: `${name} is fixed by the server's config and cannot be given`,
    hint: 'Leave it out.',
  });
}

/** A secret of the config goes where the config says, not where a model says. */
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
    hint: `The user fixes both, or neither: oint config set SERVICE.${name} VALUE`,
  });
}

function spotOf(name: string, param: Param, { offline }: Definition): Spot {
  const bytes = param.kind.name === 'bytes' || param.local;
  const secret = isSecret(param);
  const local = bytes || param.kind.name === 'connection';
  return { name, secret, local, bytes, keep: secret && offline };
}

/** JSON that was written as text is read here, so that what stands in it is checked as well. */
async function readText(value: unknown, { kind }: Param): Promise<unknown> {
  const isJson = ['list', 'record', 'connection', 'any'].includes(kind.name);
  if (typeof value !== 'string' || !isJson || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    const { default: json5 } = await import('json5');
    try {
      return json5.parse(value);
    } catch {
      // No JSON at all: whether a text will do is for the method to say.
      return value;
    }
  }
}

async function safe(value: unknown, spot: Spot, guards: Guards): Promise<unknown> {
  if (typeof value === 'string') return safeText(value, spot, guards);
  if (Array.isArray(value)) {
    return Promise.all(
      value.map((item, at) => safe(item, { ...spot, name: `${spot.name}[${at}]` }, guards)),
    );
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(async ([key, item]) => {
    const name = `${spot.name}.${key}`;
    const inner = { ...spot, name, secret: looksSecret(key), inner: true };
    // Files may also be named by keys: an album's pictures are.
    const isFile = spot.local && mayBeFile(key);
    const safeKey = isFile ? await localText(key, inner, guards) : key;
    return [safeKey, await safe(item, inner, guards)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function mayBeFile(text: string): boolean {
  return /[./\\]/.test(text);
}

async function safeText(text: string, spot: Spot, guards: Guards): Promise<string> {
  const reference = /^@@([\w.-]+)$/.exec(text)?.[1];
  if (reference !== undefined) {
    const value = await guards.variables.value(reference, spot.name);
    return spot.keep ? text : value;
  }
  const filled = await fillPassword(text, spot, guards);
  if (filled !== undefined) return filled;
  if (spot.secret && text !== '') throw literalSecret(spot.name);
  if (hasPassword(text) || text.includes('PRIVATE KEY-----')) throw literalSecret(spot.name);
  if (spot.local && (!spot.inner || mayBeFile(text))) return localText(text, spot, guards);
  // `\@@Name` is a text that only looks like a variable.
  return text.startsWith('\\@@') ? text.slice(1) : text;
}

const URL_WITH_PASSWORD = /^([a-z][\w+.-]*:\/\/[^/?#:@\s]*:)([^/?#\s]*)(@[^@]*)$/is;

function hasPassword(text: string): boolean {
  return (URL_WITH_PASSWORD.exec(text)?.[2] ?? '') !== '';
}

/** An address whose password is a variable: `postgresql://me:@@Password@host/db`. */
async function fillPassword(text: string, spot: Spot, guards: Guards): Promise<string | undefined> {
  const [, start, password, rest] = URL_WITH_PASSWORD.exec(text) ?? [];
  const name = password && /^(?:@@|%40%40)([\w.-]+)$/i.exec(password)?.[1];
  if (!name) return undefined;
  return `${start}${encodeURIComponent(await guards.variables.value(name, spot.name))}${rest}`;
}

function literalSecret(name: string): InputError {
  return new InputError({
    param: name,
    message: `${name} is a secret: it takes only @@Name, a variable of the server's config`,
    hint: 'get_variables lists them. The user sets one with: oint config set vars.NAME',
  });
}

const LONGEST_NAME = 1_000;

/** A text that may name a file: a handle, or a path in the open folders. */
async function localText(text: string, spot: Spot, guards: Guards): Promise<string> {
  const refuse = (message: string, hint: string) =>
    new InputError({ param: spot.name, message: `${spot.name}: ${message}`, hint });
  const handle = guards.store.pathOf(text);
  if (handle !== undefined) return handle;
  if (/^https?:/i.test(text)) {
    if (guards.urls || !spot.bytes) return text;
    throw refuse(
      'this server fetches no URLs',
      'Give a path or a file handle; or it is to be started with --urls.',
    );
  }
  if (/^data:[^,]*;base64,/i.test(text) || isLongBase64(text, spot)) {
    throw refuse(
      'files do not go through the model as Base64',
      'Give a path, or a handle (oint://…) of a file that a method returned.',
    );
  }
  if (/^[a-z][\w+.-]+:/i.test(text) && !/^file:/i.test(text)) return text;
  if (looksLikePath(text)) return guards.roots.inside(text, spot.name);
  return guards.roots.existing(text);
}

function isLongBase64(text: string, { bytes }: Spot): boolean {
  return bytes && (text.length > LONGEST_NAME || (text.length > 200 && looksLikeBase64(text)));
}
