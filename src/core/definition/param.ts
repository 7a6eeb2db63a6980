import { type Access, openAccess } from '../access/access.js';
import type { Redactor } from '../errors/redact.js';
import type { Call } from './call.js';
import type { CallOptions } from './call-options.js';

/** The names of the kinds of values, as help, JSON Schemas and tool descriptions use them. */
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
 * Where a value that a user typed may be looked up: the forms that reach outside the value itself
 * (`-`, `@path`, `@@Name`, `env:`, `cmd:`). A program's values are used as they are, so that
 * untrusted text can never read a file or run a command.
 */
export interface Sources {
  /** A variable of the config, for `@@Name`. */
  variable(name: string): string | undefined;
  /** Standard input, for `-`. */
  stdin(): NodeJS.ReadableStream;
}

/**
 * What a value may name on this machine: files to read, files to write, or native code to run. It
 * decides whether a method is offered and confirmed; what a call can really access depends on its
 * `Access`.
 */
export type Reach = 'read' | 'write' | 'code';

/** What a kind needs to read a value and to name it in an error. */
export interface ParamContext {
  /** Its TypeScript name: `messages`, `messages[0]`. */
  readonly param: string;
  /** The caller's name for it: `messages` in a program, `--msgs` on a command line. */
  readonly name: string;
  /** The method, such as `openai GetResponse`. */
  readonly method: string;
  /** Masks the secrets among the values. */
  readonly redactor: Redactor;
  /** Set if a user typed the value. */
  readonly sources?: Sources | undefined;
  /** The call that the value is for. A URL is fetched with its call options. */
  readonly call?: Call | undefined;
}

/**
 * The context of one of a call's params. Without `sources`, the value comes from a program and
 * nothing in it is looked up.
 */
export function callContext(call: Call, param: string, sources?: Sources): ParamContext {
  return new ContextOfCall(call, param, sources);
}

/** A class, because an object literal with a getter takes many times as long to make. */
class ContextOfCall implements ParamContext {
  readonly call: Call;
  readonly param: string;
  readonly sources: Sources | undefined;
  readonly method: string;
  readonly redactor: Redactor;

  constructor(call: Call, param: string, sources: Sources | undefined) {
    this.call = call;
    this.param = param;
    this.sources = sources;
    this.method = call.method;
    this.redactor = call.redactor;
  }

  /** Only an error needs it. */
  get name(): string {
    return this.call.label(this.param);
  }
}

/**
 * What the value may access: everything if there is no call, because the user is setting up a face.
 */
export function accessOf({ call }: ParamContext): Access {
  return call?.access ?? openAccess;
}

/** Whether text that cannot be the content itself is the path of a file. */
export function mayNameFile({ sources, call }: ParamContext): boolean {
  return sources !== undefined || call?.namesFiles === true;
}

/** The context of a call option. */
export function optionContext(call: Call, option: keyof CallOptions): ParamContext {
  const name = call.labels.callOption(option) ?? option;
  return { param: option, name, method: call.method, redactor: call.redactor, call };
}

/** The same for a part of the value, such as `[0]` or `.password`. */
export function partContext(context: ParamContext, part: string): ParamContext {
  return { ...context, param: `${context.param}${part}`, name: `${context.name}${part}` };
}

/** A kind of value: what it accepts, in words and as a schema, and how it reads a value. */
export interface Kind<In, Out> {
  readonly name: KindName;
  /** What it accepts, for help and errors: `a number such as 20 or 0.5`. It follows "must be". */
  readonly takes: string;
  readonly schema: JsonSchema;
  /** What on this machine a string in the value may name, if it is the same for every param. */
  readonly reach?: Reach | undefined;
  /**
   * True if an empty string is refused even for an optional param, where it otherwise counts as
   * missing: an unset variable must not mean "all rows".
   */
  readonly refusesEmpty?: boolean | undefined;
  /** True if null is a value of a required param, where it otherwise counts as missing. */
  readonly takesNull?: boolean | undefined;
  /** Throws an `InputError` that names the param for any value it does not accept. */
  parse(value: unknown, context: ParamContext): Out | Promise<Out>;
  /** Carries the input type; never present at run time. */
  readonly _input?: In;
}

