import { isEmptyWord } from '../../../catalogue/search/terms.js';
import type { JsonSchema } from '../../../core/definition/param.js';
import { cut } from '../../../core/util/cut.js';
import {
  capitalised,
  dates,
  EMAIL,
  everyMatch,
  numbers,
  PATH,
  quoted,
  type Span,
  TIME,
  URL_TEXT,
  UUID,
} from './spans.js';

/** A value found in a text, with its range. `how` it was found identifies similar ones. */
export interface Fact extends Span {
  value: unknown;
  how: string;
}

/** The field a value is wanted for. */
export interface Wanted {
  name: string;
  type: string;
  schema: JsonSchema;
}

/**
 * Finds the values in a text that fit a field. `strong` ones clearly belong to it: they follow its
 * name or preposition, or have the required format. `weak` ones might be meant.
 */
export function factsFor(wanted: Wanted, text: string): { strong: Fact[]; weak: Fact[] } {
  const { strong, weak } = allFactsFor(wanted, text);
  return { strong: strong.slice(0, MOST_FACTS), weak: weak.slice(0, MOST_FACTS) };
}

/** How many values are considered for a field: each is compared with all others. */
const MOST_FACTS = 200;

function allFactsFor(wanted: Wanted, text: string): { strong: Fact[]; weak: Fact[] } {
  const values: unknown = wanted.schema.enum;
  if (Array.isArray(values)) return { strong: chosen(values, text), weak: [] };
  if (wanted.type === 'boolean') return { strong: said(wanted, text), weak: [] };
  if (wanted.type === 'number' || wanted.type === 'integer') return numeric(wanted, text);
  return textual(wanted, text);
}

/** The enum values that occur in the text, in the order of the text. */
function chosen(values: readonly unknown[], text: string): Fact[] {
  const lower = text.toLowerCase();
  return values
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .filter((value) => mayBeIn(lower, String(value).trim()))
    .flatMap((value) => {
      const word = `(?<![\\p{L}\\p{N}])${loosely(String(value))}(?:e?s)?(?![\\p{L}\\p{N}])`;
      return everyMatch(new RegExp(word, 'giu'), text).map((span) => ({ ...span, value }));
    })
    .map((span) => ({ ...span, how: 'choice' }))
    .sort((a, b) => a.from - b.from || b.to - a.to);
}

/** A quick look first: there may be thousands of values. */
function mayBeIn(lower: string, value: string): boolean {
  if (value === '' || value.length > LONGEST_CHOICE) return false;
  return lower.includes(value.split(/[_\s]/, 1)[0]!.toLowerCase());
}

/** In characters: nobody says more to choose a value. */
const LONGEST_CHOICE = 200;

/** "unread mails", "not urgent", "notify: yes". */
function said({ name }: Wanted, text: string): Fact[] {
  const before = '(?<no>\\b(?:no|not|without|non|never|don.t)[\\s-]{1,3}(?:\\w{1,30}\\s{1,3})?)?';
  const after = '(?:\\s{0,3}(?:is|=|:)?\\s{0,3}(?<off>false|no|off)\\b)?';
  const pattern = new RegExp(`${before}(?<![\\p{L}\\p{N}])${labelOf(name)}${after}`, 'giu');
  return [...text.matchAll(pattern)].map(({ index, 0: whole, groups }) => {
    const span = { from: index, to: index + whole.length };
    return { ...span, value: !groups?.no && !groups?.off, how: 'name' };
  });
}

/**
 * Limits: how many numbers are considered, and how many characters around each are searched for the
 * name.
 */
const MOST_NUMBERS = 100;
const NEAR = 100;

function numeric({ name, type, schema }: Wanted, text: string) {
  const all = numbers(text, MOST_NUMBERS).filter(
    ({ value }) => (type === 'number' || Number.isInteger(value)) && isWithin(value, schema),
  );
  const label = new RegExp(`${labelOf(name)}${LINK}$`, 'iu');
  const unit = new RegExp(`^\\s*(?:\\p{L}+\\s+)?${labelOf(name)}(?![\\p{L}\\p{N}])`, 'iu');
  const strong = all.filter(
    ({ from, to }) =>
      label.test(text.slice(Math.max(0, from - NEAR), from)) ||
      unit.test(text.slice(to, to + NEAR)),
  );
  const as = (how: string) => (fact: Span & { value: number }) => ({ ...fact, how });
  return { strong: strong.map(as('name')), weak: all.map(as('number')) };
}

function isWithin(value: number, { minimum, maximum }: JsonSchema): boolean {
  const least = typeof minimum === 'number' ? minimum : Number.NEGATIVE_INFINITY;
  const most = typeof maximum === 'number' ? maximum : Number.POSITIVE_INFINITY;
  return value >= least && value <= most;
}

