import { positionIn } from './collection.js';
import { raise } from './errors.js';
import { isNumber } from './numbers.js';
import { BslObject, define } from './object.js';
import { toText } from './text.js';
import { TypeDescription } from './type-description.js';

export class Column extends BslObject {
  readonly columns: Columns;
  name: string;
  title: string;
  readonly types: TypeDescription;
  width: unknown;

  constructor(
    columns: Columns,
    name: string,
    types: TypeDescription,
    title: string,
    width: unknown,
  ) {
    super();
    this.columns = columns;
    this.name = name;
    this.types = types;
    this.title = title;
    this.width = width;
  }
}

/** The columns of a table or of a tree. Rows hold their values by column. */
export class Columns extends BslObject {
  readonly items: Column[] = [];
  readonly #byName = new Map<string, Column>();

  find(name: string): Column | undefined {
    return this.#byName.get(name.trim().toLowerCase());
  }

  add(name: string, types = new TypeDescription([]), title = name, width?: unknown): Column {
    const own = name.trim() || this.#freeName();
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(own))
      raise({
        ru: `Неправильное имя колонки "${own}"`,
        en: `"${own}" cannot be the name of a column`,
      });
    if (this.find(own))
      raise({ ru: `Колонка "${own}" уже есть`, en: `There already is a column "${own}"` });
    const column = new Column(this, own, types, title || own, width);
    this.items.push(column);
    this.#byName.set(own.toLowerCase(), column);
    return column;
  }

  /** Adds columns like those of another table. */
  addCopies(columns: readonly Column[]): void {
    for (const { name, types, title, width } of columns) this.add(name, types, title, width);
  }

  remove(column: Column): void {
    this.items.splice(this.items.indexOf(column), 1);
    this.#byName.delete(column.name.toLowerCase());
  }

  rename(column: Column, name: string): void {
    if (this.find(name) && this.find(name) !== column)
      raise({ ru: `Колонка "${name}" уже есть`, en: `There already is a column "${name}"` });
    this.#byName.delete(column.name.toLowerCase());
    if (column.title === column.name) column.title = name;
    column.name = name;
    this.#byName.set(name.toLowerCase(), column);
  }

  /** A column by its name, its position or itself. */
  get(which: unknown): Column {
    if (isNumber(which)) return this.items[positionIn(which, this.items.length)]!;
    const found = which instanceof Column ? which : this.find(toText(which));
    if (found && this.items.includes(found)) return found;
    const name = toText(which);
    return raise({ ru: `Неверное имя колонки "${name}"`, en: `There is no column "${name}"` });
  }

  /** Columns by a list of names; all of them for an empty one. */
  list(names: unknown, orAll = true): Column[] {
    const text = toText(names);
    if (text.trim() === '') return orAll ? [...this.items] : [];
    return [
      ...new Set(
        text
          .split(',')
          .filter((name) => name.trim())
          .map((name) => this.get(name.trim())),
      ),
    ];
  }

  override getProperty(name: string, shown: string): unknown {
    return this.find(name) ?? super.getProperty(name, shown);
  }

  override getIndex(index: unknown): unknown {
    return this.get(index);
  }

  override iterate(): Iterable<unknown> {
    return [...this.items];
  }

  #freeName(): string {
    for (let number = 1; ; number++) if (!this.find(`Колонка${number}`)) return `Колонка${number}`;
  }
}

define(Column, {
  type: 'КолонкаТаблицыЗначений ValueTableColumn',
  properties: {
    'Имя Name': {
      get(this: Column) {
        return this.name;
      },
      set(this: Column, name: unknown) {
        this.columns.rename(this, toText(name));
      },
    },
    'Заголовок Title': {
      get(this: Column) {
        return this.title;
      },
      set(this: Column, title: unknown) {
        this.title = toText(title);
      },
    },
    'ТипЗначения ValueType': {
      get(this: Column) {
        return this.types;
      },
    },
    'Ширина Width': {
      get(this: Column) {
        return this.width ?? 0;
      },
      set(this: Column, width: unknown) {
        this.width = width;
      },
    },
  },
});

function described(types: unknown): TypeDescription {
  return types instanceof TypeDescription ? types : new TypeDescription([]);
}

define(Columns, {
  type: 'КоллекцияКолонокТаблицыЗначений ValueTableColumnCollection',
  methods: {
    'Добавить Add'(this: Columns, name: unknown, types: unknown, title: unknown, width: unknown) {
      return this.add(toText(name), described(types), toText(title), width);
    },
    'Вставить Insert'(
      this: Columns,
      index: number,
      name: unknown,
      types: unknown,
      title: unknown,
      width: unknown,
    ) {
      const column = this.add(toText(name), described(types), toText(title), width);
      this.items.splice(index, 0, this.items.pop()!);
      return column;
    },
    'Количество Count'(this: Columns) {
      return this.items.length;
    },
    'Найти Find'(this: Columns, name: unknown) {
      return this.find(toText(name));
    },
    'Получить Get'(this: Columns, index: unknown) {
      return this.get(index);
    },
    'Индекс IndexOf'(this: Columns, column: unknown) {
      return this.items.indexOf(column as Column);
    },
    'Удалить Delete'(this: Columns, which: unknown) {
      this.remove(this.get(which));
    },
    'Очистить Clear'(this: Columns) {
      for (const column of [...this.items]) this.remove(column);
    },
    'Сдвинуть Move'(this: Columns, which: unknown, by: number) {
      const from = this.items.indexOf(this.get(which));
      const to = positionIn(from + by, this.items.length);
      this.items.splice(to, 0, ...this.items.splice(from, 1));
    },
  },
});
