import { secret } from '../core/definition/kinds/index.js';
import type { Sources } from '../core/definition/param.js';
import { InputError } from '../core/errors/errors.js';
import type { Redactor } from '../core/errors/redact.js';
import type { McpSettings } from './settings.js';

const kind = secret('').kind;
const SHORTEST_SECRET = 4;

/**
 * The variables of the config, for `@@Name`. A person wrote them: `env:NAME`, `file:PATH` and
 * `cmd:COMMAND` are looked up when they are first used. The values of `vars` are masked from the
 * start, those looked up from then on.
 */
export class Variables {
  readonly #secret: Readonly<Record<string, unknown>>;
  readonly #open: Readonly<Record<string, unknown>>;
  readonly #redactor: Redactor;
  readonly #found = new Map<string, Promise<string>>();

  constructor({ vars, open }: Pick<McpSettings, 'vars' | 'open'>, redactor: Redactor) {
    this.#secret = vars;
    this.#open = open;
    this.#redactor = redactor;
    for (const value of Object.values(vars)) {
      const text = String(value);
      // What is shorter is no secret, and stands in every other number.
      if (!isReference(value) && text.length >= SHORTEST_SECRET) redactor.add(text);
    }
  }

  /** As the model may write them; with their values where they are open. */
  list(): { vars: string[]; open: Record<string, string> } {
    const open = Object.entries(this.#open).map(([name, value]) => [`@@${name}`, String(value)]);
    return {
      vars: [...Object.keys(this.#secret), ...Object.keys(this.#open)].map((name) => `@@${name}`),
      open: Object.fromEntries(open),
    };
  }

  /** @throws {InputError} There is no such variable. */
  async value(name: string, option: string): Promise<string> {
    if (Object.hasOwn(this.#open, name)) return String(this.#open[name]);
    if (Object.hasOwn(this.#secret, name)) return this.#lookUp(name);
    const { vars } = this.list();
    throw new InputError({
      param: option,
      message: `${option}: there is no variable @@${name.slice(0, 60)}`,
      hint:
        vars.length > 0
          ? `There are: ${vars.join(', ')}.`
          : `There are none yet. The user sets one: oint config set vars.${name.slice(0, 60)}`,
    });
  }

  #lookUp(name: string): Promise<string> {
    const known = this.#found.get(name);
    if (known) return known;
    const value = String(this.#secret[name]);
    const context = {
      param: name,
      name: `@@${name}`,
      method: 'mcp',
      redactor: this.#redactor,
      sources: references,
    };
    const found = Promise.resolve(isReference(value) ? kind.parse(value, context) : value);
    this.#found.set(name, found);
    // Where it could not be found it is looked for again.
    found.catch(() => this.#found.delete(name));
    return found;
  }
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' && /^(env|file|cmd):./s.test(value);
}

/** What a config's values may refer to: neither standard input, which is the protocol's, nor each other. */
export const references: Sources = {
  variable: () => undefined,
  stdin() {
    throw new InputError({ message: 'standard input belongs to the protocol here' });
  },
};