const PLACES = /city|location|place|town|country|region|venue|where|area|address/i;
const BEGINNINGS = /^from|origin|source|start|departure/i;
const ENDS = /^to$|destination|target|arrival|recipient/i;
const SUBJECTS = /^(q|query|question|prompt|input|search|request|terms?|topic|subject|about)$/i;
/** Free text is not a single word of the question. */
const WHOLE_TEXTS = /^(text|content|message|body)/i;
const ANY_PREPOSITION = 'in|at|near|for|about|to|from|of|with|named|called';
const SUBJECT_PART = /query|question|prompt|search|topic|subject/i;

/** Prepositions that introduce a value, by the name of the field. */
function prepositionsOf(name: string): string | undefined {
  if (BEGINNINGS.test(name)) return 'from';
  if (ENDS.test(name)) return 'to|for';
  if (PLACES.test(name)) return 'in|at|near|around|for|of|to|from';
  if (/language/i.test(name)) return 'in|to|into';
  if (/name|user|person|author|contact|who/i.test(name)) return 'named|called|for|to|by|of|with';
  return undefined;
}

function textual({ name, schema }: Wanted, text: string): { strong: Fact[]; weak: Fact[] } {
  const formed = byForm(name, schema.format, text);
  if (formed) return { strong: formed, weak: [] };
  const own = prepositionsOf(name);
  const strong = [...labelled(name, text), ...(own ? behind(own, text) : [])];
  const isSubject = SUBJECTS.test(name) || SUBJECT_PART.test(name);
  return {
    strong: strong.filter((fact) => fits(fact, schema)),
    weak: [
      ...as('quoted', quoted(text)),
      ...(isSubject ? subjects(text) : []),
      ...(WHOLE_TEXTS.test(name) ? behindColon(text) : []),
      ...(own || WHOLE_TEXTS.test(name) ? [] : behind(ANY_PREPOSITION, text)),
      ...(WHOLE_TEXTS.test(name) ? [] : as('capitals', capitalised(text))),
    ].filter((fact) => fits(fact, schema)),
  };
}

/** The pattern comes from the caller: it is checked when the whole form is validated. */
function fits({ value }: Fact, { minLength, maxLength }: JsonSchema): boolean {
  const { length } = String(value);
  return length >= Number(minLength ?? 0) && length <= Number(maxLength ?? Infinity);
}

/** Values recognized by their format alone; `undefined` if the field has no format. */
function byForm(name: string, format: unknown, text: string): Fact[] | undefined {
  const all = (pattern: RegExp) => as('form', everyMatch(pattern, text));
  if (format === 'email') return all(EMAIL);
  if (format === 'uri' || format === 'url') return all(URL_TEXT);
  if (format === 'date')
    return as(
      'form',
      dates(text).filter(({ iso }) => iso),
      'iso',
    );
  if (format === 'date-time')
    return all(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})/g);
  if (format === 'time') return all(/\b\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})/g);
  if (format === 'uuid') return all(UUID);
  if (format !== undefined) return undefined;
  const found = /e-?mail/i.test(name)
    ? all(EMAIL)
    : /url|uri|link|website/i.test(name)
      ? all(URL_TEXT)
      : /date|day|when/i.test(name)
        ? as('form', dates(text))
        : /time|hour/i.test(name)
          ? all(TIME)
          : /path|file|document/i.test(name)
            ? all(PATH)
            : [];
  return found.length > 0 ? found : undefined;
}

function as(
  how: string,
  spans: readonly (Span & { text: string; iso?: string })[],
  key: 'iso' | 'text' = 'text',
): Fact[] {
  return spans.map(({ from, to, ...span }) => ({ from, to, value: span[key], how }));
}

/** What may stand between a name and its value; the number of spaces is limited, to bound the time. */
const LINK = '\\s{0,3}(?:is|are|was|=|:|of|in|on|at|by|to|for|named|called)?\\s{0,3}';
const FIRM = '\\s{0,3}(?:is|are|was|=|:|named|called)\\s{0,3}';
const QUOTED = '["“«\'‘](?<quoted>[^"“”«»\'‘’]+)["”»\'’]';
const CAPITALS = "\\p{Lu}[\\p{L}\\p{M}\\p{N}'’.-]*(?:\\s+\\p{Lu}[\\p{L}\\p{M}\\p{N}'’.-]*)*";

/** "city Paris", "name: Ada Lovelace", "the title is 'On numbers'". */
function labelled(name: string, text: string): Fact[] {
  const label = `(?<![\\p{L}\\p{N}])${labelOf(name)}(?:\\s{0,3}\\([^()]{0,50}\\))?`;
  const plain = `(?<plain>[^\\s,;.!?"'][^,;!?\\n"]*?)(?=[,;!?\\n]|\\.(?:\\s|$)|\\s{1,3}and\\s|$)`;
  return [
    ...valuesOf(new RegExp(`${label}${LINK}${QUOTED}`, 'giu'), text),
    ...valuesOf(new RegExp(`${label}${FIRM}${plain}`, 'giu'), text),
    ...valuesOf(new RegExp(`${insensitive(label)}\\s+(?<plain>${CAPITALS})`, 'gu'), text),
  ];
}

