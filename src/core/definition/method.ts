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

/** A method as its author writes it: plain data and a short `run`. */
export interface MethodSpec<P extends Params, R, Chunk> {
  effect: Effect;
  /** In the reference's order. */
  params: P;
  /** Builds, sends and returns. Absent network methods just return. */
  run(args: Args<P>, call: Call): R | Promise<R>;
  /** True where nothing goes over a network: such a method takes no call options. */
  offline?: boolean;
  /** True for what only a program can use, an open connection: the command line does not have it. */
  programOnly?: boolean;
  /** True where a dry run shows what would be sent: as it is for every networked method. */
  dryRun?: boolean;
  /** Where the result is a file's bytes: a name for such a file, as help's example has it. */
  binary?: string;
  /** The answer as it comes, for methods that can stream. */
  stream?(args: Args<P>, call: Call): Promise<Streaming<Chunk, R>>;
  /** The text of a chunk or of a whole result, for people: what `--text` and `--stream` print. */
  text?(from: R): string | undefined;
  textOf?(chunk: Chunk): string | undefined;
  /** The rows in a result; where there are some, a stream's chunks are these rows. For `.csv` files. */
  rows?(from: R): readonly JsonRecord[];
  /** For lists that come in pages: whether there are more after this result. `stream` gets them all. */
  more?(from: R): boolean;
  /** The page of the service's own documentation, where the docstring names none. */
  reference?(): string | undefined;
  /** Methods of one shape are made of the same parts: what fails for one fails alike for all. */
  shape?(): string;
  /** Where it calls, if that is always the same: then no param says so. */
  address?: string;
  /** What to do about an error status of this method, where there is more to say than usual. */
  hints?: Hints;
  /** The deadlines of a call that gives none, where the usual ones are too short: for what takes hours. */
  deadlines?: Deadlines;
}

/** A result that arrives in pieces. `result` is what has arrived so far, as one whole. */
export interface Streaming<Chunk, R> extends AsyncIterable<Chunk> {
  result(): R;
}

/** Status, headers and body, for callers who ask for `fullResponse`. */
export interface FullResponse<R> extends Answered {
  body: R;
}

/** What the faces read. */
export interface Definition {
  readonly service: string;
  /** As users type it: `GetResponse`. */
  readonly name: string;
  readonly effect: Effect;
  readonly params: Readonly<Record<string, Param>>;
  readonly offline: boolean;
  readonly programOnly: boolean;
  readonly dryRun: boolean;
  /** Where the result is a file's bytes: an example of its name. */
  readonly binary: string | undefined;
  readonly streams: boolean;
  /** Runs with untyped arguments: a face's way in. */
  invoke(input: Readonly<Record<string, unknown>>, context?: Invocation): Promise<unknown>;
  /** Streams with untyped arguments, where the method can. */
  invokeStream?(
    input: Readonly<Record<string, unknown>>,
    context?: Invocation,
  ): Promise<Streaming<unknown, unknown>>;
  /** The readable text in a result, where there is one. */
  text?(result: unknown): string | undefined;
  textOf?(chunk: unknown): string | undefined;
  rows?(result: unknown): readonly JsonRecord[];
  /** For lists that come in pages: whether there are more after this result. */
  more?(result: unknown): boolean;
  /** The page of the service's own documentation, where the docstring names none. */
  readonly reference: string | undefined;
  /** Methods of one shape are made of the same parts: what fails for one fails alike for all. */
  readonly shape: string | undefined;
  /** Where it calls, if that is always the same: then no param says so. */
  readonly address: string | undefined;
}

/** What a face brings to whatever it calls. */
export interface Face {
  /** Given where a person typed the values. */
  sources?: Sources | undefined;
  /** How the face names inputs in errors; those of TypeScript where it says nothing. */
  labels?: Labels | undefined;
}

/** How a face calls a method. */
export interface Invocation extends Face {
  call?: CallOptions | undefined;
  /** Requests are written here as curl commands and not sent. */
  dryRun?: string[] | undefined;
}

/** A function with these call options: whether its result is a full response depends on them. */
interface Callable<In, R, Options extends CallOptions = CallOptions> {
  (input: In, call: Options & { fullResponse: true }): Promise<FullResponse<R>>;
  (input: In, call?: Options & { fullResponse?: false | undefined }): Promise<R>;
  /** For options whose `fullResponse` is only known at run time. */
  (input: In, call?: Options): Promise<R | FullResponse<R>>;
}

/** A method whose result is bytes can also write them to a file: with `saveTo` it returns that. */
type SavingCallable<In> = Callable<In, Buffer, CallOptions & { saveTo?: undefined }> &
  Callable<In, SavedFile, CallOptions & { saveTo: string }> &
  Callable<In, BytesOrFile>;

/** A method's answer as it comes: `for await (const chunk of await method.stream(…))`. */
export type StreamFunction<In, R, Chunk> = (
  input: In,
  call?: CallOptions & { fullResponse?: false | undefined },
) => Promise<Streaming<Chunk, R>>;

