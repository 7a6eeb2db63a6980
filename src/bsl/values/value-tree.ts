import { BslArray } from './array.js';
import { badArgument, raise } from './errors.js';
import { BslObject, define } from './object.js';
import { collectionMethods, Row, RowCollection, rowMethods } from './row-collection.js';
import { Structure } from './structure.js';
import { type Column, Columns } from './table-columns.js';

/** A row of a tree, with the rows below it. */
class TreeRow extends Row {
  readonly parent: TreeRow | undefined;
  readonly children: TreeRows;

  constructor(tree: ValueTree, parent: TreeRow | undefined) {
    super(tree);
    this.parent = parent;
    this.children = new TreeRows(tree, this);
  }

  get level(): number {
    let level = 0;
    for (let { parent } = this as TreeRow; parent; parent = parent.parent) level++;
    return level;
  }

  // What every row has is found before a column of that name.
  override getProperty(name: string, shown: string): unknown {
    const own = this.$properties.get(name);
    return own?.get ? own.get.call(this) : super.getProperty(name, shown);
  }

  override setProperty(name: string, value: unknown, shown: string): void {
    if (this.$properties.has(name))
      raise({
        ru: `Свойство ${shown} недоступно для записи`,
        en: `Property ${shown} is read-only`,
      });
    super.setProperty(name, value, shown);
  }
}

/** The rows of one level below a row, or the first of a tree. */
class TreeRows extends RowCollection<TreeRow> {
  readonly tree: ValueTree;
  readonly parent: TreeRow | undefined;

  constructor(tree: ValueTree, parent?: TreeRow) {
    super(tree.columns);
    this.tree = tree;
    this.parent = parent;
  }

  protected newRow(): TreeRow {
    return new TreeRow(this.tree, this.parent);
  }

  /** These rows, each followed by those below it if they are wanted. A tree may be of any depth. */
  *each(isDeep: unknown): Generator<TreeRow> {
    const left = [...this.rows].reverse();
    for (let row = left.pop(); row; row = left.pop()) {
      yield row;
      if (isDeep === true) for (const child of [...row.children.rows].reverse()) left.push(child);
    }
  }

  sortAll(order: unknown, isDeep: unknown): void {
    this.sort(order);
    if (isDeep === true) for (const { children } of this.each(true)) children.sort(order);
  }
}

export class ValueTree extends BslObject {
  readonly columns: Columns = new Columns();
  readonly rows: TreeRows = new TreeRows(this);

  /** A tree with these columns of these rows and of all below them. */
  copy(rows: readonly TreeRow[], columns: readonly Column[]): ValueTree {
    const copy = new ValueTree();
    copy.columns.addCopies(columns);
    const left = rows.map((row) => ({ row, to: copy.rows })).reverse();
    for (let next = left.pop(); next; next = left.pop()) {
      const { row, to } = next;
      const added = to.addRow();
      for (const [index, column] of columns.entries())
        added.values.set(copy.columns.items[index]!, row.get(column));
      for (const child of [...row.children.rows].reverse())
        left.push({ row: child, to: added.children });
    }
    return copy;
  }

  override get isFilled(): boolean {
    return this.rows.isFilled;
  }
}

define(TreeRow, {
  type: 'СтрокаДереваЗначений ValueTreeRow',
  properties: {
    'Родитель Parent': {
      get(this: TreeRow) {
        return this.parent;
      },
    },
    'Строки Rows': {
      get(this: TreeRow) {
        return this.children;
      },
    },
  },
  methods: {
    ...rowMethods,
    'Уровень Level'(this: TreeRow) {
      return this.level;
    },
  },
});

define(TreeRows, {
  type: 'КоллекцияСтрокДереваЗначений ValueTreeRowCollection',
  properties: {
    'Родитель Parent': {
      get(this: TreeRows) {
        return this.parent;
      },
    },
  },
  methods: {
    ...collectionMethods,
    'Владелец Owner'(this: TreeRows) {
      return this.tree;
    },
    'Найти Find'(this: TreeRows, value: unknown, names?: unknown, isDeep?: unknown) {
      return this.withValue(value, names, this.each(isDeep));
    },
    'НайтиСтроки FindRows'(this: TreeRows, filter: unknown, isDeep?: unknown) {
      return new BslArray(this.matching(filter, this.each(isDeep)));
    },
    'Итог Total'(this: TreeRows, which: unknown, isDeep?: unknown) {
      return this.total(this.columns.get(which), this.each(isDeep));
    },
    'Сортировать Sort'(this: TreeRows, order: unknown, isDeep?: unknown) {
      this.sortAll(order, isDeep);
    },
  },
});

function chosenRows(tree: ValueTree, rows: unknown): readonly TreeRow[] {
  if (rows === undefined) return tree.rows.rows;
  if (rows instanceof Structure) return tree.rows.matching(rows);
  if (!(rows instanceof BslArray)) return badArgument(1);
  return rows.items.map((row) => (row instanceof TreeRow ? row : badArgument(1)));
}

define(ValueTree, {
  type: 'ДеревоЗначений ValueTree',
  create: () => new ValueTree(),
  properties: {
    'Колонки Columns': {
      get(this: ValueTree) {
        return this.columns;
      },
    },
    'Строки Rows': {
      get(this: ValueTree) {
        return this.rows;
      },
    },
  },
  methods: {
    'Скопировать Copy'(this: ValueTree, rows?: unknown, names?: unknown) {
      return this.copy(chosenRows(this, rows), this.columns.list(names));
    },
  },
});
