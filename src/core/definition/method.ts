import type { Access } from '../access/access.js';
import { InputError, OintError } from '../errors/errors.js';
import type { BytesOrFile, SavedFile } from '../http/save.js';
import { isRecord, type JsonRecord } from '../util/is-record.js';
import {
  type Answered,
  Call,
  type Deadlines,
  DryRunDone,
  type Effect,
  type Hints,
} from './call.js';
import type { CallOptions } from './call-options.js';
import { debugValues } from './debug-values.js';
import type { Keeper } from './keeper.js';
import { clip, inputError } from './kinds/refuse.js';
import type { Labels } from './labels.js';
import {
  type Args,
  callContext,
  type Input,
  type Param,
  type ParamContext,
  type Params,
  type Sources,
} from './param.js';
import type { ProcessOutput } from './process-output.js';
import type { Terminal } from './terminal.js';

/** A method as its author writes it: plain data and a short `run`. */
export interface MethodSpec<P extends Params, R, Chunk> {
  effect: Effect;
  /** In the reference's order. */
  params: P;
  /** Builds the request, sends it and returns the result. Offline methods only return. */
  run(args: Args<P>, call: Call): R | Promise<R>;
  /** True if the method uses no network. It has no call options then. */
  offline?: boolean;
  /**
   * True for methods that only programs can use, such as those of open connections. The command
   * line leaves them out.
   */
  programOnly?: boolean;
  /** True for methods that need a user at the command line. Models are not offered them. */
  commandOnly?: boolean;
  /** The params whose values need no option on a command line, in their order. */
  positions?: readonly (keyof P & string)[];
  /** True if a dry run shows the request, as for every networked method. */
  dryRun?: boolean;
  /**
   * True if the service documents a key by which it carries out a call once, however often it is sent, and
   * `run` sends `call.key`. Then a call whose answer was lost may be repeated at once.
   */
  keyed?: boolean;
  /** If the result is the bytes of a file: a file name for the example in help. */
  binary?: string;
  /**
   * Endings of files that the service can respond in the format of: with `saveTo`, the response is saved
   * as it arrives, and the result has its `file`. `ANY_FILE` if it is saved whatever the name of the file
   * is, unless it is JSON.
   */
  saves?: readonly string[];
  /** Streams the result, for methods that can. */
  stream?(args: Args<P>, call: Call): Promise<Streaming<Chunk, R>>;
  /** The readable text of a chunk or of a whole result, as `--text` and `--stream` print it. */
  text?(from: R): string | undefined;
  textOf?(chunk: Chunk): string | undefined;
  /** If the result is the output of a process. */
  process?: ProcessOutput<R, Chunk>;
  /** The rows in a result, for `.csv` files. A method with rows streams them one by one. */
  rows?(from: R): readonly object[];
  /** The images in a result as Base64, for `.png` files. */
  images?(from: R): readonly string[];
  /** For paged lists: whether there are more pages after this result. `stream` gets them all. */
  more?(from: R): boolean;
  /** The page of the service's documentation, if the docstring does not name one. */
  reference?(): string | undefined;
  /** Methods of one shape share their implementation: a failure in one is a failure in all. */
  shape?(): string;
  /** The fixed address, if the method has no param for it. */
  address?: string;
  /** What to do about an error status of this method, if there is a more specific hint. */
  hints?: Hints;
  /** Default deadlines, if the usual ones are too short: for methods that run for hours. */
  deadlines?: Deadlines;
}

/** For a method that saves responses in any format. */
export const ANY_FILE: readonly string[] = ['*'];

/** A streamed result. `result` returns everything that has arrived so far. */
export interface Streaming<Chunk, R> extends AsyncIterable<Chunk> {
  result(): R;
}

/** Status, headers and body, for callers who ask for `fullResponse`. */
export interface FullResponse<R> extends Answered {
  body: R;
}

