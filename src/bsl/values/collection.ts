import { badValue, raise } from './errors.js';
import { BslObject } from './object.js';

/** A number that must be a valid position. */
export function positionIn(index: unknown, length: number): number {
  const position = typeof index === 'number' ? index : Number(index);
  if (Number.isInteger(position) && position >= 0 && position < length) return position;
  return raise({
    ru: 'Значение индекса выходит за пределы диапазона',
    en: `The index ${index} is out of range: there are ${length} elements`,
  });
}

export function readOnlyElements(): never {
  return raise({
    ru: 'Индексированное значение доступно только для чтения',
    en: 'The elements are read-only',
  });
}

/** The position after a move by so many places; the second argument says how many. */
export function movedPosition(from: number, by: number, length: number): number {
  const to = from + by;
  return to >= 0 && to < length ? to : badValue(2);
}

/** A key and a value, as `For Each` over a structure or a map returns them. */
export class KeyAndValue extends BslObject {
  readonly key: unknown;
  readonly value: unknown;

  constructor(key: unknown, value: unknown) {
    super();
    this.key = key;
    this.value = value;
  }
}
