import { BslArray } from './array.js';
import { BslDate, EMPTY_DATE } from './date.js';
import { AllowedLength, AllowedSign, DateFractions } from './enumerations.js';
import { badArgument } from './errors.js';
import { type BslNumber, integer, isNumber, roundNumber, toDouble } from './numbers.js';
import { BslObject, define } from './object.js';
import { toBoolean, toNumber } from './operators.js';
import { toText, typeOf } from './text.js';
import { BslType, TYPES, typeNamed } from './types.js';

interface Qualifiers {
  digits?: number;
  fraction?: number;
  nonNegative?: boolean;
  length?: number;
  parts?: string;
}

/** Which types a value may have, and how others are converted. */
export class TypeDescription extends BslObject {
  readonly types: readonly BslType[];
  readonly qualifiers: Qualifiers;

  constructor(types: readonly BslType[], qualifiers: Qualifiers = {}) {
    super();
    this.types = types;
    this.qualifiers = qualifiers;
  }

  has(type: BslType): boolean {
    return this.types.includes(type);
  }

  /** The value if it is of one of the types; otherwise what it converts to, or an empty value. */
  adjust(value: unknown): unknown {
    if (this.types.length === 0) return value;
    if (this.has(typeOf(value))) return this.#qualified(value);
    if (this.types.length > 1 || value === undefined || value === null) return this.empty();
    try {
      return this.#qualified(convert(value, this.types[0]!));
    } catch {
      return this.empty();
    }
  }

  empty(): unknown {
    if (this.types.length !== 1) return undefined;
    const [type] = this.types;
    if (type === TYPES.number) return 0;
    if (type === TYPES.string) return '';
    if (type === TYPES.boolean) return false;
    return type === TYPES.date ? EMPTY_DATE : undefined;
  }

  override toText(): string {
    return this.types.map(String).join(', ');
  }

  #qualified(value: unknown): unknown {
    const { length, digits, fraction = 0, nonNegative, parts } = this.qualifiers;
    if (typeof value === 'string') return length ? value.slice(0, length) : value;
    if (value instanceof BslDate && parts) return datePart(value, parts);
    if (!isNumber(value)) return value;
    if (nonNegative && toDouble(value) < 0) return 0;
    if (!digits) return value;
    const rounded = roundNumber(value, fraction, true);
    const most = 10 ** (digits - fraction);
    if (Math.abs(toDouble(rounded)) < most) return rounded;
    const all = `${'9'.repeat(digits - fraction) || '0'}${fraction ? `.${'9'.repeat(fraction)}` : ''}`;
    return toNumber(toDouble(rounded) < 0 ? `-${all}` : all);
  }
}

function datePart(date: BslDate, parts: string): BslDate {
  const [, , , hour, minute, second] = date.parts;
  if (/^(?:дата|date)$/i.test(parts)) return new BslDate(date.startOfDay);
  if (/^(?:время|time)$/i.test(parts)) return BslDate.of(1, 1, 1, hour, minute, second);
  return date;
}

/** A value of another type: a number of a string, the text of a number. */
function convert(value: unknown, type: BslType): unknown {
  if (type === TYPES.string) return toText(value);
  if (type === TYPES.number) return toNumber(value) as BslNumber;
  if (type === TYPES.boolean) return toBoolean(value);
  return badArgument(1);
}

class NumberQualifiers extends BslObject {
  readonly digits: number;
  readonly fraction: number;
  readonly nonNegative: boolean;

  constructor(digits: number, fraction: number, nonNegative: boolean) {
    super();
    this.digits = digits;
    this.fraction = fraction;
    this.nonNegative = nonNegative;
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof NumberQualifiers &&
      other.digits === this.digits &&
      other.fraction === this.fraction &&
      other.nonNegative === this.nonNegative
    );
  }
}

class StringQualifiers extends BslObject {
  readonly length: number;
  readonly fixed: boolean;

  constructor(length: number, fixed: boolean) {
    super();
    this.length = length;
    this.fixed = fixed;
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof StringQualifiers &&
      other.length === this.length &&
      other.fixed === this.fixed
    );
  }
}

class DateQualifiers extends BslObject {
  readonly parts: string;

  constructor(parts: string) {
    super();
    this.parts = parts;
  }

  override equals(other: unknown): boolean {
    return other instanceof DateQualifiers && other.parts === this.parts;
  }
}

