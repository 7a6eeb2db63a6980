import { BslArray } from './array.js';
import { define } from './object.js';
import { equal } from './operators.js';
import { collectionMethods, Row, RowCollection, rowMethods } from './row-collection.js';
import { Structure } from './structure.js';
import { type Column, Columns } from './table-columns.js';
import { TableIndexes } from './table-indexes.js';

export class TableRow extends Row {}

/** Rows with named columns. */
export class ValueTable extends RowCollection<TableRow> {
  readonly indexes: TableIndexes;

  constructor() {
    super(new Columns());
    this.indexes = new TableIndexes(this.columns);
  }

  protected newRow(): TableRow {
    return new TableRow(this);
  }

  /** A table with the same columns, and no rows. */
  emptyCopy(columns: readonly Column[] = this.columns.items): ValueTable {
    const copy = new ValueTable();
    copy.columns.addCopies(columns);
    return copy;
  }

  copyRows(rows: readonly TableRow[], columns: readonly Column[] = this.columns.items): ValueTable {
    const copy = this.emptyCopy(columns);
    for (const row of rows) {
      const added = copy.addRow();
      for (const [index, column] of columns.entries())
        added.values.set(copy.columns.items[index]!, row.get(column));
    }
    return copy;
  }

  groupBy(groups: readonly Column[], totals: readonly Column[]): void {
    const found: { first: TableRow; rows: TableRow[] }[] = [];
    for (const row of this.rows) {
      const group = found.find(({ first }) =>
        groups.every((column) => equal(first.get(column), row.get(column))),
      );
      if (group) group.rows.push(row);
      else found.push({ first: row, rows: [row] });
    }
    const kept = new Set([...groups, ...totals]);
    for (const column of [...this.columns.items])
      if (!kept.has(column)) this.columns.remove(column);
    this.columns.items.splice(0, Infinity, ...kept);
    for (const { first, rows } of found)
      for (const column of totals) first.values.set(column, this.total(column, rows) ?? 0);
    this.rows.splice(0, Infinity, ...found.map(({ first }) => first));
  }
}

define(TableRow, { type: 'СтрокаТаблицыЗначений ValueTableRow', methods: rowMethods });

define(ValueTable, {
  type: 'ТаблицаЗначений ValueTable',
  create: () => new ValueTable(),
  properties: {
    'Колонки Columns': {
      get(this: ValueTable) {
        return this.columns;
      },
    },
    'Индексы Indexes': {
      get(this: ValueTable) {
        return this.indexes;
      },
    },
  },
  methods: {
    ...collectionMethods,
    'Найти Find'(this: ValueTable, value: unknown, names: unknown) {
      return this.withValue(value, names);
    },
    'НайтиСтроки FindRows'(this: ValueTable, filter: unknown) {
      return new BslArray(this.matching(filter));
    },
    'Скопировать Copy'(this: ValueTable, rows: unknown, names: unknown) {
      const chosen =
        rows instanceof Structure
          ? this.matching(rows)
          : rows instanceof BslArray
            ? (rows.items as TableRow[])
            : this.rows;
      return this.copyRows(chosen, this.columns.list(names));
    },
    'СкопироватьКолонки CopyColumns'(this: ValueTable, names: unknown) {
      return this.emptyCopy(this.columns.list(names));
    },
    'ЗаполнитьЗначения FillValues'(this: ValueTable, value: unknown, names: unknown) {
      for (const row of this.rows)
        for (const column of this.columns.list(names)) row.set(column, value);
    },
    'Итог Total'(this: ValueTable, which: unknown) {
      return this.total(this.columns.get(which));
    },
    'Свернуть GroupBy'(this: ValueTable, groups: unknown, totals: unknown) {
      this.groupBy(this.columns.list(groups, false), this.columns.list(totals, false));
    },
    'Сортировать Sort'(this: ValueTable, order: unknown) {
      this.sort(order);
    },
  },
});
