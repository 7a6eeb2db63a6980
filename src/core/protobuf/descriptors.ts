import { decode } from './decode.js';
import { schemaOf } from './notation.js';
import {
  type EnumType,
  type Field,
  jsonNameOf,
  MessageType,
  type MethodType,
  ProtobufProblem,
  type Schema,
} from './schema.js';

/** Compiled files: those of a descriptor set, and those that a server has of itself. */

const descriptor = schemaOf({
  'google.protobuf.FileDescriptorSet': 'repeated google.protobuf.FileDescriptorProto file 1',
  'google.protobuf.FileDescriptorProto':
    'string name 1; string package 2; repeated string dependency 3; repeated google.protobuf.DescriptorProto message_type 4; repeated google.protobuf.EnumDescriptorProto enum_type 5; repeated google.protobuf.ServiceDescriptorProto service 6; string syntax 12; int32 edition 14',
  'google.protobuf.DescriptorProto':
    'string name 1; repeated google.protobuf.FieldDescriptorProto field 2; repeated google.protobuf.DescriptorProto nested_type 3; repeated google.protobuf.EnumDescriptorProto enum_type 4; google.protobuf.MessageOptions options 7; repeated google.protobuf.OneofDescriptorProto oneof_decl 8',
  'google.protobuf.MessageOptions': 'bool map_entry 7',
  'google.protobuf.OneofDescriptorProto': 'string name 1',
  'google.protobuf.FieldDescriptorProto':
    'string name 1; int32 number 3; int32 label 4; int32 type 5; string type_name 6; google.protobuf.FieldOptions options 8; optional int32 oneof_index 9; string json_name 10; bool proto3_optional 17',
  'google.protobuf.FieldOptions': 'optional bool packed 2; google.protobuf.FeatureSet features 21',
  'google.protobuf.FeatureSet':
    'int32 field_presence 1; int32 repeated_field_encoding 3; int32 message_encoding 5',
  'google.protobuf.EnumDescriptorProto':
    'string name 1; repeated google.protobuf.EnumValueDescriptorProto value 2',
  'google.protobuf.EnumValueDescriptorProto': 'string name 1; int32 number 2',
  'google.protobuf.ServiceDescriptorProto':
    'string name 1; repeated google.protobuf.MethodDescriptorProto method 2',
  'google.protobuf.MethodDescriptorProto':
    'string name 1; string input_type 2; string output_type 3; bool client_streaming 5; bool server_streaming 6',
});

interface FileDescriptor {
  name: string;
  package: string;
  dependency: string[];
  message_type: MessageDescriptor[];
  enum_type: EnumDescriptor[];
  service: { name: string; method: MethodDescriptor[] }[];
  syntax: string;
}

interface MessageDescriptor {
  name: string;
  field: FieldDescriptor[];
  nested_type: MessageDescriptor[];
  enum_type: EnumDescriptor[];
  oneof_decl: { name: string }[];
  options?: { map_entry: boolean };
}

interface FieldDescriptor {
  name: string;
  number: number;
  label: number;
  type: number;
  type_name: string;
  oneof_index?: number;
  json_name: string;
  proto3_optional: boolean;
  options?: {
    packed?: boolean;
    features?: {
      field_presence: number;
      repeated_field_encoding: number;
      message_encoding: number;
    };
  };
}

interface EnumDescriptor {
  name: string;
  value: { name: string; number: number }[];
}

interface MethodDescriptor {
  name: string;
  input_type: string;
  output_type: string;
  client_streaming: boolean;
  server_streaming: boolean;
}

/** @throws {ProtobufProblem} It is not a compiled file. */
export function readFile(bytes: Uint8Array): FileDescriptor {
  return decode(descriptor, 'google.protobuf.FileDescriptorProto', bytes) as FileDescriptor;
}

/** @throws {ProtobufProblem} It is not a descriptor set. */
export function readFiles(bytes: Uint8Array): FileDescriptor[] {
  const set = decode(descriptor, 'google.protobuf.FileDescriptorSet', bytes);
  return (set as { file: FileDescriptor[] }).file;
}

