import { looksSecret } from '../../core/errors/redact.js';

/** The language that errors are written in: that of the script. */
export type Language = 'ru' | 'en';

/** A message in both languages. */
export interface Message {
  ru: string;
  en: string;
}

export interface Position {
  line: number;
  column: number;
}

/** The text of a module, and where it comes from. */
export class Source {
  readonly text: string;
  /** The path, or a name for text that is not from a file. */
  readonly name: string;
  /** The absolute path, if it is from a file. */
  readonly path: string | undefined;
  readonly language: Language;
  #lineStarts: number[] | undefined;

  constructor(text: string, name: string, path?: string) {
    this.text = text.startsWith('\uFEFF') ? text.slice(1) : text;
    this.name = name;
    this.path = path;
    this.language = languageOf(this.text);
  }

  /** Line and column of an offset, both from 1. */
  position(offset: number): Position {
    const starts = this.lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  /** The text of a line as errors show it: without its end, with secrets masked. */
  line(number: number): string {
    const start = this.lineStarts()[number - 1] ?? this.text.length;
    const end = this.text.indexOf('\n', start);
    return withoutSecrets(this.text.slice(start, end < 0 ? undefined : end).replace(/\r$/, ''));
  }

  /** The line of an offset, with a mark under the place. */
  excerpt(offset: number): string {
    const { line, column } = this.position(offset);
    const text = this.line(line);
    const before = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
    return `${text}\n${before}^`;
  }

  private lineStarts(): number[] {
    this.#lineStarts ??= [0, ...[...this.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    return this.#lineStarts;
  }
}

/** A literal with the name that it is assigned to, if there is one. */
const LITERAL = /(?:(?<![\p{L}\p{N}_])([\p{L}\p{N}_]+)\s*=\s*)?"([^"]*)"/gu;
const RUSSIAN_SECRET = /токен|парол|секрет|ключ/i;
/** Letters and digits mixed, and nothing else that texts have: a token. */
const TOKEN = /^(?=.*\d)(?=.*[A-Za-z])[\w:.+=-]{16,}$/;

/** Secrets are masked at their length, so that what follows stays where it is. */
function withoutSecrets(line: string): string {
  return line.replace(LITERAL, (whole, name: string | undefined, value: string) => {
    const named = name !== undefined && (looksSecret(name) || RUSSIAN_SECRET.test(name));
    if (!named && !TOKEN.test(value)) return whole;
    return `${whole.slice(0, whole.length - value.length - 1)}${'*'.repeat(value.length)}"`;
  });
}

const KEYWORDS =
  /(?<![\wа-яё.])(?:(если|для|пока|новый|перем|попытка|процедура|функция|возврат)|(if|for|while|new|var|try|procedure|function|return))(?![\wа-яё])/gi;

/** The language of the keywords that a script uses most; without any, that of its letters. */
function languageOf(text: string): Language {
  let balance = 0;
  for (const [, russian] of text.slice(0, 100_000).matchAll(KEYWORDS)) balance += russian ? 1 : -1;
  if (balance !== 0) return balance > 0 ? 'ru' : 'en';
  return /[а-яё]/i.test(text.replace(/"[^"]*"|\/\/.*/g, '')) ? 'ru' : 'en';
}

/** The script is not valid: nothing of it has run. */
export class ScriptSyntaxError extends Error {
  readonly source: Source;
  readonly offset: number;
  readonly description: string;

  constructor(source: Source, offset: number, message: Message) {
    const description = message[source.language];
    const { line, column } = source.position(offset);
    super(`${source.name}:${line}:${column}: ${description}\n${source.excerpt(offset)}`);
    this.source = source;
    this.offset = offset;
    this.description = description;
  }

  override get name(): string {
    return 'ScriptSyntaxError';
  }
}
