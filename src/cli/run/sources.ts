import type { Sources } from '../../core/definition/param.js';
import { InputError } from '../../core/errors/errors.js';
import type { Config } from './config-file.js';
import type { Line } from './line.js';

/** What typed values may refer to: the config's variables, and standard input once. */
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

  /** Called after the call: an open standard input must not keep the process running. */
  release(): void {
    // If standard input is a file, it has no `unref`, and ends on its own.
    this.#stdin?.unref?.();
  }
}

/** Refuses to read standard input twice, before anything waits for its end. */
export function checkStdin(title: string, { values, raw, config }: Line): void {
  const typed = Object.entries({ ...values, config }).filter(([option]) => !raw.has(option));
  const readers = typed.flatMap(([option, value]) =>
    [value].flat().flatMap((one) => (one === '-' ? [`--${option}`] : [])),
  );
  const [first, second] = readers;
  if (second === undefined) return;
  throw new InputError({
    method: title,
    param: second,
    message: `${first} and ${second} both read standard input, which can only be read once`,
    hint: `Use a file for one of them: ${second} @path`,
  });
}
