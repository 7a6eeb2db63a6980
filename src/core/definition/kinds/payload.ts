import { Bytes } from '../../files/bytes.js';
import { type Kind, type ParamSpec, param } from '../param.js';
import { type BytesInput, bytesKind } from './bytes.js';
import { readTyped } from './typed.js';

/** Text, or bytes of any kind: what is sent to a server that expects either. */
export type Payload = string | Bytes;

/**
 * In a program, a string is text. On a command line it is text too, but `@path` sends a file and `-`
 * standard input, byte by byte.
 */
const kind: Kind<BytesInput, Payload> = {
  ...bytesKind,
  takes: 'text; @path sends a file, - standard input',
  schema: { type: 'string' },
  reach: undefined,
  parse(value, context) {
    if (typeof value !== 'string') return bytesKind.parse(value, context);
    const { sources } = context;
    if (!sources) return value;
    if (value === '-' || /^@[^@]/.test(value)) return bytesKind.parse(value, context);
    return readTyped(value, context, sources);
  },
};

/** The same for text in which a backslash is a backslash, such as JSON. */
const verbatimKind: typeof kind = {
  ...kind,
  parse(value, context) {
    const { sources } = context;
    const isText = typeof value === 'string' && value !== '-' && !/^@[^@]/.test(value);
    if (!isText || !sources) return kind.parse(value, context);
    return readTyped(value, context, sources, (typed) => typed);
  },
};

/** A param with such text, or bytes. */
export function verbatimPayload<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(verbatimKind, summary, spec);
}

/** A param with text or bytes. */
export function payload<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}

/** The bytes of it; text becomes UTF-8 unless `encode` says otherwise. */
export async function payloadBytes(
  payload: Payload,
  encode: (text: string) => Buffer = (text) => Buffer.from(text),
): Promise<Buffer> {
  return payload instanceof Bytes ? payload.buffer() : encode(payload);
}
