import { isRecord } from '../util/is-record.js';
import { DEEPEST, wireTypeOf } from './decode.js';
import { base64Of, float, integer, isScalarFlag } from './json-values.js';
import { tooDeep } from './reader.js';
import {
  type Field,
  type MessageType,
  ProtobufProblem,
  type ScalarType,
  type Schema,
} from './schema.js';
import { toPlain } from './well-known.js';
import { Writer } from './writer.js';

/** A value that does not fit its field. */
export class FieldProblem extends ProtobufProblem {
  /** The place in the message: `items[0].price`; empty for the message itself. */
  readonly place: string;
  readonly what: string;

  constructor(place: string, what: string) {
    super(place === '' ? what : `${place} ${what}`);
    this.place = place;
    this.what = what;
  }
}

/**
 * The bytes of a message from its JSON, in which fields have either of their names.
 *
 * @throws {FieldProblem} A value does not fit its field.
 */
export function encode(schema: Schema, name: string, json: unknown): Buffer {
  return message(schema, schema.message(name), json, '', DEEPEST);
}

function message(
  schema: Schema,
  type: MessageType,
  json: unknown,
  place: string,
  depth: number,
): Buffer {
  const writer = new Writer();
  writeMessage(schema, type, json, place, depth, writer);
  return writer.bytes();
}

function writeMessage(
  schema: Schema,
  type: MessageType,
  json: unknown,
  place: string,
  depth: number,
  writer: Writer,
): void {
  if (depth <= 0) throw tooDeep();
  const plain = placed(place, () =>
    toPlain(type.name, json, (name, inner) => {
      const found = schema.findMessage(name);
      return found && message(schema, found, inner, place, depth - 1);
    }),
  );
  if (!isRecord(plain)) throw new FieldProblem(place, 'must be a JSON object');
  const oneofs = new Map<string, string>();
  for (const [key, value] of Object.entries(plain)) {
    const field = type.byName.get(key);
    const at = place === '' ? key : `${place}.${key}`;
    if (!field) throw new FieldProblem(at, `is not a field of ${type.name}`);
    if (value === undefined || (value === null && !takesNull(field))) continue;
    if (field.oneof !== undefined) {
      const other = oneofs.get(field.oneof);
      if (other) throw new FieldProblem(at, `and ${other} cannot be set together`);
      oneofs.set(field.oneof, key);
    }
    writeField(schema, field, value, at, depth, writer);
  }
  const missing = type.fields.find(
    ({ required, name, jsonName }) =>
      required && plain[name] === undefined && plain[jsonName] === undefined,
  );
  if (missing) throw new FieldProblem(place, `is missing the required field ${missing.name}`);
}

function takesNull({ typeName, repeated }: Field): boolean {
  return !repeated && /^google\.protobuf\.(Null)?Value$/.test(typeName);
}

function writeField(
  schema: Schema,
  field: Field,
  value: unknown,
  place: string,
  depth: number,
  writer: Writer,
): void {
  const entries = schema.mapOf(field);
  if (entries) writeMap(schema, field, entries, value, place, depth, writer);
  else if (!field.repeated) writeOne(schema, field, value, place, depth, writer);
  else writeList(schema, field, value, place, depth, writer);
}

function writeList(
  schema: Schema,
  field: Field,
  value: unknown,
  place: string,
  depth: number,
  writer: Writer,
): void {
  if (!Array.isArray(value)) throw new FieldProblem(place, 'must be a JSON array');
  if (field.packed && field.type !== 'message') {
    if (value.length === 0) return;
    const block = new Writer();
    for (const [at, item] of value.entries()) {
      writeValue(schema, field, item, `${place}[${at}]`, depth, block);
    }
    writer.varint32(tag(field.number, 2));
    writer.part(block.bytes());
    return;
  }
  for (const [at, item] of value.entries()) {
    writeOne(schema, field, item, `${place}[${at}]`, depth, writer);
  }
}