/** A method: a function with its definition, and with `stream` where the answer can be had as it comes. */
export type Method<In, R, Chunk = never> = ([R] extends [BytesOrFile]
  ? SavingCallable<In>
  : Callable<In, R>) & {
  readonly definition: Definition;
  readonly stream: [Chunk] extends [never] ? undefined : StreamFunction<In, R, Chunk>;
};

/** Any method, for code that knows nothing of its input and result. */
export interface AnyMethod extends UntypedCall {
  readonly definition: Definition;
  readonly stream?: UntypedCall;
}

export type UntypedCall = (input: object, call?: CallOptions) => Promise<unknown>;

export function isMethod(value: unknown): value is AnyMethod {
  return typeof value === 'function' && 'definition' in value;
}

/**
 * Makes a method of a service out of its definition: checks and reads the arguments, keeps secrets
 * out of errors, names the method in them, and leaves building and sending to `run`.
 */
export function method<const P extends Params, R, Chunk = never>(
  service: string,
  name: string,
  spec: MethodSpec<P, R, Chunk>,
): Method<Input<P>, R, Chunk> {
  const title = `${service} ${name}`;

  async function start(
    input: unknown,
    { call: options, sources, labels, dryRun }: Invocation = {},
  ) {
    if (dryRun && !definition.dryRun) {
      throw new InputError({
        method: title,
        message: 'this method has no dry run',
      });
    }
    const { hints, deadlines, params } = spec;
    const context = { dryRun, hints, deadlines, params, labels };
    const call = new Call(title, spec.effect, options, context);
    if (call.options.saveTo !== undefined && !spec.binary) {
      const message = 'the result is not a file, so saveTo has nothing to save';
      throw new InputError({ method: title, param: 'saveTo', message });
    }
    return { call, args: await readArgs(spec.params, input, call, sources) };
  }

  const named = (error: unknown) => (error instanceof OintError ? error.belongsTo(title) : error);

  async function invoke(input: unknown, context?: Invocation): Promise<unknown> {
    try {
      const { call, args } = await start(input, context);
      const body = await spec.run(args, call);
      if (!call.options.fullResponse || !call.answered) return body;
      return { ...call.answered, body };
    } catch (error) {
      if (error instanceof DryRunDone) return undefined;
      throw named(error);
    }
  }

  async function invokeStream(input: unknown, context?: Invocation) {
    try {
      const { call, args } = await start(input, context);
      return await spec.stream!(args, call);
    } catch (error) {
      throw named(error);
    }
  }

  const { effect, params, offline = false, programOnly = false, binary } = spec;
  const definition: Definition = {
    service,
    name,
    effect,
    params,
    offline,
    programOnly,
    dryRun: spec.dryRun ?? !(offline || programOnly),
    binary,
    streams: Boolean(spec.stream),
    invoke,
    ...(spec.stream && { invokeStream }),
    ...(spec.text && { text: spec.text as (result: unknown) => string | undefined }),
    ...(spec.textOf && { textOf: spec.textOf as (chunk: unknown) => string | undefined }),
    ...(spec.rows && { rows: spec.rows as (result: unknown) => readonly JsonRecord[] }),
    ...(spec.more && { more: spec.more as (result: unknown) => boolean }),
    // Only documentation and tests ask for these: a program that calls the method never does.
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

/** Every param's value as its kind makes it; refuses unknown names and missing values. */
async function readArgs<P extends Params>(
  params: P,
  input: unknown,
  call: Call,
  sources: Sources | undefined,
): Promise<Args<P>> {
  const given = inputOf(input, call);
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(params, key)) continue;
    const names = Object.keys(params).map((known) => call.label(known));
    throw new InputError({
      method: call.method,
      param: key,
      message: `there is no input "${clip(key)}"`,
      hint: `There are: ${names.join(', ') || 'none'}.`,
    });
  }
  const args: Record<string, unknown> = {};
  for (const key in params) {
    const param = params[key]!;
    const taken = isGiven(given[key], param);
    // A default was written by a program: nothing in it is looked up.
    const context = callContext(call, key, taken ? sources : undefined);
    const value = taken ? given[key] : param.default;
    if (value === undefined && param.required) throw missing(param, context);
    const parsed = value === undefined ? undefined : param.kind.parse(value, context);
    args[key] = parsed instanceof Promise ? await parsed : parsed;
  }
  return args as Args<P>;
}

/** The caller's inputs by name: without types, anything may have been passed for them. */
function inputOf(input: unknown, call: Call): JsonRecord {
  if (input === undefined || input === null) return {};
  if (isRecord(input)) return input;
  const message = `takes its inputs as one object, not ${typeof input === 'object' ? 'a list' : `a ${typeof input}`}`;
  throw new InputError({ method: call.method, message });
}

/** The reference's "not given": nothing, null, or an empty text where something may be left out. */
function isGiven(value: unknown, param: Param): boolean {
  return value !== undefined && value !== null && (value !== '' || param.required);
}

function missing(param: Param, context: ParamContext): InputError {
  return inputError(context, ` is missing: ${param.summary}`, {
    hint: `It takes ${param.kind.takes}.`,
  });
}
