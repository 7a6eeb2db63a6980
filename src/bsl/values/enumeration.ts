import { currentLanguage } from './errors.js';
import { BslObject, define, noProperty } from './object.js';

/** One value of an enumeration, such as `TextEncoding.UTF8`. */
export class EnumValue extends BslObject {
  readonly ru: string;
  readonly en: string;

  constructor(ru: string, en: string) {
    super();
    this.ru = ru;
    this.en = en;
  }

  override toText(): string {
    return currentLanguage() === 'ru' ? this.ru : this.en;
  }
}

/** An enumeration: a property of the global context whose own properties are its values. */
export class Enumeration extends BslObject {
  readonly values: readonly EnumValue[];

  constructor(values: readonly EnumValue[]) {
    super();
    this.values = values;
  }

  /** Its value with this English name. */
  value(en: string): EnumValue {
    return this.values.find((value) => value.en === en)!;
  }

  override getProperty(name: string, shown: string): unknown {
    return (
      this.values.find(({ ru, en }) => ru.toLowerCase() === name || en.toLowerCase() === name) ??
      noProperty(shown)
    );
  }

  override iterate(): Iterable<unknown> {
    return this.values;
  }
}

/**
 * Declares an enumeration: its names in both languages, and those of its values, which are one name
 * where both languages share it.
 */
export function enumeration(names: string, values: readonly string[]): Enumeration {
  class Value extends EnumValue {}
  define(Value, { type: names });
  return new Enumeration(
    values.map((both) => {
      const [ru = '', en = ru] = both.split(' ');
      return new Value(ru, en);
    }),
  );
}

define(Enumeration, { type: 'Перечисление Enumeration' });