/** "tags: money, state and tax": a list after its name. */
export function listedBehind(name: string, text: string): Fact[] {
  const label = `(?<![\\p{L}\\p{N}])${labelOf(name)}${FIRM}`;
  const lists = text.matchAll(new RegExp(`${label}(?<list>[^;.!?\\n]+)`, 'giu'));
  const found = [...lists].flatMap(({ index, 0: whole, groups }) => {
    const list = groups!.list!;
    const start = index + whole.length - list.length;
    return [
      ...list.matchAll(/(?:^|,|\band\b|\bor\b)\s*([^\s,](?:(?!\s{1,9}(?:and|or)\s)[^,])*)/giu),
    ].map(({ index: at, 0: all, 1: item }) => {
      const from = start + at + all.length - item!.length;
      const value = trimmed(item!).replace(/^["'“«]|["'”»]$/gu, '');
      return { value, from, to: start + at + all.length, how: 'name' };
    });
  });
  return found.slice(0, MOST_FACTS);
}

/** "prices 3, 4.5 and 10": the rest of a list, after one of its first items. */
export function withNext(first: readonly Fact[], many: readonly Fact[], text: string): Fact[] {
  const all = [...first];
  for (const fact of many) {
    const isNext = ({ to }: Fact) =>
      /^\s*(?:,|&|(?:,\s*)?(?:and|or)\b)\s*$/iu.test(text.slice(to, fact.from));
    if (all.some(isNext)) all.push({ ...fact, how: 'name' });
  }
  return all;
}

function valuesOf(pattern: RegExp, text: string): Fact[] {
  return [...text.matchAll(pattern)].flatMap(({ index, 0: whole, groups }) => {
    const value = trimmed(groups?.quoted ?? groups?.plain ?? '');
    if (value === '') return [];
    const from = index + whole.lastIndexOf(value);
    return [{ value, from, to: from + value.length, how: 'name' }];
  });
}

/** "in Paris", "in Paris, Oslo and Rome", "in the old town": what follows a preposition. */
function behind(prepositions: string, text: string): Fact[] {
  const before = `(?<![\\p{L}\\p{N}])(?:${insensitive(prepositions)})\\s+(?:the\\s+)?`;
  const more = `(?:(?:\\s{0,3},\\s{0,3}${CAPITALS})*\\s{0,3},?\\s{1,3}(?:and|or)\\s+${CAPITALS})?`;
  const named = [...text.matchAll(new RegExp(`${before}(?<list>${CAPITALS}${more})`, 'gu'))];
  const found = named.flatMap(({ index, 0: whole, groups }) => {
    const list = groups!.list!;
    const start = index + whole.length - list.length;
    return everyMatch(new RegExp(CAPITALS, 'gu'), list).map(({ from, text }) => {
      const value = trimmed(text);
      return { value, from: start + from, to: start + from + value.length, how: 'preposition' };
    });
  });
  if (found.length > 0) return found;
  return [...text.matchAll(new RegExp(`${before}(?<word>\\p{Ll}[\\p{L}-]{2,})`, 'gu'))].flatMap(
    ({ index, 0: whole, groups }) => {
      const value = groups!.word!;
      if (isEmptyWord(value) || NO_PLACES.has(value)) return [];
      const to = index + whole.length;
      return [{ value, from: to - value.length, to, how: 'preposition' }];
    },
  );
}

/** Words that often follow a preposition but are not values. */
const NO_PLACES = new Set(
  'general order detail details time future past morning evening afternoon front back short first last next this least most once'.split(
    ' ',
  ),
);

/** The topic of a question, or else the whole question. */
function subjects(text: string): Fact[] {
  const about = /\b(?:about|for|on|regarding)\s+([^?!.\n]+)/iu.exec(text);
  const whole = { value: text.trim(), from: 0, to: 0, how: 'whole' };
  if (!about) return text.trim() === '' ? [] : [whole];
  const value = about[1]!.trim();
  return [{ value, from: about.index, to: about.index + about[0].length, how: 'subject' }];
}

function behindColon(text: string): Fact[] {
  const found = /:\s+(\S[\s\S]*)$/u.exec(text);
  if (!found) return [];
  return [{ value: found[1]!.trim(), from: found.index, to: text.length, how: 'colon' }];
}

function trimmed(value: string): string {
  return value.trim().replace(/(?:[.,;:]|['’]s)$/u, '');
}

/** In characters: nobody writes out a longer name. */
const LONGEST_LABEL = 100;

/** A name as people write it: `unitPrice` and `unit_price` become "unit price". */
function labelOf(name: string): string {
  const short = cut(name, LONGEST_LABEL);
  const words = short.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ').match(/[\p{L}\p{N}]+/gu) ?? [short];
  return `${words.map(loosely).join('[\\s_-]*')}(?:e?s)?`;
}

function loosely(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/_|\s+/g, '[\\s_-]+');
}

/** A case-insensitive pattern, for use inside a case-sensitive one. */
function insensitive(pattern: string): string {
  return pattern.replace(/(\\p\{\w+\}|\\.|\(\?<?[!=:]?)|([a-z])/gi, (_, kept, letter) =>
    letter ? `[${letter.toLowerCase()}${letter.toUpperCase()}]` : kept,
  );
}
