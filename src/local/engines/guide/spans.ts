import { isEmptyWord } from '../../../catalogue/search/terms.js';

/** A range of a text. */
export interface Span {
  from: number;
  to: number;
}

type Found = Span & { text: string };

export const EMAIL = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
export const URL_TEXT = /\bhttps?:\/\/[^\s"'<>()]*[^\s"'<>().,;:!?]/g;
export const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
export const TIME = /\b(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?\b|\b\d{1,2}\s?[ap]m\b/gi;
/** A file path, recognized by its folder or extension. */
export const PATH = /(?<![\w:/.-])(?:~?\.{0,2}\/)?(?:[\w.-]+\/)*[\w-]+\.[a-z]\w{0,5}\b(?![\w@])/gi;

const MONTHS =
  'january february march april may june july august september october november december'.split(
    ' ',
  );
const MONTH = MONTHS.map((name) => `${name}|${name.slice(0, 3)}`).join('|');
const DATES = new RegExp(
  [
    '(?<iso>\\d{4}-\\d{2}-\\d{2})(?:T[\\d:.]+(?:Z|[+-]\\d{2}:\\d{2})?)?',
    '(?<day>\\d{1,2})\\.(?<month>\\d{1,2})\\.(?<year>\\d{4})',
    `(?<day2>\\d{1,2})(?:st|nd|rd|th)?(?:\\s+of)?\\s+(?<name2>${MONTH})\\.?,?\\s+(?<year2>\\d{4})`,
    `(?<name3>${MONTH})\\.?\\s+(?<day3>\\d{1,2})(?:st|nd|rd|th)?,?\\s+(?<year3>\\d{4})`,
    '(?:today|tomorrow|yesterday|tonight|(?:next\\s+|last\\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day|next\\s+week)',
  ]
    .map((pattern) => `\\b${pattern}\\b`)
    .join('|'),
  'gi',
);

export function everyMatch(pattern: RegExp, text: string): Found[] {
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
    text: found,
    from: index,
    to: index + found.length,
  }));
}

/** Dates as people write them; `iso` if the day is unambiguous. */
export function dates(text: string): (Found & { iso?: string })[] {
  return [...text.matchAll(DATES)].map(({ index, 0: found, groups = {} }) => {
    const iso = groups.iso ?? isoOf(groups);
    const span = { text: found, from: index, to: index + found.length };
    return iso === undefined ? span : { ...span, iso };
  });
}

function isoOf(groups: Readonly<Record<string, string | undefined>>): string | undefined {
  const { day, month, year, day2, name2, year2, day3, name3, year3 } = groups;
  const named = name2 ?? name3;
  const byName = named && MONTHS.findIndex((name) => name.startsWith(named.toLowerCase())) + 1;
  const found = [year ?? year2 ?? year3, month ?? byName, day ?? day2 ?? day3];
  if (found.some((part) => part === undefined)) return undefined;
  const [y, m, d] = found.map((part) => String(part).padStart(2, '0'));
  return `${y}-${m}-${d}`;
}

const NUMBER = /(?<![\p{L}\p{N}.])[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d-]|\.\d)/gu;
const NUMBER_WORDS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(
  ' ',
);
const WORDS = new RegExp(`\\b(?:${NUMBER_WORDS.join('|')})\\b`, 'gi');

/** The first numbers, except those in dates, addresses and the like. */
export function numbers(text: string, most: number): (Span & { value: number })[] {
  const others = [
    ...dates(text),
    ...[EMAIL, URL_TEXT, UUID, TIME].flatMap((pattern) => everyMatch(pattern, text)),
  ];
  const digits = everyMatch(NUMBER, text).map((span) => ({
    ...span,
    value: Number(span.text.replaceAll(',', '')),
  }));
  const words = everyMatch(WORDS, text).map((span) => ({
    ...span,
    value: NUMBER_WORDS.indexOf(span.text.toLowerCase()),
  }));
  others.sort((a, b) => a.from - b.from);
  const found: (Span & { value: number })[] = [];
  // Each of the others is looked at once: how far those reach that begin before the number ends.
  let [next, reached] = [0, 0];
  for (const { from, to, value } of [...digits, ...words].sort((a, b) => a.from - b.from)) {
    if (found.length === most) break;
    for (; next < others.length && others[next]!.from < to; next++) {
      reached = Math.max(reached, others[next]!.to);
    }
    if (reached <= from) found.push({ from, to, value });
  }
  return found;
}

export function overlap(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}

/** Text in quotation marks. */
export function quoted(text: string): Found[] {
  const marks =
    /(?<![\p{L}\p{N}])(?:"([^"]+)"|“([^“”]+)”|«([^«»]+)»|'([^']+)'|‘([^‘’]+)’|`([^`]+)`)(?![\p{L}\p{N}])/gu;
  return [...text.matchAll(marks)].map(({ index, 0: whole, ...groups }) => {
    const inner = [1, 2, 3, 4, 5, 6].map((n) => groups[n as never] as string | undefined);
    const found = inner.find((one) => one !== undefined) ?? '';
    return { text: found, from: index, to: index + whole.length };
  });
}

const NAME =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{M}\p{N}'’-]*(?:\s+(?:(?:de|la|del|van|von|of|da|do)\s+)*\p{Lu}[\p{L}\p{M}\p{N}'’-]*)*/gu;

/** The place at which a sentence begins: looks back only, and not far. */
const BEGINNING = /(?<=(?:^|[.!?\n])\s{0,9}["'“«]?)/uy;

/** Names, recognized by capital letters; at the start of a sentence only if several words have them. */
export function capitalised(text: string): Found[] {
  const whole = text.trim().replace(/[.!?]$/, '');
  return everyMatch(NAME, text).flatMap((span) => {
    BEGINNING.lastIndex = span.from;
    const isFirst = BEGINNING.test(text);
    const [, opening = ''] = isFirst ? (/^(\p{L}+\s+)\p{Lu}/u.exec(span.text) ?? []) : [];
    const from = span.from + (isEmptyWord(opening.trim()) ? opening.length : 0);
    const found = text.slice(from, span.to).replace(/['’]s$/u, '');
    const isWord = !/\s/.test(found) && isFirst && from === span.from && found !== whole;
    return isWord || found === 'I' ? [] : [{ text: found, from, to: from + found.length }];
  });
}
