import { existsHere } from '../access/files.js';
import { isBase64 } from '../definition/kinds/base64.js';
import { bytesKind } from '../definition/kinds/bytes.js';
import { refuse } from '../definition/kinds/refuse.js';
import { mayNameFile, type ParamContext } from '../definition/param.js';
import { JsonNumber } from '../json/number.js';
import { checkNumber, JsonValue, toJsonText } from './values.js';

/** Values that say their own type, such as `{'JSON': …}`, in the form of any database. */

type ContextOf = () => ParamContext;

export function jsonValue(value: unknown, context: ContextOf): JsonValue {
  if (typeof value === 'number') return new JsonValue(String(checkNumber(value, context)));
  if (value instanceof JsonNumber) return new JsonValue(value.text);
  if (typeof value === 'object' && value !== null) return new JsonValue(toJsonText(value, context));
  const text = JSON.stringify(value);
  if (text !== undefined) return new JsonValue(text);
  throw refuse(value, context(), 'a JSON value');
}

/** A path only if typed or in a script; text from a program is always Base64. */
export function bytesValue(value: unknown, context: ContextOf): Buffer | Promise<Buffer> | null {
  if (value === null) return null;
  if (value instanceof Uint8Array) return asBuffer(value);
  if (typeof value !== 'string') throw refuse(value, context(), 'bytes, as Base64');
  const at = context();
  const mayBeFile = mayNameFile(at);
  const isFile = mayBeFile && existsHere(value);
  if (isBase64(value) && !isFile) return Buffer.from(value, 'base64');
  if (mayBeFile) return readBytes(value, at);
  throw refuse(value, at, 'bytes, as Base64');
}

async function readBytes(value: string, at: ParamContext): Promise<Buffer> {
  return (await bytesKind.parse(value, at)).buffer();
}

/** The same bytes, as the drivers accept them. */
export function asBuffer(value: Uint8Array): Buffer {
  return Buffer.isBuffer(value)
    ? value
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
