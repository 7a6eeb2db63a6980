import { readFile, stat } from 'node:fs/promises';
import type { Connection } from '../core/connection/connection.js';
import { isBase64 } from '../core/definition/kinds/base64.js';
import { isSecret, type Param } from '../core/definition/param.js';
import { InputError } from '../core/errors/errors.js';
import { isRecord } from '../core/util/is-record.js';
import type { Convert } from '../serving/values.js';
import { isReference, type Variables } from '../serving/variables.js';
import { looksLikeHandle } from './handles.js';
import { Upload } from './upload.js';

/** What the values of a call may refer to. */
export interface Referred {
  variables: Variables;
  /** The connection of a handle, if it is the client's. */
  connection(handle: string): Connection | undefined;
  /** True for a method that sends nothing: its result keeps the names of secrets. */
  offline: boolean;
}

/** Bytes in JSON, which has none: as the reference writes them over HTTP, and in lines. */
const BYTES = /^(?:oint-base64|BASE64):/;

/**
 * Fills in what a client's values refer to: `@@Name` becomes a variable, `{oint-…}` an open
 * connection, and `oint-base64:…` bytes. Nothing else is looked up.
 */
export function filling(referred: Referred): Convert {
  return (value, name, param) => filled(value, { name, param, referred });
}

interface Position {
  name: string;
  param: Param;
  referred: Referred;
}

async function filled(value: unknown, position: Position): Promise<unknown> {
  if (typeof value === 'string') return filledText(value, position);
  if (value instanceof Upload) return uploaded(value, position);
  if (Array.isArray(value)) {
    const items = value.map((item, at) =>
      filled(item, { ...position, name: `${position.name}[${at}]` }),
    );
    return Promise.all(items);
  }
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(async ([key, item]) => {
    const name = `${position.name}.${key}`;
    return [key, await filled(item, { ...position, name })] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function filledText(text: string, { name, param, referred }: Position): Promise<unknown> {
  if (looksLikeHandle(text)) {
    const connection = referred.connection(text);
    if (connection) return connection;
    if (param.kind.name === 'connection') throw noConnection(name);
  }
  const variable = await referred.variables.filled(text, name);
  if (variable !== undefined) {
    const keep = referred.offline && isSecret(param) && isReference(text);
    return keep ? text : variable;
  }
  // `\@@Name` is text that only looks like a variable.
  if (text.startsWith('\\@@')) return text.slice(1);
  return isText(param) ? text : (bytesIn(text) ?? text);
}

/** Text stays text, whatever it looks like. */
function isText({ kind }: Param): boolean {
  return ['text', 'secret', 'number', 'flag', 'date', 'duration'].includes(kind.name);
}

function bytesIn(text: string): Buffer | undefined {
  if (!BYTES.test(text)) return undefined;
  const base64 = text.slice(text.indexOf(':') + 1);
  return isBase64(base64) ? Buffer.from(base64, 'base64') : undefined;
}

function noConnection(name: string): InputError {
  return new InputError({
    param: name,
    message: `${name}: no such connection`,
    hint: 'It was closed, or another client opened it. Unused connections are closed.',
  });
}

/** The largest file in place of a value that is not a file. */
const LARGEST_VALUE = 1024 * 1024;

/** The path of a file that was sent, or its text if the param is not a file. */
async function uploaded({ path }: Upload, { name, param }: Position): Promise<string> {
  if (param.reach !== undefined) return path;
  const { size } = await stat(path);
  if (size <= LARGEST_VALUE) return readFile(path, 'utf8');
  throw new InputError({ param: name, message: `${name} is larger than ${LARGEST_VALUE} bytes` });
}