/** A param of a method. `Need` says whether the type checker lets it be left out. */
export interface Param<In = unknown, Out = unknown, Need = unknown> {
  readonly kind: Kind<In, Out>;
  readonly summary: string;
  /** The command-line option, if it differs from the TypeScript name. */
  readonly option: string | undefined;
  readonly required: boolean;
  readonly default: unknown;
  /** Common values, for help and completion. Others are passed on unchanged. */
  readonly values: readonly string[] | undefined;
  /** Environment variables of other tools that supply the value if the command line does not. */
  readonly env: readonly string[] | undefined;
  /** A value for the example in the documentation. */
  readonly example: string | undefined;
  /**
   * What a command line uses if the value is not given. The fallbacks of a method belong together:
   * they apply if the first of them does.
   */
  readonly fallback: string | undefined;
  /** What on this machine the value, or a string in it, may name. */
  readonly reach: Reach | undefined;
  /** How the value is sent, for methods of a table. */
  readonly wire: WireSpec;
  /**
   * The role of the param in the call. A destination says where the call and its secrets go: errors
   * name it, and if the user has fixed the secret, a model is not allowed to choose it.
   */
  readonly role: 'destination' | undefined;
  readonly _need?: Need;
}

/** The parts of a request that can hold a value. */
export type WirePlace = 'path' | 'query' | 'json' | 'form' | 'header';

/**
 * How a value is sent in a request of a table. The table decides what is left out here.
 *
 * @public The types of params are published.
 */
export interface WireSpec {
  /**
   * Its name in the request. A dot means a field of an object: `parent.page_id`. Default: the
   * param's key.
   */
  field?: string | undefined;
  /**
   * Default: the path if the route names it, otherwise the query or the body, by the HTTP method.
   */
  in?: WirePlace | undefined;
  /** Converts the value before it is sent: `yesNo` for a flag that is sent as Y or N. */
  as?: ((value: never) => unknown) | undefined;
  /** For a record: its fields are sent next to the other params, not as one field. */
  spread?: boolean | undefined;
}

export interface ParamSpec extends WireSpec {
  option?: string;
  /** May be left out. Implied by a default. */
  optional?: boolean;
  default?: unknown;
  values?: readonly string[];
  env?: readonly string[];
  example?: string;
  fallback?: string;
  reach?: Reach;
  role?: 'destination';
}

export type Params = Readonly<Record<string, Param>>;

type NeedOf<S> = S extends { optional: true } | { default: unknown } ? 'optional' : 'required';
type OutOf<Out, S> = S extends { optional: true } ? Out | undefined : Out;

/** Builds a param. Each kind in `kinds/` has a helper that wraps it. */
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
    reach: spec.reach ?? kind.reach,
    role: spec.role,
    wire: { field: spec.field, in: spec.in, as: spec.as, spread: spec.spread },
  };
}

/** True for a param whose value is a secret or contains one, as a connection string does. */
export function isSecret({ kind }: Param): boolean {
  return kind.name === 'secret' || kind.schema.writeOnly === true;
}

type InOf<P> = P extends { readonly kind: Kind<infer In, unknown> } ? In : never;
/** The name of a param that has to be given, or may be left out; `never` for any other name. */
type KeyIf<P extends Params, K extends keyof P, Need extends string> = string extends K
  ? never
  : P[K] extends { readonly _need?: Need }
    ? K
    : never;

type Flatten<T> = { [K in keyof T]: T[K] };

/**
 * What a caller passes: the required params and any of the optional ones. The names are filtered with `as`:
 * `keyof` is `string` if the type of the params has an index signature, too.
 */
export type Input<P extends Params> = Flatten<
  { -readonly [K in keyof P as KeyIf<P, K, 'required'>]: InOf<P[K]> } & {
    -readonly [K in keyof P as KeyIf<P, K, 'optional'>]?: InOf<P[K]> | undefined;
  }
>;

/** What `run` receives: every param as read by its kind. */
export type Args<P extends Params> = {
  [K in keyof P]: P[K] extends { readonly kind: Kind<unknown, infer Out> } ? Out : never;
};
