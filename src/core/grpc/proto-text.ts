import type * as Protobuf from 'protobufjs';
import { elsewhere } from '../packages/optional-package.js';
import {
  type EnumType,
  type Field,
  MessageType,
  ProtobufProblem,
  type Schema,
  type ServiceType,
} from '../protobuf/schema.js';
import { driver } from './packages.js';

type Package = Pick<
  typeof Protobuf,
  'Enum' | 'MapField' | 'Namespace' | 'Root' | 'Service' | 'Type' | 'common' | 'parse'
>;

/** Nested deeper, a parser that calls itself could overflow the stack. */
const DEEPEST = 200;

/** Parses .proto files, and puts their types into a schema. */
export class ProtoParser {
  readonly #package: Package;
  readonly #root: Protobuf.Root;

  private constructor(loaded: Package) {
    this.#package = loaded;
    this.#root = new loaded.Root();
    // The types of its own are in its own files.
    for (const name of [
      'any',
      'duration',
      'empty',
      'field_mask',
      'struct',
      'timestamp',
      'wrappers',
    ]) {
      const common = loaded.common.get(`google/protobuf/${name}.proto`);
      if (common?.nested) this.#root.addJSON(common.nested);
    }
  }

  static async load(): Promise<ProtoParser> {
    const { default: loaded } = await import('protobufjs').catch(elsewhere(driver, 'protobufjs'));
    return new ProtoParser(loaded);
  }

  /** Parses one file; returns the files that it imports. @throws {ProtobufProblem} */
  add(text: string): string[] {
    if (nesting(text) > DEEPEST) throw new ProtobufProblem('it is nested too deep');
    try {
      const { imports = [], weakImports = [] } = this.#package.parse(text, this.#root, {
        keepCase: true,
      });
      return [...imports, ...weakImports];
    } catch (error) {
      throw new ProtobufProblem((error as Error).message);
    }
  }

  /** Puts all types into a schema. @throws {ProtobufProblem} A type is missing. */
  finish(schema: Schema): void {
    try {
      this.#root.resolveAll();
    } catch (error) {
      throw new ProtobufProblem((error as Error).message);
    }
    this.#visit(this.#root, schema);
  }

  #visit(space: Protobuf.NamespaceBase, schema: Schema): void {
    const { Enum, Namespace, Service, Type } = this.#package;
    for (const one of space.nestedArray) {
      if (one instanceof Enum) schema.addEnum(enumOf(one));
      else if (one instanceof Service) schema.services.set(nameOf(one), serviceOf(one));
      else if (one instanceof Type) this.#message(one, schema);
      if (one instanceof Namespace) this.#visit(one, schema);
    }
  }

  #message(type: Protobuf.Type, schema: Schema): void {
    const { Enum, MapField } = this.#package;
    const name = nameOf(type);
    // Extensions have names with dots, which JSON does not have here.
    const own = type.fieldsArray.filter((field) => !field.name.includes('.'));
    const fields = own.map((field): Field => {
      if (!(field instanceof MapField)) return fieldOf(field, field.resolvedType instanceof Enum);
      const entry = `${name}.${field.name}.Entry`;
      const value = { ...fieldOf(field, field.resolvedType instanceof Enum) };
      schema.addMessage(
        new MessageType(
          entry,
          [
            { ...PLAIN, name: 'key', jsonName: 'key', number: 1, type: field.keyType as 'string' },
            {
              ...value,
              ...{ name: 'value', jsonName: 'value', number: 2, repeated: false, packed: false },
              hasPresence: value.type === 'message',
            },
          ],
          true,
        ),
      );
      return { ...value, type: 'message', typeName: entry, repeated: true, packed: false };
    });
    schema.addMessage(new MessageType(name, fields));
  }
}

const PLAIN = {
  typeName: '',
  repeated: false,
  required: false,
  hasPresence: false,
  packed: false,
  oneof: undefined,
};

function fieldOf(field: Protobuf.Field, isEnum: boolean): Field {
  const isMessage = field.resolvedType !== null && !isEnum;
  const { delimited, hasPresence, jsonName } = field as unknown as {
    delimited: boolean;
    hasPresence: unknown;
    jsonName: string;
  };
  const type = isEnum ? 'enum' : isMessage ? (delimited ? 'group' : 'message') : field.type;
  const isOptional = field.getOption('proto3_optional') === true;
  return {
    name: field.name,
    jsonName,
    number: field.id,
    type: type as Field['type'],
    typeName: field.resolvedType ? nameOf(field.resolvedType) : '',
    repeated: field.repeated,
    required: field.required,
    hasPresence: !field.repeated && (isMessage || Boolean(hasPresence)),
    packed: field.repeated && !isMessage && field.packed && !/^(string|bytes)$/.test(field.type),
    oneof: isOptional ? undefined : field.partOf?.name,
  };
}

function enumOf(type: Protobuf.Enum): EnumType {
  const numbers = Object.entries(type.values);
  return {
    name: nameOf(type),
    numbers: new Map(numbers),
    // Of several names for a number, the first is shown.
    names: new Map([...numbers].reverse().map(([name, number]) => [number, name])),
  };
}

function serviceOf(service: Protobuf.Service): ServiceType {
  const methods = service.methodsArray.map((method) => {
    const { resolvedRequestType, resolvedResponseType, requestStream, responseStream } = method;
    return [
      method.name,
      {
        name: method.name,
        request: resolvedRequestType ? nameOf(resolvedRequestType) : '',
        response: resolvedResponseType ? nameOf(resolvedResponseType) : '',
        clientStreaming: Boolean(requestStream),
        serverStreaming: Boolean(responseStream),
      },
    ] as const;
  });
  return { name: nameOf(service), methods: new Map(methods) };
}

function nameOf(type: Protobuf.ReflectionObject): string {
  return type.fullName.replace(/^\./, '');
}

function nesting(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const bracket of text.match(/[{}[\]<>()]/g) ?? []) {
    depth += '{[<('.includes(bracket) ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
