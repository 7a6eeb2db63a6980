import { secret } from '../core/definition/kinds/index.js';
import type { Sources } from '../core/definition/param.js';
import { InputError } from '../core/errors/errors.js';
import type { Redactor } from '../core/errors/redact.js';
import { cut } from '../core/util/cut.js';

const kind = secret('').kind;
const MIN_SECRET_LENGTH = 4;

const REFERENCE = /^@@([\w.-]+)$/;
const URL_WITH_PASSWORD = /^([a-z][\w+.-]*:\/\/[^/?#:@\s]*:)([^/?#\s]*)(@[^@]*)$/is;

/** True for the name of a variable: `@@Name`. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** True for a URL with a password in it. */
export function hasPassword(text: string): boolean {
  return (URL_WITH_PASSWORD.exec(text)?.[2] ?? '') !== '';
}

/** The variables of the config. */
export interface VariableSettings {
  /** Their values are secrets: never shown, and masked in all output. */
  vars: Readonly<Record<string, unknown>>;
  /** Those whose values a client may see. */
  open: Readonly<Record<string, unknown>>;
}

/**
 * The variables of the config, for `@@Name`. The user wrote them, so `env:NAME`, `file:PATH` and
 * `cmd:COMMAND` are looked up on first use. The values of `vars` are masked from the start, those
 * looked up from then on.
 */
export class Variables {
  readonly #secret: Readonly<Record<string, unknown>>;
  readonly #open: Readonly<Record<string, unknown>>;
  readonly #redactor: Redactor;
  /** The command of the server, which errors name. */
  readonly #server: string;
  readonly #found = new Map<string, Promise<string>>();

  constructor({ vars, open }: VariableSettings, redactor: Redactor, server: string) {
    this.#server = server;
    this.#secret = vars;
    this.#open = open;
    this.#redactor = redactor;
    for (const value of Object.values(vars)) {
      const text = String(value);
      // A shorter value is not a secret, and would be masked in many numbers.
      if (!isLookedUp(value) && text.length >= MIN_SECRET_LENGTH) redactor.add(text);
    }
  }

  /** As a client may write them; the open ones with their values. */
  list(): { vars: string[]; open: Record<string, string> } {
    const open = Object.entries(this.#open).map(([name, value]) => [`@@${name}`, String(value)]);
    return {
      vars: [...Object.keys(this.#secret), ...Object.keys(this.#open)].map((name) => `@@${name}`),
      open: Object.fromEntries(open),
    };
  }

  /** @throws {InputError} No such variable. */
  async value(name: string, option: string): Promise<string> {
    if (Object.hasOwn(this.#open, name)) return String(this.#open[name]);
    if (Object.hasOwn(this.#secret, name)) return this.#lookUp(name);
    const { vars } = this.list();
    throw new InputError({
      param: option,
      message: `${option}: no such variable: @@${cut(name, 60)}`,
      hint:
        vars.length > 0
          ? `Variables: ${vars.join(', ')}.`
          : `No variables are set. The user sets one with: oint config set vars.${cut(name, 60)}`,
    });
  }

  /**
   * The value for a text: of `@@Name`, or of a URL whose password is one
   * (`postgresql://me:@@Password@host/db`). Undefined for any other text.
   */
  filled(text: string, option: string): Promise<string> | undefined {
    const reference = REFERENCE.exec(text)?.[1];
    if (reference !== undefined) return this.value(reference, option);
    const [, start, password, rest] = URL_WITH_PASSWORD.exec(text) ?? [];
    const name = password && /^(?:@@|%40%40)([\w.-]+)$/i.exec(password)?.[1];
    if (!name) return undefined;
    return this.value(name, option).then((value) => `${start}${encodeURIComponent(value)}${rest}`);
  }

  #lookUp(name: string): Promise<string> {
    const known = this.#found.get(name);
    if (known) return known;
    const value = String(this.#secret[name]);
    const context = {
      param: name,
      name: `@@${name}`,
      method: this.#server,
      redactor: this.#redactor,
      sources: references,
    };
    const found = Promise.resolve(isLookedUp(value) ? kind.parse(value, context) : value);
    this.#found.set(name, found);
    // A failed lookup is tried again next time.
    found.catch(() => this.#found.delete(name));
    return found;
  }
}

/** Whether the user wrote where the value is. */
function isLookedUp(value: unknown): boolean {
  return typeof value === 'string' && /^(env|file|cmd):./s.test(value);
}

/** A config's values may not refer to standard input, which a protocol uses, or to each other. */
export const references: Sources = {
  variable: () => undefined,
  stdin() {
    throw new InputError({ message: 'standard input is not available to a server' });
  },
};
