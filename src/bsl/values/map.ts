import { Decimal } from 'decimal.js-light';
import { KeyAndValue, readOnlyElements } from './collection.js';
import { BslDate } from './date.js';
import { raise } from './errors.js';
import { BslObject, define } from './object.js';

/** What equal keys have in common: objects of JavaScript are compared by identity. */
function keyOf(key: unknown): unknown {
  if (typeof key !== 'object' || key === null) return key;
  if (key instanceof BslDate) return `date ${key.time}\0`;
  if (key instanceof Decimal) return `number ${key.toFixed()}\0`;
  return key instanceof BslObject ? key.hashKey : key;
}

/** Values by keys of any type. Strings are compared with case. */
export class BslMap extends BslObject {
  readonly entries: Map<unknown, { key: unknown; value: unknown }> = new Map();

  static of(values: Iterable<readonly [unknown, unknown]>): BslMap {
    const map = new BslMap();
    for (const [key, value] of values) map.insert(key, value);
    return map;
  }

  insert(key: unknown, value: unknown): void {
    const known = keyOf(key);
    const entry = this.entries.get(known);
    if (entry) entry.value = value;
    else this.entries.set(known, { key, value });
  }

  has(key: unknown): boolean {
    return this.entries.has(keyOf(key));
  }

  get(key: unknown): unknown {
    return this.entries.get(keyOf(key))?.value;
  }

  delete(key: unknown): void {
    this.entries.delete(keyOf(key));
  }

  override getIndex(key: unknown): unknown {
    return this.get(key);
  }

  override setIndex(key: unknown, value: unknown): void {
    this.insert(key, value);
  }

  override *iterate(): Iterable<unknown> {
    for (const { key, value } of [...this.entries.values()]) yield new KeyAndValue(key, value);
  }

  override get isFilled(): boolean {
    return this.entries.size > 0;
  }
}

export class FixedMap extends BslMap {
  override getIndex(key: unknown): unknown {
    if (this.has(key)) return this.get(key);
    return raise({
      ru: 'Значение, соответствующее ключу, не задано',
      en: 'The map has no value for this key',
    });
  }

  override setIndex(): void {
    readOnlyElements();
  }
}

const reading = {
  'Количество Count'(this: BslMap) {
    return this.entries.size;
  },
  'Получить Get'(this: BslMap, key: unknown) {
    return this.get(key);
  },
};

function copy(from: unknown, to: BslMap): BslMap {
  if (from instanceof BslMap)
    for (const { key, value } of from.entries.values()) to.insert(key, value);
  else if (from !== undefined) raise({ ru: 'Нужно соответствие', en: 'FixedMap needs a map' });
  return to;
}

define(BslMap, {
  type: 'Соответствие Map',
  create: (source?: unknown) => copy(source, new BslMap()),
  methods: {
    ...reading,
    'Вставить Insert'(this: BslMap, key: unknown, value: unknown) {
      this.insert(key, value);
    },
    'Удалить Delete'(this: BslMap, key: unknown) {
      this.delete(key);
    },
    'Очистить Clear'(this: BslMap) {
      this.entries.clear();
    },
  },
});

define(FixedMap, {
  type: 'ФиксированноеСоответствие FixedMap',
  create: (source?: unknown) => copy(source, new FixedMap()),
  methods: reading,
});
for (const name of ['вставить', 'insert', 'удалить', 'delete', 'очистить', 'clear'])
  Object.defineProperty(FixedMap.prototype, `m$${name}`, { value: undefined });
