import type { Language, Message, Position } from '../syntax/source.js';

let language: Language = 'en';

/** Sets the language of errors and of texts such as `Yes`: that of the script. */
export function setLanguage(to: Language): void {
  language = to;
}

export function currentLanguage(): Language {
  return language;
}

/** A text in the language of the script. */
export function say({ ru, en }: Message): string {
  return language === 'ru' ? ru : en;
}

/** Where in which module an error happened. */
export interface Place extends Position {
  module: string;
  /** The text of the line. */
  code: string;
  /** The procedure or function, in lower case; undefined in the statements of a module. */
  method?: string | undefined;
}

/** An error of a running script. `Try` catches it. */
export class ScriptError extends Error {
  readonly description: string;
  /** The value that `Raise` was given along with the text. */
  readonly details: unknown;
  /** The places of the calls that led to it, the innermost first. Set when it is caught. */
  places: Place[] | undefined;

  constructor(
    description: string,
    { cause, details }: { cause?: unknown; details?: unknown } = {},
  ) {
    super(description, cause === undefined ? undefined : { cause });
    this.description = description;
    this.details = details;
  }

  override get name(): string {
    return 'ScriptError';
  }
}

/** Ends the script: `Exit(1)`. Not caught by `Try`. */
export class ScriptExit extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

/** Raises an error in the language of the script. */
export function raise(message: Message): never {
  throw new ScriptError(say(message));
}

export function badArgument(number: number): never {
  return raise({
    ru: `Неверный тип аргумента номер ${number}`,
    en: `Argument ${number} has the wrong type`,
  });
}

export function badValue(number: number): never {
  return raise({
    ru: `Неверное значение аргумента номер ${number}`,
    en: `Argument ${number} has a value that is not valid`,
  });
}