/** Adds the types of a file to a schema. */
export function addFile(schema: Schema, file: FileDescriptor): void {
  const prefix = file.package === '' ? '' : `${file.package}.`;
  for (const one of file.message_type) addMessage(schema, file, prefix, one, 32);
  for (const one of file.enum_type) schema.addEnum(enumOf(prefix, one));
  for (const { name, method } of file.service) {
    const methods = new Map(method.map((one) => [one.name, methodOf(one)]));
    schema.services.set(prefix + name, { name: prefix + name, methods });
  }
}

function addMessage(
  schema: Schema,
  file: FileDescriptor,
  prefix: string,
  given: MessageDescriptor,
  depth: number,
): void {
  if (depth <= 0) throw new ProtobufProblem('messages are nested too deep');
  const name = prefix + given.name;
  const oneofs = given.oneof_decl.map((oneof) => oneof.name);
  const fields = given.field.map((field) => fieldOf(file, field, oneofs));
  schema.addMessage(new MessageType(name, fields, given.options?.map_entry ?? false));
  for (const one of given.nested_type) addMessage(schema, file, `${name}.`, one, depth - 1);
  for (const one of given.enum_type) schema.addEnum(enumOf(`${name}.`, one));
}

/** By their numbers in descriptors. */
const TYPES: readonly (Field['type'] | undefined)[] = [
  undefined,
  ...(['double', 'float', 'int64', 'uint64', 'int32', 'fixed64', 'fixed32', 'bool'] as const),
  ...(['string', 'group', 'message', 'bytes', 'uint32', 'enum', 'sfixed32', 'sfixed64'] as const),
  ...(['sint32', 'sint64'] as const),
];
const [REQUIRED, REPEATED] = [2, 3];
/** Of features: a field without presence, a field that must be there, values one by one, groups. */
const [IMPLICIT, LEGACY_REQUIRED, EXPANDED, DELIMITED] = [2, 3, 2, 2];

function fieldOf(
  { syntax }: FileDescriptor,
  given: FieldDescriptor,
  oneofs: readonly string[],
): Field {
  const declared = TYPES[given.type];
  if (declared === undefined) {
    throw new ProtobufProblem(`the field ${given.name} has the unknown type ${given.type}`);
  }
  const features = given.options?.features;
  const type =
    declared === 'message' && features?.message_encoding === DELIMITED ? 'group' : declared;
  const repeated = given.label === REPEATED;
  const isMessage = type === 'message' || type === 'group';
  const isPlain = syntax === 'proto3' && !given.proto3_optional && given.oneof_index === undefined;
  const isPackable = repeated && !isMessage && type !== 'string' && type !== 'bytes';
  const isPacked = syntax === 'proto3' || syntax === 'editions';
  return {
    name: given.name,
    jsonName: given.json_name || jsonNameOf(given.name),
    number: given.number,
    type,
    typeName: given.type_name.replace(/^\./, ''),
    repeated,
    required: given.label === REQUIRED || features?.field_presence === LEGACY_REQUIRED,
    hasPresence: !repeated && (isMessage || !(isPlain || features?.field_presence === IMPLICIT)),
    packed:
      isPackable &&
      (given.options?.packed ?? (isPacked && features?.repeated_field_encoding !== EXPANDED)),
    oneof:
      given.oneof_index === undefined || given.proto3_optional
        ? undefined
        : oneofs[given.oneof_index],
  };
}

function enumOf(prefix: string, { name, value }: EnumDescriptor): EnumType {
  // Of several names for a number, the first is shown.
  const names = [...value].reverse().map((one) => [one.number, one.name] as const);
  return {
    name: prefix + name,
    numbers: new Map(value.map((one) => [one.name, one.number])),
    names: new Map(names),
  };
}

function methodOf(given: MethodDescriptor): MethodType {
  return {
    name: given.name,
    request: given.input_type.replace(/^\./, ''),
    response: given.output_type.replace(/^\./, ''),
    clientStreaming: given.client_streaming,
    serverStreaming: given.server_streaming,
  };
}
