/** The values of a record: one without quotes and without characters is missing, `""` is a text. */
export type Fields = (string | null)[];

/** Text that is not CSV or TSV. The message says why: `a quote is not closed`. */
export class NotTable extends Error {
  /** From 1. */
  readonly line: number;

  constructor(line: number, why: string) {
    super(why);
    this.line = line;
  }
}

/** Called with each record, and the line on which it ends. */
type Take = (fields: Fields, line: number) => void;

const LONG = 64 * 1024;

/** A record of this many characters has a quote that is not closed, as a rule. */
const LONGEST = 64 * 1024 * 1024;

/**
 * Reads CSV (RFC 4180) or TSV, text by text: a record may be in several of them. Our own, because
 * csv-parse, which can tell a missing value from `""`, takes fifty times as long to do so.
 */
export class TableReader {
  readonly #delimiter: string;
  /** What ends a line: decided by the first one. A line feed may have a carriage return before it. */
  #newline: '\n' | '\r' | undefined;
  /** The beginning of a record whose end is in a later text. */
  #rest = '';
  /** A long one is not looked at again before it has this length: it would be read too often. */
  #enough = 0;
  #line = 1;

  constructor(delimiter: ',' | '\t') {
    this.#delimiter = delimiter;
  }

  add(text: string, take: Take): void {
    const whole = this.#rest === '' ? text : this.#rest + text;
    if (whole.length < this.#enough) {
      this.#rest = whole;
      return;
    }
    this.#newline ??= newlineOf(whole);
    if (this.#newline === undefined) this.#wait(whole);
    else this.#read(whole, false, take);
  }

  /** Reads what is left after the last text. */
  end(take: Take): void {
    this.#newline ??= this.#rest.includes('\r') ? '\r' : '\n';
    this.#read(this.#rest, true, take);
  }

  #read(text: string, isEnd: boolean, take: Take): void {
    const newline = this.#newline ?? '\n';
    let at = 0;
    let quote = -2;
    while (at < text.length) {
      let end = text.indexOf(newline, at);
      if (quote !== -1 && quote < at) quote = text.indexOf('"', at);
      if (end < 0 && !isEnd) break;
      if (end < 0) end = text.length;
      if (quote === -1 || quote > end) {
        // Most lines have no quotes.
        take(this.#plain(text, at, end), this.#line);
        this.#line++;
        at = end + 1;
        continue;
      }
      const record = new QuotedRecord(text, { at, line: this.#line, isEnd }, newline);
      const fields = record.read(this.#delimiter);
      if (!fields) break;
      take(fields, record.line);
      this.#line = record.line + 1;
      at = record.at;
    }
    this.#wait(at === 0 ? text : text.slice(at));
  }

  /** Keeps the beginning of a record. */
  #wait(rest: string): void {
    this.#rest = rest;
    this.#enough = rest.length > LONG ? rest.length * 2 : 0;
    if (rest.length < LONGEST) return;
    throw new NotTable(this.#line, 'the row is longer than 64 MiB: a quote may not be closed');
  }

  #plain(text: string, start: number, end: number): Fields {
    const fields: Fields = text
      .slice(start, withoutReturn(text, start, end))
      .split(this.#delimiter);
    for (let at = 0; at < fields.length; at++) if (fields[at] === '') fields[at] = null;
    return fields;
  }
}

/** What ends the first line: a carriage return, if no line feed follows it. */
function newlineOf(text: string): '\n' | '\r' | undefined {
  const at = text.search(/[\r\n]/);
  if (at < 0) return undefined;
  if (text[at] === '\n' || text[at + 1] === '\n') return '\n';
  return at + 1 < text.length ? '\r' : undefined;
}

/** The end of a line without the carriage return before its line feed. */
function withoutReturn(text: string, start: number, end: number): number {
  return end > start && text[end] !== '\r' && text[end - 1] === '\r' ? end - 1 : end;
}

/** Reads one record that has quotes. */
class QuotedRecord {
  /** The position after the record. */
  at: number;
  /** The line that is being read. */
  line: number;
  readonly #text: string;
  readonly #newline: '\n' | '\r';
  readonly #isEnd: boolean;

  constructor(
    text: string,
    { at, line, isEnd }: { at: number; line: number; isEnd: boolean },
    newline: '\n' | '\r',
  ) {
    this.#text = text;
    this.at = at;
    this.line = line;
    this.#isEnd = isEnd;
    this.#newline = newline;
  }

  /** Its values; `undefined` if the text ends before the record does. */
  read(delimiter: string): Fields | undefined {
    const text = this.#text;
    const fields: Fields = [];
    for (;;) {
      if (text[this.at] === '"') {
        const field = this.#quoted(delimiter);
        if (field === undefined) return undefined;
        fields.push(field);
      } else {
        const field = this.#unquoted(delimiter);
        if (field === undefined) return undefined;
        fields.push(field === '' ? null : field);
      }
      const isOver = text[this.at] !== delimiter;
      this.at++;
      if (isOver) return fields;
    }
  }

  /** Ends at the delimiter or the end of the line. */
  #unquoted(delimiter: string): string | undefined {
    const text = this.#text;
    const start = this.at;
    let end = text.indexOf(this.#newline, start);
    if (end < 0 && !this.#isEnd) return undefined;
    if (end < 0) end = text.length;
    const next = text.indexOf(delimiter, start);
    const isLast = next < 0 || next > end;
    this.at = isLast ? end : next;
    const field = text.slice(start, isLast ? withoutReturn(text, start, end) : next);
    if (!field.includes('"')) return field;
    throw new NotTable(this.line, 'a quote is inside a value without quotes');
  }

  #quoted(delimiter: string): string | undefined {
    const text = this.#text;
    const start = this.at + 1;
    let close = text.indexOf('"', start);
    let isDoubled = false;
    while (close >= 0 && text[close + 1] === '"') {
      isDoubled = true;
      close = text.indexOf('"', close + 2);
    }
    // The quote at the end of the text may be the first of two.
    if (close < 0 || (close + 1 === text.length && !this.#isEnd)) {
      if (this.#isEnd) throw new NotTable(this.line, 'a quote is not closed');
      return undefined;
    }
    const inner = text.slice(start, close);
    this.at = close + 1;
    const isReturn = text[this.at] === '\r' && this.#newline === '\n';
    if (isReturn && this.at + 1 === text.length && !this.#isEnd) return undefined;
    if (isReturn && (text[this.at + 1] === '\n' || this.at + 1 === text.length)) this.at++;
    const next = text[this.at];
    this.line += linesIn(inner, this.#newline);
    if (next !== undefined && next !== delimiter && next !== this.#newline) {
      throw new NotTable(this.line, 'a quote is followed by other text');
    }
    return isDoubled ? inner.replaceAll('""', '"') : inner;
  }
}

function linesIn(text: string, newline: string): number {
  let count = 0;
  for (let at = text.indexOf(newline); at >= 0; at = text.indexOf(newline, at + 1)) count++;
  return count;
}
