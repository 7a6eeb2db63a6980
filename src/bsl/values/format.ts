import { BslDate, EMPTY_DATE } from './date.js';
import { currentLanguage } from './errors.js';
import { type BslNumber, digits, isNumber, roundNumber } from './numbers.js';
import { toText } from './text.js';

/** `Format(value, "ND=10; NFD=2")`. Keys are in either language. */
export function format(value: unknown, formatText: string): string {
  const options = readOptions(formatText);
  if (typeof value === 'boolean') {
    const text = options.get(value ? 'BT' : 'BF');
    return text ?? toText(value);
  }
  if (isNumber(value)) return formatNumber(value, options);
  if (value instanceof BslDate) return formatDate(value, options);
  return toText(value);
}

/** Russian keys and their English forms. */
const KEYS: Readonly<Record<string, string>> = {
  ЧЦ: 'ND',
  ЧДЦ: 'NFD',
  ЧС: 'NS',
  ЧРД: 'NDS',
  ЧРГ: 'NGS',
  ЧН: 'NZ',
  ЧВН: 'NLZ',
  ЧГ: 'NG',
  ЧО: 'NN',
  ДФ: 'DF',
  ДЛФ: 'DLF',
  ДП: 'DE',
  БЛ: 'BF',
  БИ: 'BT',
  Л: 'L',
};

function readOptions(text: string): Map<string, string> {
  const options = new Map<string, string>();
  const found = text.matchAll(
    /(?<!\p{L})(\p{L}+)\s*=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^;]*))/giu,
  );
  for (const [, key = '', double, single, plain] of found) {
    const name = key.toUpperCase();
    const quoted = double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'");
    options.set(KEYS[name] ?? name, quoted ?? plain?.trim() ?? '');
  }
  return options;
}

/** More digits than any number has. */
const MOST_DIGITS = 1000;

/** The number of an option. Without its digits, it counts as missing. */
function countOf(options: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = options.get(name);
  const count = text === undefined || text === '' ? Number.NaN : Math.trunc(Number(text));
  if (Number.isNaN(count)) return undefined;
  return Math.max(-MOST_DIGITS, Math.min(MOST_DIGITS, count));
}

function formatNumber(value: BslNumber, options: ReadonlyMap<string, string>): string {
  const language = options.get('L') ?? currentLanguage();
  const isRussian = language.startsWith('ru');
  const shift = countOf(options, 'NS') ?? 0;
  const shifted = shift === 0 ? value : scale(value, shift);
  const given = countOf(options, 'ND') ?? 0;
  const size = given > 0 ? given : undefined;
  const places = countOf(options, 'NFD') ?? (size === undefined ? undefined : 0);
  const fractionDigits = places && Math.max(0, Math.min(places, size ?? places));
  let rounded = fractionDigits === undefined ? shifted : roundNumber(shifted, fractionDigits, true);
  if (rounded === 0) {
    const zero = options.get('NZ');
    if (zero !== undefined) {
      if (zero !== '') return zero;
      rounded = 0;
    } else return '';
  }
  const [sign, text] = signOf(digits(rounded));
  let [whole = '', fraction = ''] = text.split('.');
  if (fractionDigits) fraction = fraction.padEnd(fractionDigits, '0');
  if (size !== undefined) {
    const most = size - (fractionDigits ?? 0);
    if (whole !== '0' && whole.length > most) {
      whole = '9'.repeat(most);
      fraction = '9'.repeat(fractionDigits ?? 0);
    }
    if (options.has('NLZ')) whole = whole.padStart(most, '0');
  }
  const separator = options.get('NGS')?.[0] ?? (isRussian ? '\u00a0' : ',');
  const grouped = group(whole, options.get('NG'), separator);
  const point = options.get('NDS')?.[0] ?? (isRussian ? ',' : '.');
  return signed(sign, fraction ? grouped + point + fraction : grouped, options.get('NN'));
}

function signOf(text: string): [boolean, string] {
  return text.startsWith('-') ? [true, text.slice(1)] : [false, text];
}

function scale(value: BslNumber, shift: number): BslNumber {
  // Shifting the point is exact: only the digits move.
  const [negative, text] = signOf(digits(value));
  const [whole = '', fraction = ''] = text.split('.');
  const all = whole + fraction;
  const point = whole.length - shift;
  const padded =
    point <= 0
      ? `0.${'0'.repeat(-point)}${all}`
      : `${all.slice(0, point).padEnd(point, '0')}.${all.slice(point) || '0'}`;
  return roundNumber(Number(`${negative ? '-' : ''}${padded}`), 20, true);
}

