import { isRecord } from '../util/is-record.js';
import { jsonNameOf, ProtobufProblem } from './schema.js';
import { durationOf, durationText, timestampOf, timestampText } from './times.js';

/**
 * The messages that have a form of their own in JSON: a Timestamp is a date, a Struct an object.
 * https://protobuf.dev/programming-guides/json
 */

/** The fields of a message by name. */
export type Plain = Record<string, unknown>;

const WRAPPER = /^google\.protobuf\.(Double|Float|U?Int(32|64)|Bool|String|Bytes)Value$/;
const PREFIX = 'google.protobuf.';

/** True if JSON shows the message as something else than an object with its fields. */
function hasOwnForm(name: string): boolean {
  return WRAPPER.test(name) || OWN_FORM.has(name);
}
const OWN_FORM: ReadonlySet<string> = new Set(
  ['Timestamp', 'Duration', 'FieldMask', 'Struct', 'Value', 'ListValue', 'Any'].map(
    (name) => PREFIX + name,
  ),
);

/** The JSON of a message from its fields. `inner` reads the message in an Any, if it is known. */
export function fromPlain(
  name: string,
  plain: Plain,
  inner: (name: string, bytes: Buffer) => unknown,
): unknown {
  if (!name.startsWith(PREFIX)) return plain;
  if (WRAPPER.test(name)) return plain.value;
  switch (name.slice(PREFIX.length)) {
    case 'Timestamp':
      return timestampText(BigInt(String(plain.seconds)), Number(plain.nanos));
    case 'Duration':
      return durationText(BigInt(String(plain.seconds)), Number(plain.nanos));
    case 'FieldMask':
      return (plain.paths as string[]).map((path) => camelCase(path)).join(',');
    case 'Struct':
      return plain.fields;
    case 'ListValue':
      return plain.values;
    case 'Value':
      return valueFrom(plain);
    case 'Any':
      return anyFrom(plain, inner);
    default:
      return plain;
  }
}

function valueFrom(plain: Plain): unknown {
  const [found] = Object.entries(plain).filter(([, value]) => value !== undefined);
  return found === undefined || found[0] === 'null_value' ? null : found[1];
}

function anyFrom(plain: Plain, inner: (name: string, bytes: Buffer) => unknown): unknown {
  const url = String(plain.type_url);
  if (url === '') return {};
  const name = url.slice(url.lastIndexOf('/') + 1);
  const found = inner(name, Buffer.from(String(plain.value), 'base64'));
  // Without its type, its bytes are all that is known.
  if (found === undefined) return { '@type': url, value: plain.value };
  return hasOwnForm(name) ? { '@type': url, value: found } : { '@type': url, ...(found as Plain) };
}

/** The fields of a message from its JSON. `inner` writes the message in an Any. */
export function toPlain(
  name: string,
  json: unknown,
  inner: (name: string, json: unknown) => Buffer | undefined,
): unknown {
  if (!name.startsWith(PREFIX)) return json;
  if (WRAPPER.test(name)) return { value: json };
  switch (name.slice(PREFIX.length)) {
    case 'Timestamp':
      return timestampOf(json);
    case 'Duration':
      return durationOf(json);
    case 'FieldMask':
      return maskOf(json);
    case 'Struct':
      return { fields: json };
    case 'ListValue':
      return { values: json };
    case 'Value':
      return plainValue(json);
    case 'Any':
      return anyOf(json, inner);
    default:
      return json;
  }
}

function maskOf(json: unknown): Plain {
  if (typeof json !== 'string') throw new ProtobufProblem('must be names with commas: name,userId');
  const paths = json.split(',').filter((path) => path !== '');
  const snake = (path: string) => path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return { paths: paths.map((path) => snake(path.trim())) };
}

function camelCase(path: string): string {
  return path.split('.').map(jsonNameOf).join('.');
}

function plainValue(json: unknown): Plain {
  if (json === null) return { null_value: 0 };
  if (typeof json === 'string') return { string_value: json };
  if (typeof json === 'boolean') return { bool_value: json };
  if (Array.isArray(json)) return { list_value: json };
  return isRecord(json) ? { struct_value: json } : { number_value: json };
}

function anyOf(json: unknown, inner: (name: string, json: unknown) => Buffer | undefined): Plain {
  const { '@type': url, ...rest } = isRecord(json) ? json : {};
  if (isRecord(json) && Object.keys(json).length === 0) return {};
  if (typeof url !== 'string') {
    throw new ProtobufProblem("must be an object with the type of the message in '@type'");
  }
  const name = url.slice(url.lastIndexOf('/') + 1);
  const bytes = inner(name, hasOwnForm(name) ? rest.value : rest);
  if (bytes === undefined) throw new ProtobufProblem(`has the unknown type ${name}`);
  return { type_url: url, value: bytes };
}
