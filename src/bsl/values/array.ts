import { positionIn, readOnlyElements } from './collection.js';
import { raise } from './errors.js';
import { integer, isNumber } from './numbers.js';
import { BslObject, define } from './object.js';
import { equal } from './operators.js';

export class BslArray extends BslObject {
  readonly items: unknown[];

  constructor(items: unknown[] = []) {
    super();
    this.items = items;
  }

  override getIndex(index: unknown): unknown {
    if (!isNumber(index)) return super.getIndex(index);
    return this.items[positionIn(index, this.items.length)];
  }

  override setIndex(index: unknown, value: unknown): void {
    this.items[positionIn(index, this.items.length)] = value;
  }

  override iterate(): Iterable<unknown> {
    return this.items;
  }

  override get isFilled(): boolean {
    return this.items.length > 0;
  }
}

export class FixedArray extends BslArray {
  override setIndex(): void {
    readOnlyElements();
  }
}

const reading = {
  'Количество Count'(this: BslArray) {
    return this.items.length;
  },
  'ВГраница UBound'(this: BslArray) {
    return this.items.length - 1;
  },
  'Получить Get'(this: BslArray, index: unknown) {
    return this.getIndex(index);
  },
  'Найти Find'(this: BslArray, value: unknown) {
    const found = this.items.findIndex((item) => equal(item, value));
    return found < 0 ? undefined : found;
  },
};

define(BslArray, {
  type: 'Массив Array',
  create: (...sizes: unknown[]) => {
    if (sizes[0] instanceof BslArray && sizes.length === 1)
      return new BslArray([...sizes[0].items]);
    return arrayOf(sizes.map((size, index) => integer(size, index + 1)));
  },
  methods: {
    ...reading,
    'Добавить Add'(this: BslArray, value: unknown) {
      this.items.push(value);
    },
    'Вставить Insert'(this: BslArray, index: unknown, value: unknown) {
      const position = integer(index, 1);
      if (position < 0) positionIn(position, this.items.length);
      while (this.items.length < position) this.items.push(undefined);
      this.items.splice(position, 0, value);
    },
    'Удалить Delete'(this: BslArray, index: unknown) {
      this.items.splice(positionIn(index, this.items.length), 1);
    },
    'Очистить Clear'(this: BslArray) {
      this.items.length = 0;
    },
    'Установить Set'(this: BslArray, index: unknown, value: unknown) {
      this.setIndex(index, value);
    },
  },
});

define(FixedArray, {
  type: 'ФиксированныйМассив FixedArray',
  create: (source?: unknown) => {
    if (source instanceof BslArray) return new FixedArray([...source.items]);
    return raise({ ru: 'Нужен массив', en: 'FixedArray needs an array' });
  },
  methods: reading,
});
for (const name of [
  'добавить',
  'add',
  'вставить',
  'insert',
  'удалить',
  'delete',
  'очистить',
  'clear',
  'установить',
  'set',
])
  Object.defineProperty(FixedArray.prototype, `m$${name}`, { value: undefined });

/** An array of arrays, for several sizes. */
function arrayOf([size = 0, ...inner]: readonly number[]): BslArray {
  if (size < 0)
    raise({ ru: 'Размер не может быть отрицательным', en: 'A size cannot be negative' });
  const items = Array.from({ length: size }, () => (inner.length > 0 ? arrayOf(inner) : undefined));
  return new BslArray(items);
}
