import { type GlobalFunction, variadic } from '../run/machine.js';
import { BslArray } from '../values/array.js';
import { SearchDirection } from '../values/enumerations.js';
import { badArgument, badValue, currentLanguage, raise } from '../values/errors.js';
import { integer } from '../values/numbers.js';
import { compareTexts } from '../values/order.js';
import { toText } from '../values/text.js';

/** A length or position that may be left out. */
function given(value: unknown, otherwise: number, argument: number): number {
  return value === undefined ? otherwise : integer(value, argument);
}

function linesOf(text: string): string[] {
  return text.split('\n');
}

function strFind(
  text: string,
  part: string,
  fromEnd: boolean,
  start?: number,
  occurrence = 1,
): number {
  if (part === '') return 1;
  if (occurrence < 1) return 0;
  let at = start === undefined ? (fromEnd ? text.length : 0) : start - 1;
  if (at < 0 || (start !== undefined && start > text.length)) return badValue(4);
  for (let left = occurrence; ; left--) {
    const found = fromEnd ? (at < 0 ? -1 : text.lastIndexOf(part, at)) : text.indexOf(part, at);
    if (found < 0 || left === 1) return found + 1;
    at = fromEnd ? found - 1 : found + 1;
  }
}

function template(pattern: string, values: readonly unknown[]): string {
  let most = 0;
  const text = pattern.replace(
    /%%|%\((\d+)\)|%(\d\d?)?/g,
    (whole, long?: string, short?: string) => {
      if (whole === '%%') return '%';
      const number = Number(long ?? short);
      if (!(number >= 1 && number <= 10)) return badTemplate(whole);
      most = Math.max(most, number);
      return toText(values[number - 1]);
    },
  );
  // Arguments that are left out at the end do not count.
  if (values.findLastIndex((value) => value !== undefined) >= most)
    return raise({
      ru: 'Слишком много параметров шаблона',
      en: 'The template has fewer places than values',
    });
  return text;
}

function badTemplate(part: string): never {
  return raise({ ru: `Неверный шаблон: ${part}`, en: `The template is not valid: ${part}` });
}

function nStr(source: string, code?: unknown): string {
  const language = code === undefined ? currentLanguage() : toText(code);
  const texts = new Map<string, string>();
  for (const [, name = '', single, double] of source.matchAll(
    /(?<!\w)(\w+)\s*=\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)")/g,
  ))
    texts.set(
      name.toLowerCase(),
      (single ?? double ?? '').replaceAll("''", "'").replaceAll('""', '"'),
    );
  return texts.get(language.toLowerCase()) ?? '';
}

function title(text: string): string {
  return text
    .toLowerCase()
    .replace(
      /(^|[^\p{L}\p{N}_'])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    );
}

export const stringFunctions: Readonly<Record<string, GlobalFunction>> = {
  'СтрДлина StrLen': (text: unknown) => toText(text).length,
  'СокрЛ TrimL': (text: unknown) => toText(text).trimStart(),
  'СокрП TrimR': (text: unknown) => toText(text).trimEnd(),
  'СокрЛП TrimAll': (text: unknown) => toText(text).trim(),
  'Лев Left': (text: unknown, count: unknown) =>
    toText(text).slice(0, Math.max(0, integer(count, 2))),
  'Прав Right': (text: unknown, count: unknown) => {
    const length = integer(count, 2);
    return length > 0 ? toText(text).slice(-length) : '';
  },
  'Сред Mid': (text: unknown, from: unknown, count?: unknown) => {
    const start = Math.max(1, integer(from, 2)) - 1;
    const length = given(count, Number.POSITIVE_INFINITY, 3);
    return toText(text).slice(start, start + Math.max(0, length));
  },
  'Найти Find': (text: unknown, part: unknown) => toText(text).indexOf(toText(part)) + 1,
  'ВРег Upper': (text: unknown) => toText(text).toUpperCase(),
  'НРег Lower': (text: unknown) => toText(text).toLowerCase(),
  'ТРег Title': (text: unknown) => title(toText(text)),
  'Символ Char': (code: unknown) => String.fromCharCode(integer(code, 1)),
  'КодСимвола CharCode': (text: unknown, position?: unknown) => {
    const code = toText(text).charCodeAt(given(position, 1, 2) - 1);
    return Number.isNaN(code) ? -1 : code;
  },
  'ПустаяСтрока IsBlankString': (text: unknown) => toText(text).trim() === '',
  'СтрЗаменить StrReplace': (text: unknown, from: unknown, to: unknown) => {
    const part = toText(from);
    return part === '' ? toText(text) : toText(text).replaceAll(part, () => toText(to));
  },
  'СтрПолучитьСтроку StrGetLine': (text: unknown, number: unknown) =>
    linesOf(toText(text))[integer(number, 2) - 1] ?? '',
  'СтрЧислоСтрок StrLineCount': (text: unknown) => linesOf(toText(text)).length,
  'СтрЧислоВхождений StrOccurrenceCount': (text: unknown, part: unknown) => {
    const wanted = toText(part);
    return wanted === '' ? 0 : toText(text).split(wanted).length - 1;
  },
  'СтрНачинаетсяС StrStartsWith': (text: unknown, start: unknown) => {
    const wanted = toText(start);
    return wanted === '' ? raise(EMPTY) : toText(text).startsWith(wanted);
  },
  'СтрЗаканчиваетсяНа StrEndsWith': (text: unknown, end: unknown) => {
    const wanted = toText(end);
    return wanted === '' ? raise(EMPTY) : toText(text).endsWith(wanted);
  },
  'СтрРазделить StrSplit': (text: unknown, separators: unknown, keepEmpty?: unknown) => {
    const all = new Set(toText(separators));
    const parts: string[] = [];
    let part = '';
    for (const char of toText(text)) {
      if (!all.has(char)) part += char;
      else {
        parts.push(part);
        part = '';
      }
    }
    parts.push(part);
    return new BslArray(keepEmpty === false ? parts.filter((one) => one !== '') : parts);
  },
  'СтрСоединить StrConcat': (parts: unknown, separator?: unknown) =>
    parts instanceof BslArray ? parts.items.map(toText).join(toText(separator)) : badArgument(1),
  'СтрСравнить StrCompare': (a: unknown, b: unknown) =>
    Math.sign(compareTexts(toText(a), toText(b))),
  'СтрНайти StrFind': (
    text: unknown,
    part: unknown,
    direction?: unknown,
    start?: unknown,
    occurrence?: unknown,
  ) =>
    strFind(
      toText(text),
      toText(part),
      direction === SearchDirection.value('FromEnd'),
      start === undefined ? undefined : integer(start, 4),
      given(occurrence, 1, 5),
    ),
  'СтрШаблон StrTemplate': variadic((pattern: unknown, ...values: unknown[]) =>
    template(toText(pattern), values),
  ),
  'НСтр NStr': (source: unknown, code?: unknown) => nStr(toText(source), code),
};

const EMPTY = {
  ru: 'Недопустимое значение параметра: строка поиска пуста',
  en: 'The text to look for is empty',
};
