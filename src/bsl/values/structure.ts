import { KeyAndValue } from './collection.js';
import { badArgument, raise } from './errors.js';
import { BslObject, define, noProperty } from './object.js';
import { toText } from './text.js';

/** Values by names, which are compared without case. */
export class Structure extends BslObject {
  /** By name in lower case. */
  readonly entries: Map<string, { name: string; value: unknown }> = new Map();

  static of(values: Iterable<readonly [string, unknown]>): Structure {
    const structure = new Structure();
    for (const [name, value] of values) structure.insert(name, value);
    return structure;
  }

  insert(name: string, value: unknown): void {
    if (!IDENTIFIER.test(name))
      raise({
        ru: `Недопустимое значение ключа (${name})`,
        en: `"${name}" cannot be the key of a structure`,
      });
    const known = this.entries.get(name.toLowerCase());
    if (known) known.value = value;
    else this.entries.set(name.toLowerCase(), { name, value });
  }

  get(name: string): unknown {
    return this.entries.get(name.toLowerCase())?.value;
  }

  override getProperty(name: string, shown: string): unknown {
    const found = this.entries.get(name);
    return found ? found.value : noProperty(shown);
  }

  override setProperty(name: string, value: unknown, shown: string): void {
    const found = this.entries.get(name);
    if (!found) noProperty(shown);
    found.value = value;
  }

  override *iterate(): Iterable<unknown> {
    for (const { name, value } of [...this.entries.values()]) yield new KeyAndValue(name, value);
  }

  override get isFilled(): boolean {
    return this.entries.size > 0;
  }
}

const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;

export class FixedStructure extends Structure {
  override setProperty(): void {
    raise({
      ru: 'Фиксированную структуру нельзя изменить',
      en: 'A fixed structure cannot be changed',
    });
  }
}

/** From names and values, or from another structure. */
function fill(structure: Structure, names: unknown, values: readonly unknown[]): Structure {
  if (names === undefined) return values.length > 0 ? badArgument(1) : structure;
  if (names instanceof Structure) {
    if (values.length > 0) badArgument(1);
    for (const { name, value } of names.entries.values()) structure.insert(name, value);
    return structure;
  }
  if (typeof names !== 'string') badArgument(1);
  // Names that are left out have no values.
  const listed = names.split(',').map((name) => name.trim());
  for (const [index, name] of listed.filter((one) => one !== '').entries())
    structure.insert(name, values[index]);
  return structure;
}

const reading = {
  'Количество Count'(this: Structure) {
    return this.entries.size;
  },
  'Свойство Property': Object.assign(
    function (this: Structure, name: unknown, found?: { v: unknown }) {
      const entry = this.entries.get(toText(name).trim().toLowerCase());
      if (found && typeof found === 'object' && 'v' in found) found.v = entry?.value;
      return entry !== undefined;
    },
    { references: new Set([1]) },
  ),
};

define(Structure, {
  type: 'Структура Structure',
  create: (names?: unknown, ...values: unknown[]) => fill(new Structure(), names, values),
  methods: {
    ...reading,
    'Вставить Insert'(this: Structure, name: unknown, value: unknown) {
      this.insert(toText(name).trim(), value);
    },
    'Удалить Delete'(this: Structure, name: unknown) {
      this.entries.delete(toText(name).trim().toLowerCase());
    },
    'Очистить Clear'(this: Structure) {
      this.entries.clear();
    },
  },
});

define(FixedStructure, {
  type: 'ФиксированнаяСтруктура FixedStructure',
  create: (names?: unknown, ...values: unknown[]) => fill(new FixedStructure(), names, values),
  methods: reading,
});
for (const name of ['вставить', 'insert', 'удалить', 'delete', 'очистить', 'clear'])
  Object.defineProperty(FixedStructure.prototype, `m$${name}`, { value: undefined });

define(KeyAndValue, {
  type: 'КлючИЗначение KeyAndValue',
  properties: {
    'Ключ Key': {
      get(this: KeyAndValue) {
        return this.key;
      },
    },
    'Значение Value': {
      get(this: KeyAndValue) {
        return this.value;
      },
    },
  },
});
