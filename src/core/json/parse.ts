import { randomHex } from '../util/random.js';
import { JsonNumber, losesDigits, numberOrText } from './number.js';

/**
 * The places where a number may lose digits, in JSON or in text: at least 16 digits, a fraction
 * that ends in 0, an exponent, or -0. Most JSON has no such place, and is read by `JSON.parse`
 * alone.
 */
const RISKY = /\d(?:[\d.]{15}|\.\d*0(?!\d)|[eE])|-0(?![\d.])/g;

/**
 * Reads JSON without losing digits: where a JavaScript number would, it is a `JsonNumber`.
 *
 * @throws {SyntaxError} It is not JSON.
 */
export function parseExact(text: string): unknown {
  return readExact(text, JSON.parse, (number) => number);
}

/**
 * Reads JSON into plain values, for programs: a number that would lose digits is its text.
 *
 * @throws {SyntaxError} It is not JSON.
 */
export function parsePlain(text: string): unknown {
  return readExact(text, JSON.parse, numberOrText);
}

/**
 * Reads text with any parser of JSON, strict or loose: numbers at risk pass through it as marked
 * strings. The mark is new for each text, so that no text can contain it.
 */
export function readExact(
  text: string,
  parse: (text: string) => unknown,
  make: (number: JsonNumber) => unknown,
  quotes = '"',
): unknown {
  const places = numbersAtRisk(text, quotes);
  if (places.length === 0) return parse(text);
  const mark = newMark();
  return unmarked(parse(marked(text, places, mark)), mark, make);
}

/** The beginning of a string that stands for a number. No text from outside can contain it. */
export function newMark(): string {
  return `\u{e000}${randomHex(12)}:`;
}

/** The text with each number at risk as a marked string. */
export function withMarks(text: string, mark: string): string {
  return marked(text, numbersAtRisk(text, '"'), mark);
}

function marked(text: string, places: readonly Place[], mark: string): string {
  let safe = '';
  let done = 0;
  for (const [start, end] of places) {
    safe += `${text.slice(done, start)}"${mark}${text.slice(start, end)}"`;
    done = end;
  }
  return done === 0 ? text : safe + text.slice(done);
}

type Place = readonly [start: number, end: number];

const NONE: readonly Place[] = [];

/** The numbers that would lose digits. */
function numbersAtRisk(text: string, quotes: string): readonly Place[] {
  RISKY.lastIndex = 0;
  let match = RISKY.exec(text);
  if (!match) return NONE;
  const found: Place[] = [];
  const strings = new Strings(text, quotes);
  for (; match; match = RISKY.exec(text)) {
    const end = strings.endAround(match.index);
    if (end !== undefined) {
      RISKY.lastIndex = end;
      continue;
    }
    const [start, after] = numberAround(text, match.index);
    const number = text.slice(start, after);
    if (isNumber(number) && losesDigits(number)) found.push([start, after]);
    RISKY.lastIndex = after;
  }
  return found;
}

const IN_NUMBER = /[\w.+-]/;

/**
 * The whole word around a position: a number, or something that the parser refuses or reads as a
 * key.
 */
function numberAround(text: string, at: number): Place {
  let start = at;
  while (start > 0 && IN_NUMBER.test(text[start - 1]!)) start--;
  let end = at + 1;
  while (end < text.length && IN_NUMBER.test(text[end]!)) end++;
  return [start, end];
}

/** The strings of a text, in order. */
class Strings {
  readonly #text: string;
  /** The next position of each kind of quote: searched once, however often the other one occurs. */
  readonly #next: Map<string, number>;
  /** A position outside all strings; everything before it has been searched. */
  #at = 0;

  constructor(text: string, quotes: string) {
    this.#text = text;
    this.#next = new Map([...quotes].map((quote) => [quote, -1]));
  }

  /** The end of the string around a position; `undefined` if there is none. */
  endAround(place: number): number | undefined {
    for (;;) {
      const start = this.#start();
      if (start > place) return undefined;
      const end = this.#end(start);
      this.#at = end;
      if (place < end) return end;
    }
  }

  /** The start of the next string; the end of the text if there is none. */
  #start(): number {
    let first = this.#text.length;
    for (const [quote, known] of this.#next) {
      let next = known;
      if (known < this.#at) {
        const found = this.#text.indexOf(quote, this.#at);
        next = found < 0 ? this.#text.length : found;
        this.#next.set(quote, next);
      }
      if (next < first) first = next;
    }
    return first;
  }

  #end(start: number): number {
    const quote = this.#text[start]!;
    for (let at = this.#text.indexOf(quote, start + 1); at >= 0; ) {
      let slashes = 0;
      while (this.#text[at - 1 - slashes] === '\\') slashes++;
      if (slashes % 2 === 0) return at + 1;
      at = this.#text.indexOf(quote, at + 1);
    }
    return this.#text.length;
  }
}

/** Text that only looks like a number is left to the parser, which refuses it. */
function isNumber(token: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(token);
}

/** Puts the numbers back in their places. Not recursive: untrusted text may be nested deeply. */
export function unmarked(
  value: unknown,
  mark: string,
  make: (number: JsonNumber) => unknown,
): unknown {
  const root: unknown[] = [value];
  const open: (unknown[] | Record<string, unknown>)[] = [root];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    const keys = Array.isArray(holder) ? holder.keys() : Object.keys(holder);
    for (const key of keys) {
      const item = (holder as Record<string | number, unknown>)[key];
      if (typeof item === 'string') {
        if (!item.startsWith(mark)) continue;
        const number = make(new JsonNumber(item.slice(mark.length)));
        Object.defineProperty(holder, key, { value: number });
      } else if (typeof item === 'object' && item !== null) {
        open.push(item as unknown[] | Record<string, unknown>);
      }
    }
  }
  return root[0];
}