/** The definition of a method, as the faces read it. */
export interface Definition {
  readonly service: string;
  /** The name that users type: `GetResponse`. */
  readonly name: string;
  readonly effect: Effect;
  readonly params: Readonly<Record<string, Param>>;
  readonly offline: boolean;
  readonly programOnly: boolean;
  readonly commandOnly: boolean;
  /** The params whose values need no option on a command line. */
  readonly positions: readonly string[];
  readonly dryRun: boolean;
  /** True if the service carries out calls with the same `key` once. */
  readonly keyed: boolean;
  /** If the result is the bytes of a file: an example of its name. */
  readonly binary: string | undefined;
  /** Endings of files that a response is saved to as it arrives, in their format. */
  readonly saves: readonly string[];
  readonly streams: boolean;
  /** Runs the method with untyped arguments, for faces. */
  invoke(input: Readonly<Record<string, unknown>>, context?: Invocation): Promise<unknown>;
  /** Streams with untyped arguments, if the method can. */
  invokeStream?(
    input: Readonly<Record<string, unknown>>,
    context?: Invocation,
  ): Promise<Streaming<unknown, unknown>>;
  /** The readable text in a result, if it has one. */
  text?(result: unknown): string | undefined;
  textOf?(chunk: unknown): string | undefined;
  /** If the result is the output of a process. */
  readonly process?: ProcessOutput<unknown, unknown>;
  rows?(result: unknown): readonly JsonRecord[];
  /** The images in a result as Base64, for `.png` files. */
  images?(result: unknown): readonly string[];
  /** For paged lists: whether there are more pages after this result. */
  more?(result: unknown): boolean;
  /** The page of the service's documentation, if the docstring does not name one. */
  readonly reference: string | undefined;
  /** Methods of one shape share their implementation: a failure in one is a failure in all. */
  readonly shape: string | undefined;
  /** The fixed address, if the method has no param for it. */
  readonly address: string | undefined;
}

/** What a face passes to every method it calls. */
export interface Face {
  /** Set if a user typed the values. */
  sources?: Sources | undefined;
  /** How the face names params in errors. By default the TypeScript names. */
  labels?: Labels | undefined;
  /**
   * True if results are written as JSON text: then a number that would lose digits is a
   * `JsonNumber`.
   */
  exact?: boolean | undefined;
  /**
   * True if text that cannot be the content itself names a file: a script is its user's own, so its text
   * is no more hostile than what they type.
   */
  namesFiles?: boolean | undefined;
  /** The files and hosts that the call may access. By default all of them. */
  access?: Access | undefined;
  /** Keeps values that a service replaces while they are used. */
  keeper?: Keeper | undefined;
  /** The user, if the face is the command line. */
  terminal?: Terminal | undefined;
}

/** The options with which a face calls a method. */
export interface Invocation extends Face {
  call?: CallOptions | undefined;
  /** Requests are added here as curl commands instead of being sent. */
  dryRun?: string[] | undefined;
  /** By which a service carries out a repeated call once: 32 hexadecimal digits, for a method that is `keyed`. */
  key?: string | undefined;
  /** The params whose values are data, although a user typed others: nothing in them is looked up. */
  plain?: ReadonlySet<string> | undefined;
}

/** A value of the call option `fullResponse`. */
type Whether = boolean | undefined;

/** What a call returns, which `fullResponse` decides: both, if it is only known at run time. */
type Answer<R, Full extends Whether> = [Full] extends [true]
  ? FullResponse<R>
  : [Full] extends [false | undefined]
    ? R
    : R | FullResponse<R>;

/** A function with call options. One signature, so that editors show one, and one error. */
type Callable<In, R> = <Full extends Whether = false>(
  input: In,
  call?: CallOptions & { fullResponse?: Full },
) => Promise<Answer<R, Full>>;

/** What a method whose result is bytes returns: with `saveTo` it writes them to a file. */
type Saved<Options> = Options extends { saveTo: string }
  ? SavedFile
  : 'saveTo' extends keyof Options
    ? Options extends { saveTo?: undefined }
      ? Buffer
      : BytesOrFile
    : Buffer;

type FullOf<Options> = Options extends { fullResponse?: infer Full extends Whether } ? Full : false;

/** The params of callbacks are typed only if their names are known before `Options` is. */
type Callbacks = Pick<CallOptions, 'onProgress' | 'onRetry' | 'onNotice' | 'debug'>;

