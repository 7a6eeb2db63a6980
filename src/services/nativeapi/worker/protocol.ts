/**
 * What a program and the process of its component send each other.
 */

/** A value of a component. Integers that a number could round are `bigint`. */
export type Value = null | boolean | number | bigint | string | Uint8Array | Moment;

/** A date and time without a time zone, `2026-02-03T04:05:06`. */
export interface Moment {
  readonly moment: string;
}

/** The most bytes of a value of a component. */
export const MOST_BYTES = 64 * 2 ** 20;

export type Request =
  | { do: 'load'; koffi: string; path: string }
  | { do: 'classes' }
  | { do: 'create'; className: string }
  | { do: 'destroy'; instance: string }
  | { do: 'metadata'; instance: string }
  | { do: 'properties'; instance: string }
  | { do: 'get'; instance: string; property: Named }
  | { do: 'set'; instance: string; property: Named; value: Value }
  | {
      do: 'call';
      instance: string;
      method: Named;
      params: Value[];
      properties: [Named, Value][];
    }
  | { do: 'close' };

/** A method or a property: its name in either language, or its number from 0. */
export type Named = string;

export interface Method {
  index: number;
  /** The name in English. */
  name_en: string;
  /** The name in Russian. */
  name_ru: string;
  /** The number of parameters. */
  params: number;
  /** True if it returns a value. */
  has_return: boolean;
}

export interface Property {
  index: number;
  /** The name in English. */
  name_en: string;
  /** The name in Russian. */
  name_ru: string;
  readable: boolean;
  writable: boolean;
}

export interface Metadata {
  methods: Method[];
  properties: Property[];
}

export interface CallOutcome {
  value: Value;
  properties: Record<string, Value>;
  /** The parameters after the call, if the component changed any. */
  params?: Value[];
}

/** Why a request failed. */
export interface Failure {
  reason: string;
  message: string;
  /** The names that exist, if a name does not. */
  known?: string[];
}

export interface Reply {
  result?: unknown;
  failure?: Failure;
  /** What the component reported meanwhile, for the log. */
  events: string[];
}

/** A request that the component, or its library, cannot fulfill. */
export class Refused extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}
