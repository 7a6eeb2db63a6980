import { positionIn } from './collection.js';
import { BslObject, define } from './object.js';
import type { Column, Columns } from './table-columns.js';
import { toText } from './text.js';

/** Columns that a script declared to be searched often. All searches find the same without them. */
class TableIndex extends BslObject {
  readonly #columns: readonly Column[];
  readonly #of: Columns;

  constructor(columns: readonly Column[], of: Columns) {
    super();
    this.#columns = columns;
    this.#of = of;
  }

  /** Those that the table still has. */
  get names(): string[] {
    const left = this.#columns.filter((column) => this.#of.items.includes(column));
    return left.map(({ name }) => name);
  }

  override getIndex(index: unknown): unknown {
    const { names } = this;
    return names[positionIn(index, names.length)];
  }

  override toText(): string {
    return this.names.join(', ');
  }

  override iterate(): Iterable<unknown> {
    return this.names;
  }
}

export class TableIndexes extends BslObject {
  readonly columns: Columns;
  readonly items: TableIndex[] = [];

  constructor(columns: Columns) {
    super();
    this.columns = columns;
  }

  override getIndex(index: unknown): unknown {
    return this.items[positionIn(index, this.items.length)];
  }

  override iterate(): Iterable<unknown> {
    return this.items;
  }
}

define(TableIndex, {
  type: 'ИндексКоллекции CollectionIndex',
  methods: {
    'Количество Count'(this: TableIndex) {
      return this.names.length;
    },
  },
});

define(TableIndexes, {
  type: 'ИндексыКоллекции CollectionIndexes',
  methods: {
    'Добавить Add'(this: TableIndexes, names: unknown) {
      const index = new TableIndex(this.columns.list(toText(names), false), this.columns);
      this.items.push(index);
      return index;
    },
    'Количество Count'(this: TableIndexes) {
      return this.items.length;
    },
    'Удалить Delete'(this: TableIndexes, which: unknown) {
      const at = which instanceof TableIndex ? this.items.indexOf(which) : Number(which);
      this.items.splice(positionIn(at, this.items.length), 1);
    },
    'Очистить Clear'(this: TableIndexes) {
      this.items.length = 0;
    },
  },
});
