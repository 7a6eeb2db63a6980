import { currentLanguage, raise } from './errors.js';

/** A type of values: what `Type("Array")` and `TypeOf(x)` return. */
export class BslType {
  readonly ru: string;
  readonly en: string;
  /** Creates a value for `New`, if scripts can. */
  create: ((args: readonly unknown[]) => unknown) | undefined;
  /** The module of a script that defines it, which can define it again. */
  script: string | undefined;

  constructor(ru: string, en: string) {
    this.ru = ru;
    this.en = en;
  }

  toString(): string {
    return currentLanguage() === 'ru' ? this.ru : this.en;
  }
}

const byName = new Map<string, BslType>();

/** Registers a type by its names in both languages: `'Массив Array'`. */
export function declareType(names: string): BslType {
  const [ru = '', en = ru] = names.split(' ');
  const type = new BslType(ru.replaceAll('_', ' '), en.replaceAll('_', ' '));
  byName.set(ru.replaceAll('_', '').toLowerCase(), type);
  byName.set(en.replaceAll('_', '').toLowerCase(), type);
  return type;
}

/** Registers a type that a script defines. */
export function declareScriptType(
  name: string,
  script: string,
  create: BslType['create'],
): BslType {
  const type = new BslType(name, name);
  type.script = script;
  type.create = create;
  byName.set(name.toLowerCase(), type);
  return type;
}

/** The type with this name, in either language. */
export function findType(name: string): BslType | undefined {
  return byName.get(name.trim().toLowerCase());
}

export function typeNamed(name: string): BslType {
  return (
    findType(name) ??
    raise({ ru: `Тип не зарегистрирован (${name})`, en: `There is no type "${name}"` })
  );
}

/** The types of values that are not objects. */
export const TYPES = {
  undefined: declareType('Неопределено Undefined'),
  null: declareType('Null Null'),
  boolean: declareType('Булево Boolean'),
  number: declareType('Число Number'),
  string: declareType('Строка String'),
  date: declareType('Дата Date'),
  type: declareType('Тип Type'),
} as const;