/** The same for such a method. An option that does not exist is refused as in `Callable`. */
type SavingCallable<In> = <Options extends CallOptions = Record<never, never>>(
  input: In,
  call?: Callbacks & Options & { [Key in Exclude<keyof Options, keyof CallOptions>]: never },
) => Promise<
  Answer<Saved<Options>, 'fullResponse' extends keyof Options ? FullOf<Options> : false>
>;

/** Streams a method's result: `for await (const chunk of await method.stream(…))`. */
export type StreamFunction<In, R, Chunk> = (
  input: In,
  call?: CallOptions & { fullResponse?: false | undefined },
) => Promise<Streaming<Chunk, R>>;

/** A method: a function with its definition, and with `stream` if its result can be streamed. */
export type Method<In, R, Chunk = never> = ([R] extends [BytesOrFile]
  ? SavingCallable<In>
  : Callable<In, R>) & {
  readonly definition: Definition;
  readonly stream: [Chunk] extends [never] ? undefined : StreamFunction<In, R, Chunk>;
};

/** Any method, for code that does not know its input and result. */
export interface AnyMethod extends UntypedCall {
  readonly definition: Definition;
  readonly stream?: UntypedCall;
}

export type UntypedCall = (input: object, call?: CallOptions) => Promise<unknown>;

export function isMethod(value: unknown): value is AnyMethod {
  return typeof value === 'function' && 'definition' in value;
}

/**
 * Creates a method of a service from its definition. It checks and reads the arguments, keeps
 * secrets out of errors and names the method in them; `run` builds and sends the request.
 */
export function method<const P extends Params, R, Chunk = never>(
  service: string,
  name: string,
  spec: MethodSpec<P, R, Chunk>,
): Method<Input<P>, R, Chunk> {
  const title = `${service} ${name}`;

  function begin(context: Invocation): Call {
    if (context.dryRun && !definition.dryRun) {
      throw new InputError({
        method: title,
        message: 'this method has no dry run',
      });
    }
    const { dryRun, labels, exact, namesFiles, access, keeper, terminal, key } = context;
    const { hints, deadlines, params } = spec;
    const isTyped = context.sources !== undefined;
    // Not a spread: that takes as long as the rest of a small call.
    const call = new Call(title, spec.effect, context.call, {
      dryRun,
      labels,
      exact,
      namesFiles,
      access,
      keeper,
      terminal,
      hints,
      deadlines,
      params,
      isTyped,
      key,
    });
    if (call.options.saveTo !== undefined && !spec.binary && !spec.saves) {
      const message = 'the result is not a file, so saveTo has nothing to save';
      throw new InputError({ method: title, param: 'saveTo', message });
    }
    return call;
  }

  const named = (error: unknown, call: Call | undefined) => {
    if (!(error instanceof OintError)) return error;
    if (call) error.maskCause(call.redactor);
    return error.belongsTo(title);
  };

  async function invoke(input: unknown, context: Invocation = {}): Promise<unknown> {
    let call: Call | undefined;
    try {
      call = begin(context);
      const args = readArgs(spec.params, input, call, context);
      const result = spec.run(args instanceof Promise ? await args : args, call);
      const body = result instanceof Promise ? await result : result;
      if (!call.options.fullResponse || !call.answered) return body;
      return { ...call.answered, body };
    } catch (error) {
      if (error instanceof DryRunDone) return undefined;
      throw named(error, call);
    }
  }

  async function invokeStream(input: unknown, context: Invocation = {}) {
    let call: Call | undefined;
    try {
      call = begin(context);
      const args = await readArgs(spec.params, input, call, context);
      return await spec.stream!(args, call);
    } catch (error) {
      throw named(error, call);
    }
  }

  const { effect, params, offline = false, programOnly = false, binary } = spec;
  const { commandOnly = false } = spec;
  const definition: Definition = {
    service,
    name,
    effect,
    params,
    offline,
    programOnly,
    commandOnly,
    positions: spec.positions ?? [],
    keyed: spec.keyed ?? false,
    dryRun: spec.dryRun ?? !(offline || programOnly || commandOnly),
    binary,
    saves: spec.saves ?? [],
    streams: Boolean(spec.stream),
    invoke,
    ...(spec.stream && { invokeStream }),
    ...(spec.text && { text: spec.text as (result: unknown) => string | undefined }),
    ...(spec.textOf && { textOf: spec.textOf as (chunk: unknown) => string | undefined }),
    ...(spec.process && { process: spec.process as ProcessOutput<unknown, unknown> }),
    ...(spec.rows && { rows: spec.rows as (result: unknown) => readonly JsonRecord[] }),
    ...(spec.images && { images: spec.images as (result: unknown) => readonly string[] }),
    ...(spec.more && { more: spec.more as (result: unknown) => boolean }),
    // Only documentation and tests need these, not programs that call the method.
    get reference() {
      return spec.reference?.();
    },
    get shape() {
      return spec.shape?.();
    },
    address: spec.address,
  };
  return Object.assign((input: unknown, call?: CallOptions) => invoke(input, { call }), {
    definition,
    stream: spec.stream && ((input: unknown, call?: CallOptions) => invokeStream(input, { call })),
  }) as unknown as Method<Input<P>, R, Chunk>;
}

