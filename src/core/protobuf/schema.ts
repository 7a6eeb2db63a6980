/** What a schema says about messages, enums and services, wherever it came from. */

export type ScalarType =
  | 'double'
  | 'float'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes';

export interface Field {
  readonly name: string;
  /** The name in canonical JSON: `userId` for `user_id`. */
  readonly jsonName: string;
  readonly number: number;
  readonly type: ScalarType | 'enum' | 'message' | 'group';
  /** The full name of its enum or message. */
  readonly typeName: string;
  readonly repeated: boolean;
  readonly required: boolean;
  /** True if absent and zero are different: then an absent field is not shown. */
  readonly hasPresence: boolean;
  /** True if its values are sent as one block. */
  readonly packed: boolean;
  readonly oneof: string | undefined;
}

export class MessageType {
  readonly name: string;
  readonly fields: readonly Field[];
  /** True for the entries of a map: a key and a value. */
  readonly isMapEntry: boolean;
  /** The position of each field, by its number. */
  readonly at: ReadonlyMap<number, number>;
  /** By both of its names. */
  readonly byName: ReadonlyMap<string, Field>;

  constructor(name: string, fields: readonly Field[], isMapEntry = false) {
    this.name = name;
    this.fields = fields;
    this.isMapEntry = isMapEntry;
    this.at = new Map(fields.map(({ number }, at) => [number, at]));
    const inJson = fields.map((field) => [field.jsonName, field] as const);
    this.byName = new Map([...inJson, ...fields.map((field) => [field.name, field] as const)]);
  }
}

export interface EnumType {
  readonly name: string;
  readonly numbers: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<number, string>;
}

export interface MethodType {
  readonly name: string;
  readonly request: string;
  readonly response: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
}

export interface ServiceType {
  readonly name: string;
  readonly methods: ReadonlyMap<string, MethodType>;
}

/** A schema, or bytes, that do not fit together. The caller says where they came from. */
export class ProtobufProblem extends Error {}

/** The types of one server or of one set of files. */
export class Schema {
  readonly #messages = new Map<string, MessageType>();
  readonly #enums = new Map<string, EnumType>();
  readonly services = new Map<string, ServiceType>();
  readonly #base: Schema | undefined;

  /** The types of `base` cannot be replaced: their JSON depends on their fields. */
  constructor(base?: Schema) {
    this.#base = base;
  }

  addMessage(type: MessageType): void {
    if (!this.#base?.findMessage(type.name)) this.#messages.set(type.name, type);
  }

  addEnum(type: EnumType): void {
    this.#enums.set(type.name, type);
  }

  findMessage(name: string): MessageType | undefined {
    return this.#messages.get(name) ?? this.#base?.findMessage(name);
  }

  message(name: string): MessageType {
    const found = this.findMessage(name);
    if (found) return found;
    throw new ProtobufProblem(`the schema has no message ${name}`);
  }

  enum(name: string): EnumType {
    const found = this.#enums.get(name) ?? this.#base?.enum(name);
    if (found) return found;
    throw new ProtobufProblem(`the schema has no enum ${name}`);
  }

  /** The entries of a map field; `undefined` for another field. */
  mapOf(field: Field): MessageType | undefined {
    if (field.type !== 'message' || !field.repeated) return undefined;
    const type = this.message(field.typeName);
    return type.isMapEntry ? type : undefined;
  }
}

/** The name of a field in canonical JSON: `userId` for `user_id`. */
export function jsonNameOf(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()).replaceAll('_', '');
}
