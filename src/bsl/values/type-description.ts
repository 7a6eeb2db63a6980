import { BslArray } from './array.js';
import { BslDate, EMPTY_DATE } from './date.js';
import { EnumValue } from './enumeration.js';
import { AllowedLength, AllowedSign, DateFractions } from './enumerations.js';
import { badArgument } from './errors.js';
import { type BslNumber, integer, isNumber, roundNumber, toDouble } from './numbers.js';
import { BslObject, define } from './object.js';
import { toBoolean, toNumber } from './operators.js';
import { toText, typeOf } from './text.js';
import { BslType, TYPES, typeNamed } from './types.js';

/** What is allowed within a type: of each kind, the default if the description lacks its type. */
interface Qualifiers {
  number: NumberQualifiers;
  string: StringQualifiers;
  date: DateQualifiers;
  binary: BinaryDataQualifiers;
}

/** Which types a value may have, and how others are converted. */
export class TypeDescription extends BslObject {
  readonly types: readonly BslType[];
  readonly qualifiers: Qualifiers;

  constructor(types: Iterable<BslType> = [], qualifiers: Partial<Qualifiers> = {}) {
    super();
    // Undefined alone is any type; along with others it is always allowed.
    const own = new Set(types);
    own.delete(TYPES.undefined);
    this.types = [...own];
    const { number, string, date, binary } = qualifiers;
    this.qualifiers = {
      number: (this.has(TYPES.number) && number) || new NumberQualifiers(0, 0, false),
      string: (this.has(TYPES.string) && string) || new StringQualifiers(0, false),
      date: (this.has(TYPES.date) && date) || new DateQualifiers(DateFractions.value('DateTime')),
      binary: (this.has(typeNamed('BinaryData')) && binary) || new BinaryDataQualifiers(0, false),
    };
  }

  has(type: BslType): boolean {
    if (type === TYPES.undefined) return this.types.length > 1;
    return this.types.includes(type);
  }

  /** The value if it is of one of the types; otherwise what it converts to, or an empty value. */
  adjust(value: unknown): unknown {
    if (this.types.length === 0) return value;
    if (value === undefined) return this.empty();
    if (this.types.includes(typeOf(value))) return this.#qualified(value);
    for (const type of CONVERTED) {
      if (!this.types.includes(type)) continue;
      try {
        return this.#qualified(convert(value, type));
      } catch {
        // The next type may do.
      }
    }
    return this.empty();
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
    const { number, string, date } = this.qualifiers;
    if (typeof value === 'string') return string.applied(value);
    if (value instanceof BslDate) return datePart(value, date.parts);
    return isNumber(value) ? number.applied(value) : value;
  }
}

function datePart(date: BslDate, { en }: EnumValue): BslDate {
  const [, , , hour, minute, second] = date.parts;
  if (en === 'Date') return new BslDate(date.startOfDay);
  return en === 'Time' ? BslDate.of(1, 1, 1, hour, minute, second) : date;
}

/** The types that values of others are converted to, in this order. */
const CONVERTED = [TYPES.boolean, TYPES.string, TYPES.date, TYPES.number];

/** A value of another type: a number of a string, the text of a number. */
function convert(value: unknown, type: BslType): unknown {
  if (type === TYPES.string) return toText(value);
  if (type === TYPES.number) return toNumber(value) as BslNumber;
  if (type === TYPES.boolean) return toBoolean(value);
  if (type === TYPES.date && typeof value === 'string' && /^\d{8}(\d{6})?$/.test(value))
    return BslDate.ofDigits(value);
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

  applied(value: BslNumber): BslNumber {
    const { digits, fraction, nonNegative } = this;
    if (nonNegative && toDouble(value) < 0) return 0;
    if (!digits) return value;
    const rounded = roundNumber(value, fraction, true);
    const most = 10 ** (digits - fraction);
    if (Math.abs(toDouble(rounded)) < most) return rounded;
    const all = `${'9'.repeat(digits - fraction) || '0'}${fraction ? `.${'9'.repeat(fraction)}` : ''}`;
    return toNumber(toDouble(rounded) < 0 ? `-${all}` : all);
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

  applied(text: string): string {
    if (this.length === 0) return text;
    return this.fixed ? text.slice(0, this.length).padEnd(this.length) : text.slice(0, this.length);
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
  readonly parts: EnumValue;

  constructor(parts: EnumValue) {
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
  create: (parts: unknown = DateFractions.value('DateTime')) =>
    new DateQualifiers(parts instanceof EnumValue ? parts : badArgument(1)),
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

function typesOf(from: unknown, argument: number): readonly BslType[] {
  if (from === undefined) return [];
  if (from instanceof BslType) return [from];
  if (from instanceof TypeDescription) return from.types;
  if (from instanceof BslArray)
    return from.items.map((item) => (item instanceof BslType ? item : badArgument(argument)));
  if (typeof from !== 'string') return badArgument(argument);
  return from
    .split(',')
    .filter((name) => name.trim() !== '')
    .map(typeNamed);
}

/** Qualifiers may be in any order. The last of a kind counts. */
function qualifiersOf(all: readonly unknown[]): Partial<Qualifiers> {
  const found: Partial<Qualifiers> = {};
  for (const one of all) {
    if (one instanceof NumberQualifiers) found.number = one;
    if (one instanceof StringQualifiers) found.string = one;
    if (one instanceof DateQualifiers) found.date = one;
    if (one instanceof BinaryDataQualifiers) found.binary = one;
  }
  return found;
}

const get = (read: (of: TypeDescription) => unknown) => ({
  get(this: TypeDescription) {
    return read(this);
  },
});

define(TypeDescription, {
  type: 'ОписаниеТипов TypeDescription',
  create: (from?: unknown, ...more: unknown[]) => {
    const own = qualifiersOf(more);
    if (!(from instanceof TypeDescription)) return new TypeDescription(typesOf(from, 1), own);
    const [added, removed] = [typesOf(more[0], 2), typesOf(more[1], 3)];
    const types = [...from.types, ...added].filter((type) => !removed.includes(type));
    return new TypeDescription(types, { ...from.qualifiers, ...own });
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
    'КвалификаторыЧисла NumberQualifiers': get(({ qualifiers }) => qualifiers.number),
    'КвалификаторыСтроки StringQualifiers': get(({ qualifiers }) => qualifiers.string),
    'КвалификаторыДаты DateQualifiers': get(({ qualifiers }) => qualifiers.date),
    'КвалификаторыДвоичныхДанных BinaryDataQualifiers': get(({ qualifiers }) => qualifiers.binary),
  },
});
