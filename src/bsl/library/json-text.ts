import { raise } from '../values/errors.js';
import { fromText } from '../values/numbers.js';

/** A part of a JSON text, as `JSONReader` reads it. */
export type JsonPart =
  | { kind: 'ObjectStart' | 'ObjectEnd' | 'ArrayStart' | 'ArrayEnd' | 'Null' }
  | { kind: 'PropertyName' | 'String'; value: string }
  | { kind: 'Number'; value: unknown }
  | { kind: 'Boolean'; value: boolean };

const SPACE = /[\s\ufeff]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings.
const STRING = /"((?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/y;
const WORD = /true|false|null/y;

/** Deeper texts are refused: reading them would need a stack as deep. */
const MAX_DEPTH = 500;

/** Reads a JSON text part by part. */
export class JsonText {
  readonly #text: string;
  #at = 0;
  /** What is open, from the outside in. */
  readonly #open: ('{' | '[')[] = [];
  /** What may come next. */
  #state: 'value' | 'first' | 'next' | 'end' = 'value';

  constructor(text: string) {
    this.#text = text;
  }

  /** The next part; undefined after the last one. */
  next(): JsonPart | undefined {
    this.#skip(SPACE);
    const char = this.#text[this.#at];
    if (this.#state === 'end') {
      if (char !== undefined) this.#fail();
      return undefined;
    }
    if (this.#state === 'next') {
      if (char === ',') {
        this.#at++;
        this.#skip(SPACE);
        this.#state = 'value';
        if (this.#open.at(-1) === '{') return this.#name();
      } else {
        return this.#close(char);
      }
    } else if (this.#state === 'first') {
      if (char === '}' || char === ']') return this.#close(char);
      this.#state = 'value';
      if (this.#open.at(-1) === '{') return this.#name();
    }
    return this.#value();
  }

  #value(): JsonPart {
    const char = this.#text[this.#at];
    if (char === '{' || char === '[') {
      this.#at++;
      if (this.#open.push(char) > MAX_DEPTH) this.#fail();
      this.#state = 'first';
      return { kind: char === '{' ? 'ObjectStart' : 'ArrayStart' };
    }
    this.#state = this.#open.length > 0 ? 'next' : 'end';
    if (char === '"') return { kind: 'String', value: this.#string() };
    const word = this.#skip(WORD);
    if (word === 'null') return { kind: 'Null' };
    if (word) return { kind: 'Boolean', value: word === 'true' };
    return { kind: 'Number', value: fromText(this.#skip(NUMBER) || this.#fail()) };
  }

  #name(): JsonPart {
    const value = this.#string();
    this.#skip(SPACE);
    if (this.#text[this.#at] !== ':') this.#fail();
    this.#at++;
    return { kind: 'PropertyName', value };
  }

  #close(char: string | undefined): JsonPart {
    const open = this.#open.at(-1);
    if (!(open === '{' && char === '}') && !(open === '[' && char === ']')) this.#fail();
    this.#at++;
    this.#open.pop();
    this.#state = this.#open.length > 0 ? 'next' : 'end';
    return { kind: open === '{' ? 'ObjectEnd' : 'ArrayEnd' };
  }

  #string(): string {
    const text = this.#skip(STRING);
    if (!text) this.#fail();
    return text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #fail(): never {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    return raise({
      ru: `Неверный JSON, строка ${line}, символ ${this.#at + 1}`,
      en: `The text is not valid JSON: line ${line}, character ${this.#at + 1}`,
    });
  }
}
