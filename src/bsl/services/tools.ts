import { toJson } from '../library/json.js';
import { Reference } from '../run/references.js';
import { BslArray } from '../values/array.js';
import { BslDate } from '../values/date.js';
import { digits, integer, isNumber } from '../values/numbers.js';
import { BslObject, define } from '../values/object.js';
import { toBoolean, toNumber } from '../values/operators.js';
import { toText } from '../values/text.js';

/** `OPI_Tools`: what examples of the reference use beside the services. */
class Tools extends BslObject {
  readonly sleep: (milliseconds: number) => void;

  constructor(sleep: (milliseconds: number) => void) {
    super();
    this.sleep = sleep;
  }
}

define(Tools, {
  type: 'OPI_Инструменты OPI_Tools',
  methods: {
    'JSONСтрока JSONString'(this: Tools, value: unknown) {
      return toJson(value);
    },
    'ЧислоВСтроку NumberToString'(this: Tools, value: unknown) {
      return isNumber(value) ? digits(value) : toText(value);
    },
    'ПолучитьТекущуюДату GetCurrentDate'(this: Tools) {
      return BslDate.local(new Date());
    },
    'Пауза Pause'(this: Tools, seconds: unknown) {
      this.sleep(integer(seconds, 1) * 1000);
    },
    'ЭтоWindows IsWindows'(this: Tools) {
      return process.platform === 'win32';
    },
  },
});

/** A method that converts its argument in its place: a variable of the caller. */
function inPlace(convert: (value: unknown) => unknown) {
  const method = (value: unknown) => {
    if (value instanceof Reference) value.v = convert(value.v);
  };
  return Object.assign(method, { references: new Set([0]) });
}

/** `OPI_TypeConversion`. */
class TypeConversion extends BslObject {}

define(TypeConversion, {
  type: 'OPI_ПреобразованиеТипов OPI_TypeConversion',
  methods: {
    'ПолучитьСтроку GetLine': inPlace((value) =>
      isNumber(value) ? digits(value) : value instanceof BslObject ? toJson(value) : toText(value),
    ),
    'ПолучитьЧисло GetNumber': inPlace((value) => toNumber(value)),
    'ПолучитьБулево GetBoolean': inPlace((value) => toBoolean(value)),
    'ПолучитьМассив GetArray': inPlace((value) =>
      value instanceof BslArray ? value : new BslArray([value]),
    ),
  },
});

/** The names of methods that change their arguments. */
export const CHANGING_TOOLS = [
  ...['получитьстроку', 'getline', 'получитьчисло', 'getnumber', 'получитьбулево', 'getboolean'],
  ...['получитьмассив', 'getarray'],
] as const;

export function toolModules(
  sleep: (milliseconds: number) => void,
): Readonly<Record<string, () => unknown>> {
  const tools = new Tools(sleep);
  const conversion = new TypeConversion();
  return {
    'OPI_Инструменты OPI_Tools': () => tools,
    'OPI_ПреобразованиеТипов OPI_TypeConversion': () => conversion,
  };
}
