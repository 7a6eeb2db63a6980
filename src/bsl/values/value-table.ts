import { BslArray } from './array.js';
import { movedPosition, positionIn } from './collection.js';
import { raise } from './errors.js';
import { addNumbers, type BslNumber, integer, isNumber } from './numbers.js';
import { BslObject, define, noProperty } from './object.js';
import { equal } from './operators.js';
import { type SortKey, sorted } from './order.js';
import { Structure } from './structure.js';
import { type Column, Columns } from './table-columns.js';
import { TableIndexes } from './table-indexes.js';
import { toText } from './text.js';

export class TableRow extends BslObject {
  readonly table: ValueTable;
  readonly values: Map<Column, unknown> = new Map();

  constructor(table: ValueTable) {
    super();
    this.table = table;
  }

  get(column: Column): unknown {
    return this.values.has(column) ? this.values.get(column) : column.types.empty();
  }

  set(column: Column, value: unknown): void {
    this.values.set(column, column.types.adjust(value));
  }

  override getProperty(name: string, shown: string): unknown {
    const column = this.table.columns.find(name);
    return column ? this.get(column) : noProperty(shown);
  }

  override setProperty(name: string, value: unknown, shown: string): void {
    const column = this.table.columns.find(name);
    if (!column) noProperty(shown);
    this.set(column, value);
  }

  override getIndex(index: unknown): unknown {
    return this.get(this.table.columns.get(index));
  }

  override setIndex(index: unknown, value: unknown): void {
    this.set(this.table.columns.get(index), value);
  }

  override iterate(): Iterable<unknown> {
    return this.table.columns.items.map((column) => this.get(column));
  }
}

/** Rows with named columns. */
export class ValueTable extends BslObject {
  readonly columns: Columns = new Columns();
  readonly rows: TableRow[] = [];
  readonly indexes: TableIndexes = new TableIndexes(this.columns);

  addRow(): TableRow {
    const row = new TableRow(this);
    this.rows.push(row);
    return row;
  }

  /** The position of a row, which scripts name by itself or by its position. */
  positionOf(row: unknown): number {
    if (!(row instanceof TableRow)) return positionIn(row, this.rows.length);
    const position = this.rows.indexOf(row);
    if (position >= 0) return position;
    return raise({ ru: 'Строка не принадлежит таблице', en: 'The row is not in the table' });
  }

  /** The rows whose columns have the values of a structure. */
  matching(filter: unknown): TableRow[] {
    if (!(filter instanceof Structure))
      return raise({ ru: 'Нужна структура отбора', en: 'A filter must be a structure' });
    const wanted = [...filter.entries.values()].map(
      ({ name, value }) => [this.columns.get(name), value] as const,
    );
    return this.rows.filter((row) =>
      wanted.every(([column, value]) => equal(row.get(column), value)),
    );
  }

  /** A table with the same columns, and no rows. */
  emptyCopy(columns: readonly Column[] = this.columns.items): ValueTable {
    const copy = new ValueTable();
    for (const { name, types, title, width } of columns)
      copy.columns.add(name, types, title, width);
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

  total(column: Column, rows: readonly TableRow[] = this.rows): BslNumber | undefined {
    let sum: BslNumber = 0;
    let found = false;
    for (const row of rows) {
      const value = row.get(column);
      if (!isNumber(value)) continue;
      sum = addNumbers(sum, value);
      found = true;
    }
    return found || column.types.types.length > 0 ? sum : undefined;
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

  sort(order: unknown): void {
    const keys: SortKey<TableRow>[] = toText(order)
      .split(',')
      .map((part) => {
        const [name = '', direction = ''] = part.trim().split(/\s+/);
        const column = this.columns.get(name);
        return { by: (row) => row.get(column), order: /^(?:убыв|desc)$/i.test(direction) ? -1 : 1 };
      });
    this.rows.splice(0, Infinity, ...sorted(this.rows, keys));
  }

  override getIndex(index: unknown): unknown {
    if (!isNumber(index)) return super.getIndex(index);
    return this.rows[positionIn(index, this.rows.length)];
  }

  override iterate(): Iterable<unknown> {
    return this.rows;
  }

  override get isFilled(): boolean {
    return this.rows.length > 0;
  }
}

define(TableRow, {
  type: 'СтрокаТаблицыЗначений ValueTableRow',
  methods: {
    'Владелец Owner'(this: TableRow) {
      return this.table;
    },
    'Количество Count'(this: TableRow) {
      return this.table.columns.items.length;
    },
    'Получить Get'(this: TableRow, index: unknown) {
      return this.getIndex(index);
    },
    'Установить Set'(this: TableRow, index: unknown, value: unknown) {
      this.setIndex(index, value);
    },
  },
});

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
    'Добавить Add'(this: ValueTable) {
      return this.addRow();
    },
    'Вставить Insert'(this: ValueTable, index: unknown) {
      const row = this.addRow();
      this.rows.splice(integer(index, 1), 0, this.rows.pop()!);
      return row;
    },
    'Количество Count'(this: ValueTable) {
      return this.rows.length;
    },
    'Получить Get'(this: ValueTable, index: unknown) {
      return this.getIndex(index);
    },
    'Индекс IndexOf'(this: ValueTable, row: unknown) {
      return this.rows.indexOf(row as TableRow);
    },
    'Удалить Delete'(this: ValueTable, row: unknown) {
      this.rows.splice(this.positionOf(row), 1);
    },
    'Очистить Clear'(this: ValueTable) {
      this.rows.length = 0;
    },
    'Сдвинуть Move'(this: ValueTable, row: unknown, by: unknown) {
      const from = this.positionOf(row);
      const to = movedPosition(from, integer(by, 2), this.rows.length);
      this.rows.splice(to, 0, ...this.rows.splice(from, 1));
    },
    'Найти Find'(this: ValueTable, value: unknown, names: unknown) {
      const columns = this.columns.list(names);
      return this.rows.find((row) => columns.some((column) => equal(row.get(column), value)));
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
    'ВыгрузитьКолонку UnloadColumn'(this: ValueTable, which: unknown) {
      const column = this.columns.get(which);
      return new BslArray(this.rows.map((row) => row.get(column)));
    },
    'ЗагрузитьКолонку LoadColumn'(this: ValueTable, values: BslArray, which: unknown) {
      const column = this.columns.get(which);
      for (const [index, row] of this.rows.entries()) {
        if (index < values.items.length) row.set(column, values.items[index]);
      }
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
    'ВыбратьСтроку ChooseRow'(this: ValueTable) {
      return undefined;
    },
  },
});
