import { BslArray } from './array.js';
import { movedPosition, positionIn } from './collection.js';
import { raise } from './errors.js';
import { addNumbers, type BslNumber, integer, isNumber } from './numbers.js';
import { BslObject, noProperty } from './object.js';
import { equal } from './operators.js';
import { type SortKey, sorted } from './order.js';
import { Structure } from './structure.js';
import type { Column, Columns } from './table-columns.js';
import { toText } from './text.js';

/** A table or a tree: what has the columns of a row. */
interface Owner extends BslObject {
  readonly columns: Columns;
}

/** Values by column. */
export abstract class Row extends BslObject {
  readonly table: Owner;
  readonly values: Map<Column, unknown> = new Map();

  constructor(table: Owner) {
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

/** The methods of a row in scripts. */
export const rowMethods = {
  'Владелец Owner'(this: Row) {
    return this.table;
  },
  'Количество Count'(this: Row) {
    return this.table.columns.items.length;
  },
  'Получить Get'(this: Row, index: unknown) {
    return this.getIndex(index);
  },
  'Установить Set'(this: Row, index: unknown, value: unknown) {
    this.setIndex(index, value);
  },
};

/** The rows of a table, or those below a row of a tree. */
export abstract class RowCollection<R extends Row> extends BslObject {
  readonly columns: Columns;
  readonly rows: R[] = [];

  constructor(columns: Columns) {
    super();
    this.columns = columns;
  }

  protected abstract newRow(): R;

  addRow(): R {
    const row = this.newRow();
    this.rows.push(row);
    return row;
  }

  /** The position of a row, which scripts name by itself or by its position. */
  positionOf(row: unknown): number {
    if (!(row instanceof Row)) return positionIn(row, this.rows.length);
    const position = this.rows.indexOf(row as R);
    if (position >= 0) return position;
    return raise({ ru: 'Строка не принадлежит таблице', en: 'The row is not in the table' });
  }

  /** The rows whose columns have the values of a structure. */
  matching(filter: unknown, rows: Iterable<R> = this.rows): R[] {
    if (!(filter instanceof Structure))
      return raise({ ru: 'Нужна структура отбора', en: 'A filter must be a structure' });
    const wanted = [...filter.entries.values()].map(
      ({ name, value }) => [this.columns.get(name), value] as const,
    );
    return [...rows].filter((row) =>
      wanted.every(([column, value]) => equal(row.get(column), value)),
    );
  }

  /** The first row with a value in one of the columns that a list names. */
  withValue(value: unknown, names: unknown, rows: Iterable<R> = this.rows): R | undefined {
    const columns = this.columns.list(names);
    for (const row of rows) if (columns.some((column) => equal(row.get(column), value))) return row;
    return undefined;
  }

  total(column: Column, rows: Iterable<R> = this.rows): BslNumber | undefined {
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

  sort(order: unknown): void {
    const keys: SortKey<R>[] = toText(order)
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

type Rows = RowCollection<Row>;

/** The methods of all collections of rows in scripts. */
export const collectionMethods = {
  'Добавить Add'(this: Rows) {
    return this.addRow();
  },
  'Вставить Insert'(this: Rows, index: unknown) {
    const row = this.addRow();
    this.rows.splice(integer(index, 1), 0, this.rows.pop()!);
    return row;
  },
  'Количество Count'(this: Rows) {
    return this.rows.length;
  },
  'Получить Get'(this: Rows, index: unknown) {
    return this.getIndex(index);
  },
  'Индекс IndexOf'(this: Rows, row: unknown) {
    return this.rows.indexOf(row as Row);
  },
  'Удалить Delete'(this: Rows, row: unknown) {
    this.rows.splice(this.positionOf(row), 1);
  },
  'Очистить Clear'(this: Rows) {
    this.rows.length = 0;
  },
  'Сдвинуть Move'(this: Rows, row: unknown, by: unknown) {
    const from = this.positionOf(row);
    const to = movedPosition(from, integer(by, 2), this.rows.length);
    this.rows.splice(to, 0, ...this.rows.splice(from, 1));
  },
  'ВыгрузитьКолонку UnloadColumn'(this: Rows, which: unknown) {
    const column = this.columns.get(which);
    return new BslArray(this.rows.map((row) => row.get(column)));
  },
  'ЗагрузитьКолонку LoadColumn'(this: Rows, values: BslArray, which: unknown) {
    const column = this.columns.get(which);
    for (const [index, row] of this.rows.entries()) {
      if (index < values.items.length) row.set(column, values.items[index]);
    }
  },
  'ВыбратьСтроку ChooseRow'(this: Rows) {
    return undefined;
  },
};