/**
 * Reads every param with its kind. Refuses unknown names and missing values. Returns a promise only if a
 * value needs one: most calls have none, and are done sooner.
 */
function readArgs<P extends Params>(
  params: P,
  input: unknown,
  call: Call,
  context: Invocation,
): Args<P> | Promise<Args<P>> {
  const given = inputOf(input, call);
  for (const key in given) {
    if (Object.hasOwn(given, key) && !Object.hasOwn(params, key)) throw unknown(key, params, call);
  }
  const args: Record<string, unknown> = {};
  const keys = Object.keys(params);
  const readFrom = (first: number): Args<P> | Promise<Args<P>> => {
    for (let index = first; index < keys.length; index++) {
      const key = keys[index]!;
      const parsed = readArg(params[key]!, key, given[key], call, context);
      if (parsed instanceof Promise) {
        return parsed.then((value) => {
          args[key] = value;
          return readFrom(index + 1);
        });
      }
      args[key] = parsed;
    }
    debugValues(params, args, call);
    return args as Args<P>;
  };
  return readFrom(0);
}

function readArg(
  param: Param,
  key: string,
  given: unknown,
  call: Call,
  { sources, plain }: Invocation,
): unknown {
  const taken = isGiven(given, param);
  const value = taken ? given : param.default;
  if (value === undefined && !param.required) return undefined;
  // A default comes from a program: nothing in it is looked up.
  const isTyped = taken && !plain?.has(key);
  const context = callContext(call, key, isTyped ? sources : undefined);
  if (value === undefined) throw missing(param, context, Boolean(sources));
  return param.kind.parse(value, context);
}

function unknown(key: string, params: Params, call: Call): InputError {
  const names = Object.keys(params).map((known) => call.label(known));
  return new InputError({
    method: call.method,
    param: key,
    message: `unknown param "${clip(key)}"`,
    hint: `Params: ${names.join(', ') || 'none'}.`,
  });
}

/** The caller's params by name. Without types, callers may pass anything. */
function inputOf(input: unknown, call: Call): JsonRecord {
  if (input === undefined || input === null) return {};
  if (isRecord(input)) return input;
  const message = `params must be one object, not ${typeof input === 'object' ? 'an array' : `a ${typeof input}`}`;
  throw new InputError({ method: call.method, message });
}

/**
 * "Not given" as in the reference: undefined, an empty string for an optional param, or null unless that is
 * a value.
 */
function isGiven(value: unknown, { required, kind }: Param): boolean {
  if (value === '') return required || Boolean(kind.refusesEmpty);
  if (value === null) return required && Boolean(kind.takesNull);
  return value !== undefined;
}

function missing({ summary, kind }: Param, context: ParamContext, isTyped: boolean): InputError {
  // Only what a user types can be the name of a file, or of a variable.
  const takes = isTyped ? kind.takes : kind.schema.description;
  return inputError(context, ` is missing: ${summary}`, {
    ...(typeof takes === 'string' && { hint: `It must be ${takes}.` }),
  });
}
