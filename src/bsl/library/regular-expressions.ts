import { bounded, TookTooLong } from '../../core/util/bounded.js';
import type { GlobalFunction } from '../run/machine.js';
import { BslArray } from '../values/array.js';
import { SearchDirection } from '../values/enumerations.js';
import { badValue, raise } from '../values/errors.js';
import { integer } from '../values/numbers.js';
import { BslObject, define } from '../values/object.js';
import { toText } from '../values/text.js';
import { toJavaScript } from './regular-expression-syntax.js';

/** How long one search may take, in milliseconds: a pattern can need more time than anybody has. */
const LIMIT = 5000;

function limited<T>(work: () => T): T {
  try {
    return bounded({ timeout: LIMIT }, work);
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error;
    return raise({
      ru: `Поиск по регулярному выражению не завершился за ${LIMIT / 1000} с`,
      en: `The search with the regular expression did not end within ${LIMIT / 1000} s`,
    });
  }
}

interface Options {
  ignoreCase: unknown;
  multiline: unknown;
  /** Flags of JavaScript. */
  flags?: string;
}

function compile(pattern: string, { ignoreCase, multiline, flags = '' }: Options): RegExp {
  const { source, own } = toJavaScript(pattern, multiline === true);
  const all = new Set(
    `u${flags}${own}${ignoreCase === true ? 'i' : ''}${multiline === true ? 'm' : ''}`,
  );
  try {
    return new RegExp(source, [...all].join(''));
  } catch (error) {
    const [reason] = (error as Error).message.split(': ').slice(-1);
    return raise({
      ru: `Неверное регулярное выражение: ${pattern}`,
      en: `The regular expression "${pattern}" is not valid: ${reason}`,
    });
  }
}

/** A part of the text: of a match or of one of its groups. Its position is 0 if there is none. */
class Found extends BslObject {
  readonly value: string;
  readonly start: number;

  constructor(text: string, [from, to]: readonly [number, number] = [-1, 0]) {
    super();
    this.value = from < 0 ? '' : text.slice(from, to);
    this.start = from + 1;
  }
}

/** What a search found. */
class SearchResult extends Found {
  readonly groups: readonly Found[];

  constructor(text: string, match?: RegExpExecArray) {
    super(text, match?.indices?.[0]);
    this.groups = (match?.indices ?? []).slice(1).map((range) => new Found(text, range));
  }
}

const properties = {
  'Значение Value': {
    get(this: Found) {
      return this.value;
    },
  },
  'НачальнаяПозиция StartIndex': {
    get(this: Found) {
      return this.start;
    },
  },
  'Длина Length': {
    get(this: Found) {
      return this.value.length;
    },
  },
};

define(Found, {
  type: 'ГруппаРезультатаПоискаПоРегулярномуВыражению ResultOfSearchByRegularExpressionGroup',
  properties,
});

define(SearchResult, {
  type: 'РезультатПоискаПоРегулярномуВыражению ResultOfSearchByRegularExpression',
  properties,
  methods: {
    'ПолучитьГруппы GetGroups'(this: SearchResult) {
      return new BslArray([...this.groups]);
    },
  },
});

/** The matches from left to right. */
function* forward(text: string, pattern: RegExp, from: number): Generator<RegExpExecArray> {
  pattern.lastIndex = from;
  for (;;) {
    const match = pattern.exec(text);
    if (!match) return;
    yield match;
    if (match[0] === '') pattern.lastIndex += (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
  }
}

/** The matches from right to left: at each position that which starts there, if it ends before the last. */
function* backward(text: string, pattern: RegExp, from: number): Generator<RegExpExecArray> {
  let end = text.length;
  for (let at = from; at >= 0; at--) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    // In the middle of a pair of surrogates, the search begins one before.
    if (match?.index !== at || at + match[0].length > end) continue;
    yield match;
    end = at;
  }
}

function nth<T>(all: Iterable<T>, number: number): T | undefined {
  let left = number;
  for (const one of all) if (--left === 0) return one;
  return undefined;
}

