import { keywordOf, spelled } from './keywords.js';
import { type Kind, type Token, tokensOf } from './lexer.js';
import { type Message, ScriptSyntaxError, type Source } from './source.js';

/** Reads the tokens of a module one by one. */
export class TokenReader {
  readonly source: Source;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(source: Source) {
    this.source = source;
    this.#tokens = tokensOf(source);
  }

  get token(): Token {
    return this.#tokens[this.#index]!;
  }

  peek(ahead = 1): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)]!;
  }

  is(...kinds: readonly Kind[]): boolean {
    return kinds.includes(this.token.kind);
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#index++;
    return token;
  }

  /** Takes the token if it is of this kind. */
  take(kind: Kind): Token | undefined {
    return this.token.kind === kind ? this.next() : undefined;
  }

  expect(kind: Kind): Token {
    return this.take(kind) ?? this.unexpected(kind);
  }

  /** A name after a dot may be a keyword. */
  expectMember(): Token {
    const { token } = this;
    if (token.kind === 'name' || keywordOf(token.text.toLowerCase()) === token.kind)
      return this.next();
    return this.unexpected('name');
  }

  unexpected(wanted?: Kind): never {
    const { token } = this;
    const { language } = this.source;
    const after = { ru: 'конец текста', en: 'the end of the text' };
    const text = this.source.text.slice(token.start, token.end).split('\n')[0]!;
    const found = token.kind === 'end' ? after : { ru: `«${text}»`, en: `"${text}"` };
    if (wanted === undefined)
      this.fail(token.start, { ru: `Не ожидалось: ${found.ru}`, en: `Unexpected ${found.en}` });
    const shown = wanted === 'name' ? { ru: 'имя', en: 'a name' } : undefined;
    const word = spelled(wanted, language) ?? wanted;
    this.fail(token.start, {
      ru: `Ожидалось ${shown?.ru ?? word}, а не ${found.ru}`,
      en: `Expected ${shown?.en ?? word}, not ${found.en}`,
    });
  }

  fail(offset: number, message: Message): never {
    throw new ScriptSyntaxError(this.source, offset, message);
  }
}
