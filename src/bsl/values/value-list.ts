import { BslArray } from './array.js';
import { movedPosition, positionIn, readOnlyElements } from './collection.js';
import { badArgument, raise } from './errors.js';
import { integer, isNumber } from './numbers.js';
import { BslObject, define } from './object.js';
import { equal } from './operators.js';
import { sorted } from './order.js';
import { toText } from './text.js';

export class ListItem extends BslObject {
  value: unknown;
  presentation: string;
  checked: boolean;
  picture: unknown;
  readonly id: number;

  constructor(
    id: number,
    value: unknown,
    presentation: string,
    checked: boolean,
    picture: unknown,
  ) {
    super();
    this.id = id;
    this.value = value;
    this.presentation = presentation;
    this.checked = checked;
    this.picture = picture;
  }

  override toText(): string {
    return this.presentation || toText(this.value);
  }
}

/** Values with texts and marks. */
export class ValueList extends BslObject {
  readonly items: ListItem[] = [];
  #ids = 0;

  item(value: unknown, presentation?: unknown, checked?: unknown, picture?: unknown): ListItem {
    return new ListItem(this.#ids++, value, toText(presentation), checked === true, picture);
  }

  override getIndex(index: unknown): unknown {
    if (!isNumber(index)) return super.getIndex(index);
    return this.items[positionIn(index, this.items.length)];
  }

  override setIndex(): void {
    readOnlyElements();
  }

  override iterate(): Iterable<unknown> {
    return this.items;
  }

  override get isFilled(): boolean {
    return this.items.length > 0;
  }

  /** The position of an item, which scripts name by itself or by its position. */
  positionOf(item: unknown): number {
    if (!(item instanceof ListItem)) return positionIn(item, this.items.length);
    const position = this.items.indexOf(item);
    if (position >= 0) return position;
    return raise({
      ru: 'Элемент не принадлежит списку значений',
      en: 'The item is not in the list',
    });
  }

  sort(by: (item: ListItem) => unknown, direction: unknown): void {
    const order = /^(?:убыв|desc)$/i.test(toText(direction)) ? -1 : 1;
    this.items.splice(0, Infinity, ...sorted(this.items, [{ by, order }]));
  }
}

define(ListItem, {
  type: 'ЭлементСпискаЗначений ValueListItem',
  properties: {
    'Значение Value': {
      get(this: ListItem) {
        return this.value;
      },
      set(this: ListItem, value: unknown) {
        this.value = value;
      },
    },
    'Представление Presentation': {
      get(this: ListItem) {
        return this.presentation;
      },
      set(this: ListItem, value: unknown) {
        this.presentation = toText(value);
      },
    },
    'Пометка Check': {
      get(this: ListItem) {
        return this.checked;
      },
      set(this: ListItem, value: unknown) {
        this.checked = value === true;
      },
    },
    'Картинка Picture': {
      get(this: ListItem) {
        return this.picture;
      },
      set(this: ListItem, value: unknown) {
        this.picture = value;
      },
    },
  },
  methods: {
    'ПолучитьИдентификатор GetID'(this: ListItem) {
      return this.id;
    },
  },
});

define(ValueList, {
  type: 'СписокЗначений ValueList',
  create: () => new ValueList(),
  methods: {
    'Добавить Add'(
      this: ValueList,
      value: unknown,
      text: unknown,
      checked: unknown,
      picture: unknown,
    ) {
      const item = this.item(value, text, checked, picture);
      this.items.push(item);
      return item;
    },
    'Вставить Insert'(
      this: ValueList,
      index: unknown,
      value: unknown,
      text: unknown,
      checked: unknown,
      picture: unknown,
    ) {
      const item = this.item(value, text, checked, picture);
      this.items.splice(positionIn(index, this.items.length + 1), 0, item);
      return item;
    },
    'Количество Count'(this: ValueList) {
      return this.items.length;
    },
    'Получить Get'(this: ValueList, index: unknown) {
      return this.items[positionIn(index, this.items.length)];
    },
    'Удалить Delete'(this: ValueList, item: unknown) {
      this.items.splice(this.positionOf(item), 1);
    },
    'Очистить Clear'(this: ValueList) {
      this.items.length = 0;
    },
    'Индекс IndexOf'(this: ValueList, item: unknown) {
      return this.items.indexOf(item as ListItem);
    },
    'НайтиПоЗначению FindByValue'(this: ValueList, value: unknown) {
      return this.items.find((item) => equal(item.value, value));
    },
    'НайтиПоИдентификатору FindByID'(this: ValueList, id: unknown) {
      return this.items.find((item) => item.id === id);
    },
    'ЗаполнитьПометки FillChecks'(this: ValueList, checked: unknown) {
      for (const item of this.items) item.checked = checked === true;
    },
    'ЗагрузитьЗначения LoadValues'(this: ValueList, values: unknown) {
      if (!(values instanceof BslArray)) return badArgument(1);
      this.items.splice(0, Infinity, ...values.items.map((value) => this.item(value)));
      return undefined;
    },
    'ВыгрузитьЗначения UnloadValues'(this: ValueList) {
      return new BslArray(this.items.map(({ value }) => value));
    },
    'Скопировать Copy'(this: ValueList) {
      const copy = new ValueList();
      for (const { value, presentation, checked, picture } of this.items)
        copy.items.push(copy.item(value, presentation, checked, picture));
      return copy;
    },
    'СортироватьПоЗначению SortByValue'(this: ValueList, direction: unknown) {
      this.sort(({ value }) => value, direction);
    },
    'СортироватьПоПредставлению SortByPresentation'(this: ValueList, direction: unknown) {
      this.sort(({ presentation }) => presentation, direction);
    },
    'Сдвинуть Move'(this: ValueList, item: unknown, by: unknown) {
      const from = this.positionOf(item);
      const to = movedPosition(from, integer(by, 2), this.items.length);
      this.items.splice(to, 0, ...this.items.splice(from, 1));
    },
  },
});