function find(
  text: string,
  pattern: string,
  isBackward: boolean,
  start: number | undefined,
  occurrence: number,
  options: Options,
): SearchResult {
  const compiled = compile(pattern, { ...options, flags: isBackward ? 'dy' : 'dg' });
  if (occurrence < 1) badValue(5);
  if (text === '' || pattern === '') return new SearchResult(text);
  const from = (start ?? (isBackward ? text.length : 1)) - 1;
  if (from < 0 || from >= text.length) badValue(4);
  const matches = (isBackward ? backward : forward)(text, compiled, from);
  return new SearchResult(
    text,
    limited(() => nth(matches, occurrence)),
  );
}

/** The text that a match is replaced with, from its groups: `$1` is a group, `\$` a dollar. */
function replacer(
  template: string,
  pattern: RegExp,
): (groups: readonly (string | undefined)[]) => string {
  const count = limited(() => new RegExp(`${pattern.source}|`, pattern.flags).exec('')!.length - 1);
  const form = new RegExp(`\\\\([^]?)|\\$(\\d{1,${String(count).length}})`, 'g');
  for (const [, , group] of template.matchAll(form))
    if (Number(group ?? 0) > count)
      raise({
        ru: `В регулярном выражении нет группы ${Number(group)}`,
        en: `The regular expression has no group ${Number(group)}`,
      });
  return (groups) =>
    template.replace(form, (_, escaped?: string, group?: string) =>
      group === undefined ? (escaped ?? '') : (groups[Number(group)] ?? ''),
    );
}

/** The regular expressions of 1C:Enterprise 8.3.23, by the engine of JavaScript. */
export const regularExpressionFunctions: Readonly<Record<string, GlobalFunction>> = {
  'СтрНайтиПоРегулярномуВыражению StrFindByRegularExpression': (
    text: unknown,
    pattern: unknown,
    direction?: unknown,
    start?: unknown,
    occurrence?: unknown,
    ignoreCase?: unknown,
    multiline?: unknown,
  ) =>
    find(
      toText(text),
      toText(pattern),
      direction === SearchDirection.value('FromEnd'),
      start === undefined ? undefined : integer(start, 4),
      occurrence === undefined ? 1 : integer(occurrence, 5),
      { ignoreCase, multiline },
    ),
  'СтрНайтиВсеПоРегулярномуВыражению StrFindAllByRegularExpression': (
    given: unknown,
    pattern: unknown,
    ignoreCase?: unknown,
    multiline?: unknown,
  ) => {
    const text = toText(given);
    const compiled = compile(toText(pattern), { ignoreCase, multiline, flags: 'dg' });
    if (text === '' || toText(pattern) === '') return new BslArray();
    const matches = limited(() => [...forward(text, compiled, 0)]);
    return new BslArray(matches.map((match) => new SearchResult(text, match)));
  },
  'СтрЗаменитьПоРегулярномуВыражению StrReplaceByRegularExpression': (
    text: unknown,
    pattern: unknown,
    template: unknown,
    ignoreCase?: unknown,
    multiline?: unknown,
  ) => {
    const compiled = compile(toText(pattern), { ignoreCase, multiline, flags: 'g' });
    const replace = replacer(toText(template), compiled);
    return limited(() => {
      const source = toText(text);
      let at = 0;
      let result = '';
      for (const match of forward(source, compiled, 0)) {
        result += source.slice(at, match.index) + replace(match);
        at = match.index + match[0].length;
      }
      return result + source.slice(at);
    });
  },
  /** True if the whole text matches. */
  'СтрПодобнаПоРегулярномуВыражению StrLikeByRegularExpression': (
    text: unknown,
    pattern: unknown,
    ignoreCase?: unknown,
    multiline?: unknown,
  ) => {
    const { source, flags } = compile(toText(pattern), { ignoreCase, multiline });
    const whole = new RegExp(`(?<![^])(?:${source})(?![^])`, flags);
    return limited(() => whole.test(toText(text)));
  },
};