define(NumberQualifiers, {
  type: 'КвалификаторыЧисла NumberQualifiers',
  create: (digits?: unknown, fraction?: unknown, sign?: unknown) =>
    new NumberQualifiers(
      digits === undefined ? 0 : integer(digits, 1),
      fraction === undefined ? 0 : integer(fraction, 2),
      /^(?:неотрицательный|nonnegative)$/i.test(toText(sign)),
    ),
  properties: {
    'Разрядность Digits': {
      get(this: NumberQualifiers) {
        return this.digits;
      },
    },
    'РазрядностьДробнойЧасти FractionDigits': {
      get(this: NumberQualifiers) {
        return this.fraction;
      },
    },
    'ДопустимыйЗнак AllowedSign': {
      get(this: NumberQualifiers) {
        return AllowedSign.value(this.nonNegative ? 'Nonnegative' : 'Any');
      },
    },
  },
});
define(StringQualifiers, {
  type: 'КвалификаторыСтроки StringQualifiers',
  create: (length?: unknown, allowed?: unknown) =>
    new StringQualifiers(
      length === undefined ? 0 : integer(length, 1),
      /^(?:фиксированная|fixed)$/i.test(toText(allowed)),
    ),
  properties: {
    'Длина Length': {
      get(this: StringQualifiers) {
        return this.length;
      },
    },
    'ДопустимаяДлина AllowedLength': {
      get(this: StringQualifiers) {
        return AllowedLength.value(this.fixed ? 'Fixed' : 'Variable');
      },
    },
  },
});
define(DateQualifiers, {
  type: 'КвалификаторыДаты DateQualifiers',
  create: (parts?: unknown) => new DateQualifiers(toText(parts ?? DateFractions.value('DateTime'))),
  properties: {
    'ЧастиДаты DateFractions': {
      get(this: DateQualifiers) {
        return this.parts;
      },
    },
  },
});

class BinaryDataQualifiers extends BslObject {
  readonly length: number;
  readonly fixed: boolean;

  constructor(length: number, fixed: boolean) {
    super();
    this.length = length;
    this.fixed = fixed;
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof BinaryDataQualifiers &&
      other.length === this.length &&
      other.fixed === this.fixed
    );
  }
}

define(BinaryDataQualifiers, {
  type: 'КвалификаторыДвоичныхДанных BinaryDataQualifiers',
  create: (length?: unknown, allowed?: unknown) =>
    new BinaryDataQualifiers(
      length === undefined ? 0 : integer(length, 1),
      /^(?:фиксированная|fixed)$/i.test(toText(allowed)),
    ),
  properties: {
    'Длина Length': {
      get(this: BinaryDataQualifiers) {
        return this.length;
      },
    },
    'ДопустимаяДлина AllowedLength': {
      get(this: BinaryDataQualifiers) {
        return AllowedLength.value(this.fixed ? 'Fixed' : 'Variable');
      },
    },
  },
});

function typesOf(from: unknown): BslType[] {
  if (from === undefined) return [];
  if (from instanceof BslType) return [from];
  if (from instanceof TypeDescription) return [...from.types];
  if (from instanceof BslArray)
    return from.items.map((item) => (item instanceof BslType ? item : badArgument(1)));
  if (typeof from !== 'string') return badArgument(1);
  return from
    .split(',')
    .filter((name) => name.trim() !== '')
    .map(typeNamed);
}

define(TypeDescription, {
  type: 'ОписаниеТипов TypeDescription',
  create: (from?: unknown, ...more: unknown[]) => {
    const qualifiers: Qualifiers = from instanceof TypeDescription ? { ...from.qualifiers } : {};
    let types = typesOf(from);
    if (from instanceof TypeDescription) {
      types = [...types, ...typesOf(more[0])];
      const removed = typesOf(more[1]);
      types = types.filter((type) => !removed.includes(type));
    }
    for (const one of more) {
      if (one instanceof NumberQualifiers)
        Object.assign(qualifiers, {
          digits: one.digits,
          fraction: one.fraction,
          nonNegative: one.nonNegative,
        });
      if (one instanceof StringQualifiers) qualifiers.length = one.length;
      if (one instanceof DateQualifiers) qualifiers.parts = one.parts;
    }
    return new TypeDescription([...new Set(types)], qualifiers);
  },
  methods: {
    'Типы Types'(this: TypeDescription) {
      return new BslArray([...this.types]);
    },
    'СодержитТип ContainsType'(this: TypeDescription, type: BslType) {
      return this.has(type);
    },
    'ПривестиЗначение AdjustValue'(this: TypeDescription, value: unknown) {
      return this.adjust(value);
    },
  },
  properties: {
    'КвалификаторыЧисла NumberQualifiers': {
      get(this: TypeDescription) {
        const { digits = 0, fraction = 0, nonNegative = false } = this.qualifiers;
        return new NumberQualifiers(digits, fraction, nonNegative);
      },
    },
    'КвалификаторыСтроки StringQualifiers': {
      get(this: TypeDescription) {
        return new StringQualifiers(this.qualifiers.length ?? 0, false);
      },
    },
    'КвалификаторыДаты DateQualifiers': {
      get(this: TypeDescription) {
        return new DateQualifiers(this.qualifiers.parts ?? '');
      },
    },
  },
});