/** Groups of digits from the right: `3` for one, or `3,2` for one of three and others of two. */
function group(whole: string, sizes: string | undefined, separator: string): string {
  const [first, next] = sizes === undefined ? [3, 3] : (sizes.match(/\d+/g) ?? ['0']).map(Number);
  if (!first) return whole;
  // One number is one group; `3,0` is groups of three to the end.
  const list = [first, next === undefined ? 0 : next || first];
  const parts: string[] = [];
  let rest = whole;
  for (let index = 0; rest.length > 0; index++) {
    const size = list[Math.min(index, list.length - 1)] || rest.length;
    parts.unshift(rest.slice(-size));
    rest = rest.slice(0, -size);
  }
  return parts.join(separator);
}

function signed(negative: boolean, text: string, form = '1'): string {
  if (!negative) return text;
  if (form === '0') return `(${text})`;
  if (form === '2') return `- ${text}`;
  if (form === '3') return `${text}-`;
  return form === '4' ? `${text} -` : `-${text}`;
}

const MONTHS = {
  ru: [
    'января',
    'февраля',
    'марта',
    'апреля',
    'мая',
    'июня',
    'июля',
    'августа',
    'сентября',
    'октября',
    'ноября',
    'декабря',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
};

function formatDate(date: BslDate, options: ReadonlyMap<string, string>): string {
  if (date.time === EMPTY_DATE.time) return options.get('DE') ?? '';
  const language = (options.get('L') ?? currentLanguage()).startsWith('ru') ? 'ru' : 'en';
  const pattern = options.get('DF');
  if (pattern !== undefined) return byPattern(date, pattern, language);
  const local = options.get('DLF')?.toUpperCase();
  const locale = language === 'ru' ? 'ru-RU' : 'en-US';
  const dateForms: Record<string, string> = {
    D: 'dd.MM.yyyy',
    Д: 'dd.MM.yyyy',
    T: 'H:mm:ss',
    В: 'H:mm:ss',
  };
  if (!local) return date.toText();
  if (local === 'DD' || local === 'ДД')
    return language === 'ru'
      ? `${byPattern(date, 'd MMMM yyyy', 'ru')} г.`
      : new Date(date.time).toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'UTC' });
  if (dateForms[local]) return byPattern(date, dateForms[local], language);
  return date.toText();
}

function byPattern(date: BslDate, pattern: string, language: 'ru' | 'en'): string {
  const [year, month, day, hour, minute, second] = date.parts;
  const locale = language === 'ru' ? 'ru-RU' : 'en-US';
  const named = (style: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' }).format(new Date(date.time));
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  const pieces: Record<string, (length: number) => string> = {
    y: (length) => (length <= 2 ? pad(year % 100, length) : pad(year, 4)),
    M: (length) => {
      if (length <= 2) return pad(month, length);
      if (length === 3) return named({ month: 'short' }).replace(/\.$/, '');
      return MONTHS[language][month - 1]!;
    },
    d: (length) => {
      if (length <= 2) return pad(day, length);
      return named({ weekday: length === 3 ? 'short' : 'long' });
    },
    H: (length) => pad(hour, length),
    h: (length) => pad(hour % 12 || 12, length),
    m: (length) => pad(minute, length),
    s: (length) => pad(second, length),
    t: () => (hour < 12 ? 'AM' : 'PM'),
    r: () => String(Math.ceil(month / 3)),
    к: () => String(Math.ceil(month / 3)),
    q: () => String(Math.ceil(month / 3)),
  };
  const russian: Record<string, string> = {
    г: 'y',
    М: 'M',
    д: 'd',
    Ч: 'H',
    ч: 'h',
    м: 'm',
    с: 's',
    в: 't',
  };
  return pattern.replace(
    /'((?:[^']|'')*)'|"([^"]*)"|([\p{L}])\3*/gu,
    (whole, single, double, letter) => {
      if (letter === undefined) return single ?? double;
      const piece = pieces[russian[letter] ?? letter];
      return piece ? piece(whole.length) : whole;
    },
  );
}
