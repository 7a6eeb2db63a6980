import { shortestFloat } from '../util/float32.js';
import { Reader, tooDeep } from './reader.js';
import {
  type Field,
  type MessageType,
  ProtobufProblem,
  type ScalarType,
  type Schema,
} from './schema.js';
import { fromPlain, type Plain } from './well-known.js';

export const DEEPEST = 100;
/** A short message can stand for very many values, each of which needs memory and time. */
const MOST_VALUES = 500_000;

/**
 * The JSON of a message: that of the specification, with the names of the fields in the schema.
 * Integers of 64 bits are strings, bytes are Base64. Fields without presence are always there.
 *
 * @throws {ProtobufProblem} It is not such a message.
 */
export function decode(schema: Schema, name: string, bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Decoder(schema).message(schema.message(name), new Reader(buffer), DEEPEST);
}

class Decoder {
  readonly #schema: Schema;
  #left = MOST_VALUES;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  message(type: MessageType, reader: Reader, depth: number, group?: number): unknown {
    const plain = this.#plain(type, reader, depth, group);
    return fromPlain(type.name, plain, (name, bytes) => {
      const found = this.#schema.findMessage(name);
      return found && this.message(found, new Reader(bytes), depth - 1);
    });
  }

  #plain(type: MessageType, reader: Reader, depth: number, group: number | undefined): Plain {
    if (depth <= 0) throw tooDeep();
    const found: unknown[] = new Array(type.fields.length);
    let isEnded = false;
    while (!reader.isDone) {
      const tag = reader.varint32();
      const number = tag >>> 3;
      if (number === 0) throw new ProtobufProblem('a field has the number 0');
      if ((tag & 7) === 4) {
        if (number !== group) throw new ProtobufProblem('a group ends that did not begin');
        isEnded = true;
        break;
      }
      const at = type.at.get(number);
      if (at === undefined) reader.skip(tag & 7, depth);
      else this.#field(type, at, tag & 7, reader, depth, found);
    }
    if (group !== undefined && !isEnded) throw new ProtobufProblem('a group does not end');
    return this.#record(type, found);
  }

  #field(
    type: MessageType,
    at: number,
    wireType: number,
    reader: Reader,
    depth: number,
    found: unknown[],
  ): void {
    const field = type.fields[at]!;
    const expected = wireTypeOf(field.type);
    const entries = this.#schema.mapOf(field);
    if (entries && wireType === 2) {
      const entry = this.#plain(entries, reader.part(), depth - 1, undefined);
      found[at] ??= {};
      put(found[at] as Plain, String(entry.key), this.#entryValue(entries, entry.value));
    } else if (field.repeated && wireType === 2 && expected !== 2) {
      found[at] ??= [];
      const block = reader.part();
      while (!block.isDone) (found[at] as unknown[]).push(this.#value(field, block, depth));
    } else if (wireType !== expected) {
      reader.skip(wireType, depth);
    } else if (field.repeated) {
      found[at] ??= [];
      (found[at] as unknown[]).push(this.#value(field, reader, depth));
    } else {
      const value = this.#value(field, reader, depth);
      // Of a oneof, the last field counts.
      if (field.oneof !== undefined) {
        for (const [other, { oneof }] of type.fields.entries()) {
          if (oneof === field.oneof) found[other] = undefined;
        }
      }
      found[at] = value;
    }
  }

  /** An entry may leave out a value that is empty. */
  #entryValue(entries: MessageType, value: unknown): unknown {
    if (value !== undefined) return value;
    const field = entries.byName.get('value');
    if (field?.type !== 'message') return value;
    return this.message(this.#schema.message(field.typeName), new Reader(Buffer.alloc(0)), 1);
  }

  #value(field: Field, reader: Reader, depth: number): unknown {
    this.#spend(1);
    if (field.type === 'message') {
      const type = this.#schema.message(field.typeName);
      return this.message(type, reader.part(), depth - 1);
    }
    if (field.type === 'group') {
      return this.message(this.#schema.message(field.typeName), reader, depth - 1, field.number);
    }
    if (field.type === 'enum') return this.#enum(field, reader.varint32() | 0);
    return scalar(field.type, reader);
  }

  #enum({ typeName }: Field, number: number): unknown {
    if (typeName === 'google.protobuf.NullValue') return null;
    return this.#schema.enum(typeName).names.get(number) ?? number;
  }

  #record({ fields }: MessageType, found: readonly unknown[]): Plain {
    this.#spend(fields.length);
    const record: Plain = {};
    for (const [at, field] of fields.entries()) {
      const value = found[at];
      if (value !== undefined) put(record, field.name, value);
      else if (field.repeated) put(record, field.name, this.#schema.mapOf(field) ? {} : []);
      else if (!field.hasPresence) put(record, field.name, this.#absent(field));
    }
    return record;
  }

  #absent(field: Field): unknown {
    if (field.type === 'message' || field.type === 'group') return undefined;
    if (field.type === 'enum') return this.#enum(field, 0);
    return ABSENT[field.type];
  }

  #spend(values: number): void {
    this.#left -= values;
    if (this.#left < 0) {
      throw new ProtobufProblem(`the message has more than ${MOST_VALUES} values`);
    }
  }
}

/** Names come from the server: `__proto__` is only a name. */
function put(record: Plain, name: string, value: unknown): void {
  if (name !== '__proto__') record[name] = value;
  else Object.defineProperty(record, name, { value, enumerable: true, configurable: true });
}

const ABSENT: Readonly<Record<ScalarType, unknown>> = {
  ...{ double: 0, float: 0, int32: 0, uint32: 0, sint32: 0, fixed32: 0, sfixed32: 0 },
  ...{ int64: '0', uint64: '0', sint64: '0', fixed64: '0', sfixed64: '0' },
  ...{ bool: false, string: '', bytes: '' },
};

export function wireTypeOf(type: Field['type']): number {
  if (type === 'fixed64' || type === 'sfixed64' || type === 'double') return 1;
  if (type === 'fixed32' || type === 'sfixed32' || type === 'float') return 5;
  if (type === 'string' || type === 'bytes' || type === 'message') return 2;
  return type === 'group' ? 3 : 0;
}

function scalar(type: ScalarType, reader: Reader): unknown {
  switch (type) {
    case 'string':
      return reader.string();
    case 'bytes':
      return reader.bytes().toString('base64');
    case 'bool':
      return reader.varint64() !== 0n;
    case 'int32':
      return reader.varint32() | 0;
    case 'uint32':
      return reader.varint32();
    case 'sint32': {
      const zigzag = reader.varint32();
      return (zigzag >>> 1) ^ -(zigzag & 1);
    }
    case 'int64':
      return String(BigInt.asIntN(64, reader.varint64()));
    case 'uint64':
      return String(reader.varint64());
    case 'sint64': {
      const zigzag = reader.varint64();
      return String(BigInt.asIntN(64, (zigzag >> 1n) ^ -(zigzag & 1n)));
    }
    case 'fixed64':
    case 'sfixed64':
      return String(reader[type]());
    case 'float':
      return inJson(shortestFloat(reader.float()));
    case 'double':
      return inJson(reader.double());
    default:
      return reader[type]();
  }
}

/** JSON has no such numbers. */
function inJson(number: number): number | string {
  return Number.isFinite(number) ? number : String(number);
}
