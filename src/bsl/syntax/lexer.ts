import { type Keyword, keywordOf } from './keywords.js';
import { Preprocessor } from './preprocessor.js';
import { type Message, ScriptSyntaxError, type Source } from './source.js';

export type Kind =
  | Keyword
  | (typeof SYMBOLS)[number]
  | 'name'
  | 'number'
  | 'string'
  | 'date'
  | 'label'
  | 'annotation'
  | 'use'
  | 'end';

export interface Token {
  kind: Kind;
  /** The text of a name or a number, the value of a string, the digits of a date. */
  text: string;
  start: number;
  end: number;
}

/** Longer ones first. */
const SYMBOLS = [
  ...(['<>', '<=', '>='] as const),
  ...([
    '+',
    '-',
    '*',
    '/',
    '%',
    '<',
    '>',
    '=',
    '(',
    ')',
    '[',
    ']',
    '.',
    ',',
    ';',
    '?',
    ':',
  ] as const),
] as const;

/** Letters of English and Russian, and, slower, of any language. */
const WORD = /[A-Za-zА-Яа-яЁё_][\wА-Яа-яЁё]*(?![^\0-\x7f])/y;
const OTHER_WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /\d+(?:\.\d+)?/y;
const SPACE = /\s+/y;
/** From the end of a line of a string to the `|` that continues it. */
const CONTINUATION = /\r?\n(?:[^\S\n]*(?:\/\/[^\n]*)?\n)*[^\S\n]*\|/y;

/** Splits the text of a module into tokens. Parts that the preprocessor excludes are not read. */
export function tokensOf(source: Source): Token[] {
  return new Lexer(source).tokens();
}

class Lexer {
  readonly #source: Source;
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  /** How many tokens come from directives at the start. */
  #ofModule = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
  }

  tokens(): Token[] {
    const preprocessor = new Preprocessor(this.#source);
    if (this.#text.startsWith('#!')) this.#skipLine();
    for (;;) {
      this.#skipSpace();
      const char = this.#text[this.#at];
      if (char === undefined) break;
      if (char === '#') this.#directive(preprocessor);
      else if (preprocessor.excludes) this.#skipLine();
      else this.#token(char);
    }
    preprocessor.end();
    this.#push('end', '', this.#at);
    return this.#tokens;
  }

  #directive(preprocessor: Preprocessor): void {
    const start = this.#at;
    const before = this.#text.slice(this.#text.lastIndexOf('\n', start) + 1, start);
    if (before.trim() && !preprocessor.excludes) this.#unexpected('#');
    this.#skipLine();
    const text = this.#text.slice(start, this.#at).trim();
    const read = preprocessor.read(text, start, this.#tokens.length === this.#ofModule);
    if (!read) return;
    this.#ofModule++;
    this.#push(read.kind, read.text, start);
  }

  #token(char: string): void {
    const start = this.#at;
    const word = this.#match(WORD) ?? this.#match(OTHER_WORD);
    if (word !== undefined) this.#word(word, start);
    else if (char >= '0' && char <= '9') this.#push('number', this.#match(NUMBER)!, start);
    else if (char === '"') this.#string(start);
    else if (char === "'") this.#date(start);
    else if (char === '~') this.#named('label', start);
    else if (char === '&') this.#named('annotation', start);
    else this.#symbol(char, start);
  }

  #symbol(char: string, start: number): void {
    const symbol = SYMBOLS.find((one) => this.#text.startsWith(one, start));
    if (symbol === undefined) this.#unexpected(char);
    this.#at += symbol!.length;
    this.#push(symbol!, symbol!, start);
  }

  #word(word: string, start: number): void {
    const keyword = keywordOf(word.toLowerCase());
    this.#push(keyword ?? 'name', word, start);
  }

  #named(kind: 'label' | 'annotation', start: number): void {
    this.#at++;
    this.#skipSpace();
    const word = this.#match(WORD) ?? this.#match(OTHER_WORD);
    if (word === undefined) this.#unexpected(this.#text[start]!);
    this.#push(kind, word!, start);
  }

  #string(start: number): void {
    let value = '';
    let at = start + 1;
    for (;;) {
      const char = this.#text[at];
      if (char === '"') {
        if (this.#text[at + 1] !== '"') break;
        value += '"';
        at += 2;
      } else if (char === '\n' || (char === '\r' && this.#text[at + 1] === '\n')) {
        CONTINUATION.lastIndex = at;
        const next = CONTINUATION.exec(this.#text);
        if (!next) this.#fail(start, UNCLOSED_STRING);
        value += '\n';
        at = CONTINUATION.lastIndex;
      } else if (char === undefined) {
        this.#fail(start, UNCLOSED_STRING);
      } else {
        const from = at;
        do at++;
        while (at < this.#text.length && !'"\r\n'.includes(this.#text[at]!));
        value += this.#text.slice(from, at);
      }
    }
    this.#at = at + 1;
    this.#push('string', value, start);
  }

  #date(start: number): void {
    const end = this.#text.indexOf("'", start + 1);
    const text = end < 0 ? '' : this.#text.slice(start + 1, end);
    const digits = text.replace(/\D/g, '');
    if (end < 0 || text.includes('\n') || ![8, 12, 14].includes(digits.length))
      this.#fail(start, { ru: 'Неверная дата', en: 'The date is not valid' });
    this.#at = end + 1;
    this.#push('date', digits, start);
  }

  #skipSpace(): void {
    for (;;) {
      this.#match(SPACE);
      if (!this.#text.startsWith('//', this.#at)) return;
      this.#skipLine();
    }
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #push(kind: Kind, text: string, start: number): void {
    this.#tokens.push({ kind, text, start, end: this.#at });
  }

  #unexpected(char: string): never {
    this.#fail(this.#at, {
      ru: `Неожиданный символ «${char}»`,
      en: `Unexpected character "${char}"`,
    });
  }

  #fail(offset: number, message: Message): never {
    throw new ScriptSyntaxError(this.#source, offset, message);
  }
}

const UNCLOSED_STRING: Message = {
  ru: 'Незакрытая строка: нет закрывающей кавычки',
  en: 'The string has no closing quote',
};
