/** A record of a table. */
export interface CsvRecord {
  /** `null` for a value without quotes and without characters: it is missing. */
  values: (string | null)[];
  /** The line in which it ends, from 1. */
  line: number;
}

/** Makes the error about a line. */
export type Refuse = (line: number, why: string, cause?: Error) => Error;

/** Where the reader is within a record. */
type Place = 'start of a value' | 'in a value' | 'in quotes' | 'after a quote';

/**
 * Reads records of CSV or TSV (RFC 4180) from text that comes in chunks. Lines end in `\n` or `\r\n`, or, if
 * the first one does, in `\r`. Each character is looked at once, however long a record is.
 */
export class CsvReader {
  readonly #delimiter: string;
  readonly #refuse: Refuse;
  /** Known from the first line that ends. */
  #newline: '\n' | '\r' | undefined;
  /** A `\r` at the end of a chunk, while it is not known whether a `\n` follows. */
  #held = '';
  #line = 1;
  #records: CsvRecord[] = [];

  #place: Place = 'start of a value';
  #values: (string | null)[] = [];
  /** The part of the current value that was read, and whether it is in quotes. */
  #value = '';
  #isQuoted = false;
  /** The line of the last quote that was opened. */
  #opened = 1;

  constructor(delimiter: ',' | '\t', refuse: Refuse) {
    this.#delimiter = delimiter;
    this.#refuse = refuse;
  }

  /** The records that end in the next chunk. */
  add(chunk: string): CsvRecord[] {
    const text = this.#held + chunk;
    const isHeld = text.endsWith('\r');
    this.#held = isHeld ? '\r' : '';
    return this.#read(isHeld ? text.slice(0, -1) : text);
  }

  /** The last records, when the text has ended. */
  end(): CsvRecord[] {
    if (this.#held) {
      this.#newline ??= '\r';
      this.#read(this.#newline);
    }
    if (this.#place === 'in quotes') throw this.#refuse(this.#opened, 'a quote is not closed');
    const isEmpty = this.#values.length === 0 && this.#place === 'start of a value';
    if (!isEmpty) this.#endRecord();
    return this.#taken();
  }

  #taken(): CsvRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  #read(text: string): CsvRecord[] {
    this.#newline ??= newlineIn(text);
    const newline = this.#newline ?? '\n';
    let quote = -1;
    for (let at = 0; at < text.length; ) {
      if (quote < at) quote = indexOr(text, '"', at);
      const isAtStart = this.#place === 'start of a value' && this.#values.length === 0;
      const end = isAtStart ? text.indexOf(newline, at) : -1;
      if (end >= 0 && end < quote) {
        this.#addPlain(text.slice(at, text[end - 1] === '\r' && end > at ? end - 1 : end));
        at = end + 1;
      } else {
        at = this.#step(text, at, newline);
      }
    }
    return this.#taken();
  }

  /** A line without quotes, as most are. */
  #addPlain(text: string): void {
    const values: (string | null)[] = text.split(this.#delimiter);
    for (let at = 0; at < values.length; at++) if (values[at] === '') values[at] = null;
    this.#records.push({ values, line: this.#line++ });
  }

  /** Reads to the next character that means something, and returns the position after it. */
  #step(text: string, at: number, newline: string): number {
    const char = text[at]!;
    switch (this.#place) {
      case 'start of a value':
        this.#place = char === '"' ? 'in quotes' : 'in a value';
        this.#isQuoted = char === '"';
        this.#opened = this.#line;
        return this.#isQuoted ? at + 1 : at;
      case 'in quotes': {
        const end = indexOr(text, '"', at);
        const part = text.slice(at, end);
        this.#value += part;
        this.#line += part.split(newline).length - 1;
        if (end < text.length) this.#place = 'after a quote';
        return end + 1;
      }
      case 'after a quote':
        if (char === '"') {
          this.#value += char;
          this.#place = 'in quotes';
        } else if (char === '\r' && newline === '\n' && text[at + 1] === '\n') {
          return at + 1;
        } else this.#endAt(char, newline, 'a quote is followed by other text');
        return at + 1;
      case 'in a value': {
        const end = this.#nextMark(text, at, newline);
        this.#value += text.slice(at, end);
        if (end === text.length) return end;
        if (text[end] === newline && this.#value.endsWith('\r')) {
          this.#value = this.#value.slice(0, -1);
        }
        this.#endAt(text[end]!, newline, 'a quote is inside a value without quotes');
        return end + 1;
      }
    }
  }

  #nextMark(text: string, at: number, newline: string): number {
    for (let end = at; end < text.length; end++) {
      const char = text[end];
      if (char === this.#delimiter || char === newline || char === '"') return end;
    }
    return text.length;
  }

  /** Ends the value, or the record, at a character. */
  #endAt(char: string, newline: string, otherwise: string): void {
    if (char === newline) this.#endRecord();
    else if (char === this.#delimiter) this.#endValue();
    else throw this.#refuse(this.#line, otherwise);
  }

  #endValue(): void {
    this.#values.push(this.#value === '' && !this.#isQuoted ? null : this.#value);
    this.#value = '';
    this.#isQuoted = false;
    this.#place = 'start of a value';
  }

  #endRecord(): void {
    this.#endValue();
    this.#records.push({ values: this.#values, line: this.#line++ });
    this.#values = [];
  }
}

function newlineIn(text: string): '\n' | '\r' | undefined {
  const [found] = /\r\n|\n|\r/.exec(text) ?? [];
  if (found === undefined) return undefined;
  return found === '\r' ? '\r' : '\n';
}

/** The next position of a character; the end of the text if there is none. */
function indexOr(text: string, char: string, from: number): number {
  const found = text.indexOf(char, from);
  return found < 0 ? text.length : found;
}
