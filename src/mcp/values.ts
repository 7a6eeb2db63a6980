import { looksLikeBase64 } from '../core/definition/kinds/base64.js';
import type { Definition } from '../core/definition/method.js';
import { isSecret } from '../core/definition/param.js';
import { InputError } from '../core/errors/errors.js';
import { looksSecret } from '../core/errors/redact.js';
import { after, mapAll } from '../core/util/at-once.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import { givenValues } from '../serving/values.js';
import { hasPassword, isReference, type Variables } from '../serving/variables.js';

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
 * nothing in it is looked up.
 */
export function safeValues(
  definition: Definition,
  given: JsonRecord,
  fixed: Readonly<Record<string, unknown>>,
  variables: Variables,
): Promise<Record<string, unknown>> {
  return givenValues(definition, given, fixed, (value, name, param) => {
    const secret = isSecret(param);
    const keep = secret && definition.offline;
    return safe(value, { name, secret, bytes: param.reach === 'read', keep }, variables);
  });
}

function safe(
  value: unknown,
  position: Position,
  variables: Variables,
): unknown | Promise<unknown> {
  if (typeof value === 'string') return safeText(value, position, variables);
  if (Array.isArray(value)) {
    return mapAll(value, (item, at) =>
      safe(item, { ...position, name: `${position.name}[${at}]` }, variables),
    );
  }
  if (!isRecord(value)) return value;
  const names = Object.keys(value);
  const items = mapAll(names, (key) => {
    const name = `${position.name}.${key}`;
    const inner = { ...position, name, secret: looksSecret(key) };
    // Files may be keys too: those of an album's images are.
    if (position.bytes) refuseBase64(key, inner);
    return safe(value[key], inner, variables);
  });
  return after(items, (found) => Object.fromEntries(names.map((name, at) => [name, found[at]])));
}

function safeText(
  text: string,
  position: Position,
  variables: Variables,
): string | Promise<string> {
  const filled = variables.filled(text, position.name);
  if (filled) return filled.then((found) => (position.keep && isReference(text) ? text : found));
  if (position.secret && text !== '') throw literalSecret(position.name);
  if (hasPassword(text) || text.includes('PRIVATE KEY-----')) throw literalSecret(position.name);
  if (position.bytes) refuseBase64(text, position);
  // `\@@Name` is text that only looks like a variable.
  return text.startsWith('\\@@') ? text.slice(1) : text;
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
