import type { CallOptions } from './call-options.js';

/**
 * How a face names what its callers give, so that an error tells each of them what they can change
 * in the words they use: `token` in a program, `--token` on a command line.
 */
export interface Labels {
  /** A param by its TypeScript key. `option` is its name outside programs, where that differs. */
  param(key: string, option: string | undefined): string;
  /** A call option. `undefined` where callers of this face cannot give any: a hint is left out. */
  callOption(name: keyof CallOptions): string | undefined;
  /** Call options with their values, as they are to be given. Lengths of time are milliseconds. */
  callOptions(example: ExampleOptions): string | undefined;
  /** How to get a result as it arrives, where the face can. */
  readonly stream: string | undefined;
  /** Where to find what had arrived of a stream that broke off. */
  readonly partial: string | undefined;
}

type ExampleOptions = {
  readonly [Name in keyof CallOptions]?: string | number | boolean;
};

/** A program calls: names are those of TypeScript. */
export const libraryLabels: Labels = {
  param: (key) => key,
  callOption: (name) => `the call option ${name}`,
  callOptions(example) {
    const pairs = Object.entries(example).map(([name, value]) => `${name}: ${quoted(value)}`);
    return `call options { ${pairs.join(', ')} }`;
  },
  stream: 'its .stream(…)',
  partial: 'What had arrived is kept in the `partial` of this error.',
};

/** A value between the quotes that both JavaScript and the command line's JSON have for texts. */
export function quoted(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
