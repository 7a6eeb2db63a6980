import { raise } from './errors.js';
import { type BslType, declareType, TYPES } from './types.js';

/** A method as the library defines it: `this` is the object. */
// biome-ignore lint/suspicious/noExplicitAny: each method knows its arguments.
type Native = (this: any, ...args: any[]) => unknown;

export interface Property {
  // biome-ignore lint/suspicious/noExplicitAny: each property knows its object.
  get?: (this: any) => unknown;
  // biome-ignore lint/suspicious/noExplicitAny: each property knows its object.
  set?: (this: any, value: any) => void;
}

/** What a class of values has in scripts. Names are in both languages: `'Добавить Add'`. */
export interface Members {
  type: string;
  methods?: Readonly<Record<string, Native>>;
  properties?: Readonly<Record<string, Property>>;
  /** For `New`. */
  create?: (...args: never[]) => unknown;
}

/** An argument that a call leaves out: `f(a,,b)`. */
export const skipped: unique symbol = Symbol('skipped');

/** A method with this name in lower case is a property of JavaScript objects under this key. */
export const METHOD = 'm$';

/** Any value other than numbers, strings and the like. */
export abstract class BslObject {
  /** Its type, which `define` sets. */
  get $type(): BslType {
    return TYPES.undefined;
  }

  declare readonly $properties: ReadonlyMap<string, Property>;

  /** The text of the value, as `String(value)` returns it. */
  toText(): string {
    return String(this.$type);
  }

  /** The value of a property. Names are in lower case. */
  getProperty(name: string, shown: string): unknown {
    const property = this.$properties.get(name);
    if (!property) return noProperty(shown);
    if (!property.get)
      return raise({
        ru: `Свойство ${shown} недоступно для чтения`,
        en: `Property ${shown} cannot be read`,
      });
    return property.get.call(this);
  }

  setProperty(name: string, value: unknown, shown: string): void {
    const property = this.$properties.get(name);
    if (!property) noProperty(shown);
    if (!property.set)
      raise({
        ru: `Свойство ${shown} недоступно для записи`,
        en: `Property ${shown} is read-only`,
      });
    property.set.call(this, value);
  }

  getIndex(index: unknown): unknown {
    if (typeof index === 'string') return this.getProperty(index.toLowerCase(), index);
    return noIndex();
  }

  setIndex(index: unknown, value: unknown): void {
    if (typeof index !== 'string') noIndex();
    this.setProperty(index.toLowerCase(), value, index);
  }

  /** The values that `For Each` goes over. */
  iterate(): Iterable<unknown> {
    return raise({
      ru: 'Итератор не определен',
      en: `${this.toText()} is not a collection: For Each cannot go over it`,
    });
  }

  /** True if it equals another object: by default only itself. */
  equals(other: unknown): boolean {
    return this === other;
  }

  /** What equal objects have in common, as the key of a map. */
  get hashKey(): unknown {
    return this;
  }

  /** False for an object that `ValueIsFilled` calls empty. */
  get isFilled(): boolean {
    return true;
  }
}

Object.defineProperty(BslObject.prototype, '$properties', { value: new Map(), configurable: true });

// biome-ignore lint/suspicious/noExplicitAny: any class.
type AnyClass = abstract new (...args: any[]) => BslObject;

/** Tells scripts what the objects of a class can do. */
export function define(target: AnyClass, { type, create, ...members }: Members): BslType {
  const declared = declareType(type);
  if (create) declared.create = creator(create);
  Object.defineProperty(target.prototype, '$type', { value: declared });
  extend(target, members);
  return declared;
}

/** What `New` calls. An argument that is left out is undefined. */
export function creator(create: NonNullable<Members['create']>): BslType['create'] {
  const call = create as (...args: unknown[]) => unknown;
  return (args) => call(...args.map((arg) => (arg === skipped ? undefined : arg)));
}

/** Adds to what the objects of a class can do. */
export function extend(
  { prototype }: AnyClass,
  { methods = {}, properties = {} }: Pick<Members, 'methods' | 'properties'>,
): void {
  for (const [names, native] of Object.entries(methods)) {
    for (const name of names.split(' ')) {
      Object.defineProperty(prototype, METHOD + name.toLowerCase(), { value: native });
    }
  }
  const all = new Map<string, Property>(prototype.$properties);
  for (const [names, property] of Object.entries(properties)) {
    for (const name of names.split(' ')) all.set(name.toLowerCase(), property);
  }
  Object.defineProperty(prototype, '$properties', { value: all, configurable: true });
}

export function noProperty(name: string): never {
  return raise({
    ru: `Свойство объекта не обнаружено (${name})`,
    en: `The object has no property "${name}"`,
  });
}

export function notAnObject(): never {
  return raise({
    ru: 'Значение не является значением объектного типа',
    en: 'The value is not an object',
  });
}

function noIndex(): never {
  return raise({
    ru: 'Объект не поддерживает доступ по индексу',
    en: 'The object cannot be indexed with this value',
  });
}