function writeMap(
  schema: Schema,
  field: Field,
  entries: MessageType,
  value: unknown,
  place: string,
  depth: number,
  writer: Writer,
): void {
  if (!isRecord(value)) throw new FieldProblem(place, 'must be a JSON object');
  const [keyField, valueField] = [entries.byName.get('key'), entries.byName.get('value')];
  if (!keyField || !valueField) throw new ProtobufProblem(`${entries.name} is not a map`);
  for (const [key, item] of Object.entries(value)) {
    const entry = new Writer();
    const at = `${place}.${key}`;
    writeOne(schema, keyField, key, at, depth - 1, entry);
    if (item === null && !takesNull(valueField)) throw new FieldProblem(at, 'must not be null');
    writeOne(schema, valueField, item, at, depth - 1, entry);
    writer.varint32(tag(field.number, 2));
    writer.part(entry.bytes());
  }
}

function writeOne(
  schema: Schema,
  field: Field,
  value: unknown,
  place: string,
  depth: number,
  writer: Writer,
): void {
  writer.varint32(tag(field.number, wireTypeOf(field.type)));
  writeValue(schema, field, value, place, depth, writer);
}

function writeValue(
  schema: Schema,
  field: Field,
  value: unknown,
  place: string,
  depth: number,
  writer: Writer,
): void {
  if (field.type === 'message') {
    writer.part(message(schema, schema.message(field.typeName), value, place, depth - 1));
  } else if (field.type === 'group') {
    writeMessage(schema, schema.message(field.typeName), value, place, depth - 1, writer);
    writer.varint32(tag(field.number, 4));
  } else if (field.type === 'enum') {
    writer.varint64(BigInt(enumNumber(schema, field, value, place)));
  } else {
    const { type } = field;
    placed(place, () => writeScalar(type, value, writer));
  }
}

function tag(number: number, wireType: number): number {
  return ((number << 3) | wireType) >>> 0;
}

function enumNumber(schema: Schema, { typeName }: Field, value: unknown, place: string): number {
  if (value === null) return 0;
  const type = schema.enum(typeName);
  const named = typeof value === 'string' ? type.numbers.get(value) : undefined;
  if (named !== undefined) return named;
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31) {
    return value;
  }
  const names = [...type.numbers.keys()].slice(0, 10);
  throw new FieldProblem(place, `must be a value of ${typeName}: ${names.join(', ')}`);
}

function writeScalar(type: ScalarType, value: unknown, writer: Writer): void {
  if (type === 'string') writer.part(textOf(value));
  else if (type === 'bytes') writer.part(base64Of(value));
  else if (type === 'bool') writer.varint32(isScalarFlag(value) ? 1 : 0);
  else if (type === 'double') writer.double(float(value));
  else if (type === 'float') writer.float(singleOf(value));
  else writeInteger(type, integer(value, type), writer);
}

function writeInteger(type: ScalarType, number: bigint, writer: Writer): void {
  if (type === 'fixed32' || type === 'sfixed32') writer.fixed32(Number(number));
  else if (type === 'fixed64' || type === 'sfixed64') writer.fixed64(number);
  else if (type.startsWith('sint')) writer.varint64((number << 1n) ^ (number >> 63n));
  else writer.varint64(number);
}

function textOf(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw new ProtobufProblem('must be a string');
  if (!isWellFormed(value)) throw new ProtobufProblem('must be valid Unicode');
  return Buffer.from(value);
}

function singleOf(value: unknown): number {
  const number = float(value);
  if (!Number.isFinite(number) || Number.isFinite(Math.fround(number))) return number;
  throw new ProtobufProblem('is too large for a float');
}

/** A lone half of a surrogate pair has no UTF-8. */
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text) || Buffer.from(text).toString() === text;
}

function placed<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FieldProblem || !(error instanceof ProtobufProblem)) throw error;
    throw new FieldProblem(place, error.message);
  }
}
