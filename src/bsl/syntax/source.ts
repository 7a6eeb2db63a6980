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

  /** The text of a line, without its end. */
  line(number: number): string {
    const start = this.lineStarts()[number - 1] ?? this.text.length;
    const end = this.text.indexOf('\n', start);
    return this.text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
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
