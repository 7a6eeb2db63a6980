import type { CallOptions } from './call-options.js';

/**
 * How a face names params and call options, so that an error uses the caller's own words: `token`
 * in a program, `--token` on a command line.
 */
export interface Labels {
  /** A param by its TypeScript key. `option` is its name outside programs, if that differs. */
  param(key: string, option: string | undefined): string;
  /** A call option. `undefined` if this face has none: the hint is left out. */
  callOption(name: keyof CallOptions): string | undefined;
  /** Call options with their values, as callers give them. Durations are in milliseconds. */
  callOptions(example: ExampleOptions): string | undefined;
  /** How to stream a result, if the face can. */
  readonly stream: string | undefined;
  /** Where to find the part of a broken stream that arrived. */
  readonly partial: string | undefined;
}

type ExampleOptions = {
  readonly [Name in keyof CallOptions]?: string | number | boolean;
};

/** For programs: the TypeScript names. */
export const libraryLabels: Labels = {
  param: (key) => key,
  callOption: (name) => `the call option ${name}`,
  callOptions(example) {
    const pairs = Object.entries(example).map(([name, value]) => `${name}: ${quoted(value)}`);
    return `call options { ${pairs.join(', ')} }`;
  },
  stream: 'its .stream(…)',
  partial: 'The part that arrived is in the `partial` property of this error.',
};

/** A value in quotes that are valid in JavaScript and in the command line's JSON. */
export function quoted(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
