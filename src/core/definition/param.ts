import type { Redactor } from '../errors/redact.js';
import type { Call } from './call.js';
import type { CallOptions } from './call-options.js';

/** What kinds of values there are; help, JSON Schemas and tool descriptions go by these names. */
export type KindName =
  | 'text'
  | 'number'
  | 'flag'
  | 'date'
  | 'list'
  | 'record'
  | 'bytes'
  | 'secret'
  | 'duration'
  | 'connection'
  | 'any';

export type JsonSchema = { readonly [key: string]: unknown };

/**
 * Where a value may be taken from when it was typed by a person: the ways that reach outside the
 * value itself (`-`, `@path`, `@@Name`, `env:`, `cmd:`). A program's values are taken as they are,
 * so that a text from outside can never read a file or run a command.
 */
export interface Sources {
  /** A variable of the config, for `@@Name`. */
  variable(name: string): string | undefined;
  /** Standard input, for `-`. */
  stdin(): NodeJS.ReadableStream;
}

/** What a kind needs to read a value, and to name it in an error. */
export interface ParamContext {
  /** Its TypeScript name: `messages`, `messages[0]`. */
  readonly param: string;
  /** As the caller knows it: `messages` in a program, `--msgs` on a command line. */
  readonly name: string;
  /** Whose value it is, as `openai GetResponse`. */
  readonly method: string;
  /** Learns the secrets among the values. */
  readonly redactor: Redactor;
  /** Given where a person typed the value. */
  readonly sources?: Sources | undefined;
  /** The call that the value is for: what is fetched from a URL is fetched with its options. */
  readonly call?: Call | undefined;
}

/**
 * The context of one of a call's params. Without `sources` a program gave the value, and nothing in it
 * is looked up.
 */
export function callContext(call: Call, param: string, sources?: Sources): ParamContext {
  const { method, redactor } = call;
  return { param, name: call.label(param), method, redactor, sources, call };
}

/** The context of a call option. */
export function optionContext(call: Call, option: keyof CallOptions): ParamContext {
  const name = call.labels.callOption(option) ?? option;
  return { param: option, name, method: call.method, redactor: call.redactor, call };
}

/** The same for a part of the value, as `[0]` or `.password`. */
export function partContext(context: ParamContext, part: string): ParamContext {
  return { ...context, param: `${context.param}${part}`, name: `${context.name}${part}` };
}

/** A kind of value: what it takes, in words and as a schema, and how a value becomes one. */
export interface Kind<In, Out> {
  readonly name: KindName;
  /** What it takes, for help and errors: `a number, as 20 or 0.5`. */
  readonly takes: string;
  readonly schema: JsonSchema;
  /** Throws an `InputError` that names the place for anything it does not take. */
  parse(value: unknown, context: ParamContext): Out | Promise<Out>;
  /** Carries the input type; never there at run time. */
  readonly _input?: In;
}

/** A named input of a method. `Need` tells the type checker whether it may be left out. */
export interface Param<In = unknown, Out = unknown, Need = unknown> {
  readonly kind: Kind<In, Out>;
  readonly summary: string;
  /** The command-line option, where it differs from the TypeScript name. */
  readonly option: string | undefined;
  readonly required: boolean;
  readonly default: unknown;
  /** Usual values, for help and completion; others are passed on as they are. */
  readonly values: readonly string[] | undefined;
  /** Environment variables of other tools that give the value when the line does not. */
  readonly env: readonly string[] | undefined;
  /** A value for the documentation's example. */
  readonly example: string | undefined;
  /**
   * What a command line uses where nobody gave the value. The fallbacks of a method belong together:
   * they hold where the first of them does.
   */
  readonly fallback: string | undefined;
  /**
   * True where a text, or a text in the value, may name a file or folder of this machine: whoever
   * limits a caller to some folders looks there. Bytes always may.
   */
  readonly local: boolean;
  /** How the value travels, for methods of a table. */
  readonly wire: WireSpec;
  /**
   * What the param is for the call as a whole. A destination says whom the call goes to, and with it
   * the secrets: errors name it, and where a person has fixed the secret no model may choose it.
   */
  readonly role: 'destination' | undefined;
  readonly _need?: Need;
}

/** The parts of a request that a value can stand in. */
export type WirePlace = 'path' | 'query' | 'json' | 'form' | 'header';

/**
 * How a value travels in a request that a table makes. What is left out follows from the table.
 *
 * @public The types of params are published.
 */
export interface WireSpec {
  /** Its name on the wire. A dot steps into an object: `parent.page_id`. Default: the param's key. */
  field?: string | undefined;
  /** Default: the path where the route names it, else the query or the body, by the request's verb. */
  in?: WirePlace | undefined;
  /** What is sent in place of the value: `yesNo` for a flag that travels as Y or N. */
  as?: ((value: never) => unknown) | undefined;
  /** For a record: its fields are sent beside the others, not as a field of their own. */
  spread?: boolean | undefined;
}

export interface ParamSpec extends WireSpec {
  option?: string;
  /** May be left out. A default implies it. */
  optional?: boolean;
  default?: unknown;
  values?: readonly string[];
  env?: readonly string[];
  example?: string;
  fallback?: string;
  local?: boolean;
  role?: 'destination';
}

export type Params = Readonly<Record<string, Param>>;

type NeedOf<S> = S extends { optional: true } | { default: unknown } ? 'optional' : 'required';
type OutOf<Out, S> = S extends { optional: true } ? Out | undefined : Out;

/** Builds a param; the helpers in `kinds/` wrap it, one a kind. */
export function param<In, Out, const S extends ParamSpec>(
  kind: Kind<In, Out>,
  summary: string,
  spec: S,
): Param<In, OutOf<Out, S>, NeedOf<S>> {
  return {
    kind: kind as Kind<In, OutOf<Out, S>>,
    summary,
    option: spec.option,
    required: !spec.optional && spec.default === undefined,
    default: spec.default,
    values: spec.values,
    env: spec.env,
    example: spec.example,
    fallback: spec.fallback,
    local: spec.local ?? false,
    role: spec.role,
    wire: { field: spec.field, in: spec.in, as: spec.as, spread: spec.spread },
  };
}

/** True for a param whose value is a secret, or holds one as a connection string does. */
export function isSecret({ kind }: Param): boolean {
  return kind.name === 'secret' || kind.schema.writeOnly === true;
}

type InOf<P> = P extends { readonly kind: Kind<infer In, unknown> } ? In : never;
type KeysThatNeed<P extends Params, Need extends string> = {
  [K in keyof P]: P[K] extends { readonly _need?: Need } ? K : never;
}[keyof P];

type Flatten<T> = { [K in keyof T]: T[K] };

/** What a caller passes: the required params and, if wanted, the others. */
export type Input<P extends Params> = Flatten<
  { [K in KeysThatNeed<P, 'required'>]: InOf<P[K]> } & {
    [K in KeysThatNeed<P, 'optional'>]?: InOf<P[K]> | undefined;
  }
>;

/** What `run` gets: every param as its kind made it. */
export type Args<P extends Params> = {
  [K in keyof P]: P[K] extends { readonly kind: Kind<unknown, infer Out> } ? Out : never;
};
