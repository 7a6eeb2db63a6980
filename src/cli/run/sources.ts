import type { Sources } from '../../core/definition/param.js';
import { InputError } from '../../core/errors/errors.js';
import type { Config } from './config-file.js';

/** What a person's values may refer to: the config's variables, and standard input once. */
export class TypedSources implements Sources {
  readonly #vars: Readonly<Record<string, unknown>>;
  #stdin: NodeJS.ReadStream | undefined;

  constructor({ vars = {} }: Config) {
    this.#vars = vars;
  }

  variable(name: string): string | undefined {
    return Object.hasOwn(this.#vars, name) ? String(this.#vars[name]) : undefined;
  }

  stdin(): NodeJS.ReadableStream {
    this.#stdin = process.stdin;
    return this.#stdin;
  }

  /** The call is over: an input that nobody ends is not to keep the process. */
  release(): void {
    // A file that is standard input has no `unref`, and comes to its end by itself.
    this.#stdin?.unref?.();
  }
}

/** Standard input can be read once: said before anything waits for its end. */
export function checkStdin(
  title: string,
  typed: Readonly<Record<string, string | readonly string[] | undefined>>,
): void {
  const readers = Object.entries(typed).flatMap(([option, value]) =>
    [value].flat().flatMap((one) => (one === '-' ? [`--${option}`] : [])),
  );
  const [first, second] = readers;
  if (second === undefined) return;
  throw new InputError({
    method: title,
    param: second,
    message: `${first} and ${second} both want standard input, which can be read only once`,
    hint: `Give one of them as a file: ${second} @path`,
  });
}
