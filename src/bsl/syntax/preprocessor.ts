import { type Message, ScriptSyntaxError, type Source } from './source.js';

/** What `#If` may ask for, in lower case. */
const DEFINED = new Set([
  ...['server', 'сервер', 'onescript'],
  ...({ linux: ['linux'], win32: ['windows'], darwin: ['macos'] }[process.platform as string] ??
    []),
]);

/** What a line adds to the tokens of the module. */
export interface Read {
  kind: 'use' | 'annotation';
  text: string;
}

interface Branch {
  /** The text of this branch is part of the module. */
  active: boolean;
  /** A branch of this `#If` was part of the module already. */
  taken: boolean;
  hasElse: boolean;
  /** The text around it is part of the module. */
  outer: boolean;
  start: number;
}

/** Follows the lines that begin with `#`, and tells what they exclude. */
export class Preprocessor {
  readonly #source: Source;
  readonly #branches: Branch[] = [];
  readonly #regions: number[] = [];

  constructor(source: Source) {
    this.#source = source;
  }

  get excludes(): boolean {
    return this.#branches.some(({ active }) => !active);
  }

  /**
   * Reads a line. Returns the name after `#Use`, or the word of an annotation of the module: any
   * other `#Word` at its start.
   */
  read(line: string, offset: number, isFirst: boolean): Read | undefined {
    const [, word = '', rest = ''] = /^#\s*([\p{L}_]*)\s*(.*)$/u.exec(line) ?? [];
    const name = word.toLowerCase();
    const branch = this.#branches.at(-1);
    if (name === 'если' || name === 'if') this.#if(rest, offset);
    else if (name === 'иначеесли' || name === 'elsif') this.#elsif(branch, rest, offset);
    else if (name === 'иначе' || name === 'else') this.#else(branch, offset);
    else if (name === 'конецесли' || name === 'endif') {
      if (!this.#branches.pop()) this.#fail(offset, WITHOUT_IF);
    } else if (this.excludes) return undefined;
    else if (name === 'область' || name === 'region') this.#region(rest, offset);
    else if (name === 'конецобласти' || name === 'endregion') {
      if (this.#regions.pop() === undefined)
        this.#fail(offset, { ru: 'Нет начала области', en: '#EndRegion without #Region' });
    } else if (name === 'использовать' || name === 'use') {
      return { kind: 'use', text: this.#use(rest, offset, isFirst) };
    } else if (isFirst && name !== '' && name !== 'native') {
      return { kind: 'annotation', text: word };
    } else if (name !== 'native') {
      this.#fail(offset, {
        ru: `Неизвестная директива #${word}`,
        en: `Unknown directive #${word}`,
      });
    }
    return undefined;
  }

  /** Refuses `#If` and `#Region` without an end. */
  end(): void {
    const open = this.#branches.at(-1);
    if (open) this.#fail(open.start, { ru: 'Нет #КонецЕсли', en: '#If without #EndIf' });
    const region = this.#regions.at(-1);
    if (region !== undefined)
      this.#fail(region, { ru: 'Нет #КонецОбласти', en: '#Region without #EndRegion' });
  }

  #if(rest: string, start: number): void {
    const outer = !this.excludes;
    const active = outer && this.#condition(rest, start);
    this.#branches.push({ active, taken: active, hasElse: false, outer, start });
  }

  #elsif(branch: Branch | undefined, rest: string, offset: number): void {
    if (!branch || branch.hasElse) this.#fail(offset, WITHOUT_IF);
    branch.active = branch.outer && !branch.taken && this.#condition(rest, offset);
    branch.taken ||= branch.active;
  }

  #else(branch: Branch | undefined, offset: number): void {
    if (!branch || branch.hasElse) this.#fail(offset, WITHOUT_IF);
    branch.hasElse = true;
    branch.active = branch.outer && !branch.taken;
  }

  #region(rest: string, offset: number): void {
    const name = withoutComment(rest).trim();
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))
      this.#fail(offset, { ru: 'Область без имени', en: '#Region needs a name' });
    this.#regions.push(offset);
  }

  #use(rest: string, offset: number, isFirst: boolean): string {
    const [, quoted, plain] =
      /^(?:"([^"]+)"|([\p{L}\p{N}_./\\-]+))\s*(?:\/\/.*)?$/u.exec(rest) ?? [];
    const name = quoted ?? plain;
    if (name === undefined)
      this.#fail(offset, { ru: 'Нет имени библиотеки', en: '#Use needs the name of a library' });
    if (!isFirst)
      this.#fail(offset, {
        ru: '#Использовать должно стоять в начале модуля',
        en: '#Use must be at the start of the module',
      });
    // A quoted name is a path, also if it looks like the name of a library.
    return quoted === undefined ? name : `./${quoted}`.replace(/^\.\/(?=[./]|\w:)/, '');
  }

  #condition(text: string, offset: number): boolean {
    const words = withoutComment(text).match(/[\p{L}_][\p{L}\p{N}_]*|[()]/gu) ?? [];
    const then = words.pop()?.toLowerCase();
    if (then !== 'тогда' && then !== 'then') this.#fail(offset, WITHOUT_THEN);
    let at = 0;
    const next = () => words[at]?.toLowerCase();
    const or = (): boolean => {
      let value = and();
      while (next() === 'или' || next() === 'or') {
        at++;
        value = and() || value;
      }
      return value;
    };
    const and = (): boolean => {
      let value = not();
      while (next() === 'и' || next() === 'and') {
        at++;
        value = not() && value;
      }
      return value;
    };
    const not = (): boolean => {
      const word = next();
      at++;
      if (word === 'не' || word === 'not') return !not();
      if (word === undefined || word === ')') this.#fail(offset, BAD_CONDITION);
      if (word !== '(') return DEFINED.has(word);
      const value = or();
      if (words[at++] !== ')') this.#fail(offset, BAD_CONDITION);
      return value;
    };
    const value = or();
    if (at < words.length) this.#fail(offset, BAD_CONDITION);
    return value;
  }

  #fail(offset: number, message: Message): never {
    throw new ScriptSyntaxError(this.#source, offset, message);
  }
}

function withoutComment(text: string): string {
  return text.split('//')[0]!;
}

const WITHOUT_IF: Message = { ru: 'Нет #Если', en: 'There is no #If for this' };
const WITHOUT_THEN: Message = { ru: 'Нет слова Тогда', en: 'Then is missing' };
const BAD_CONDITION: Message = { ru: 'Неверное условие', en: 'The condition is not valid' };
